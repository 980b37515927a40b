"""Means over an epoch of what a method measures at every step, kept through a checkpoint."""

import torch
from torch import Tensor, nn


class RunningMeans(nn.Module):
    """Sums of named numbers and how many steps they are of.

    Args:
        names: of the numbers.

    Example:
        >>> means = RunningMeans("mask_rate")
        >>> means.add(mask_rate=torch.tensor(0.5)); means.add(mask_rate=torch.tensor(1.0))
        >>> means.taken(), means.taken()
        ({'mask_rate': 0.75}, {})
    """

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names
        self.sums: Tensor
        self.steps: Tensor
        self.register_buffer("sums", torch.zeros(len(names), dtype=torch.float64))
        self.register_buffer("steps", torch.zeros((), dtype=torch.int64))

    @torch.no_grad()
    def add(self, **numbers: Tensor) -> None:
        """Add one step: a scalar tensor for each name."""
        values = torch.stack([numbers[name].detach().double() for name in self.names])
        self.sums += values.to(self.sums.device)
        self.steps += 1

    def taken(self) -> dict[str, float]:
        """Return name -> mean over the steps since the last call, and begin again; nothing without a step."""
        steps = int(self.steps)
        if not steps:
            return {}
        means = dict(zip(self.names, (self.sums / steps).tolist(), strict=True))
        self.sums.zero_()
        self.steps.zero_()
        return means
