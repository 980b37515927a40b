"""Why weight normalisation is not logit adjustment: a boundary that is shifted, and one that is turned."""

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import Axis, Dots, Line, Mark, Panel, Scene, Stroke, nothing_to_draw
from ltcore.plots.theorems.logit_adjustment.cut import TAU, TAU_AXIS
from ltcore.theory.logit_adjustment.two_classes import floor
from ltcore.theory.logit_adjustment.weight_norms import (
    Boundary,
    Head,
    adjusted,
    class_errors,
    normalised,
    undefined_because,
)
from ltcore.types import FloatArray

REACH = 5.0
"""The plane is drawn so far from the origin."""
CLOUD = 45
"""Points of each class; they only show where the classes are."""
POINTS = np.random.default_rng(0).normal(size=(2, CLOUD, 2))
PLANE = Axis(title="First feature, in σ", low=-REACH, high=REACH)


def norms_scene(tau: float, head: Head) -> Scene:
    """Return both boundaries in the plane, and their balanced errors against τ.

    Args:
        tau: temperature of the adjustment, and power of the normalisation, in [0, 2].
        head: two classes and the classifier that cross-entropy learns of them, sigma 1.
    """
    if reason := undefined_because(**vars(head)):
        return nothing_to_draw("weight_norms", reason)
    shifted, kept, dropped = (_error(head, one) for one in _boundaries(head, tau))
    return Scene(
        key="weight_norms",
        title=f"τ = {numeral(tau)}: balanced error {percent(shifted, 1)} after logit adjustment, "
        f"{percent(kept, 1)} after normalisation",
        notes=("lines: exact · dots: a few points of each class · cross: origin of the features",),
        words=_norms_words(tau, head, (shifted, kept, dropped)),
        panels=(
            Panel(
                x=PLANE,
                y=Axis(title="Second feature, in σ", low=-REACH, high=REACH),
                heading="What moves the boundary?",
                equal=True,
            ),
            Panel(
                x=TAU_AXIS,
                y=Axis(title="Balanced error", low=0, high=0.7, percent=True),
                heading="What does it cost?",
                share=1.2,
            ),
        ),
        marks=(*_plane_marks(tau, head), *_cost_marks(tau, head, (shifted, kept, dropped))),
    )


def _boundaries(head: Head, tau: float | FloatArray) -> tuple[Boundary, Boundary, Boundary]:
    return adjusted(head, tau), normalised(head, tau), normalised(head, tau, keep_bias=False)


def _plane_marks(tau: float, head: Head) -> tuple[Mark, ...]:
    positive, negative = POINTS + np.array(
        [[[head.centre + head.mu, 0]], [[head.centre - head.mu, 0]]]
    )
    shifted, kept, dropped = _boundaries(head, tau)
    before = adjusted(head, 0.0)
    return (
        Dots(
            name="negative", x=negative[:, 0], y=negative[:, 1], hue="sky", size=0.45, opacity=0.6
        ),
        Dots(
            name="positive",
            x=positive[:, 0],
            y=positive[:, 1],
            hue="vermillion",
            size=0.45,
            opacity=0.6,
        ),
        Dots(name="origin", x=[0], y=[0], hue="ink", symbol="x", size=0.9),
        _line("before, τ = 0", before, "guide", "grey"),
        _line("normalised without biases", dropped, "true", "blue"),
        _line("normalised", kept, "true", "purple"),
        _line("adjusted", shifted, "true", "green"),
    )


def _line(name: str, boundary: Boundary, stroke: Stroke, hue: Hue) -> Line:
    """Return a boundary across the whole picture; NaN where there is none."""
    normal, length = boundary.normal, float(np.hypot(*boundary.normal))
    ends = np.full((2, 2), np.nan)
    if length > 0:
        foot = -boundary.offset * normal / length**2
        along = np.array([-normal[1], normal[0]]) / length
        ends = foot + np.array([[-1.0], [1.0]]) * 4 * REACH * along
    return Line(name=name, x=ends[:, 0], y=ends[:, 1], stroke=stroke, hue=hue)


def _cost_marks(tau: float, head: Head, now: tuple[float, float, float]) -> tuple[Mark, ...]:
    shifted, kept, dropped = (_errors(head, one) for one in _boundaries(head, TAU))
    return (
        Line(
            name="adjusted", x=TAU, y=shifted, stroke="true", hue="green", panel=1, label="adjusted"
        ),
        Line(
            name="normalised",
            x=TAU,
            y=kept,
            stroke="true",
            hue="purple",
            panel=1,
            label="normalised",
        ),
        Line(
            name="normalised without biases",
            x=TAU,
            y=dropped,
            stroke="true",
            hue="blue",
            panel=1,
            label="normalised,<br>no biases",
        ),
        Line(name="τ", x=[tau, tau], y=[0, 0.7], stroke="guide", hue="ink", panel=1),
        Dots(name="now", x=[tau] * 3, y=list(now), hue="ink", panel=1, size=1.1),
    )


def _errors(head: Head, boundary: Boundary) -> FloatArray:
    missed, alarms = class_errors(head, boundary)
    return (missed + alarms) / 2


def _error(head: Head, boundary: Boundary) -> float:
    return float(_errors(head, boundary))


def _norms_words(tau: float, head: Head, now: tuple[float, float, float]) -> str:
    positive, negative = (float(length) for length in np.hypot(*head.vectors.T))
    best = float(floor(head.mu, head.sigma))
    lengths = f"The class vectors have the lengths {positive:.2f} (rare class) and {negative:.2f}"
    told = (
        f"{lengths}: they are equal, so dividing by a power of them scales both by the same factor."
        if abs(positive - negative) < 1e-9
        else f"{lengths}: dividing by their power τ scales one more than the other."
    )
    return (
        f"With a prior of π = {numeral(head.prior)} for the rare class and τ = {numeral(tau)}, the adjusted "
        f"rule has a balanced error of {percent(now[0], 1)}, the normalised rule "
        f"{percent(now[1], 1)}, and {percent(now[2], 1)} if the biases are dropped; no rule can "
        f"go below {percent(best, 1)}.\n"
        f"{told} Adjustment shifts the boundary in parallel and ignores the lengths. "
        "Cross-entropy does not determine the lengths, because adding the same vector to both "
        "class vectors changes no probability."
    )
