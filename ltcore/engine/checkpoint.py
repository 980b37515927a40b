"""Checkpoints: tensors in safetensors, everything else in JSON that vouches for them by hash.

The JSON is written last and its hash covers itself too, so a checkpoint without it does not exist and a
flipped bit anywhere is found; the last two are kept, so that a damaged one has a predecessor. Nothing is
ever unpickled.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import safetensors
import torch
from safetensors.torch import load, save
from torch import Tensor

from ltcore.runs import RunError
from ltcore.runs.atomic import atomic_write_bytes, make_folder, remove_file, remove_quietly
from ltcore.runs.disk import held, is_temporary
from ltcore.runs.reading import existing_folder, read_plain

KEPT = 2
"""How many checkpoints stay in the folder."""
STATE = re.compile(r"\d{2,}-\d{9,}\.json")
NAME = re.compile(r"\d{2,}-\d{9,}\.(json|safetensors)")
"""What we call files in the folder; beside what was left half written, nothing else there is ours to read or
to remove."""


class CheckpointError(RuntimeError):
    """No usable checkpoint, or one that does not fit the run."""


@dataclass(frozen=True, eq=False, kw_only=True)
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


def prefixed(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return tensors under names that begin with ``prefix.``; ``Checkpoint.part`` undoes it."""
    return {f"{prefix}.{name}": tensor for name, tensor in tensors.items()}


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint, then remove all but the last two.

    Args:
        folder: the run's checkpoint folder; made where it is missing.
        checkpoint: what to write.

    Raises:
        OSError: the disk is full or the folder is read-only; older checkpoints stay as they were.
    """
    make_folder(folder)
    name = f"{checkpoint.stage:02d}-{checkpoint.step:09d}"
    tensors = {k: v.detach().cpu().contiguous() for k, v in checkpoint.tensors.items()}
    content = save(tensors)
    state = {
        "stage": checkpoint.stage,
        "step": checkpoint.step,
        "torch": torch.__version__,
        "values": dict(checkpoint.values),
    }
    state["sha256"] = _digest(state, content)
    atomic_write_bytes(folder / f"{name}.safetensors", content)
    try:
        atomic_write_bytes(folder / f"{name}.json", json.dumps(state, allow_nan=False).encode())
    except OSError:
        remove_quietly(folder / f"{name}.safetensors")
        raise
    _keep_last(folder, name)


def _digest(state: Mapping[str, Any], content: bytes) -> str:
    """Return the SHA-256 over everything that a checkpoint says, its hash left out."""
    said = {name: value for name, value in state.items() if name != "sha256"}
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    digest.update(content)
    return digest.hexdigest()


def _keep_last(folder: Path, newest: str) -> None:
    """Remove all but the last checkpoints up to ``newest``, and tensors that no JSON vouches for.

    Whatever claims to be newer was damaged: the run went on from before it.
    """
    states = (Path(name).stem for name in _names(folder) if STATE.fullmatch(name))
    kept = set(sorted(name for name in states if name <= newest)[-KEPT:])
    for name in _names(folder):
        is_old = NAME.fullmatch(name) and Path(name).stem not in kept
        if is_old or is_temporary(name):
            remove_file(folder / name)


def _names(folder: Path, *, plain: bool = True) -> list[str]:
    with held(folder) as opened:
        return opened.names(plain=plain)


def read_checkpoint(folder: Path) -> Checkpoint | None:
    """Return the newest checkpoint whose hash is right, or None where there is none at all.

    Raises:
        CheckpointError: there are checkpoints, but every one is damaged.
    """
    skipped: list[str] = []
    try:
        names = [] if existing_folder(folder) is None else _names(folder, plain=False)
    except (RunError, OSError) as error:
        raise CheckpointError(f"the checkpoints of this run cannot be read: {error}") from error
    for path in (folder / name for name in reversed(names) if STATE.fullmatch(name)):
        try:
            return _read_one(path, tuple(skipped))
        except (OSError, ValueError, RecursionError, safetensors.SafetensorError) as error:
            skipped.append(f"checkpoint {path.stem} is damaged ({error})")
    if skipped:
        raise CheckpointError(
            f"{'; '.join(skipped)}; delete the folder {folder} to train this run from the beginning"
        )
    return None


def _read_one(path: Path, skipped: tuple[str, ...]) -> Checkpoint:
    state = json.loads(read_plain(path) or b"")
    content = read_plain(path.with_suffix(".safetensors")) or b""
    if not isinstance(state, dict) or _digest(state, content) != state.get("sha256"):
        raise ValueError("its hash does not match")
    return Checkpoint(
        stage=int(state["stage"]),
        step=int(state["step"]),
        tensors=load(content),
        values=state["values"],
        skipped=skipped,
    )
