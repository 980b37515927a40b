"""What every contrastive loss begins with: rows of length 1, and a temperature."""

import math

import torch
from torch import Tensor

from ltcore.losses.precision import at_least_float32

SMALLEST_ENTRY = 1e-6
"""A row without an entry of this size counts as zero: it has no direction, and dividing by its length would
multiply its gradient by a million or more."""

SMALLEST_TEMPERATURE = 1e-30
"""Below this, a cosine over the temperature leaves the range of float32."""


def unit_rows(rows: Tensor) -> Tensor:
    """Return each row over its length; a row of zeros stays zero.

    ``torch.nn.functional.normalize`` multiplies the gradient of a zero row by 1e12, so that one step of SGD
    throws away the network. Here it is multiplied by 1.4.

    Args:
        rows: shape (B, D), any floating dtype and any scale.

    Returns:
        float32 (float64 for float64 rows), shape (B, D).

    Example:
        >>> unit_rows(torch.tensor([[3e30, 4e30], [0.0, 0.0]]))
        tensor([[0.6000, 0.8000],
                [0.0000, 0.0000]])
    """
    rows = at_least_float32(rows)
    largest = rows.detach().abs().amax(dim=1, keepdim=True)
    # Relative to the largest entry, no square overflows and only a row that counts as zero sums to below 1.
    relative = rows / torch.where(largest < SMALLEST_ENTRY, 1.0, largest)
    return relative * torch.rsqrt(relative.square().sum(dim=1, keepdim=True).clamp(min=0.5))


def check_temperature(temperature: float) -> None:
    """Refuse a temperature that cosines cannot be divided by.

    Raises:
        ValueError: where it is below ``SMALLEST_TEMPERATURE`` or not finite.

    Example:
        >>> check_temperature(-0.5)
        Traceback (most recent call last):
        ValueError: temperature is -0.5: it must be finite and at least 1e-30; 0.1 to 0.5 is usual
    """
    if not SMALLEST_TEMPERATURE <= temperature < math.inf:
        raise ValueError(
            f"temperature is {temperature}: it must be finite and at least "
            f"{SMALLEST_TEMPERATURE:g}; 0.1 to 0.5 is usual"
        )
