"""NT-Xent: which of the batch's other views shows the same image."""

import torch
import torch.nn.functional as F
from torch import Tensor

from ltcore.losses.cosines import check_temperature, unit_rows


def nt_xent(first: Tensor, second: Tensor, *, temperature: float = 0.5) -> Tensor:
    """Return the cross-entropy of finding each view's partner among all other views, by their cosines.

    Both views of all B images are anchors. The rivals of an anchor are the 2 B - 2 views of other images.

    SDCLR needs the gradient of one branch at a time. Its caller detaches the other view, and adds two
    losses: ``nt_xent(dense, pruned.detach())`` and ``nt_xent(dense.detach(), pruned)``.

    Source: Chen et al., "A Simple Framework for Contrastive Learning of Visual Representations", ICML 2020,
    Sec. 2.1, Eq. 1.

    Args:
        first: one view of each image, shape (B, D), any scale and any floating dtype; half precision is
            computed in float32, also under autocast.
        second: the other view of the same images, in the same order, shape (B, D).
        temperature: finite and above 0.

    Returns:
        float32 (float64 for float64 views), a scalar.

    Raises:
        ValueError: for views of unlike shapes, fewer than two images, or an illegal temperature.

    Example:
        >>> nt_xent(torch.eye(4), torch.eye(4))
        tensor(0.5944)
    """
    return nt_xent_each(first, second, temperature=temperature).mean()


def nt_xent_each(first: Tensor, second: Tensor, *, temperature: float = 0.5) -> Tensor:
    """Return the loss of each image: the mean over its two anchors.

    Args:
        first: one view of each image, shape (B, D).
        second: the other view, shape (B, D).
        temperature: finite and above 0.

    Returns:
        float32 (float64 for float64 views), shape (B,); ``nt_xent`` is its mean.

    Raises:
        ValueError: as ``nt_xent``.

    Example:
        >>> turned = torch.tensor([[0.0, 1.0], [0.0, -1.0]])
        >>> nt_xent_each(torch.eye(2), turned, temperature=1.0)
        tensor([1.2531, 1.9795])
    """
    check_temperature(temperature)
    if first.ndim != 2 or first.shape != second.shape:
        raise ValueError(
            f"first has shape {tuple(first.shape)} and second {tuple(second.shape)}: "
            "two views of a batch have the same shape (B, D)"
        )
    n_images = len(first)
    if n_images < 2:
        raise ValueError(
            f"the batch has {n_images} image(s): the loss compares at least 2; "
            "leave out the last, smaller batch of an epoch"
        )
    with torch.autocast(first.device.type, enabled=False):
        views = unit_rows(torch.cat((first, second)))  # (2 B, D)
        anchors = torch.arange(2 * n_images, device=views.device)
        # Left out before any exponential: at temperature 0.01, exp(cosine / temperature) is infinite.
        itself = anchors[:, None] == anchors
        logits = (views @ views.T / temperature).masked_fill(itself, -torch.inf)
        losses = F.cross_entropy(logits, anchors.roll(n_images), reduction="none")
    return losses.view(2, n_images).mean(dim=0)
