"""The loss of Geometric Harmonization: views agree on surrogate classes of given sizes."""

import torch
from torch import Tensor

from ltcore.losses.cosines import check_temperature, unit_rows
from ltcore.losses.sinkhorn import sinkhorn


def surrogate_scores(embeddings: Tensor, frame: Tensor) -> Tensor:
    """Return how well each embedding fits each surrogate class: inner products, of length 1 over the classes.

    Args:
        embeddings: shape (N, D), any scale and any floating dtype.
        frame: directions of the surrogate classes, shape (K, D): ``simplex_frame``.

    Returns:
        Scores in [-1, 1], float32 (float64 for float64 embeddings), shape (N, K); zeros for an embedding of
        zeros.

    Example:
        >>> surrogate_scores(torch.tensor([[5.0]]), torch.tensor([[1.0], [-1.0]]))
        tensor([[ 0.7071, -0.7071]])
    """
    with torch.autocast(embeddings.device.type, enabled=False):
        # Of length 1 before the product too, which no scale can then make overflow.
        directions = unit_rows(embeddings)
        return unit_rows(directions @ frame.to(directions).T)


def geometric_harmonization(
    first: Tensor,
    second: Tensor,
    frame: Tensor,
    marginals: Tensor,
    *,
    temperature: float = 0.1,
    target_temperature: float = 0.05,
    iterations: int = 300,
) -> Tensor:
    """Return the cross-entropy of each view's surrogate classes with the targets of the other view.

    Targets of a view are its own scores, moved so that class k has N times its marginal of the N images
    (``sinkhorn``); no gradient flows through them. The sum of both directions, as in the authors' code.

    Source: Zhou et al., "Combating Representation Learning Disparity with Geometric Harmonization", NeurIPS
    2023; MediaBrain-SJTU/Geometric-Harmonization at 9f7057c, utils.py.

    Args:
        first: embeddings of one view of each image, shape (N, D), any scale and any floating dtype; half
            precision is computed in float32, also under autocast. With fewer images than classes the
            marginals say nothing about a batch: N is to be many times K.
        second: those of the other view, in the same order, shape (N, D).
        frame: directions of the K surrogate classes, shape (K, D): ``simplex_frame``.
        marginals: share of images in each surrogate class, sum 1, shape (K,). A share of 0 is allowed.
        temperature: of the predicted surrogate classes, finite and above 0.
        target_temperature: of the targets, finite and above 0.
        iterations: at most this many steps for the targets.

    Returns:
        float32 (float64 for float64 embeddings), a scalar.

    Raises:
        ValueError: for shapes that do not fit, marginals that are no shares, or an illegal temperature.
        RuntimeError: where the targets do not reach their marginals.

    Example:
        >>> frame, views = torch.tensor([[1.0], [-1.0]]), torch.tensor([[1.0], [-2.0]])
        >>> geometric_harmonization(views, -views, frame, torch.tensor([0.5, 0.5]))
        tensor(28.2843)
    """
    check_temperature(temperature)
    if first.ndim != 2 or first.shape != second.shape or first.shape[1:] != frame.shape[1:]:
        raise ValueError(
            f"first has shape {tuple(first.shape)}, second {tuple(second.shape)} and frame "
            f"{tuple(frame.shape)}: they must be (N, D), (N, D) and (K, D)"
        )
    scores = [surrogate_scores(view, frame) for view in (first, second)]
    targets = [
        sinkhorn(each, marginals, temperature=target_temperature, iterations=iterations)
        for each in scores
    ]
    losses = [
        -(target * torch.log_softmax(other / temperature, dim=1)).sum(dim=1)
        for target, other in zip(targets, reversed(scores), strict=True)
    ]
    return (losses[0] + losses[1]).mean()
