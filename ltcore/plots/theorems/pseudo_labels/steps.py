"""Honest self-training in a picture: a threshold labels points, and the points give the next threshold."""

from functools import lru_cache

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import Axis, Dots, Line, Mark, Panel, Scene, nothing_to_draw
from ltcore.plots.theorems.pseudo_labels.sets import MU_NEG, MU_POS
from ltcore.theory.pseudo_labels.gaussian_rule import balanced_error, bayes_error
from ltcore.theory.pseudo_labels.self_training import (
    fixed_points,
    one_step,
    path,
    precisions,
    undefined_because,
)
from ltcore.theory.ssl_mean import target
from ltcore.types import FloatArray

FARTHEST = 2.0
T = np.linspace(-FARTHEST, FARTHEST, 121)
STEPS = 12
BALANCED = 0.5
MOST_FIXED = 3
"""Two classes have at most two thresholds that attract, with one between them that does not."""
PANELS = (
    Panel(
        x=Axis(title="Threshold t before a step", low=-FARTHEST, high=FARTHEST),
        y=Axis(title="Threshold after it", low=-FARTHEST, high=FARTHEST),
        heading="One step",
    ),
    Panel(
        x=Axis(title="Step", low=0, high=STEPS, ticks=tuple(range(0, STEPS + 1, 2))),
        y=Axis(title="Balanced error", low=0, high=0.5, percent=True),
        heading="All steps",
    ),
)


def self_training_scene(t: float, prior: float, sigma: float) -> Scene:
    """Return the map of one step with the path of many, and the balanced error along it.

    Args:
        t: threshold of the base classifier.
        prior: share of the positive class among the unlabelled points.
        sigma: standard deviation of both classes.
    """
    if reason := undefined_because(t=t, prior=prior, sigma=sigma):
        return nothing_to_draw("pseudo_steps", reason)
    thresholds, balanced = _paths(t, prior, sigma)
    errors, others = (balanced_error(p, MU_POS, MU_NEG, sigma) for p in (thresholds, balanced))
    # Among steps that differ by less than is written the first is the best.
    first = int(np.argmax(errors <= errors.min() + 5e-4))
    end = end_of(t, prior, sigma)
    last = float(balanced_error(end, MU_POS, MU_NEG, sigma))
    return Scene(
        key="pseudo_steps",
        title=f"π = {numeral(prior)}: balanced error {percent(float(errors[0]), 1)} at the start, "
        f"{percent(float(errors[first]), 1)} after {_steps(first)}, {percent(last, 1)} in "
        "the limit",
        notes=(
            "solid: exact for infinitely many unlabelled points · squares: fixed points",
            "dashed: the target of Theorem 1, which assumes Gaussian mixtures",
        ),
        words=_words(t, prior, sigma, end),
        panels=PANELS,
        marks=(
            *_map_marks(prior, sigma, thresholds),
            *_error_marks(errors, others, sigma, first),
        ),
    )


@lru_cache(maxsize=256)
def _paths(t: float, prior: float, sigma: float) -> tuple[FloatArray, FloatArray]:
    """Return the thresholds of repeated steps with this prior, and with equal shares."""
    both = path(t, [prior, BALANCED], MU_POS, MU_NEG, sigma, steps=STEPS)
    return both[:, 0], both[:, 1]


@lru_cache(maxsize=256)
def _fixed(prior: float, sigma: float) -> tuple[float, ...]:
    return tuple(place for place, _ in fixed_points(prior, MU_POS, MU_NEG, sigma))


def end_of(t: float, prior: float, sigma: float) -> float:
    """Return where repeated steps end: as G rises, at the first fixed point on their way.

    Example:
        >>> round(end_of(1.0, 0.1, 1.0), 4)
        -0.6641
    """
    forward = float(one_step(t, prior, MU_POS, MU_NEG, sigma)) > t
    places = _fixed(prior, sigma)
    ahead = [place for place in places if (place > t if forward else place <= t)]
    return (min(ahead) if forward else max(ahead)) if ahead else float("nan")


def _steps(number: int) -> str:
    return "no step" if number == 0 else "1 step" if number == 1 else f"{number} steps"


def _words(t: float, prior: float, sigma: float, end: float) -> str:
    p, q = (float(share) for share in precisions(t, prior, MU_POS, MU_NEG, sigma))
    theorem = float(target(p, q, MU_POS, MU_NEG))
    real = float(one_step(t, prior, MU_POS, MU_NEG, sigma))
    best = float(bayes_error(MU_POS, MU_NEG, sigma))
    last = float(balanced_error(end, MU_POS, MU_NEG, sigma))
    side = "the Bayes threshold" if abs(end) < 5e-4 else f"t = {end:.3f}"
    return (
        f"The threshold t = {numeral(t)} labels points, of which a share π = {numeral(prior)} is "
        "positive. Its "
        f"pseudo-labels have precisions p = {p:.3f} and q = {q:.3f}. Theorem 1 would put the next "
        f"threshold at Δ = p − q = {theorem:.3f}; in fact it is {real:.3f}, because the sets are "
        "cut off at t.\n"
        f"Repeated steps end at {side} with a balanced error of {percent(last, 1)}; the Bayes "
        "error is "
        f"{percent(best, 1)}.{' With π = 0.5 they would end at the Bayes threshold.' * (prior != BALANCED)}"
    ).replace("-", "−")


def _map_marks(prior: float, sigma: float, thresholds: FloatArray) -> tuple[Mark, ...]:
    p, q = precisions(T, prior, MU_POS, MU_NEG, sigma)
    stay = np.full(MOST_FIXED, np.nan)
    places = _fixed(prior, sigma)[:MOST_FIXED]
    stay[: len(places)] = places
    across = np.repeat(thresholds, 2)[:-1]
    up = np.repeat(thresholds, 2)[1:]
    start = thresholds[:1]
    return (
        Line(name="no change", x=T, y=T, stroke="guide", hue="grey", label="no change"),
        Line(
            name="target of Theorem 1",
            x=T,
            y=target(p, q, MU_POS, MU_NEG),
            stroke="promised",
            hue="blue",
            label="target",
        ),
        Line(
            name="one step",
            x=T,
            y=one_step(T, prior, MU_POS, MU_NEG, sigma),
            label="G(t)",
            hue="ink",
        ),
        Line(name="path", x=across, y=up, stroke="true", hue="vermillion", width=0.8),
        Dots(name="start", x=start, y=start, hue="vermillion"),
        Dots(name="fixed point", x=stay, y=stay, hue="ink", symbol="square", size=1.2),
    )


def _error_marks(
    errors: FloatArray, others: FloatArray, sigma: float, first: int
) -> tuple[Mark, ...]:
    steps = np.arange(STEPS + 1)
    best = float(bayes_error(MU_POS, MU_NEG, sigma))
    return (
        Line(
            name="Bayes error",
            x=steps,
            y=np.full(steps.size, best),
            stroke="guide",
            hue="grey",
            panel=1,
            label="Bayes error",
        ),
        Line(
            name="with π = 0.5",
            x=steps,
            y=others,
            stroke="true",
            hue="green",
            panel=1,
            label="π = 0.5",
        ),
        Line(
            name="with this π",
            x=steps,
            y=errors,
            stroke="true",
            hue="vermillion",
            panel=1,
            label="this π",
        ),
        Dots(name="best step", x=[first], y=[errors[first]], hue="vermillion", panel=1, size=1.4),
    )
