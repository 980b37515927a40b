"""One correction over the whole range of its parameter: which class every example gets at every value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit, softmax

from ltcore.analysis.posthoc.tables import Outputs
from ltcore.posthoc import (
    adjust_logits,
    checked_costs,
    empirical_thresholds,
    expected_costs,
    margin_ratios,
    move_by_row_sums,
    norm_factors,
    one_against_rest,
    threshold_shift,
)
from ltcore.types import GROUPS, FloatArray, IntArray

CostRule = Literal["row_sum", "expected"]


@dataclass(frozen=True, eq=False)
class Sweep:
    """The decisions of one correction at every value of its parameter.

    Attributes:
        values: of the parameter, shape (G,); 0 is the mildest.
        decided: class of every example at every value, int64, shape (G, N).
        plain: class of every example without correction, shape (N,).
        labels: true classes, shape (N,).
    """

    values: FloatArray
    decided: IntArray
    plain: IntArray
    labels: IntArray

    def place(self, value: float) -> int:
        """Return the place in the grid that is nearest to a value."""
        return int(np.abs(self.values - value).argmin())


def logit_sweep(outputs: Outputs, taus: ArrayLike) -> Sweep:
    """Return post-hoc logit adjustment, ``argmax z - tau log(prior)``, for each tau.

    Args:
        outputs: logits and class counts.
        taus: at least 0, shape (G,).

    Raises:
        ValueError: a class has no training example.
    """
    return _swept(outputs, taus, lambda tau: adjust_logits(outputs.logits, outputs.counts, tau))


def cost_sweep(outputs: Outputs, costs: ArrayLike, rule: CostRule, shares: ArrayLike) -> Sweep:
    """Return the decisions under costs ``(1 - s) * (1 off the diagonal) + s * costs`` for each share s.

    At 0 all mistakes cost the same, and the most probable class is decided for; at 1 the costs are those
    given.

    Args:
        outputs: logits, whose softmax is taken for probabilities.
        costs: ``costs[true, decided]``, at least 0, diagonal 0, shape (C, C).
        rule: "row_sum" (threshold moving) or "expected" (minimum expected cost).
        shares: s, in [0, 1], shape (G,).

    Raises:
        ValueError: a cost is not legal, see ``ltcore.posthoc.checked_costs``.
    """
    likely = softmax(outputs.logits, axis=1)
    n_classes = likely.shape[1]
    matrix = checked_costs(costs, n_classes)
    if rule == "row_sum":
        sums = matrix.sum(axis=1)
        return _swept(
            outputs,
            shares,
            lambda s: move_by_row_sums(likely, (1 - s) * (n_classes - 1) + s * sums),
        )
    # The expected cost is linear in the costs: one matrix product serves all shares.
    expected = expected_costs(likely, matrix)
    return _swept(outputs, shares, lambda s: (1 - s) * likely - s * expected)


def norm_sweep(
    outputs: Outputs, weight: FloatArray, bias: FloatArray, scores: FloatArray, taus: ArrayLike
) -> Sweep:
    """Return tau-normalisation for each tau; the bias is kept.

    Args:
        outputs: the labels.
        weight: class vectors, shape (C, D).
        bias: shape (C,).
        scores: features times class vectors, shape (N, C).
        taus: at least 0, shape (G,).
    """
    return _swept(outputs, taus, lambda tau: scores * norm_factors(weight, tau) + bias)


def offset_sweep(outputs: Outputs, medium: float, tails: ArrayLike) -> Sweep:
    """Return the decisions after ``medium`` and each tail offset are added to the logits of those groups.

    Args:
        outputs: logits and groups.
        medium: added to the logits of medium classes.
        tails: added to those of tail classes, shape (G,).
    """
    best, winner = _by_group(outputs)
    values = np.asarray(tails, dtype=np.float64)
    raised = best[None] + _offsets(np.full(len(values), medium), values)[:, None]
    decided = np.take_along_axis(winner[None], raised.argmax(axis=2)[..., None], axis=2)[..., 0]
    return Sweep(values, decided, outputs.logits.argmax(axis=1), outputs.labels)


def offset_pairs(
    outputs: Outputs, mediums: ArrayLike, tails: ArrayLike
) -> tuple[FloatArray, IntArray]:
    """Return all pairs of offsets (medium, tail), shape (G, 2), and the decisions under each, shape (G, N).

    Args:
        outputs: logits and groups.
        mediums: offsets of medium classes.
        tails: offsets of tail classes.
    """
    sweeps = [offset_sweep(outputs, float(medium), tails) for medium in np.asarray(mediums)]
    pairs = [(medium, tail) for medium in np.asarray(mediums) for tail in np.asarray(tails)]
    return np.array(pairs, dtype=np.float64), np.concatenate([sweep.decided for sweep in sweeps])


def threshold_sweep(outputs: Outputs, positive: int, shares: ArrayLike) -> Sweep:
    """Return the decisions when one class has a threshold from 1/2 (s = 0) to its share of the data (s = 1).

    Between and beyond the log-odds of the threshold go on evenly.

    Args:
        outputs: logits, whose softmax is taken for probabilities, and class counts.
        positive: the class.
        shares: s, at least 0, shape (G,).

    Raises:
        ValueError: a class has no training example, or there is one class only.
    """
    values = np.asarray(shares, dtype=np.float64)
    decided = one_against_rest(
        softmax(outputs.logits, axis=1), positive, thresholds(outputs.counts, positive, values)
    )
    return Sweep(values, decided, outputs.logits.argmax(axis=1), outputs.labels)


def thresholds(counts: ArrayLike, positive: int, shares: ArrayLike) -> FloatArray:
    """Return the thresholds of ``threshold_sweep``, in [0, 1], shape (G,).

    Example:
        >>> thresholds([90, 10], positive=1, shares=[0.0, 1.0]).round(3).tolist()
        [0.5, 0.1]
    """
    share = float(empirical_thresholds(counts)[positive])
    found: FloatArray = expit(np.asarray(shares, dtype=np.float64) * logit(share))
    return found


def machine_sweep(outputs: Outputs, scores: FloatArray, powers: ArrayLike) -> Sweep:
    """Return the decisions of a linear SVM that gives class k ``((n - n_k) / n_k) ** q`` times the room.

    Args:
        outputs: labels and class counts; without correction the run's own logits decide.
        scores: of ``ltcore.posthoc.LinearMachine``, shape (N, C).
        powers: q, at least 0, shape (G,); 0 is the threshold in the middle.

    Raises:
        ValueError: a class has no training example, or there is one class only.
    """
    return _swept(
        outputs,
        powers,
        lambda power: scores + threshold_shift(margin_ratios(outputs.counts, power)),
    )


def _swept(outputs: Outputs, values: ArrayLike, scored: Callable[[float], FloatArray]) -> Sweep:
    grid = np.asarray(values, dtype=np.float64)
    decided = np.stack([scored(float(value)).argmax(axis=1) for value in grid])
    return Sweep(grid, decided, outputs.logits.argmax(axis=1), outputs.labels)


def _by_group(outputs: Outputs) -> tuple[FloatArray, IntArray]:
    """Return the largest logit of each group and the class that has it, (N, 3) each: no offset needs more."""
    of_class = np.array(outputs.groups)
    best = np.full((len(outputs.labels), len(GROUPS)), -np.inf)
    winner = np.zeros(best.shape, dtype=np.int64)
    for place, group in enumerate(GROUPS):
        members = np.flatnonzero(of_class == group)
        if members.size:
            top = outputs.logits[:, members].argmax(axis=1)
            winner[:, place] = members[top]
            best[:, place] = outputs.logits[np.arange(len(top)), winner[:, place]]
    return best, winner


def _offsets(mediums: FloatArray, tails: FloatArray) -> FloatArray:
    return np.column_stack([np.zeros(len(tails)), mediums, tails])
