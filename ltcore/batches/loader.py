"""From a split to batches: fetch, augment the whole batch on the device, normalise."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ltcore.batches.augment import normalise
from ltcore.batches.batch import Batch
from ltcore.batches.feature_noise import feature_noise
from ltcore.batches.policies import view_policy
from ltcore.batches.pool import Pool, Positions, ResidentPool, StreamedPool
from ltcore.config import TrainConfig
from ltcore.data import Examples, LongTailData
from ltcore.types import IntArray

MEBIBYTE = 2**20
NOISE = 0.3
"""Strong view of features: noise of this share of their spread, and as many of them set to their mean."""


@dataclass(frozen=True)
class InOrder:
    """Positions of step after step when every example is visited once, in order.

    A class and not a closure, because a reading process that is spawned is sent it as a pickle.

    Attributes:
        n_examples: N.
        batch_size: B; the last batch may be smaller.

    Example:
        >>> in_order = InOrder(n_examples=5, batch_size=2)
        >>> [in_order(step).tolist() for step in in_order.steps]
        [[0, 1], [2, 3], [4]]
    """

    n_examples: int
    batch_size: int

    @property
    def steps(self) -> range:
        """The steps of one visit."""
        return range(-(-self.n_examples // self.batch_size))

    def __call__(self, step: int) -> IntArray:
        """Return the positions of one step, int64, shape (B,)."""
        start = step * self.batch_size
        return np.arange(start, min(start + self.batch_size, self.n_examples))


@dataclass(frozen=True, eq=False, kw_only=True)
class Loader:
    """Batches of one split.

    Attributes:
        pool: where the raw inputs lie.
        labels: class of each example, int64, shape (N,), on the device.
        mean: subtracted from the inputs, per channel or feature, on the device.
        std: divides the inputs after that, same shape.
        is_image: whether inputs are uint8 images (N, H, W, channels) rather than float32 features (N, D).
        augment: name of the run's own policy of random changes of training images.
        side: height of the images in pixels; 0 for features.
    """

    pool: Pool
    labels: Tensor
    mean: Tensor
    std: Tensor
    is_image: bool
    augment: str = "none"
    side: int = 0

    def __len__(self) -> int:
        return len(self.labels)

    def training(
        self,
        positions: Positions,
        steps: range,
        generator: Callable[[int], torch.Generator],
        views: Sequence[str] = ("weak",),
    ) -> Iterator[tuple[int, Batch]]:
        """Yield (step, augmented batch) for each step.

        Args:
            positions: step -> which examples.
            steps: which steps, in order.
            generator: step -> generator of its augmentation, on the device.
            views: names of the views of each example.
        """
        for step, index, drawn in self.views(positions, steps, generator, views):
            yield step, Batch(index, self.labels[index], drawn)

    def views(
        self,
        positions: Positions,
        steps: range,
        generator: Callable[[int], torch.Generator],
        views: Sequence[str],
    ) -> Iterator[tuple[int, Tensor, tuple[Tensor, ...]]]:
        """Yield (step, positions (B,), views) for each step, without labels; see ``training``."""
        makers = [self._maker(name) for name in views]
        for step, index, raw in self.pool.fetch(positions, steps):
            random = generator(step)
            yield step, index, tuple(make(raw, random) for make in makers)

    def evaluation(self, batch_size: int) -> Iterator[Batch]:
        """Yield every example once, in order and unchanged."""
        in_order = InOrder(len(self), batch_size)
        for _, index, raw in self.pool.fetch(in_order, in_order.steps):
            yield Batch(index, self.labels[index], (self._plain(raw),))

    def _maker(self, view: str) -> Callable[[Tensor, torch.Generator], Tensor]:
        """Return what makes a view of raw inputs."""
        if not self.is_image:
            return self._noisy if view == "strong" else self._unchanged
        changed = view_policy(view, self.augment, self.side)
        if changed is None:
            return self._unchanged

        def make(raw: Tensor, generator: torch.Generator) -> Tensor:
            return normalise(changed(raw.permute(0, 3, 1, 2), generator), self.mean, self.std)

        return make

    def _unchanged(self, raw: Tensor, _: torch.Generator) -> Tensor:
        return self._plain(raw)

    def _noisy(self, raw: Tensor, generator: torch.Generator) -> Tensor:
        return feature_noise(self._plain(raw), generator, share=NOISE)

    def _plain(self, raw: Tensor) -> Tensor:
        if self.is_image:
            return normalise(raw.permute(0, 3, 1, 2), self.mean, self.std)
        return (raw - self.mean) / self.std


def build_loader(
    data: LongTailData, split: Examples, device: torch.device, settings: TrainConfig
) -> Loader:
    """Return the loader of one split of a data set.

    The split lives on the device if its raw size is within ``settings.memory_budget_mb``, else it streams.

    Args:
        data: the data set that the split belongs to.
        split: its training, validation or test examples.
        device: where batches are wanted.
        settings: budget, workers and augmentation; only batches asked for by ``training`` are augmented.
    """
    task = data.task
    size = len(split) * split.pool.dtype.itemsize * int(np.prod(task.input_shape))
    pool: Pool
    if size <= settings.memory_budget_mb * MEBIBYTE:
        pool = ResidentPool(split, device)
    else:
        pool = StreamedPool(split, device, settings.workers)
    return Loader(
        pool=pool,
        labels=torch.from_numpy(split.labels).to(device),
        mean=torch.from_numpy(data.mean).to(device),
        std=torch.from_numpy(data.std).to(device),
        is_image=task.is_image,
        augment=settings.augment if task.is_image else "none",
        side=task.input_shape[0],
    )


def feature_loader(examples: Examples, device: torch.device) -> Loader:
    """Return the loader of features that a network has made: they live on the device and stay as they are.

    Args:
        examples: float32 features (N, D) and their labels.
        device: where batches are wanted.
    """
    return Loader(
        pool=ResidentPool(examples, device),
        labels=torch.from_numpy(examples.labels).to(device),
        mean=torch.zeros(1, device=device),
        std=torch.ones(1, device=device),
        is_image=False,
    )
