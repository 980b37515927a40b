import os

from ltcore.sweeps import stamp
from ltcore.sweeps.stamp import process_stamp


def test_code_environment_and_folder_are_part_of_it(tmp_path, monkeypatch):
    package = tmp_path / "package"
    (package / "part").mkdir(parents=True)
    monkeypatch.setattr(stamp, "PACKAGE", package)
    seen = [process_stamp()]
    assert process_stamp() == seen[0]

    def changed() -> bool:
        seen.append(process_stamp())
        return seen[-1] not in seen[:-1]

    file = package / "part" / "module.py"
    file.write_text("a = 1\n")
    assert changed()
    os.utime(file, ns=(1, 1))  # as an installation of the same size
    assert changed()
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path))
    assert changed()
    monkeypatch.chdir(tmp_path)
    assert changed()
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "module.py").touch()
    (package / "notes.txt").touch()
    assert not changed()
