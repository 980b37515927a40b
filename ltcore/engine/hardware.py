"""Which device, precision and threads a run gets, and why."""

from dataclasses import dataclass
from typing import Literal

import torch

from ltcore.config import TrainConfig

Precision = Literal["fp32", "bf16"]


class HardwareError(ValueError):
    """A device or precision that this machine does not have."""


@dataclass(frozen=True, kw_only=True)
class Hardware:
    """What a run is carried out on."""

    device: str
    device_name: str
    precision: Precision
    threads: int
    note: str

    def __str__(self) -> str:
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        return f"{self.device_name}, {threads}, {self.precision} ({self.note})"


def has_bf16(device: str) -> bool:
    """Return whether the device multiplies bf16 natively, so that bf16 is quicker and not emulated."""
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device == "cpu":
        return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
    return False


def detect(settings: TrainConfig) -> Hardware:
    """Return the hardware that the settings ask for.

    Raises:
        HardwareError: the device is not there, or bf16 is asked for where the processor lacks it.
    """
    device = _device(settings.device)
    able = has_bf16(device)
    if settings.precision == "bf16" and not able:
        raise HardwareError(
            f"precision bf16: {_device_name(device)} has no native bf16; use --precision fp32 or auto"
        )
    precision: Precision = "bf16" if able and settings.precision != "fp32" else "fp32"
    note = "bf16 available" if able else "no native bf16 here"
    threads = settings.threads or torch.get_num_threads()
    return Hardware(
        device=device,
        device_name=_device_name(device),
        precision=precision,
        threads=threads,
        note=note,
    )


def _device(wanted: str) -> str:
    there = {"cpu": True, "cuda": torch.cuda.is_available()}
    if wanted == "auto":
        return "cuda" if there["cuda"] else "cpu"
    if not there[wanted]:
        found = ", ".join(name for name, is_there in there.items() if is_there)
        raise HardwareError(f"device {wanted}: not found on this machine; available: {found}")
    return wanted


def _device_name(device: str) -> str:
    return torch.cuda.get_device_name() if device == "cuda" else device
