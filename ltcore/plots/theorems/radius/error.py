"""Theorem 3 in a picture: the radius rule's error against the dimension, and the laws that it cuts."""

import math
from functools import lru_cache

import numpy as np

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
RADII = Axis("Squared radius per dimension, |x|² / (d σ₁²)", 0.05, 100, log=True)
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
        "radius_error",
        f"d = {rule.d:,}: the radius rule's {rule.error} is {probability(now)}, the promise is at "
        f"most {probability(bound)}{'' if _sure(rule) > 0 else ' (vacuous)'}",
        ("dashed: promised · solid: exact, unlimited training data", seen),
        _words(rule, now, bound),
        (
            Panel(
                Axis("Dimensions d", 1, LARGEST, log=True),
                Axis(rule.error.capitalize(), SMALLEST_ERROR, 1.6, log=True, percent=True),
                "How often is it wrong?",
                share=1.45,
            ),
            Panel(
                RADII,
                Axis("Density, peak = 1", 0, HIGHEST),
                "Where is the threshold?",
            ),
        ),
        (*_curves(rule, now, bound, draws, seed), *_densities(rule)),
    )


def _curves(rule: Radius, now: float, bound: float, draws: int, seed: int) -> tuple[Mark, ...]:
    clouds = (D, rule.beta, rule.p_pos)
    low, mean, high = _seen(rule.beta, rule.p_pos, rule.n_pos, rule.n_neg, draws, seed)
    silent = D[guarantee(rule.delta, D, rule.n_pos, rule.n_neg) <= 0]
    best = float(bayes_error(rule.d, rule.beta, rule.p_pos))
    here = [rule.d, rule.d, rule.d]
    return (
        Band(
            "promised with probability 0 or less",
            [1, silent[-1]] if silent.size and silent[-1] > 1 else [np.nan, np.nan],
            SMALLEST_ERROR,
            1.6,
            "grey",
            hatched=True,
        ),
        Band("5–95 % of the trainings", SEEN, low, high, "green"),
        # From the lowest: those that leave at the bottom keep this order in their labels.
        Line(
            "best rule (Bayes)",
            D,
            _drawn(bayes_error(*clouds)),
            "true",
            "orange",
            label="best (Bayes)",
        ),
        Line("radius rule", D, _drawn(error_exact(*clouds)), "true", "ink", label="radius rule"),
        Line(
            "Chernoff on the same event",
            D,
            _drawn(chernoff_bound(rule.delta, *clouds)),
            "promised",
            "purple",
            label="Chernoff",
        ),
        Line(
            "Theorem 3",
            D,
            _drawn(error_bound(rule.delta, *clouds)),
            "promised",
            "blue",
            label="Theorem 3",
        ),
        Line(
            "constant rule",
            D,
            np.full(D.size, rule.constant),
            "guide",
            "grey",
            label="constant rule",
        ),
        Line("mean of the trainings", SEEN, _drawn(mean), "seen", "green"),
        Dots("now", here, _drawn(np.array([bound, now, best])), "ink", size=1.1),
        Words(
            "vacuous here: probability ≤ 0",
            1.1 if silent.size else np.nan,
            SMALLEST_ERROR * 1.5,
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
        Band("frequent class, negative", rule.beta * spread, 0, height, "sky", 1),
        Band("rare class, positive", spread, 0, height, "vermillion", 1),
        Line("midpoint", [midpoint] * 2, [0, 1.2], "true", "ink", 1),
        Line("best threshold", [best] * 2, [0, 1.06], "true", "orange", 1),
        Words("rare", 0.06, 0.02, "vermillion", 1),
        Words("frequent", 95, 0.02, "sky", 1, anchor="right"),
        Words("midpoint: the rule", midpoint, 1.2, "ink", 1, anchor="center"),
        Words("best threshold ", best, 1.02, "orange", 1, anchor="right"),
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
        f"{_finding(worth)} Theorem 3's bound (δ = {rule.delta:g}) is below the constant rule's "
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
