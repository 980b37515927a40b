"""Random numbers for a batch, wherever its generator lives.

A generator on the images' device keeps a GPU from waiting; one on the processor gives the same numbers for
every device. Both serve: what is drawn is brought to where it is needed.
"""

from collections.abc import Sequence

import torch
from torch import Tensor


class Generators(torch.Generator):
    """Generators for equal parts of a batch, one after the other: each part gets what it would get alone.

    Only ``draw_integers`` knows them; they serve the changes of images in ``ltcore.batches.augment``.

    Args:
        parts: at least one, on one device.

    Example:
        >>> parts = [torch.Generator().manual_seed(seed) for seed in (0, 1)]
        >>> draw_integers(9, (4,), Generators(parts), torch.device("cpu"))
        tensor([8, 0, 4, 5])
        >>> draw_integers(9, (2,), torch.Generator().manual_seed(1), torch.device("cpu"))
        tensor([4, 5])
    """

    parts: tuple[torch.Generator, ...]

    def __new__(cls, parts: Sequence[torch.Generator]) -> "Generators":
        """Make them."""
        made = super().__new__(cls, parts[0].device)  # type: ignore[call-arg]
        made.parts = tuple(parts)
        return made


def draw_integers(
    bound: int,
    shape: tuple[int, ...],
    generator: torch.Generator,
    device: torch.device,
    *,
    along: int = 0,
) -> Tensor:
    """Return whole numbers in [0, bound), int64, each as likely as the others.

    Args:
        bound: at least 1.
        shape: of the result.
        generator: source of the numbers, on any device.
        device: where they are wanted.
        along: axis of the result that goes through the examples of the batch.

    Example:
        >>> draw_integers(3, (5,), torch.Generator().manual_seed(0), torch.device("cpu"))
        tensor([2, 0, 2, 0, 1])
    """
    if not isinstance(generator, Generators):
        drawn = torch.randint(bound, shape, generator=generator, device=generator.device)
        return drawn.to(device, non_blocking=True)
    share = list(shape)
    share[along] //= len(generator.parts)
    parts = (torch.randint(bound, share, generator=g, device=g.device) for g in generator.parts)
    return torch.cat(list(parts), dim=along).to(device, non_blocking=True)


def draw_between(
    low: float,
    high: float,
    shape: tuple[int, ...],
    generator: torch.Generator,
    device: torch.device,
) -> Tensor:
    """Return numbers drawn uniformly from [low, high), float32.

    Generators of several parts have no form here: they would draw from a seed of their own.

    Args:
        low: smallest number.
        high: bound of the numbers, at least ``low``.
        shape: of the result.
        generator: source of the numbers, on any device.
        device: where they are wanted.

    Raises:
        TypeError: the generator is one of several parts.

    Example:
        >>> draw_between(-1.0, 1.0, (2,), torch.Generator().manual_seed(0), torch.device("cpu"))
        tensor([-0.0075,  0.5364])
    """
    if isinstance(generator, Generators):
        raise TypeError(
            "numbers between two bounds are drawn by one torch.Generator, not by Generators"
        )
    drawn = torch.rand(shape, generator=generator, device=generator.device)
    return drawn.to(device, non_blocking=True).mul_(high - low).add_(low)
