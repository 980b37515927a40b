"""What follows from Theorem 1: what a rule costs whose threshold the precision gap has moved."""

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import percent
from ltcore.plots.scene.bell import bell
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
from ltcore.plots.theorems.pseudo_labels.sets import (
    MU_NEG,
    MU_POS,
    PseudoLabels,
    level_deltas,
    set_words,
    signed,
)
from ltcore.theory.pseudo_labels.gaussian_rule import balanced_error, bayes_error
from ltcore.types import FloatArray

PLACES = np.linspace(MU_NEG, MU_POS, 121)
"""Thresholds from mean to mean: as the means are 1 and -1, the target of a gap is the gap itself."""
MOST_DOTS = 40
"""Estimates that are drawn as dots; of more the first ones, for dots over dots show nothing."""
AREA = np.linspace(0, 1, 61)
FARTHEST = 3.0
X = np.linspace(-FARTHEST, FARTHEST, 121)
PANELS = (
    Panel(
        x=Axis(
            title="Threshold; the target is Δ = p − q, because the means are ±1",
            low=MU_NEG,
            high=MU_POS,
        ),
        y=Axis(title="Balanced error", low=0, high=0.5, percent=True),
        share=1.5,
    ),
    Panel(
        x=Axis(title="x", low=-FARTHEST, high=FARTHEST),
        y=Axis(title="Density, relative to its peak", low=0, high=1.2),
        heading="Which examples are missed",
    ),
)


def cost_scene(labels: PseudoLabels, *, draws: int, seed: int) -> Scene:
    """Return the balanced error of the threshold that pseudo-labels give, against their precision gap.

    Args:
        labels: the two sets of pseudo-labels.
        draws: estimates that are simulated.
        seed: of the simulation.
    """
    if reason := labels.undefined_because():
        return nothing_to_draw("pseudo_cost", reason)
    estimates = labels.estimates(draws, seed)
    best = float(bayes_error(MU_POS, MU_NEG, labels.sigma))
    now = float(_error(labels.target, labels.sigma))
    needed, enough = level_deltas(labels)
    far = abs(labels.target)
    promised, true = (float(_error(far + delta, labels.sigma)) for delta in (needed, enough))
    return Scene(
        key="pseudo_cost",
        title=f"A gap of {signed(100 * labels.gap)} points between the precisions costs "
        f"{numeral(100 * (now - best), 2)} points of balanced error".replace("-", "−"),
        notes=(
            "solid: exact · large dot: at the target · dashed: the most Theorem 1 allows, "
            "with 95 % certainty",
            f"dots: rules from {min(draws, MOST_DOTS)} of {draws:,} simulated estimates, seed {seed}"
            if draws
            else "",
        ),
        words=f"The best threshold is 0, with a balanced error of {percent(best, 1)} (Bayes "
        f"error); the rule at the target, Δ = {signed(labels.gap)}, has {percent(now, 1)}. "
        f"{set_words(labels)}.\n"
        f"{_promise_words(promised, true)}{_seen_words(estimates, labels.sigma)}",
        panels=PANELS,
        marks=(*_curves(labels, estimates, needed), *_classes(labels)),
    )


def _error(theta: float | FloatArray, sigma: float) -> FloatArray:
    return balanced_error(theta, MU_POS, MU_NEG, sigma)


def _promise_words(promised: float, true: float) -> str:
    nothing = " (vacuous: a constant rule does no worse)" if promised > 0.495 else ""
    return (
        "With 95 % certainty, Theorem 1 promises an error of at most "
        f"{percent(promised, 1)}{nothing} and the exact distribution at most {percent(true, 1)}: "
        f"the bound is {promised / true:.2f} times as large."
    )


def _seen_words(estimates: FloatArray, sigma: float) -> str:
    if not estimates.size:
        return ""
    mean = percent(float(_error(estimates, sigma).mean()), 1)
    return f" The {estimates.size:,} simulated rules have a mean error of {mean}."


def _curves(labels: PseudoLabels, estimates: FloatArray, needed: float) -> tuple[Mark, ...]:
    sigma, gap = labels.sigma, labels.gap
    best, now = (float(_error(theta, sigma)) for theta in (0.0, labels.target))
    few = estimates[:MOST_DOTS]
    few = few[np.abs(few) <= MU_POS]
    promised = _error(np.abs(PLACES) + needed, sigma)
    return (
        Line(
            name="Bayes error",
            x=PLACES,
            y=np.full(PLACES.size, best),
            stroke="guide",
            hue="grey",
            label="Bayes error",
        ),
        Line(
            name="allowed at 95 %",
            x=PLACES,
            y=promised,
            stroke="promised",
            hue="blue",
            label="Theorem 1:<br>at most",
        ),
        Line(
            name="error of a rule",
            x=PLACES,
            y=_error(PLACES, sigma),
            stroke="true",
            hue="ink",
            label="error, exact",
        ),
        Line(
            name="cost of the gap",
            x=[gap, gap],
            y=[best, now],
            stroke="true",
            hue="orange",
            width=2.0,
        ),
        Dots(
            name="a simulated rule",
            x=few,
            y=_error(few, sigma),
            hue="green",
            size=0.6,
            opacity=0.45,
        ),
        Dots(name="at the target", x=[gap], y=[now], hue="ink", size=1.2),
    )


def _classes(labels: PseudoLabels) -> tuple[Mark, ...]:
    """Return both classes, the rule's threshold, and what it misses of each."""
    place, sigma = labels.target, labels.sigma
    left = -FARTHEST + (place + FARTHEST) * AREA
    right = place + (FARTHEST - place) * AREA
    return (
        _missed("missed positives", left, MU_POS, sigma, "vermillion"),
        _missed("missed negatives", right, MU_NEG, sigma, "sky"),
        _class("negative class", MU_NEG, sigma, "sky"),
        _class("positive class", MU_POS, sigma, "vermillion"),
        Line(name="rule", x=[place, place], y=[0, 1.2], stroke="guide", hue="ink", panel=1),
        Words(text="−", x=MU_NEG, y=1.02, hue="sky", panel=1, anchor="center"),
        Words(text="+", x=MU_POS, y=1.02, hue="vermillion", panel=1, anchor="center"),
        Words(text="rule", x=place, y=1.08, hue="ink", panel=1, anchor="center"),
    )


def _class(name: str, mean: float, sigma: float, hue: Hue) -> Line:
    return Line(name=name, x=X, y=bell(X, mean, sigma), stroke="true", hue=hue, panel=1)


def _missed(name: str, x: FloatArray, mean: float, sigma: float, hue: Hue) -> Band:
    return Band(name=name, x=x, low=0, high=bell(x, mean, sigma), hue=hue, panel=1)
