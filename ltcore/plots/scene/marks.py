"""What a theorem's picture is made of: curves, dots and bands as plain arrays, before any colour.

A theorem's module turns settings into a `Scene`; ``ltcore.plots.scene.figure`` draws every scene in the same
way, so that the pictures of all theorems look alike, and quickly, so that it can be done for each position of
a slider.
"""

from dataclasses import dataclass
from typing import Literal

import pandas as pd
from numpy.typing import ArrayLike

from ltcore.plots.base.palette import Hue

Stroke = Literal["promised", "true", "seen", "guide"]
"""What a curve is: a bound, an exact law, a simulation, or what only leads the eye."""


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One axis; its range is fixed, so that a curve moves and the paper does not.

    Attributes:
        title: what is measured, with its unit.
        low: where it begins; above 0 on a logarithmic axis.
        high: where it ends.
        log: whether it is logarithmic.
        percent: whether its numbers are shares, written as percentages.
        ticks: where numbers stand; empty: where plotly puts them.
        tick_texts: what stands there instead of the number; as many as ticks.
    """

    title: str
    low: float
    high: float
    log: bool = False
    percent: bool = False
    ticks: tuple[float, ...] = ()
    tick_texts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One pair of axes; panels stand side by side.

    Attributes:
        x: the horizontal axis.
        y: the vertical axis.
        heading: a short question above it; for pictures of several panels.
        share: width, relative to the others'.
        equal: whether both axes have the same unit.
    """

    x: Axis
    y: Axis
    heading: str = ""
    share: float = 1.0
    equal: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """A curve, drawn in the stroke of what it is; what is not finite leaves a gap.

    Attributes:
        name: what the hover says.
        x: float (P,).
        y: float (P,).
        stroke: "promised" dashed, "true" solid, "seen" dots, "guide" thin and dotted.
        hue: its colour.
        panel: where it is, from 0.
        label: written at its right end; up to five in a panel.
        width: of the line, relative to the usual.
        given: whether it only shows where a setting stands: nothing is said at the pointer, and nobody is
            asked to predict it.
    """

    name: str
    x: ArrayLike
    y: ArrayLike
    stroke: Stroke = "true"
    hue: Hue = "blue"
    panel: int = 0
    label: str = ""
    width: float = 1.0
    given: bool = False


@dataclass(frozen=True, kw_only=True)
class Band:
    """What lies between two curves: an interval that was seen or is true, or a hatched region.

    Attributes:
        name: what the hover says.
        x: float (P,).
        low: float (P,) or one number.
        high: float (P,) or one number.
        hue: its colour.
        panel: where it is, from 0.
        hatched: for regions in which a bound says nothing.
        label: written in its middle.
    """

    name: str
    x: ArrayLike
    low: ArrayLike
    high: ArrayLike
    hue: Hue = "blue"
    panel: int = 0
    hatched: bool = False
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Dots:
    """Single marks, what was drawn or counted.

    Attributes:
        name: what the hover says.
        x: float (P,).
        y: float (P,).
        hue: their colour.
        panel: where they are, from 0.
        symbol: plotly's name of the mark.
        size: relative to the usual.
        labels: texts above the dots; empty for none, else P of them.
        opacity: of a mark.
    """

    name: str
    x: ArrayLike
    y: ArrayLike
    hue: Hue = "blue"
    panel: int = 0
    symbol: str = "circle"
    size: float = 1.0
    labels: tuple[str, ...] = ()
    opacity: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Bars: a histogram of what was seen, or terms that are stacked by their bases.

    Attributes:
        name: what the hover says.
        x: middles, float (P,).
        height: float (P,).
        width: of each bar, in units of x; float (P,) or one number.
        base: where each begins; float (P,) or one number.
        hue: its colour.
        panel: where they are, from 0.
        opacity: of the fill.
        label: named in the legend where it is given.
    """

    name: str
    x: ArrayLike
    height: ArrayLike
    width: ArrayLike
    base: ArrayLike = 0.0
    hue: Hue = "blue"
    panel: int = 0
    opacity: float = 0.75
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Arrows:
    """Arrows from one place to another.

    Attributes:
        name: what the hover says.
        x: where they begin, float (P,).
        y: where they begin, float (P,).
        to_x: where they end, float (P,).
        to_y: where they end, float (P,).
        hue: their colour.
        panel: where they are, from 0.
    """

    name: str
    x: ArrayLike
    y: ArrayLike
    to_x: ArrayLike
    to_y: ArrayLike
    hue: Hue = "blue"
    panel: int = 0


@dataclass(frozen=True, kw_only=True)
class Words:
    """A text in the picture.

    Attributes:
        text: our own, short; ``<br>`` breaks a line.
        x: where it stands.
        y: where it stands.
        hue: its colour.
        panel: where it is, from 0.
        anchor: which side of the text is at x.
        above: whether it stands above y, else below.
    """

    text: str
    x: float
    y: float
    hue: Hue = "grey"
    panel: int = 0
    anchor: Literal["left", "center", "right"] = "left"
    above: bool = True


Mark = Line | Band | Dots | Bars | Arrows | Words


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A picture of a theorem for one setting of its sliders.

    Attributes:
        key: name of the kind of picture; zoom survives a change of settings under it.
        title: what it shows now, with a number.
        notes: what the lines are and what was drawn; one line under the title.
        words: two or three sentences for the page, one a line; also the alternative text.
        panels: pairs of axes, from left to right; none: there is nothing to draw, and the title says why.
        marks: what is in them, in the order of drawing. For every setting of one kind of picture as many, of
            the same types: what does not exist is empty or NaN.
    """

    key: str
    title: str
    notes: tuple[str, ...] = ()
    words: str = ""
    panels: tuple[Panel, ...] = ()
    marks: tuple[Mark, ...] = ()


def nothing_to_draw(key: str, reason: str) -> Scene:
    """Return the scene of settings to which a statement does not apply.

    Args:
        key: of the picture.
        reason: of the theory module's ``undefined_because``.

    Example:
        >>> nothing_to_draw("radius", "beta is 1: both classes are the same").title
        'The statement does not apply: beta is 1: both classes are the same'
    """
    title = f"The statement does not apply: {reason}"
    return Scene(key=key, title=title, words=f"{title}.")


def scene_frame(scene: Scene) -> pd.DataFrame:
    """Return what a scene draws as a tidy table.

    Args:
        scene: any scene.

    Returns:
        One row per point with columns panel (from 1), series, kind, x, y, low and high; a band has low and
        high instead of y, bars reach from low (their base) to high, arrows from (x, y) to (low, high).

    Example:
        >>> line = Line(name="error", x=[0, 1], y=[0.5, 0.4], stroke="promised")
        >>> scene = Scene(key="k", title="t", marks=(line,))
        >>> scene_frame(scene)[["series", "kind", "y"]].to_dict("records")[1]
        {'series': 'error', 'kind': 'promised', 'y': 0.4}
    """
    drawn = [_rows(mark) for mark in scene.marks if not isinstance(mark, Words)]
    columns = ["panel", "series", "kind", "x", "y", "low", "high"]
    if not drawn:
        return pd.DataFrame(columns=columns)
    return pd.concat(drawn, ignore_index=True).reindex(columns=columns)


def _rows(mark: Line | Band | Dots | Bars | Arrows) -> pd.DataFrame:
    columns: dict[str, object] = {"panel": mark.panel + 1, "series": mark.name, "x": mark.x}
    if isinstance(mark, Line):
        columns |= {"kind": mark.stroke, "y": mark.y}
    elif isinstance(mark, Dots):
        columns |= {"kind": "dots", "y": mark.y}
    elif isinstance(mark, Band):
        columns |= {"kind": "band", "low": mark.low, "high": mark.high}
    elif isinstance(mark, Bars):
        frame = pd.DataFrame(columns | {"kind": "bars", "y": mark.height, "low": mark.base})
        return frame.assign(high=frame["low"] + frame["y"])
    else:
        columns |= {"kind": "arrow", "y": mark.y, "low": mark.to_x, "high": mark.to_y}
    return pd.DataFrame(columns)
