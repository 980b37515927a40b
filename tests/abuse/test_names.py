"""Names given by people are text: they lead nowhere on the disk and are shown as they are."""

import json

import pytest
from click.testing import CliRunner

from ltcore.cli import main
from ltcore.runs import RunStore, UnknownRunError

HOSTILE = [
    "../x",
    "../../../../etc/passwd",
    "/etc/passwd",
    "..",
    ".trash",
    "..%2f..%2fx",
    "C:\\x",
    "\\\\host\\share",
    "<script>alert(1)</script>",
    "a\nb",
    "x" * 200,
    "\u202exe.nur",
    "-rf",
    "",
]
TINY = (
    *("--data", "gaussians", "--n-classes", "3", "--per-class", "60", "--dimension", "2"),
    *("--val-per-class", "2", "--test-per-class", "4", "--ratio", "2", "--epochs", "1"),
    *("--width", "8", "--device", "cpu", "--threads", "1", "--snapshots", "0"),
)


@pytest.fixture
def ltlab(tmp_path, prepared_store, monkeypatch):
    monkeypatch.setenv("LTLAB_STORE", str(prepared_store))

    def call(*arguments):
        return CliRunner().invoke(main, [*arguments, "--runs", str(tmp_path / "root" / "runs")])

    return call


def outside(tmp_path):
    return sorted(path.relative_to(tmp_path).parts for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_kept_as_text_and_nothing_is_written_elsewhere(tmp_path, ltlab, name):
    done = ltlab("train", *TINY, f"--name={name}", "--seed", "7")
    assert done.exit_code == 0, done.output
    run_id = done.stdout.splitlines()[-1]
    assert run_id.startswith("gaussians-r2-erm-s7-")
    listed = json.loads(ltlab("runs", "--json").stdout)
    assert [(run["id"], run["name"]) for run in listed] == [(run_id, name)]
    assert {path[:2] for path in outside(tmp_path)[1:]} == {("root", "runs")}
    assert (tmp_path / "root" / "runs" / run_id).is_dir()


def test_a_name_of_300_characters_is_refused(tmp_path, ltlab):
    done = ltlab("train", *TINY, "--name", "x" * 300)
    assert done.exit_code == 2
    assert "--name" in done.output
    assert "200" in done.output
    assert outside(tmp_path) == []


@pytest.mark.parametrize("name", [*HOSTILE, "x" * 300, "nul\0byte", "..\\x"])
def test_no_name_works_as_an_id(tmp_path, ltlab, name):
    root = tmp_path / "root" / "runs"
    root.mkdir(parents=True)
    (tmp_path / "root" / "x").mkdir()
    store = RunStore(root)
    for use in (store.load, store.cancel, store.delete):
        with pytest.raises(UnknownRunError):
            use(name)
    assert (tmp_path / "root" / "x").is_dir()
    for command in ("resume", "work"):
        done = ltlab(command, "--", name)
        assert done.exit_code in (1, 2)
        assert "Traceback" not in done.output
    assert not any(root.iterdir())
