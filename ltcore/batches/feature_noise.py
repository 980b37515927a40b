"""A strong view of features that are not images: noise, and values replaced by their mean."""

import torch
from torch import Tensor

from ltcore.batches.drawing import draw_between


def feature_noise(inputs: Tensor, generator: torch.Generator, *, share: float) -> Tensor:
    """Return standardised features with Gaussian noise added and then some of the values set to zero.

    Each standardised feature has mean 0 and standard deviation 1, so the noise has the standard deviation
    ``share``, and a value becomes 0, its mean, with probability ``share``. This is our own choice, the
    simplest that has one number; it is not the corruption of SCARF (Bahri et al., ICLR 2022), which takes
    values from other examples.

    Args:
        inputs: standardised features, float32, shape (B, D).
        generator: source of the noise, on any device.
        share: of the spread of a feature, and of its values, in [0, 1]; 0 changes nothing.

    Returns:
        Features, float32, shape (B, D).

    Raises:
        ValueError: if ``share`` is outside [0, 1].

    Example:
        >>> inputs = torch.ones(1000, 2)
        >>> noisy = feature_noise(inputs, torch.Generator().manual_seed(0), share=0.1)
        >>> round(float((noisy == 0).float().mean()), 1), round(float(noisy[noisy != 0].std()), 1)
        (0.1, 0.1)
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share}: it must be in [0, 1]; 0 changes nothing")
    noise = torch.randn(inputs.shape, generator=generator, device=generator.device)
    kept = draw_between(0.0, 1.0, tuple(inputs.shape), generator, inputs.device) >= share
    return (inputs + share * noise.to(inputs.device)) * kept
