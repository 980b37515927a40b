"""A run has something to go on from before its first results take the room for it."""

import errno
import os

import pytest

from ltcore.engine.reporter import Reporter
from ltcore.runs.disk import HeldFolder


class Killed(BaseException):
    """Passes every handler, as a kill would."""


def test_the_first_checkpoint_comes_before_the_first_result(lab, same_bits, monkeypatch):
    config = lab.config("erm", checkpoint_seconds=3600)
    folder = lab.folder(config, "killed")

    def killed(*_args, **_settings):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Reporter, "epoch", killed)
        with pytest.raises(Killed):
            lab.work(folder)
    names = sorted(path.name for path in (folder.path / "checkpoint").iterdir())
    assert names == ["00-000000000.json", "00-000000000.safetensors"]
    assert lab.work(folder) == "finished"
    assert "resumed at stage 0, step 0" in folder.read_log()
    same_bits(lab.reference(lab.config("erm")), folder)


def test_a_disk_too_full_for_a_checkpoint_is_said_before_the_first_epoch(lab, monkeypatch):
    folder = lab.folder(lab.config("erm"), "full")
    create = HeldFolder.create

    def full(self, name):
        if "safetensors" in name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return create(self, name)

    monkeypatch.setattr(HeldFolder, "create", full)
    assert lab.work(folder) == "failed"
    assert "the disk is full" in folder.read_status().message
    assert folder.read_metrics().empty
