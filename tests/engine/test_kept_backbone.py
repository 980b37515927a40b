import random

import pytest
import torch

from ltcore.engine.kept_backbone import read_backbone, write_backbone
from ltcore.models.convnet import ConvNet
from ltcore.runs import DamagedRunError, RunFolder, RunGoneError
from ltcore.runs.checksums import write_checksums
from ltcore.runs.known_files import BACKBONE, is_known, is_result

WEIGHTS = ConvNet(1, 8).to(memory_format=torch.channels_last).state_dict()


@pytest.fixture
def folder(tmp_path):
    folder = RunFolder(tmp_path)
    write_backbone(folder, WEIGHTS)
    return folder


def test_every_tensor_comes_back(folder):
    found = read_backbone(folder)
    assert found is not None
    assert found.keys() == WEIGHTS.keys()
    assert all(found[name].equal(tensor) for name, tensor in WEIGHTS.items())
    network = ConvNet(1, 8)
    network.load_state_dict(found)


def test_it_is_a_result_with_a_checksum(folder):
    assert is_result(BACKBONE)
    assert is_known(BACKBONE)
    write_checksums(folder.path)
    assert folder.changed_files() == ()
    content = bytearray((folder.path / BACKBONE).read_bytes())
    content[-1] ^= 1
    (folder.path / BACKBONE).write_bytes(content)
    assert [change.name for change in folder.changed_files()] == [BACKBONE]
    with pytest.raises(DamagedRunError, match="has changed since the run ended"):
        read_backbone(folder)


def test_a_run_without_one_has_none(tmp_path):
    assert read_backbone(RunFolder(tmp_path)) is None
    with pytest.raises(RunGoneError):
        read_backbone(RunFolder(tmp_path / "gone"))


def test_whatever_is_done_to_it_the_reader_says_so_or_reads_numbers(folder):
    whole = (folder.path / BACKBONE).read_bytes()
    chance = random.Random(0)
    for _ in range(200):
        content = bytearray(whole)
        if chance.random() < 0.5:
            content = content[: chance.randrange(len(content))]
        else:
            content[chance.randrange(400)] = chance.randrange(256)
        (folder.path / BACKBONE).write_bytes(content)
        try:
            found = read_backbone(folder)
        except DamagedRunError as error:
            assert str(error).startswith(BACKBONE)  # noqa: PT017
        else:
            assert all(isinstance(tensor, torch.Tensor) for tensor in (found or {}).values())


def test_a_link_is_refused(folder, tmp_path):
    (folder.path / BACKBONE).rename(tmp_path / "elsewhere")
    (folder.path / BACKBONE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DamagedRunError):
        read_backbone(folder)
