"""Random numbers for a batch, wherever its generator lives.

A generator on the images' device keeps a GPU from waiting; one on the processor gives the same numbers for
every device. Both serve: what is drawn is brought to where it is needed.
"""

import torch
from torch import Tensor


def draw_integers(
    bound: int, shape: tuple[int, ...], generator: torch.Generator, device: torch.device
) -> Tensor:
    """Return whole numbers in [0, bound), int64, each as likely as the others.

    Args:
        bound: at least 1.
        shape: of the result.
        generator: source of the numbers, on any device.
        device: where they are wanted.

    Example:
        >>> draw_integers(3, (5,), torch.Generator().manual_seed(0), torch.device("cpu"))
        tensor([2, 0, 2, 0, 1])
    """
    drawn = torch.randint(bound, shape, generator=generator, device=generator.device)
    return drawn.to(device, non_blocking=True)


def draw_between(
    low: float,
    high: float,
    shape: tuple[int, ...],
    generator: torch.Generator,
    device: torch.device,
) -> Tensor:
    """Return numbers drawn uniformly from [low, high), float32.

    Args:
        low: smallest number.
        high: bound of the numbers, at least ``low``.
        shape: of the result.
        generator: source of the numbers, on any device.
        device: where they are wanted.

    Example:
        >>> draw_between(-1.0, 1.0, (2,), torch.Generator().manual_seed(0), torch.device("cpu"))
        tensor([-0.0075,  0.5364])
    """
    drawn = torch.rand(shape, generator=generator, device=generator.device)
    return drawn.to(device, non_blocking=True).mul_(high - low).add_(low)
