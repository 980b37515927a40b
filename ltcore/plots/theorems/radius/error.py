"""Theorem 3 in a picture: the radius rule's error against the dimension, and the laws that it cuts."""

import math
from functools import lru_cache

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import probability
from ltcore.plots.scene.marks import (
    Axis,
    Band,
    Dots,
    Line,
    Mark,
    Panel,
    Scene,
    Words,
    nothing_to_draw,
)
from ltcore.plots.theorems.radius.rule import Radius, promise_from, times, trainings, worth_from
from ltcore.theory.radius.cuts import bayes_cut, class_errors, densities, midpoint_cut
from ltcore.theory.selfsup_radius import (
    bayes_error,
    chernoff_bound,
    error_bound,
    error_exact,
    guarantee,
)
from ltcore.types import FloatArray

LARGEST = 1000
"""Dimensions up to here are drawn."""
SMALLEST_ERROR = 1e-6
D = np.unique(np.round(np.geomspace(1, LARGEST, 110))).astype(int)
SEEN = tuple(int(d) for d in np.round(np.geomspace(1, LARGEST, 10)))
"""Dimensions at which trainings are drawn."""
ENDS = (0.05, 0.95)
WIDTHS = np.linspace(-4.5, 4.5, 81)
"""Where a density is drawn, in standard deviations of its logarithm."""
RADII = Axis(title="Squared radius per dimension, |x|² / (d σ₁²)", low=0.05, high=100, log=True)
HIGHEST = 1.35


def error_scene(rule: Radius, *, draws: int, seed: int) -> Scene:
    """Return the error against the dimension, what Theorem 3 and Chernoff promise, and the two densities.

    Args:
        rule: the clouds, the shares, delta and the training set.
        draws: trainings that are simulated.
        seed: of the simulation.
    """
    if reason := rule.undefined_because():
        return nothing_to_draw("radius_error", reason)
    now = float(error_exact(rule.d, rule.beta, rule.p_pos))
    bound = float(error_bound(rule.delta, rule.d, rule.beta, rule.p_pos))
    number = len(trainings(SEEN, rule.n_pos, rule.n_neg, draws, seed))
    seen = (
        f"band: 5–95 % of {number:,} simulated trainings with N₊ = {rule.n_pos:,}, N₋ = "
        f"{rule.n_neg:,}; dots: their mean; seed {seed}"
        if number
        else "no training simulated"
    )
    return Scene(
        key="radius_error",
        title=f"d = {rule.d:,}: the radius rule's {rule.error} is {probability(now)}, the promise "
        f"is at most {probability(bound)}{'' if _sure(rule) > 0 else ' (vacuous)'}",
        notes=("dashed: promised · solid: exact, unlimited training data", seen),
        words=_words(rule, now, bound),
        panels=(
            Panel(
                x=Axis(title="Dimensions d", low=1, high=LARGEST, log=True),
                y=Axis(
                    title=rule.error.capitalize(),
                    low=SMALLEST_ERROR,
                    high=1.6,
                    log=True,
                    percent=True,
                ),
                heading="How often is it wrong?",
                share=1.45,
            ),
            Panel(
                x=RADII,
                y=Axis(title="Density, peak = 1", low=0, high=HIGHEST),
                heading="Where is the threshold?",
            ),
        ),
        marks=(*_curves(rule, now, bound, draws, seed), *_densities(rule)),
    )


def _curves(rule: Radius, now: float, bound: float, draws: int, seed: int) -> tuple[Mark, ...]:
    clouds = (D, rule.beta, rule.p_pos)
    low, mean, high = _seen(rule.beta, rule.p_pos, rule.n_pos, rule.n_neg, draws, seed)
    silent = D[guarantee(rule.delta, D, rule.n_pos, rule.n_neg) <= 0]
    best = float(bayes_error(rule.d, rule.beta, rule.p_pos))
    here = [rule.d, rule.d, rule.d]
    return (
        Band(
            name="promised with probability 0 or less",
            x=[1, silent[-1]] if silent.size and silent[-1] > 1 else [np.nan, np.nan],
            low=SMALLEST_ERROR,
            high=1.6,
            hue="grey",
            hatched=True,
        ),
        Band(name="5–95 % of the trainings", x=SEEN, low=low, high=high, hue="green"),
        # From the lowest: those that leave at the bottom keep this order in their labels.
        Line(
            name="best rule (Bayes)",
            x=D,
            y=_drawn(bayes_error(*clouds)),
            stroke="true",
            hue="orange",
            label="best (Bayes)",
        ),
        Line(
            name="radius rule",
            x=D,
            y=_drawn(error_exact(*clouds)),
            stroke="true",
            hue="ink",
            label="radius rule",
        ),
        Line(
            name="Chernoff on the same event",
            x=D,
            y=_drawn(chernoff_bound(rule.delta, *clouds)),
            stroke="promised",
            hue="purple",
            label="Chernoff",
        ),
        Line(
            name="Theorem 3",
            x=D,
            y=_drawn(error_bound(rule.delta, *clouds)),
            stroke="promised",
            hue="blue",
            label="Theorem 3",
        ),
        Line(
            name="constant rule",
            x=D,
            y=np.full(D.size, rule.constant),
            stroke="guide",
            hue="grey",
            label="constant rule",
        ),
        Line(name="mean of the trainings", x=SEEN, y=_drawn(mean), stroke="seen", hue="green"),
        Dots(name="now", x=here, y=_drawn(np.array([bound, now, best])), hue="ink", size=1.1),
        Words(
            text="vacuous here: probability ≤ 0",
            x=1.1 if silent.size else np.nan,
            y=SMALLEST_ERROR * 1.5,
        ),
    )


def _drawn(errors: FloatArray) -> FloatArray:
    """Return errors, NaN where they are far below the paper: a logarithm of 0 has no place."""
    return np.where(errors > SMALLEST_ERROR / 10, errors, np.nan)


@lru_cache(maxsize=48)
def _errors(beta: float, n_pos: int, n_neg: int, draws: int, seed: int) -> tuple[FloatArray, ...]:
    """Return lost positives and lost negatives after each training, (trainings, dimensions)."""
    means = trainings(SEEN, n_pos, n_neg, draws, seed)
    cuts = midpoint_cut(SEEN, beta, means[:, 0], means[:, 1])
    return class_errors(cuts, SEEN, beta)


@lru_cache(maxsize=512)
def _seen(
    beta: float, p_pos: float, n_pos: int, n_neg: int, draws: int, seed: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the 5 % quantile, mean and 95 % quantile of the error over trainings; NaN of none."""
    positives, negatives = _errors(beta, n_pos, n_neg, draws, seed)
    if not len(positives):
        nothing = np.full(len(SEEN), np.nan)
        return nothing, nothing, nothing
    errors = p_pos * positives + (1 - p_pos) * negatives
    low, high = np.quantile(errors, ENDS, axis=0)
    # A band that leaves the paper at the bottom runs along its edge.
    floor = SMALLEST_ERROR / 10
    return np.maximum(low, floor), errors.mean(axis=0), np.maximum(high, floor)


def _densities(rule: Radius) -> tuple[Mark, ...]:
    """Return both classes' squared radii on a logarithmic axis, where beta only shifts the one law."""
    spread = np.exp(WIDTHS * math.sqrt(2 / rule.d))
    positive, _ = densities(rule.d * spread, rule.d, rule.beta)
    height = spread * positive
    height /= height.max()
    midpoint = float(midpoint_cut(rule.d, rule.beta)) / rule.d
    best = float(bayes_cut(rule.d, rule.beta, rule.p_pos)) / rule.d
    best = best if best > RADII.low else math.nan
    return (
        Band(
            name="frequent class, negative",
            x=rule.beta * spread,
            low=0,
            high=height,
            hue="sky",
            panel=1,
        ),
        Band(name="rare class, positive", x=spread, low=0, high=height, hue="vermillion", panel=1),
        Line(name="midpoint", x=[midpoint] * 2, y=[0, 1.2], stroke="true", hue="ink", panel=1),
        Line(
            name="best threshold", x=[best] * 2, y=[0, 1.06], stroke="true", hue="orange", panel=1
        ),
        Words(text="rare", x=0.06, y=0.02, hue="vermillion", panel=1),
        Words(text="frequent", x=95, y=0.02, hue="sky", panel=1, anchor="right"),
        Words(text="midpoint: the rule", x=midpoint, y=1.2, hue="ink", panel=1, anchor="center"),
        Words(text="best threshold ", x=best, y=1.02, hue="orange", panel=1, anchor="right"),
    )


def _words(rule: Radius, now: float, bound: float) -> str:
    best = float(bayes_error(rule.d, rule.beta, rule.p_pos))
    sure = _sure(rule)
    with_probability = (
        f"with a probability of at least {probability(sure)}"
        if sure > 0
        else "only with probability 0 or more, so the promise is vacuous"
    )
    worth = worth_from(rule.beta, rule.p_pos)
    promised = promise_from(rule.delta, rule.beta, rule.p_pos)
    return (
        f"At d = {rule.d:,}, the threshold midway between the classes' mean squared radii has "
        f"{_a(rule)} of {probability(now)}, the best threshold {probability(best)}. Theorem 3 promises at "
        f"most {probability(bound)}, {with_probability}; its bound is "
        f"{times(bound / now if now else math.inf)} the true value.\n"
        f"{_finding(worth)} Theorem 3's bound (δ = {numeral(rule.delta)}) is below the constant rule's "
        f"{probability(rule.constant)} {_from(promised)}."
    )


def _sure(rule: Radius) -> float:
    return float(guarantee(rule.delta, rule.d, rule.n_pos, rule.n_neg))


def _finding(worth: int | None) -> str:
    if worth == 1:
        return "The radius rule beats the constant rule at every d."
    until = "at every d up to 100,000" if worth is None else f"up to d = {worth:,}"
    return f"The radius rule is worse than always predicting the same class {until}."


def _from(promised: int | None) -> str:
    return "at no d up to 100,000" if promised is None else f"only from d = {promised:,}"


def _a(rule: Radius) -> str:
    return f"a{'' if rule.balanced else 'n'} {rule.error}"
