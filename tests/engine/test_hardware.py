import pytest
import torch

from ltcore.config import TrainConfig
from ltcore.engine import hardware
from ltcore.engine.hardware import HardwareError, detect, has_bf16


@pytest.fixture
def machine(monkeypatch):
    """Pretend which accelerators and which arithmetic the machine has."""

    def pretend(*, cuda=False, bf16=False):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
        monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "Toy GPU")
        monkeypatch.setattr(hardware, "has_bf16", lambda _: bf16)

    return pretend


@pytest.mark.parametrize(
    ("there", "device"),
    [
        ({}, "cpu"),
        ({"cuda": True}, "cuda"),
    ],
)
def test_auto_takes_an_accelerator_where_there_is_one(machine, there, device):
    machine(**there)
    assert detect(TrainConfig()).device == device


def test_a_device_that_is_not_there_is_named_with_those_that_are(machine):
    machine()
    with pytest.raises(
        HardwareError, match="device cuda: not found on this machine; available: cpu"
    ):
        detect(TrainConfig(device="cuda"))


@pytest.mark.parametrize(
    ("bf16", "wanted", "given"),
    [
        (True, "auto", "bf16"),
        (True, "bf16", "bf16"),
        (True, "fp32", "fp32"),
        (False, "auto", "fp32"),
        (False, "fp32", "fp32"),
    ],
)
def test_precision(machine, bf16, wanted, given):
    machine(bf16=bf16)
    found = detect(TrainConfig(precision=wanted, device="cpu"))
    assert found.precision == given
    assert found.note == ("bf16 available" if bf16 else "no native bf16 here")


def test_bf16_where_there_is_none_says_what_to_do(machine):
    machine(cuda=True)
    with pytest.raises(
        HardwareError, match="Toy GPU has no native bf16; use --precision fp32 or auto"
    ):
        detect(TrainConfig(precision="bf16"))


def test_threads_and_the_line_that_is_printed(machine):
    machine()
    assert detect(TrainConfig(device="cpu")).threads == torch.get_num_threads()
    found = detect(TrainConfig(device="cpu", threads=3))
    assert str(found) == "cpu, 3 threads, fp32 (no native bf16 here)"


def test_bf16_is_asked_of_the_processor_and_never_assumed(monkeypatch):
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    assert not has_bf16("cpu")
    assert not has_bf16("mps")
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: True)
    assert has_bf16("cpu")
