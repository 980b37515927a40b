"""Distribution alignment: pseudo-labels that follow a given class distribution."""

import torch
from torch import Tensor

from ltcore.losses.precision import at_least_float32

SMALLEST_SHARE = 1e-6
"""Added to both distributions, so that a class that is never predicted is not divided by 0."""


def aligned(probabilities: Tensor, target: Tensor, model: Tensor) -> Tensor:
    """Return predictions times ``target / model``, each row normalised again.

    Where the network predicts a class more often than the target has it, that class loses probability. A
    threshold on the confidence comes after this.

    Source: Berthelot et al., "ReMixMatch: Semi-Supervised Learning with Distribution Alignment and
    Augmentation Anchoring", ICLR 2020, Sec. 3.1; google-research/crest at e270139 adds 1e-6 to both.

    Args:
        probabilities: predictions on unlabelled examples, rows that sum to 1, shape (B, C).
        target: the distribution to follow, sum 1, shape (C,).
        model: the running mean of predictions, sum 1, shape (C,): ``mean_prediction`` before this batch.

    Returns:
        float32 (float64 for float64 probabilities), shape (B, C).

    Raises:
        ValueError: where a distribution does not have one share per class.

    Example:
        >>> target, model = torch.tensor([0.5, 0.5]), torch.tensor([0.8, 0.2])
        >>> aligned(torch.tensor([[0.8, 0.2]]), target, model)
        tensor([[0.5000, 0.5000]])
    """
    probabilities = at_least_float32(probabilities)
    n_classes = probabilities.shape[1]
    for name, shares in (("target", target), ("model", model)):
        if shares.shape != (n_classes,):
            # A mean over all entries, one number, would broadcast and align nothing.
            raise ValueError(
                f"{name} has shape {tuple(shares.shape)}: it needs one share for each of the "
                f"{n_classes} classes, shape ({n_classes},)"
            )
    ratio = (target.to(probabilities) + SMALLEST_SHARE) / (model.to(probabilities) + SMALLEST_SHARE)
    raised = probabilities * ratio
    return raised / raised.sum(dim=1, keepdim=True)


def uniform_history(window: int, n_classes: int) -> Tensor:
    """Return a history of mean predictions in which every class was predicted equally often.

    Args:
        window: how many batches it remembers, at least 1; 128 in the authors' code.
        n_classes: number of classes C.

    Returns:
        float32, shape (window, C), the oldest batch first.

    Raises:
        ValueError: where a size is below 1.

    Example:
        >>> uniform_history(2, 4)
        tensor([[0.2500, 0.2500, 0.2500, 0.2500],
                [0.2500, 0.2500, 0.2500, 0.2500]])
    """
    if window < 1 or n_classes < 1:
        raise ValueError(f"window is {window} and n_classes {n_classes}: both are at least 1")
    return torch.full((window, n_classes), 1 / n_classes)


def remembered(history: Tensor, probabilities: Tensor) -> Tensor:
    """Return the history with this batch's mean prediction in the place of the oldest.

    Args:
        history: mean predictions of the last batches, the oldest first, shape (window, C).
        probabilities: predictions on unlabelled examples before alignment, shape (B, C).

    Returns:
        A new history, of the shape and dtype of the old one, without gradient.

    Raises:
        ValueError: for an empty batch or another number of classes.

    Example:
        >>> remembered(uniform_history(2, 2), torch.tensor([[1.0, 0.0], [0.5, 0.5]]))
        tensor([[0.5000, 0.5000],
                [0.7500, 0.2500]])
    """
    if len(probabilities) == 0 or probabilities.shape[1:] != history.shape[1:]:
        raise ValueError(
            f"probabilities have shape {tuple(probabilities.shape)}: they must be "
            f"(B, {history.shape[1]}), B at least 1"
        )
    newest = at_least_float32(probabilities.detach()).mean(dim=0, keepdim=True)  # (1, C)
    return torch.cat((history[1:], newest.to(history)))


def mean_prediction(history: Tensor) -> Tensor:
    """Return how often the network predicts each class: the mean over the batches of a history.

    Args:
        history: shape (window, C).

    Returns:
        Shares that sum to 1, shape (C,).

    Example:
        >>> mean_prediction(torch.tensor([[0.5, 0.5], [0.75, 0.25]]))
        tensor([0.6250, 0.3750])
    """
    return history.mean(dim=0)
