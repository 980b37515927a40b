"""Where the examples of a split lie while training: on the device, or on disk behind a DataLoader."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from ltcore.data import Examples
from ltcore.types import IntArray

Positions = Callable[[int], IntArray]
"""Step -> positions of its examples in the split, int64, shape (B,)."""


class Pool(Protocol):
    """The examples of one split, fetched a batch at a time."""

    def fetch(self, positions: Positions, steps: range) -> Iterable[tuple[int, Tensor, Tensor]]:
        """Yield (step, positions (B,), raw inputs (B, ...)) for each step, in order, on the device."""
        ...


class ResidentPool:
    """All examples as one tensor on the training device."""

    def __init__(self, examples: Examples, device: torch.device) -> None:
        self.inputs = torch.from_numpy(examples.inputs()).to(device)
        self.device = device

    def fetch(self, positions: Positions, steps: range) -> Iterator[tuple[int, Tensor, Tensor]]:
        """Yield batches by indexing."""
        for step in steps:
            index = torch.from_numpy(positions(step)).to(self.device, non_blocking=True)
            yield step, index, self.inputs.index_select(0, index)


class _Steps(Dataset[tuple[int, Tensor, Tensor]]):
    """Maps a step to its batch, read from the memory-mapped store."""

    def __init__(self, examples: Examples, positions: Positions) -> None:
        self.pool: NDArray[Any] = examples.pool
        self.rows = examples.rows
        self.positions = positions

    def __getitem__(self, step: int) -> tuple[int, Tensor, Tensor]:
        index = self.positions(step)
        inputs = np.ascontiguousarray(self.pool[self.rows[index]])
        return step, torch.from_numpy(index), torch.from_numpy(inputs)

    def __getstate__(self) -> dict[str, Any]:
        """Send a reading process the file's name, never its contents."""
        state = dict(self.__dict__)
        if isinstance(self.pool, np.memmap) and self.pool.filename is not None:
            state["pool"] = None
            state["file"] = (self.pool.filename, self.pool.dtype, self.pool.shape, self.pool.offset)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        file = state.pop("file", None)
        self.__dict__.update(state)
        if file is not None:
            filename, dtype, shape, offset = file
            self.pool = np.memmap(filename, dtype, "r", offset=offset, shape=shape)


class StreamedPool:
    """Examples stay on disk; ``workers`` processes read ahead."""

    def __init__(self, examples: Examples, device: torch.device, workers: int) -> None:
        self.examples = examples
        self.device = device
        self.workers = workers

    def fetch(self, positions: Positions, steps: range) -> Iterator[tuple[int, Tensor, Tensor]]:
        """Yield batches as the DataLoader delivers them, in order."""
        loader = DataLoader(
            _Steps(self.examples, positions),
            sampler=steps,
            batch_size=None,
            num_workers=self.workers,
            pin_memory=self.device.type == "cuda",
        )
        for step, index, inputs in loader:
            yield (
                int(step),
                index.to(self.device, non_blocking=True),
                inputs.to(self.device, non_blocking=True),
            )
