"""What follows from Theorem 1: what a rule costs whose threshold the precision gap has moved."""

import numpy as np

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
        Axis("Threshold; the target is Δ = p − q, because the means are ±1", MU_NEG, MU_POS),
        Axis("Balanced error", 0, 0.5, percent=True),
        share=1.5,
    ),
    Panel(
        Axis("x", -FARTHEST, FARTHEST),
        Axis("Density, relative to its peak", 0, 1.2),
        "Which examples are missed",
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
        "pseudo_cost",
        f"A gap of {signed(100 * labels.gap)} points between the precisions costs "
        f"{100 * (now - best):.2g} points of balanced error".replace("-", "−"),
        (
            (
                "solid: exact · large dot: at the target · dashed: the most Theorem 1 allows, "
                "with 95 % certainty"
            ),
            f"dots: rules from {min(draws, MOST_DOTS)} of {draws:,} simulated estimates, seed {seed}"
            if draws
            else "",
        ),
        f"The best threshold is 0, with a balanced error of {percent(best, 1)} (Bayes error); the "
        f"rule at the target, Δ = {signed(labels.gap)}, has {percent(now, 1)}. "
        f"{set_words(labels)}.\n"
        f"{_promise_words(promised, true)}{_seen_words(estimates, labels.sigma)}",
        PANELS,
        (*_curves(labels, estimates, needed), *_classes(labels)),
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
            "Bayes error", PLACES, np.full(PLACES.size, best), "guide", "grey", label="Bayes error"
        ),
        Line(
            "allowed at 95 %",
            PLACES,
            promised,
            "promised",
            "blue",
            label="Theorem 1:<br>at most",
        ),
        Line("error of a rule", PLACES, _error(PLACES, sigma), "true", "ink", label="error, exact"),
        Line("cost of the gap", [gap, gap], [best, now], "true", "orange", width=2.0),
        Dots("a simulated rule", few, _error(few, sigma), "green", size=0.6, opacity=0.45),
        Dots("at the target", [gap], [now], "ink", size=1.2),
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
        Line("rule", [place, place], [0, 1.2], "guide", "ink", 1),
        Words("−", MU_NEG, 1.02, "sky", panel=1, anchor="center"),
        Words("+", MU_POS, 1.02, "vermillion", panel=1, anchor="center"),
        Words("rule", place, 1.08, "ink", panel=1, anchor="center"),
    )


def _class(name: str, mean: float, sigma: float, hue: Hue) -> Line:
    return Line(name, X, bell(X, mean, sigma), "true", hue, 1)


def _missed(name: str, x: FloatArray, mean: float, sigma: float, hue: Hue) -> Band:
    return Band(name, x, 0, bell(x, mean, sigma), hue, 1)
