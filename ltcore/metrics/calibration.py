"""Calibration: of the decisions that a classifier is 80 % sure of, are 80 % right?

The rule of the expected calibration error (ECE) is part of its number, so it is named here:

* The confidence of an example is the probability of the class that was predicted; it is compared with
  whether that class is right.
* Bins of equal width (the default, 15 of them, as in Guo et al. 2017): bin m of M is ((m - 1) / M, m / M],
  open on the left, closed on the right; a confidence of exactly 0 belongs to the first.
* Bins of equal mass: the sorted confidences are cut into M parts that differ by one example at most; equal
  confidences stay together, in the lower bin, so that ties may leave a bin empty.
* ECE is the sum over the bins of (weight of the bin) x |accuracy - mean confidence|. An empty bin has weight
  0. Examples weigh alike, or as given: weights of 1 / (examples of the class) let every class weigh alike.

Sources: Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning",
AAAI 2015, for ECE; Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017,
https://arxiv.org/abs/1706.04599, Sec. 2 and Table 1, for many classes, equal width and M = 15; Nixon et al.,
"Measuring Calibration in Deep Learning", CVPR Workshops 2019, https://arxiv.org/abs/1904.01685, for equal
mass.

ECE is at least 0 even for a classifier that is calibrated perfectly: with few examples in a bin chance alone
parts accuracy and confidence. It compares runs on the same examples; it is no test of calibration.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ltcore.types import FloatArray, IntArray

N_BINS = 15
Binning = Literal["width", "mass"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Reliability:
    """What a reliability diagram shows; all of shape (M,).

    Attributes:
        low: bins' lower ends, open, in [0, 1].
        high: bins' upper ends, closed, in [0, 1].
        n: examples in each bin, int64.
        correct: of these, those that are right, int64.
        weight: share of all weight, sums to 1 (all 0 where there is no example).
        confidence: weighted mean confidence, NaN where the bin is empty.
        accuracy: weighted share that is right, NaN where the bin is empty.
    """

    low: FloatArray
    high: FloatArray
    n: IntArray
    correct: IntArray
    weight: FloatArray
    confidence: FloatArray
    accuracy: FloatArray

    @property
    def error(self) -> float:
        """The expected calibration error, in [0, 1]; NaN without examples."""
        filled = self.n > 0
        gaps = np.abs(self.accuracy - self.confidence)[filled]
        return float((self.weight[filled] * gaps).sum()) if filled.any() else float("nan")


def reliability(
    confidence: ArrayLike,
    correct: ArrayLike,
    *,
    n_bins: int = N_BINS,
    binning: Binning = "width",
    weights: ArrayLike | None = None,
) -> Reliability:
    """Return accuracy and mean confidence of each bin of confidences.

    Args:
        confidence: probability of the predicted class, in [0, 1], shape (N,).
        correct: whether it is the true one, booleans or 0 and 1, shape (N,).
        n_bins: number of bins M, at least 1.
        binning: "width" or "mass", see the module.
        weights: how much each example counts, above 0 and finite, shape (N,); None: all alike.

    Raises:
        ValueError: where the shapes differ, a confidence is outside [0, 1], ``correct`` is neither 0 nor 1, a
            weight is not above 0, there is no bin, or the binning is unknown.

    Example:
        >>> bins = reliability([0.5, 0.7, 0.9, 1.0], [1, 0, 1, 1], n_bins=2)
        >>> bins.n.tolist(), bins.accuracy.round(3).tolist(), bins.confidence.round(3).tolist()
        ([1, 3], [1.0, 0.667], [0.5, 0.867])
    """
    sure, right, weight = _checked(confidence, correct, weights)
    if n_bins < 1:
        raise ValueError(f"n_bins is {n_bins}: at least 1 bin is needed")
    low, high = _borders(sure, n_bins, binning)
    # side="left": a confidence on a border belongs to the bin that ends there.
    place = np.searchsorted(high[:-1], sure, side="left")
    totals = np.bincount(place, weights=weight, minlength=n_bins).astype(np.float64)
    n = np.bincount(place, minlength=n_bins)

    def mean(values: FloatArray) -> FloatArray:
        means = np.full(n_bins, np.nan)
        sums = np.bincount(place, weights=weight * values, minlength=n_bins)
        np.divide(sums, totals, out=means, where=n > 0)
        return means

    return Reliability(
        low=low,
        high=high,
        n=n.astype(np.int64),
        correct=np.bincount(place[right > 0], minlength=n_bins).astype(np.int64),
        weight=totals / totals.sum() if len(sure) else totals,
        confidence=mean(sure),
        accuracy=mean(right).clip(0, 1),
    )


def expected_calibration_error(
    confidence: ArrayLike,
    correct: ArrayLike,
    *,
    n_bins: int = N_BINS,
    binning: Binning = "width",
    weights: ArrayLike | None = None,
) -> float:
    """Return the expected calibration error (ECE) by the rule of this module, in [0, 1].

    Args:
        confidence: probability of the predicted class, in [0, 1], shape (N,).
        correct: whether it is the true one, booleans or 0 and 1, shape (N,).
        n_bins: number of bins M, at least 1.
        binning: "width" or "mass", see the module.
        weights: how much each example counts, above 0 and finite, shape (N,); None: all alike.

    Returns:
        The error, NaN where there is no example.

    Raises:
        ValueError: as ``reliability``.

    Example:
        >>> round(expected_calibration_error([0.5, 0.7, 0.9, 1.0], [1, 0, 1, 1], n_bins=2), 9)
        0.275
    """
    return reliability(confidence, correct, n_bins=n_bins, binning=binning, weights=weights).error


def _borders(sure: FloatArray, n_bins: int, binning: Binning) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper ends of the bins, each (M,), from 0 to 1."""
    if binning == "width":
        ends = np.arange(n_bins + 1) / n_bins
    elif binning == "mass":
        parts = np.array_split(np.sort(sure), n_bins)
        # An empty part (fewer examples than bins) ends where the one before it does.
        tops = [part[-1] if part.size else 1.0 for part in parts[:-1]]
        ends = np.array([0.0, *tops, 1.0])
    else:
        raise ValueError(f"binning is {binning!r}: it is 'width' or 'mass'")
    return ends[:-1], ends[1:]


def _checked(
    confidence: ArrayLike, correct: ArrayLike, weights: ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    sure, right = (np.asarray(values, dtype=np.float64) for values in (confidence, correct))
    weight = np.ones(sure.shape) if weights is None else np.asarray(weights, dtype=np.float64)
    if sure.ndim != 1 or not sure.shape == right.shape == weight.shape:
        raise ValueError(
            f"confidence, correct and weights have shapes {sure.shape}, {right.shape} and {weight.shape}: "
            "give one of each per example, shape (N,)"
        )
    legal = {
        "confidence": (sure, (sure >= 0) & (sure <= 1), "a probability lies from 0 to 1"),
        "correct": (right, (right == 0) | (right == 1), "it is 0 (wrong) or 1 (right)"),
        "weights": (weight, (weight > 0) & np.isfinite(weight), "a weight is above 0 and finite"),
    }
    for name, (values, fits, rule) in legal.items():
        bad = np.flatnonzero(~fits)
        if bad.size:
            raise ValueError(f"{name}[{bad[0]}] is {values[bad[0]]:g}: {rule}")
    return sure, right, weight
