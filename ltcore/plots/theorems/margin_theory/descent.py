"""Gradient descent on separable points in pictures: its line turns to the SVM's while w grows like log t."""

import math
from dataclasses import dataclass

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.scene.marks import Axis, Dots, Line, Mark, Panel, Scene, Words, nothing_to_draw
from ltcore.theory.margin_theory.descent import Path, Points, draw, path, undefined_because
from ltcore.types import FloatArray

LONGEST = 9.0
"""log10 of the last t."""
HEIGHT = 5.0
"""The plane is drawn so far up and down."""
WIDTH = 6.0
WIDEST = 60.0
"""Largest angle on the axis, in degrees."""
T_AXIS = Axis(
    title="t: learning rate × steps",
    low=0.1,
    high=10**LONGEST,
    log=True,
    ticks=(1, 1e3, 1e6, 1e9),
    tick_texts=("1", "1,000", "10⁶", "10⁹"),
)


@dataclass(frozen=True, eq=False)
class _Now:
    """The classifier at one t.

    Attributes:
        t: learning rate times steps.
        w: two weights and the bias.
        angle: to the SVM, in degrees.
        margins: smallest of head and of tail.
    """

    t: float
    w: FloatArray
    angle: float
    margins: FloatArray

    @property
    def norm(self) -> float:
        return float(np.linalg.norm(self.w))


def descent_scene(t: float, points: Points, *, weighted: bool) -> Scene:
    """Return the points with the line of now and the SVM's, and angle and length against t.

    Args:
        t: learning rate times steps, 0.1 to 10 ** 9.
        points: what is drawn.
        weighted: whether each class weighs one over its count; the other choice is drawn dotted.
    """
    if reason := undefined_because(**vars(points), longest=LONGEST):
        return nothing_to_draw("margin_descent", reason)
    chosen = path(points, weighted=weighted, longest=LONGEST)
    other = path(points, weighted=not weighted, longest=LONGEST)
    now = _at(chosen, t)
    told = "weights 1 / n" if weighted else "equal weights"
    return Scene(
        key="margin_descent",
        title=f"t = {numeral(t, 10)}: {now.angle:.1f}° from the SVM, and |w| = {now.norm:.1f}",
        notes=(
            f"solid: gradient descent, {told} · dashed: the limit · dotted: the other weights",
            f"sample {points.seed}: {points.n_head} head and {points.n_tail} tail points",
        ),
        words=_words(now, _at(other, t), chosen, weighted=weighted),
        panels=(
            Panel(
                x=Axis(title="x₁", low=-WIDTH, high=WIDTH),
                y=Axis(title="x₂", low=-HEIGHT, high=HEIGHT),
                heading="The line in the plane",
                share=1.35,
                equal=True,
            ),
            Panel(
                x=T_AXIS,
                y=Axis(title="Angle to the SVM, in degrees", low=0, high=WIDEST),
                heading="Its angle",
            ),
            Panel(x=T_AXIS, y=Axis(title="Length |w|", low=0, high=42), heading="Its length"),
        ),
        marks=(*_plane(now.w, chosen.svm, points), *_curves(chosen, other, now, weighted=weighted)),
    )


def _at(found: Path, t: float) -> _Now:
    """Return the classifier at t, between the samples of the path, which lie evenly over log t."""
    spots, spot = np.log(found.t), math.log(t)
    w = np.array([np.interp(spot, spots, column) for column in found.w.T])
    margins = np.array([np.interp(spot, spots, column) for column in found.margins.T])
    across = float(np.linalg.norm(np.cross(w, found.svm)))
    return _Now(t, w, math.degrees(math.atan2(across, float(w @ found.svm))), margins)


def _plane(w: FloatArray, svm: FloatArray, points: Points) -> tuple[Mark, ...]:
    features, y = draw(points)
    head, tail = features[y < 0], features[y > 0]
    heights = np.array([-HEIGHT, HEIGHT])
    edges = np.concatenate([_line(svm, heights, level) for level in (-1.0, np.nan, 1.0)])
    return (
        Dots(name="head", x=head[:, 0], y=head[:, 1], hue="blue", size=0.6, opacity=0.7),
        Dots(name="tail", x=tail[:, 0], y=tail[:, 1], hue="vermillion", size=0.8),
        Line(
            name="margin of the SVM", x=edges, y=np.tile(heights, 3), stroke="guide", hue="purple"
        ),
        Line(name="SVM", x=_line(svm, heights), y=heights, stroke="promised", hue="purple"),
        Line(name="current line", x=_line(w, heights), y=heights, stroke="true", hue="ink"),
        Words(text="head", x=-WIDTH + 0.2, y=HEIGHT - 0.1, hue="blue", above=False),
        Words(
            text="tail",
            x=WIDTH - 0.2,
            y=HEIGHT - 0.1,
            hue="vermillion",
            anchor="right",
            above=False,
        ),
    )


def _line(w: FloatArray, heights: FloatArray, level: float = 0.0) -> FloatArray:
    """Return x1 where ``w1 x1 + w2 x2 + b`` is ``level``; the classes are apart along x1, so w1 is not 0."""
    return np.asarray((level - w[2] - w[1] * heights) / w[0])


def _curves(chosen: Path, other: Path, now: _Now, *, weighted: bool) -> tuple[Mark, ...]:
    grown = np.where(chosen.t >= 1, np.linalg.norm(chosen.svm) * np.log(chosen.t), np.nan)
    names = ("equal", "1 / n")
    return (
        Line(
            name="angle",
            x=chosen.t,
            y=np.degrees(chosen.angles),
            stroke="true",
            hue="ink",
            panel=1,
            label=names[weighted],
        ),
        Line(
            name="angle, other weights",
            x=other.t,
            y=np.degrees(other.angles),
            stroke="guide",
            hue="orange",
            panel=1,
            label=names[not weighted],
        ),
        Dots(name="current angle", x=[now.t], y=[now.angle], hue="ink", panel=1, size=1.3),
        Line(
            name="length",
            x=chosen.t,
            y=chosen.norms,
            stroke="true",
            hue="ink",
            panel=2,
            label="|w|",
        ),
        Line(
            name="|w*| ln t",
            x=chosen.t,
            y=grown,
            stroke="promised",
            hue="purple",
            panel=2,
            label="|w*| ln t",
        ),
        Dots(name="current length", x=[now.t], y=[now.norm], hue="ink", panel=2, size=1.3),
    )


def _words(now: _Now, other: _Now, found: Path, *, weighted: bool) -> str:
    length = float(np.linalg.norm(found.svm))
    theirs = "equal weights" if weighted else "weights of one over the class count"
    return (
        f"At t = {numeral(now.t, 10)}, the smallest margins are {now.margins[0]:.2f} for the head and "
        f"{now.margins[1]:.2f} for the tail; in the limit both are at least 1 / |w*| = "
        f"{1 / length:.2f}, because w* is the SVM. |w| grows by |w*| = {length:.2f} whenever t "
        "grows by a factor of e, without limit.\n"
        f"With {theirs}, the angle is {other.angle:.1f}° at the same t and also tends to 0: "
        "weights change the path, not the limit."
    )
