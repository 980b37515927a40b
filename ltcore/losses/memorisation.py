"""How hard each image was to learn so far: the memorisation scores of boosted contrastive learning (BCL).

An image that no epoch has shown yet is nan throughout: where the last, smaller batch is left out, a few are.
"""

import torch
from torch import Tensor

from ltcore.losses.precision import at_least_float32

SMALLEST_SPREAD = 1e-6
"""Losses closer to their mean than this share of the largest count as equal: the rest is rounding."""


def momentum_losses(
    losses: Tensor, previous: Tensor | None = None, *, momentum: float = 0.97
) -> Tensor:
    """Return ``momentum * previous + (1 - momentum) * losses``, one number per image.

    The first loss of an image is taken as it is. An image that this epoch did not show keeps its number.

    Source: Zhou et al., "Contrastive Learning with Boosted Memorization", ICML 2022; the default is that of
    MediaBrain-SJTU/Geometric-Harmonization at 9f7057c, train_cifar.py.

    Args:
        losses: this epoch's loss of each image, nan for those it did not show, shape (N,):
            ``nt_xent_each``, in the order of the images.
        previous: what this function returned last epoch, shape (N,), or None in the first.
        momentum: in [0, 1). With fewer than about 100 epochs take less than 0.97, such as 0.9.

    Returns:
        float32 (float64 for float64 losses), shape (N,), without gradient.

    Raises:
        ValueError: for a momentum outside [0, 1), or shapes that differ.

    Example:
        >>> first = momentum_losses(torch.tensor([1.0, 2.0, torch.nan]))
        >>> momentum_losses(torch.tensor([2.0, torch.nan, 3.0]), first, momentum=0.9)
        tensor([1.1000, 2.0000, 3.0000])
    """
    if not 0 <= momentum < 1:
        raise ValueError(f"momentum is {momentum}: it lies in [0, 1), e.g. 0.97")
    losses = at_least_float32(losses.detach())
    if previous is None:
        return losses.clone()
    if previous.shape != losses.shape:
        raise ValueError(
            f"losses have shape {tuple(losses.shape)} and previous {tuple(previous.shape)}: "
            "both have one number per image"
        )
    previous = previous.detach().to(losses)
    mixed = momentum * previous + (1 - momentum) * losses
    return torch.where(previous.isnan(), losses, torch.where(losses.isnan(), previous, mixed))


def memorisation_scores(losses: Tensor, *, quantile: float = 1.0) -> Tensor:
    """Return how far each image's momentum loss lies from the mean, mapped to [0, 1]; 0.5 is the mean.

    Images of the tail tend to score high, and get stronger augmentation.

    Source: Zhou et al., BCL, ICML 2022: ``(1 + (m - mean) / max |m - mean|) / 2``. There one image with an
    extreme loss moves all others to 0.5; a ``quantile`` below 1 cuts it off. Where all losses are equal the
    formula is 0 / 0; here the scores are 0.5.

    Args:
        losses: ``momentum_losses``, shape (N,), nan for images that no epoch has shown.
        quantile: the quantile of |m - mean| that gets the score 0 or 1, as does all beyond it, in (0, 1]; 1
            is the largest, as in the paper.

    Returns:
        float32 (float64 for float64 losses), in [0, 1], shape (N,); 0 for an image that no epoch has shown:
        it gets plain augmentation.

    Raises:
        ValueError: for a quantile outside (0, 1], or an infinite loss.

    Example:
        >>> memorisation_scores(torch.tensor([1.0, 2.0, 6.0]))
        tensor([0.1667, 0.3333, 1.0000])
        >>> memorisation_scores(torch.tensor([2.0, 2.0]))
        tensor([0.5000, 0.5000])
    """
    if not 0 < quantile <= 1:
        raise ValueError(f"quantile is {quantile}: it lies in (0, 1]; 1 is the paper's maximum")
    if bool(losses.isinf().any()):
        raise ValueError("a loss is infinite: the network has diverged, so no image can be scored")
    exact = losses.detach().double()
    seen = ~exact.isnan()
    scores = torch.zeros_like(exact)
    if bool(seen.any()):
        known = exact[seen]
        deviations = known - known.mean()
        rounding = (SMALLEST_SPREAD * known.abs().max()).clamp(min=torch.finfo(exact.dtype).tiny)
        farthest = torch.quantile(deviations.abs(), quantile).clamp(min=rounding)
        scores[seen] = (1 + (deviations / farthest).clamp(-1, 1)) / 2
    return scores.to(at_least_float32(losses).dtype)
