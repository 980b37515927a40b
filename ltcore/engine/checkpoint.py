"""Checkpoints: tensors in safetensors, everything else in JSON that vouches for them by hash.

The JSON is written last, so a checkpoint without it does not exist; the last two are kept, so that a
damaged one has a predecessor. Nothing is ever unpickled.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import safetensors
import torch
from safetensors.torch import load, save
from torch import Tensor

from ltcore.runs.atomic import atomic_write_bytes

KEPT = 2
"""How many checkpoints stay in the folder."""


class CheckpointError(RuntimeError):
    """No usable checkpoint, or one that does not fit the run."""


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Where a run stood.

    Attributes:
        stage: index of the stage.
        step: optimiser steps done in that stage.
        tensors: named tensors (model, moving average, optimiser, method, epoch sums).
        values: everything else, as JSON.
        skipped: why newer checkpoints were passed over, one sentence each.
    """

    stage: int
    step: int
    tensors: Mapping[str, Tensor]
    values: Mapping[str, Any] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()

    def part(self, prefix: str) -> dict[str, Tensor]:
        """Return the tensors whose names begin with ``prefix.``, under the rest of their names."""
        start = f"{prefix}."
        return {k.removeprefix(start): v for k, v in self.tensors.items() if k.startswith(start)}


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint, then remove all but the last two.

    Args:
        folder: the run's checkpoint folder; made where it is missing.
        checkpoint: what to write.

    Raises:
        OSError: the disk is full or the folder is read-only; older checkpoints stay as they were.
    """
    folder.mkdir(exist_ok=True)
    name = f"{checkpoint.stage:02d}-{checkpoint.step:09d}"
    tensors = {k: v.detach().cpu().contiguous() for k, v in checkpoint.tensors.items()}
    content = save(tensors)
    state = {
        "stage": checkpoint.stage,
        "step": checkpoint.step,
        "sha256": hashlib.sha256(content).hexdigest(),
        "torch": torch.__version__,
        "values": dict(checkpoint.values),
    }
    atomic_write_bytes(folder / f"{name}.safetensors", content)
    atomic_write_bytes(folder / f"{name}.json", json.dumps(state, allow_nan=False).encode())
    _remove_old(folder)


def _remove_old(folder: Path) -> None:
    """Remove all but the newest checkpoints, and tensors that no JSON vouches for."""
    kept = {path.stem for path in sorted(folder.glob("*.json"))[-KEPT:]}
    for path in folder.iterdir():
        if path.stem not in kept:
            path.unlink(missing_ok=True)


def read_checkpoint(folder: Path) -> Checkpoint | None:
    """Return the newest checkpoint whose hash is right, or None where there is none at all.

    Raises:
        CheckpointError: there are checkpoints, but every one is damaged.
    """
    skipped: list[str] = []
    for path in sorted(folder.glob("*.json"), reverse=True):
        try:
            return _read_one(path, tuple(skipped))
        except (OSError, ValueError, KeyError, safetensors.SafetensorError) as error:
            skipped.append(f"checkpoint {path.stem} is damaged ({error})")
    if skipped:
        raise CheckpointError(
            "; ".join(skipped) + "; delete the checkpoint folder to train from the start"
        )
    return None


def _read_one(path: Path, skipped: tuple[str, ...]) -> Checkpoint:
    state = json.loads(path.read_text("utf-8"))
    content = path.with_suffix(".safetensors").read_bytes()
    if hashlib.sha256(content).hexdigest() != state["sha256"]:
        raise ValueError("its hash does not match")
    return Checkpoint(
        int(state["stage"]), int(state["step"]), load(content), state["values"], skipped
    )
