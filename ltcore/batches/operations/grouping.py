"""Images of one batch that go through different changes: those of one kind come together."""

from collections.abc import Iterator

import torch
from torch import Tensor


def grouped(kinds: Tensor, n_kinds: int) -> Iterator[tuple[Tensor, list[int]]]:
    """Yield (order, sizes) for each round: ``torch.split(images[order], sizes)`` are those of each kind.

    Args:
        kinds: kind of each image in each round, int64, shape (rounds, B), in 0..n_kinds - 1.
        n_kinds: how many kinds there are.

    Yields:
        The order, int64, shape (B,), and ``n_kinds`` sizes that add up to B.

    Example:
        >>> ((order, sizes),) = grouped(torch.tensor([[2, 0, 2, 0]]), 3)
        >>> order, sizes
        (tensor([1, 3, 0, 2]), [2, 0, 2])
    """
    each = torch.arange(n_kinds, device=kinds.device)[:, None]
    sizes = (kinds[:, None] == each).sum(dim=2).tolist()  # the only wait for an accelerator
    yield from zip(kinds.argsort(dim=1, stable=True), sizes, strict=True)
