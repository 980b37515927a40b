"""The circle in pictures: examples spread out when each counts the same, and when each class does."""

import math

import numpy as np

from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import (
    Arrows,
    Axis,
    Bars,
    Dots,
    Line,
    Mark,
    Panel,
    Scene,
    Words,
    nothing_to_draw,
)
from ltcore.plots.theorems.sphere.classes import (
    GROUP_HUES,
    LEVEL_HUES,
    LEVEL_NAMES,
    groups,
    long_tail,
)
from ltcore.theory.sphere.uniformity import (
    STEPS,
    Layout,
    Level,
    circle_centres,
    owned_in_the_limit,
    smallest_angle,
    spread_out,
    undefined_because,
)
from ltcore.types import FloatArray

_EDGE = Axis(title="", low=-1.65, high=1.65, ticks=(-1.0, 0.0, 1.0))
_RING = 1.2
_WEDGE = 0.45
_ARC = 60
"""Points of the arc of one class."""
_BAR = 0.36
_LEVELS: tuple[Level, Level] = ("sample", "class")


def circle_scene(n_classes: int, ratio: float, *, seed: int) -> Scene:
    """Return both layouts on the circle, and the part of it that each class owns.

    Args:
        n_classes: K, at least 3.
        ratio: largest class count over smallest.
        seed: of where the examples start.
    """
    counts = long_tail(n_classes, ratio)
    if reason := undefined_because(counts=counts):
        return nothing_to_draw("sphere_circle", reason)
    layouts = {level: spread_out(counts, level, seed=seed) for level in _LEVELS}
    angles = {level: smallest_angle(layouts[level].centres) for level in _LEVELS}
    rarest = {level: float(layouts[level].owned[-1]) for level in _LEVELS}
    marks = [
        mark
        for panel, level in enumerate(_LEVELS)
        for mark in _circle(counts, level, layouts[level], panel)
    ]
    return Scene(
        key="sphere_circle",
        title=f"The closest two classes are {angles['sample']:.0f}° apart by example, "
        f"{angles['class']:.0f}° by class",
        notes=(
            f"dots: {sum(counts)} examples after {STEPS} steps, seed {seed} · ring: exact limit",
            "arrows: class centres · bars: seen, squares: exact limits",
        ),
        words=_words(counts, angles, rarest),
        panels=(
            Panel(x=_EDGE, y=_EDGE, heading="Every example counts equally", equal=True),
            Panel(x=_EDGE, y=_EDGE, heading="Every class counts equally", equal=True),
            Panel(
                x=Axis(
                    title="Class, most frequent first",
                    low=0.4,
                    high=n_classes + 0.6,
                    ticks=tuple(float(k) for k in range(1, n_classes + 1)),
                ),
                y=Axis(title="Share of the circle", low=0, high=1, percent=True),
                heading="How much does each class get?",
            ),
        ),
        marks=(*marks, *_owned(counts, layouts)),
    )


def _words(counts: tuple[int, ...], angles: dict[Level, float], rarest: dict[Level, float]) -> str:
    even = 360 / len(counts)
    simplex = (
        "; this is the simplex, the farthest apart that 3 directions can be"
        if len(counts) == 3
        else " (a simplex does not fit on a circle)"
    )
    return (
        f"Counts are {', '.join(str(count) for count in counts)}. If every example counts "
        f"equally, the rarest class gets {percent(rarest['sample'], 1)} of the circle, because it "
        f"has {percent(counts[-1] / sum(counts), 1)} of all examples; if every class does, it "
        f"gets {percent(rarest['class'], 1)}.\n"
        f"Evenly spaced classes would be {even:.0f}° apart{simplex}. The closest two are "
        f"{angles['sample']:.0f}° apart by example and {angles['class']:.0f}° by class."
    )


def _circle(counts: tuple[int, ...], level: Level, layout: Layout, panel: int) -> list[Mark]:
    """Return one circle: examples, the exact ring around them, centres and the smallest angle."""
    names = groups(len(counts))
    marks: list[Mark] = []
    for group, hue in GROUP_HUES.items():
        ours = [k for k, name in enumerate(names) if name == group]
        x, y = layout.points[np.isin(layout.labels, ours)].T
        ring_x, ring_y = _ring(counts, level, layout, ours)
        marks += [
            Dots(name=f"{group}, examples", x=x, y=y, hue=hue, panel=panel, size=0.5, opacity=0.8),
            Line(
                name=f"{group}, exact limit",
                x=ring_x,
                y=ring_y,
                hue=hue,
                panel=panel,
                width=3.0,
            ),
        ]
    start = np.zeros(len(counts))
    to_x, to_y = 0.92 * layout.centres.T
    return [
        *marks,
        Arrows(name="centres", x=start, y=start, to_x=to_x, to_y=to_y, hue="ink", panel=panel),
        *_smallest(layout, panel),
        *_ends(counts, level, layout, panel),
    ]


def _ring(
    counts: tuple[int, ...], level: Level, layout: Layout, ours: list[int]
) -> tuple[FloatArray, FloatArray]:
    """Return the arcs of some classes, turned so that the first class lies where it was seen."""
    middles = _middles(counts, level, layout)
    widths = 2 * np.pi * owned_in_the_limit(counts, level)
    # Arcs end a little before their borders, so that neighbours of one colour can be told apart.
    steps = np.linspace(-0.5, 0.5, _ARC)[None, :]
    inner = np.maximum(widths[ours] - 0.03, 0.004)[:, None]
    angles = np.pad(
        middles[ours][:, None] + steps * inner, ((0, 0), (0, 1)), constant_values=np.nan
    )
    return _RING * np.cos(angles).ravel(), _RING * np.sin(angles).ravel()


def _middles(counts: tuple[int, ...], level: Level, layout: Layout) -> FloatArray:
    middles = circle_centres(counts, level)
    return np.asarray(middles - middles[0] + np.arctan2(layout.centres[0, 1], layout.centres[0, 0]))


def _ends(counts: tuple[int, ...], level: Level, layout: Layout, panel: int) -> tuple[Mark, ...]:
    """Return the names of the most frequent and of the rarest class, outside the ring."""
    first, *_, last = _middles(counts, level, layout).tolist()
    return (
        _outside("head", first, GROUP_HUES["head"], panel),
        _outside("tail", last, GROUP_HUES["tail"], panel),
    )


def _outside(name: str, angle: float, hue: Hue, panel: int) -> Words:
    x, y = 1.45 * math.cos(angle), 1.45 * math.sin(angle)
    return Words(text=name, x=x, y=y - 0.08, hue=hue, panel=panel, anchor="center")


def _smallest(layout: Layout, panel: int) -> tuple[Mark, ...]:
    """Return the arc between the two closest centres, and how many degrees it has."""
    centres = layout.centres
    cosines = centres @ centres.T
    np.fill_diagonal(cosines, -2)
    first, second = np.unravel_index(int(cosines.argmax()), cosines.shape)
    begin, end = (float(np.arctan2(*centres[k][::-1])) for k in (first, second))
    width = (end - begin + np.pi) % (2 * np.pi) - np.pi
    angles = begin + width * np.linspace(0, 1, _ARC)
    middle = begin + width / 2
    return (
        Line(
            name="smallest angle",
            x=_WEDGE * np.cos(angles),
            y=_WEDGE * np.sin(angles),
            stroke="true",
            hue="orange",
            panel=panel,
        ),
        Words(
            text=f"{np.degrees(abs(width)):.0f}°",
            x=0.62 * np.cos(middle),
            y=0.62 * np.sin(middle) - 0.08,
            hue="orange",
            panel=panel,
            anchor="center",
        ),
    )


def _owned(counts: tuple[int, ...], layouts: dict[Level, Layout]) -> list[Mark]:
    marks: list[Mark] = []
    classes = np.arange(1, len(counts) + 1)
    for level, side in zip(_LEVELS, (-0.5, 0.5), strict=True):
        x, name, hue = classes + side * _BAR, LEVEL_NAMES[level], LEVEL_HUES[level]
        marks += [
            Bars(
                name=f"{name}, seen",
                x=x,
                height=layouts[level].owned,
                width=_BAR * 0.92,
                hue=hue,
                panel=2,
                label=name,
            ),
            Dots(
                name=f"{name}, exact limit",
                x=x,
                y=owned_in_the_limit(counts, level),
                hue="ink",
                panel=2,
                symbol="square-open",
                size=0.9,
            ),
        ]
    return marks
