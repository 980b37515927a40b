"""Soft labels with given class shares, by entropic optimal transport in log space."""

import torch
from torch import Tensor

from ltcore.losses.cosines import check_temperature
from ltcore.losses.precision import at_least_float32

ALTERNATIONS = 20
"""After so many steps of Sinkhorn, which are slow where assignments are nearly hard, Newton's come first."""
HALVINGS = 6
"""How often a step of Newton is halved before one of Sinkhorn is taken instead."""


def sinkhorn(
    scores: Tensor,
    class_marginals: Tensor,
    *,
    temperature: float = 0.05,
    iterations: int = 300,
    tolerance: float = 1e-6,
) -> Tensor:
    """Return the targets nearest to ``softmax(scores / temperature)`` whose columns have the given shares.

    Each row sums to 1 and column k to N times the share of class k. Targets are rows of a softmax of the
    scores plus one number per class; only these numbers are sought. A step of Sinkhorn or Newton is taken
    until every column is right, and at most ``iterations`` times.

    Source: Cuturi, "Sinkhorn Distances: Lightspeed Computation of Optimal Transport", NIPS 2013; as in
    Geometric Harmonization (Zhou et al., NeurIPS 2023). The authors' code
    (MediaBrain-SJTU/Geometric-Harmonization at 9f7057c, utils.py) exponentiates first, in float32, and
    alternates 300 times without a look at what is left: where images form clear clusters, half an image of a
    class can be.

    Args:
        scores: shape (N, K), finite, any floating dtype; computed in float64.
        class_marginals: share of each class, none negative, sum 1, shape (K,). A class of share 0 gets 0.
        temperature: finite and above 0; the lower, the harder the targets.
        iterations: at most this many steps, at least 1.
        tolerance: how much of an example each column may miss.

    Returns:
        float32 (float64 for float64 scores), shape (N, K), without gradient.

    Raises:
        ValueError: for shares that are none, scores that are not finite, or an illegal setting.
        RuntimeError: where the columns are not right after all iterations, with what they miss.

    Example:
        >>> sinkhorn(torch.zeros(2, 3), torch.tensor([0.5, 0.5, 0.0]))
        tensor([[0.5000, 0.5000, 0.0000],
                [0.5000, 0.5000, 0.0000]])
    """
    check_temperature(temperature)
    if iterations < 1:
        raise ValueError(f"iterations is {iterations}: give at least 1, such as 300")
    shares = _checked_shares(scores, class_marginals)
    present = shares > 0
    columns = len(scores) * shares[present]
    logits = scores.detach().double()[:, present] / temperature
    targets = scores.new_zeros(scores.shape, dtype=torch.float64)
    targets[:, present] = _with_columns(logits, columns, iterations, tolerance)
    return targets.to(at_least_float32(scores).dtype)


def _with_columns(logits: Tensor, columns: Tensor, iterations: int, tolerance: float) -> Tensor:
    """Return softmax(logits + potentials), potentials such that the columns sum to the given numbers."""
    potentials = torch.zeros_like(columns)
    rows = torch.softmax(logits, dim=1)
    for step in range(iterations):
        moved = _newton(logits, rows, columns, potentials) if step >= ALTERNATIONS else None
        potentials = _alternated(logits, columns, potentials) if moved is None else moved
        rows = torch.softmax(logits + potentials, dim=1)
        if float((rows.sum(dim=0) - columns).abs().max()) <= tolerance:
            break
    _check_marginals(rows, columns, iterations, tolerance)
    return rows


def _alternated(logits: Tensor, columns: Tensor, potentials: Tensor) -> Tensor:
    """Return potentials that scale the columns to the given numbers, before the rows are normalised again."""
    log_rows = torch.log_softmax(logits + potentials, dim=1)
    return potentials + columns.log() - torch.logsumexp(log_rows, dim=0)


def _newton(logits: Tensor, rows: Tensor, columns: Tensor, potentials: Tensor) -> Tensor | None:
    """Return potentials with which the columns miss less, or None where a step of Newton finds none."""
    held = rows.sum(dim=0)
    missing = columns - held
    # How the columns move with the potentials. A shift of all potentials moves nothing: it is fixed by the
    # rank-one term; the tiny diagonal keeps the matrix regular where assignments are hard.
    slopes = torch.diag(held + 1e-9 * columns) - rows.T @ rows
    step = torch.linalg.solve(slopes + torch.outer(columns, columns) / columns.sum(), missing)
    farthest = logits.max() - logits.min()
    step = step * (farthest / step.abs().max()).clamp(max=1.0)
    for halving in range(HALVINGS):
        candidate: Tensor = potentials + step / 2**halving
        left = columns - torch.softmax(logits + candidate, dim=1).sum(dim=0)
        if bool(left.norm() < missing.norm()):
            return candidate
    return None


def _checked_shares(scores: Tensor, class_marginals: Tensor) -> Tensor:
    if scores.ndim != 2 or len(scores) == 0 or class_marginals.shape != scores.shape[1:]:
        raise ValueError(
            f"scores have shape {tuple(scores.shape)} and class_marginals "
            f"{tuple(class_marginals.shape)}: they must be (N, K) and (K,), N at least 1"
        )
    if not bool(scores.isfinite().all()):
        raise ValueError("scores hold a number that is not finite: the network has diverged")
    shares = class_marginals.detach().to(scores.device, torch.float64)
    total = float(shares.sum())
    if not bool((shares >= 0).all()) or not abs(total - 1) <= 1e-4:
        raise ValueError(
            f"class_marginals sum to {total:.6g}, the smallest is {float(shares.min()):.6g}: "
            "shares are at least 0 and sum to 1"
        )
    return shares / total  # float32 shares sum to 1 only nearly


def _check_marginals(rows: Tensor, columns: Tensor, iterations: int, tolerance: float) -> None:
    missed = float((rows.sum(dim=0) - columns).abs().max())
    missed_rows = float((rows.sum(dim=1) - 1).abs().max())
    if not max(missed, missed_rows) <= tolerance:
        raise RuntimeError(
            f"after {iterations} iteration(s) a class misses {missed:.3g} of its examples and a row "
            f"{missed_rows:.3g}, more than the tolerance of {tolerance:g}: allow more iterations, "
            "or raise the temperature"
        )
