"""Theorem 3 in a picture: what delta is for, a smaller promise that is surer or a larger that is less so."""

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
    axis = Axis(title="δ: how far the training means may be off", low=LEAST, high=MOST, log=True)
    return Scene(
        key="radius_delta",
        title=f"δ = {numeral(rule.delta)}: {rule.error} at most {probability(bound)}, promised with {sure}",
        notes=("dashed: promised · solid: exact", seen),
        words=_words(rule, bound, worst, promised, exact),
        panels=(
            Panel(
                x=axis,
                y=Axis(
                    title=rule.error.capitalize(),
                    low=SMALLEST_ERROR,
                    high=LOG_TOP,
                    log=True,
                    percent=True,
                ),
                heading="How small an error?",
            ),
            Panel(
                x=axis,
                y=Axis(title="Probability", low=0, high=1.08, percent=True),
                heading="How likely?",
            ),
        ),
        marks=(
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
            name="no claim",
            x=[largest, MOST],
            low=SMALLEST_ERROR,
            high=LOG_TOP,
            hue="grey",
            hatched=True,
        ),
        Line(
            name="Theorem 3",
            x=deltas,
            y=_drawn(error_bound(deltas, *clouds)),
            stroke="promised",
            hue="blue",
            label="Theorem 3",
        ),
        Line(
            name="Chernoff on the same event",
            x=deltas,
            y=_drawn(chernoff_bound(deltas, *clouds)),
            stroke="promised",
            hue="purple",
            label="Chernoff",
        ),
        Line(
            name="worst on the event",
            x=deltas,
            y=_drawn(worst_error(deltas, *clouds)),
            stroke="true",
            hue="ink",
            label="worst, exact",
        ),
        Line(
            name="constant rule",
            x=[LEAST, MOST],
            y=[rule.constant] * 2,
            stroke="guide",
            hue="grey",
            label="constant rule",
        ),
        Dots(name="a training", x=off, y=_drawn(errors), hue="green", size=0.5, opacity=0.5),
        Line(
            name="branch switch",
            x=[switch] * 2,
            y=[SMALLEST_ERROR, LOG_TOP],
            stroke="guide",
            hue="blue",
        ),
        Dots(
            name="now", x=[rule.delta] * 2, y=_drawn(np.array([bound, worst])), hue="ink", size=1.1
        ),
        Words(text="branch switch", x=switch, y=LOG_TOP, hue="blue", anchor="center", above=False),
        Words(text="no claim →", x=largest * 0.97, y=SMALLEST_ERROR * 1.4, anchor="right"),
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
        Band(
            name="no claim", x=[largest, MOST], low=0, high=1.08, hue="grey", panel=1, hatched=True
        ),
        Band(
            name="promised: 0 or less",
            x=[LEAST, silent] if silent > LEAST else [np.nan, np.nan],
            low=0,
            high=1.08,
            hue="blue",
            panel=1,
            hatched=True,
        ),
        Line(
            name="promised",
            x=deltas,
            y=np.where(raw > 0, raw, np.nan),
            stroke="promised",
            hue="blue",
            panel=1,
            label="Theorem 3",
        ),
        Line(
            name="exact",
            x=DELTAS,
            y=event_probability(DELTAS, *training),
            stroke="true",
            hue="ink",
            panel=1,
            label="exact",
        ),
        Line(
            name="share of the trainings",
            x=SEEN_DELTAS,
            y=share,
            stroke="seen",
            hue="green",
            panel=1,
        ),
        Dots(
            name="now",
            x=[rule.delta] * 2,
            y=[promised if promised > 0 else np.nan, exact],
            hue="ink",
            panel=1,
            size=1.1,
        ),
        _vacuous(silent, "vacuous here: promise ≤ 0" if above.size else "vacuous for every δ"),
    )


def _vacuous(silent: float, text: str) -> Words:
    """Return what is said of the hatched region, in it where it is wide, else away from the curves."""
    if silent <= LEAST:
        return Words(text=text, x=math.nan, y=math.nan, hue="blue", panel=1)
    if silent > WIDE:
        return Words(text=text, x=LEAST * 1.05, y=0.02, hue="blue", panel=1)
    return Words(text="← vacuous here", x=0.95, y=0.02, hue="blue", panel=1, anchor="right")


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
        f"most (β − 1)/(β + 1) = {numeral(largest, 3)}. Within this limit, the {rule.error} is at most "
        f"{probability(bound)} by Theorem 3 and at most {probability(worst)} in truth: the bound "
        f"is {times(bound / worst if worst else math.inf)} the true value.{useless}\n"
        f"For this event it promises {said}; its exact probability is {probability(exact)}."
    )
