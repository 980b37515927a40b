"""FixMatch: pseudo-labels of weak views, and the loss of strong views against them."""

import torch
from torch import Tensor

from ltcore.losses.alignment import aligned
from ltcore.losses.precision import at_least_float32
from ltcore.losses.softmax_cross_entropy import softmax_cross_entropy


def pseudo_labels(
    weak_logits: Tensor,
    *,
    threshold: float = 0.95,
    target: Tensor | None = None,
    model: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Return the predicted label of each weak view, and which predictions are sure enough to keep.

    With ``target`` and ``model`` the predictions are aligned first (``aligned``); label and confidence are
    those after alignment.

    Source: Sohn et al., "FixMatch: Simplifying Semi-Supervised Learning with Consistency and Confidence",
    NeurIPS 2020, Sec. 2.2; alignment before the threshold as in google-research/crest at e270139.

    Args:
        weak_logits: shape (B, C), any floating dtype; half precision is computed in float32.
        threshold: the least confidence that is kept, in (0, 1].
        target: the class distribution to follow, shape (C,), or None for no alignment.
        model: the running mean of predictions, shape (C,), given if and only if ``target`` is.

    Returns:
        Labels, int64, shape (B,), and kept, bool, shape (B,); neither carries a gradient.

    Raises:
        ValueError: for a threshold outside (0, 1], or one of ``target`` and ``model`` without the other.

    Example:
        >>> labels, kept = pseudo_labels(torch.tensor([[4.0, 0.0], [0.0, 1.0]]), threshold=0.95)
        >>> labels.tolist(), kept.tolist()
        ([0, 1], [True, False])
    """
    if not 0 < threshold <= 1:
        raise ValueError(
            f"threshold is {threshold}: a confidence to keep lies in (0, 1], e.g. 0.95"
        )
    probabilities = torch.softmax(at_least_float32(weak_logits.detach()), dim=1)
    if target is not None and model is not None:
        probabilities = aligned(probabilities, target, model)
    elif target is not None or model is not None:
        raise ValueError("alignment needs both target and model: give both, or neither")
    confidence, labels = probabilities.max(dim=1)
    return labels, confidence >= threshold


def consistency(strong_logits: Tensor, labels: Tensor, kept: Tensor) -> Tensor:
    """Return the cross-entropy of strong views with the pseudo-labels that were kept.

    The mean is over all unlabelled examples of the batch, not over those that were kept: while few are
    sure, the loss is small.

    Source: Sohn et al., FixMatch, NeurIPS 2020, Sec. 2.2, Eq. 4.

    Args:
        strong_logits: strong views of the same examples, shape (B, C), any floating dtype.
        labels: int64, shape (B,).
        kept: bool, shape (B,).

    Returns:
        float32 (float64 for float64 logits), a scalar; 0 where nothing was kept.

    Raises:
        ValueError: for an empty batch.

    Example:
        >>> kept = torch.tensor([True, False])
        >>> consistency(torch.zeros(2, 2), torch.tensor([0, 1]), kept)
        tensor(0.3466)
    """
    if len(strong_logits) == 0:
        raise ValueError("the batch is empty: a mean loss needs at least one unlabelled example")
    losses = softmax_cross_entropy(strong_logits, labels, reduction="none")
    return torch.where(kept, losses, 0.0).mean()
