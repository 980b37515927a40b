"""Theorem 3 in a picture: what delta is for, a smaller promise that is surer or a larger that is less so."""

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
from ltcore.plots.theorems.radius.rule import Radius, times, trainings
from ltcore.theory.radius.event import event_probability, worst_error
from ltcore.theory.selfsup_radius import (
    branch_switch,
    chernoff_bound,
    delta_range,
    error_bound,
    error_exact,
    guarantee,
)
from ltcore.types import FloatArray

LEAST, MOST = 0.01, 1.0
"""Ends of the axis of delta."""
STEPS = np.linspace(0, 1, 100)
DELTAS = np.geomspace(LEAST, 0.995, 100)
SEEN_DELTAS = np.array([0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.14, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
SMALLEST_ERROR = 1e-5
MOST_DOTS = 80
LOG_TOP = 3.0
WIDE = 0.11
"""A hatched region that reaches farther has room for a text."""


def delta_scene(rule: Radius, *, draws: int, seed: int) -> Scene:
    """Return the promised error and its probability against delta, beside the truth and drawn trainings.

    Args:
        rule: the clouds, the shares, delta and the training set.
        draws: trainings that are simulated.
        seed: of the simulation.
    """
    if reason := rule.undefined_because():
        return nothing_to_draw("radius_delta", reason)
    bound = float(error_bound(rule.delta, rule.d, rule.beta, rule.p_pos))
    worst = float(worst_error(rule.delta, rule.d, rule.beta, rule.p_pos))
    promised = float(guarantee(rule.delta, rule.d, rule.n_pos, rule.n_neg))
    exact = float(event_probability(rule.delta, rule.d, rule.n_pos, rule.n_neg))
    off, errors = _trainings(rule, draws, seed)
    seen = (
        f"dots: {min(off.size, MOST_DOTS)} of {off.size:,} simulated trainings (left), the share "
        f"of all (right); seed {seed}"
        if off.size
        else "no training simulated"
    )
    sure = probability(promised) if promised > 0 else "no certainty"
    axis = Axis("δ: how far the training means may be off", LEAST, MOST, log=True)
    return Scene(
        "radius_delta",
        f"δ = {rule.delta:g}: {rule.error} at most {probability(bound)}, promised with {sure}",
        ("dashed: promised · solid: exact", seen),
        _words(rule, bound, worst, promised, exact),
        (
            Panel(
                axis,
                Axis(rule.error.capitalize(), SMALLEST_ERROR, LOG_TOP, log=True, percent=True),
                "How small an error?",
            ),
            Panel(axis, Axis("Probability", 0, 1.08, percent=True), "How likely?"),
        ),
        (
            *_errors(rule, bound, worst, off[:MOST_DOTS], errors[:MOST_DOTS]),
            *_surely(rule, promised, exact, off),
        ),
    )


def _errors(
    rule: Radius, bound: float, worst: float, off: FloatArray, errors: FloatArray
) -> tuple[Mark, ...]:
    largest = delta_range(rule.beta)[1]
    deltas = _deltas(largest)
    clouds = (rule.d, rule.beta, rule.p_pos)
    switch = branch_switch(rule.beta)
    return (
        Band(
            "no claim",
            [largest, MOST],
            SMALLEST_ERROR,
            LOG_TOP,
            "grey",
            hatched=True,
        ),
        Line(
            "Theorem 3",
            deltas,
            _drawn(error_bound(deltas, *clouds)),
            "promised",
            "blue",
            label="Theorem 3",
        ),
        Line(
            "Chernoff on the same event",
            deltas,
            _drawn(chernoff_bound(deltas, *clouds)),
            "promised",
            "purple",
            label="Chernoff",
        ),
        Line(
            "worst on the event",
            deltas,
            _drawn(worst_error(deltas, *clouds)),
            "true",
            "ink",
            label="worst, exact",
        ),
        Line(
            "constant rule",
            [LEAST, MOST],
            [rule.constant] * 2,
            "guide",
            "grey",
            label="constant rule",
        ),
        Dots("a training", off, _drawn(errors), "green", size=0.5, opacity=0.5),
        Line("branch switch", [switch] * 2, [SMALLEST_ERROR, LOG_TOP], "guide", "blue"),
        Dots("now", [rule.delta] * 2, _drawn(np.array([bound, worst])), "ink", size=1.1),
        Words("branch switch", switch, LOG_TOP, "blue", anchor="center", above=False),
        Words("no claim →", largest * 0.97, SMALLEST_ERROR * 1.4, anchor="right"),
    )


def _surely(rule: Radius, promised: float, exact: float, off: FloatArray) -> tuple[Mark, ...]:
    largest = delta_range(rule.beta)[1]
    training = (rule.d, rule.n_pos, rule.n_neg)
    deltas = _deltas(largest)
    raw = guarantee(deltas, *training)
    above = np.flatnonzero(raw > 0)
    silent = float(np.interp(0, raw, deltas)) if above.size else largest
    share = (
        np.searchsorted(np.sort(off), SEEN_DELTAS) / off.size
        if off.size
        else np.full(SEEN_DELTAS.size, np.nan)
    )
    return (
        Band("no claim", [largest, MOST], 0, 1.08, "grey", 1, hatched=True),
        Band(
            "promised: 0 or less",
            [LEAST, silent] if silent > LEAST else [np.nan, np.nan],
            0,
            1.08,
            "blue",
            1,
            hatched=True,
        ),
        Line(
            "promised",
            deltas,
            np.where(raw > 0, raw, np.nan),
            "promised",
            "blue",
            1,
            label="Theorem 3",
        ),
        Line(
            "exact", DELTAS, event_probability(DELTAS, *training), "true", "ink", 1, label="exact"
        ),
        Line("share of the trainings", SEEN_DELTAS, share, "seen", "green", 1),
        Dots(
            "now",
            [rule.delta] * 2,
            [promised if promised > 0 else np.nan, exact],
            "ink",
            1,
            size=1.1,
        ),
        _vacuous(silent, "vacuous here: promise ≤ 0" if above.size else "vacuous for every δ"),
    )


def _vacuous(silent: float, text: str) -> Words:
    """Return what is said of the hatched region, in it where it is wide, else away from the curves."""
    if silent <= LEAST:
        return Words(text, math.nan, math.nan, "blue", 1)
    if silent > WIDE:
        return Words(text, LEAST * 1.05, 0.02, "blue", 1)
    return Words("← vacuous here", 0.95, 0.02, "blue", 1, anchor="right")


def _deltas(largest: float) -> FloatArray:
    """Return where promises are drawn: up to the largest delta, which is left out."""
    return LEAST * (0.995 * largest / LEAST) ** STEPS


def _drawn(errors: FloatArray) -> FloatArray:
    return np.where(errors > SMALLEST_ERROR / 10, errors, np.nan)


def _trainings(rule: Radius, draws: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Return how far the worse of both means is off in each drawn training, and the rule's error."""
    means = trainings((rule.d,), rule.n_pos, rule.n_neg, draws, seed)[:, :, 0]
    few = means[:MOST_DOTS]
    errors = error_exact(rule.d, rule.beta, rule.p_pos, few[:, 0], few[:, 1])
    return _off(rule.d, rule.n_pos, rule.n_neg, draws, seed), errors


@lru_cache(maxsize=64)
def _off(d: int, n_pos: int, n_neg: int, draws: int, seed: int) -> FloatArray:
    means = trainings((d,), n_pos, n_neg, draws, seed)[:, :, 0]
    return np.asarray(np.abs(means - 1).max(axis=1))


def _words(rule: Radius, bound: float, worst: float, promised: float, exact: float) -> str:
    largest = delta_range(rule.beta)[1]
    said = (
        f"a probability of at least {probability(promised)}"
        if promised > 0
        else f"nothing (1 − both terms is {promised:.2f}, vacuous)".replace("-", "−")
    )
    useless = (
        f" Always predicting the same class has {probability(rule.constant)}, so the promise "
        "is no better."
        if bound >= rule.constant
        else ""
    )
    return (
        "δ limits how far the mean squared radii of the training classes may be off; here δ is at "
        f"most (β − 1)/(β + 1) = {largest:.3g}. Within this limit, the {rule.error} is at most "
        f"{probability(bound)} by Theorem 3 and at most {probability(worst)} in truth: the bound "
        f"is {times(bound / worst if worst else math.inf)} the true value.{useless}\n"
        f"For this event it promises {said}; its exact probability is {probability(exact)}."
    )
