"""Theorem 3's setting for its pictures: two concentric clouds, a training set, and the rule they give."""

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ltcore.theory import selfsup_radius
from ltcore.theory.radius.cuts import constant_rule_error
from ltcore.theory.radius.event import event_probability, first_dimension_below
from ltcore.theory.selfsup_radius import draw_means, error_bound, error_exact
from ltcore.theory.shared.draws import in_blocks
from ltcore.types import FloatArray, IntArray

LEVEL = 0.95
"""The confidence that words speak of."""
MOST_TRAININGS = 10_000
"""More trainings change no band by a hair's width; the first ones are taken."""
_MOST_FREEDOM = 10**8
_HUGE = 1e6


@dataclass(frozen=True, kw_only=True)
class Radius:
    """Two clouds round one point, how often each occurs, and what the rule was trained on.

    Attributes:
        d: dimensions.
        beta: variance of the negatives over that of the positives.
        p_pos: share of the positives where errors are counted; 0.5 for the balanced error.
        delta: how far the training means may be off, as a share.
        n_pos: training examples of the positive, rare class.
        n_neg: training examples of the negative, frequent class.
        balanced: whether errors are balanced errors; ``p_pos`` is 0.5 then.
    """

    d: int
    beta: float
    p_pos: float
    delta: float
    n_pos: int
    n_neg: int
    balanced: bool = False

    @property
    def error(self) -> str:
        """What the error is called."""
        return "balanced error" if self.balanced else "error"

    @property
    def constant(self) -> float:
        """The error of always naming the more frequent class."""
        return float(constant_rule_error(self.p_pos))

    def undefined_because(self) -> str:
        """Return why Theorem 3 says nothing, empty where it speaks."""
        return selfsup_radius.undefined_because(
            d=self.d,
            beta=self.beta,
            p_pos=self.p_pos,
            delta=self.delta,
            n_pos=self.n_pos,
            n_neg=self.n_neg,
        )


@lru_cache(maxsize=64)
def trainings(
    dimensions: tuple[int, ...], n_pos: int, n_neg: int, draws: int, seed: int
) -> FloatArray:
    """Return what drawn trainings know: both class means of the squared radius over their expectations.

    Args:
        dimensions: d, as many as wanted.
        n_pos: training positives.
        n_neg: training negatives.
        draws: how many trainings; no more than 10,000 are drawn.
        seed: of the draws.

    Returns:
        Float64, (trainings, 2, dimensions): of the positives, of the negatives. More draws keep the first.
    """
    sizes = np.array(dimensions)

    def block(rng: np.random.Generator, number: int) -> FloatArray:
        return np.stack(draw_means(sizes, n_pos, n_neg, trials=number, rng=rng), axis=1)

    return in_blocks(block, min(draws, MOST_TRAININGS), seed)


@lru_cache(maxsize=512)
def worth_from(beta: float, p_pos: float) -> int | None:
    """Return the first d at which the rule with endless data beats the constant rule, None for none.

    Example:
        >>> [worth_from(beta, 0.1) for beta in (2, 3, 5, 10)]
        [46, 25, 17, 13]
    """
    return _first(lambda d: error_exact(d, beta, p_pos), p_pos)


@lru_cache(maxsize=512)
def promise_from(delta: float, beta: float, p_pos: float) -> int | None:
    """Return the first d at which Theorem 3 promises less than the constant rule's error, None for none.

    Example:
        >>> [promise_from((beta - 1) / (beta + 1) / 4, beta, 0.1) for beta in (2, 3, 5, 10)]
        [501, 282, 196, 155]
    """
    return _first(lambda d: error_bound(delta, d, beta, p_pos), p_pos)


@lru_cache(maxsize=512)
def enough_examples(delta: float, d: int, *, both: bool = True) -> int:
    """Return how many training examples truly are enough for the event to have probability 0.95.

    It depends on d and N through their product alone.

    Args:
        delta: how far the training means may be off, as a share.
        d: dimensions.
        both: of each class, where both are of one size; else of one beside endless examples of the other.

    Example:
        >>> enough_examples(0.25, 10), enough_examples(0.25, 10, both=False)
        (16, 13)
    """

    def holds(freedom: int) -> float:
        return float(event_probability(delta, 1, freedom, freedom if both else _MOST_FREEDOM))

    return math.ceil((bisect_left(range(1, _MOST_FREEDOM), LEVEL, key=holds) + 1) / d)


def times(ratio: float) -> str:
    """Return how many times the truth a bound is.

    Example:
        >>> [times(ratio) for ratio in (1.0, 2.54, 51.03, 12_345, 3e9)]
        ['1.0 times', '2.5 times', '51 times', '12,345 times', 'more than a million times']
    """
    if not ratio <= _HUGE:
        return "more than a million times"
    return f"{ratio:.1f} times" if ratio < 9.95 else f"{ratio:,.0f} times"


def _first(error_of: Callable[[IntArray], FloatArray], p_pos: float) -> int | None:
    return first_dimension_below(error_of, float(constant_rule_error(p_pos)))
