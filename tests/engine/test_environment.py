import subprocess

import pytest
import torch

from ltcore.data import DataError
from ltcore.engine.environment import describe_environment, git_revision, record_environment
from ltcore.engine.hardware import Hardware
from ltcore.runs import RunFolder

HARDWARE = Hardware(device="cpu", device_name="cpu", precision="fp32", threads=1, note="test")


def test_it_names_versions_and_code_and_no_machine():
    found = describe_environment(HARDWARE, "c0ffee")
    assert found["packages"]["torch"] == torch.__version__.split("+")[0]
    assert {"python", "platform", "device", "precision", "threads", "git"} <= found.keys()
    assert len(found["platform"].split()) == 2


def test_later_attempts_are_kept_beside_the_first(tmp_path):
    folder = RunFolder(tmp_path)
    for precision in ("fp32", "bf16", "fp32"):
        record_environment(folder, {"data_checksum": "a", "precision": precision})
    kept = folder.read_environment()
    assert kept is not None
    assert kept["precision"] == "fp32"
    assert [later["precision"] for later in kept["resumed"]] == ["bf16", "fp32"]


def test_a_run_does_not_go_on_with_other_data(tmp_path):
    folder = RunFolder(tmp_path)
    record_environment(folder, {"data_checksum": "a"})
    with pytest.raises(DataError, match="have changed"):
        record_environment(folder, {"data_checksum": "b"})
    assert folder.read_environment() == {"data_checksum": "a"}


@pytest.mark.parametrize(
    "first", [{}, {"python": "3"}, {"resumed": None, "data_checksum": None}, {"resumed": [{}]}]
)
def test_a_first_attempt_that_does_not_name_its_data_is_no_bar(tmp_path, first):
    folder = RunFolder(tmp_path)
    folder.write_environment(first)
    record_environment(folder, {"data_checksum": "b"})
    kept = folder.read_environment()
    assert kept is not None
    assert kept["resumed"][-1] == {"data_checksum": "b"}
    assert kept.get("python") == first.get("python")


def test_only_a_checkout_of_its_own_has_a_revision(tmp_path, monkeypatch):
    assert git_revision(tmp_path) is None
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", "-C", str(tmp_path), *identity, *words], check=True)
    assert git_revision(tmp_path)
    inside = tmp_path / "site-packages"
    inside.mkdir()
    assert git_revision(inside) is None
    monkeypatch.setenv("PATH", "")
    assert git_revision(tmp_path) is None
