"""The precision of a run, for what a method computes beside the network."""

import torch
from torch import Tensor


def precision_of(features: Tensor) -> torch.autocast:
    """Return the context in which another backbone works in the precision that made these features.

    Args:
        features: of the network as the loop calls it: bf16 where the run is in reduced precision.

    Example:
        >>> with precision_of(torch.zeros(1, dtype=torch.bfloat16)):
        ...     torch.nn.Linear(2, 2)(torch.zeros(1, 2)).dtype
        torch.bfloat16
    """
    reduced = features.dtype == torch.bfloat16
    return torch.autocast(features.device.type, torch.bfloat16, enabled=reduced)
