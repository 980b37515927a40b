"""The sphere in pictures: how close classes come and what the rarest owns, against the imbalance ratio."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import Axis, Dots, Line, Mark, Panel, Scene, Words, nothing_to_draw
from ltcore.plots.theorems.sphere.classes import LEVEL_HUES, LEVEL_NAMES, long_tail
from ltcore.theory.shared.class_line import exponential_priors
from ltcore.theory.sphere.simplex import on_circle, simplex_cosine
from ltcore.theory.sphere.uniformity import (
    Layout,
    Level,
    circle_centres,
    owned_in_the_limit,
    smallest_angle,
    spread_out,
    undefined_because,
)
from ltcore.types import FloatArray

SEEDS = 3
"""Layouts at each place."""
PLACES = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
"""Ratios at which layouts are computed."""
RATIOS = np.geomspace(1, 100, 41)
_NAMED = 31
"""Where among the ratios the names of the lines begin."""
_LEVELS: tuple[Level, Level] = ("sample", "class")
_SPACES = {2: "circle", 3: "sphere"}
_RATIO = Axis(title="Imbalance ratio", low=1, high=100, log=True)


@dataclass(frozen=True, eq=False)
class Spread:
    """What layouts of one imbalance ratio look like.

    Attributes:
        ratio: largest class count over smallest.
        angles: level -> smallest angle between centres, degrees, (seeds,).
        rarest: level -> share of the space that the rarest class owns, (seeds,).
    """

    ratio: float
    angles: dict[Level, FloatArray]
    rarest: dict[Level, FloatArray]


def lay_out(n_classes: int, d: int) -> Iterator[tuple[float, Spread]]:
    """Lay out examples at each ratio; yield the share that is done and what was found.

    Args:
        n_classes: K, at least 3.
        d: 2 for the circle, 3 for the sphere.
    """
    for k, ratio in enumerate(PLACES):
        layouts = {
            level: [_layout(n_classes, ratio, level, d, seed) for seed in range(SEEDS)]
            for level in _LEVELS
        }
        yield (
            (k + 1) / len(PLACES),
            Spread(
                ratio,
                {
                    level: np.array([smallest_angle(one.centres) for one in layouts[level]])
                    for level in _LEVELS
                },
                {level: np.array([one.owned[-1] for one in layouts[level]]) for level in _LEVELS},
            ),
        )


def _layout(n_classes: int, ratio: float, level: Level, d: int, seed: int) -> Layout:
    return spread_out(long_tail(n_classes, ratio), level, d=d, seed=seed)


def angles_scene(
    n_classes: int, ratio: float, d: int, found: Sequence[Spread], *, seed: int
) -> Scene:
    """Return the smallest angle and the share of the rarest class, exact limits and layouts.

    Args:
        n_classes: K, at least 3.
        ratio: imbalance ratio of now.
        d: 2 for the circle, 3 for the sphere.
        found: what ``lay_out`` has yielded so far.
        seed: of the layouts at the ratio of now.
    """
    if reason := undefined_because(counts=long_tail(n_classes, ratio), d=d):
        return nothing_to_draw("sphere_angles", reason)
    now = {level: _layout(n_classes, ratio, level, d, seed) for level in _LEVELS}
    angles = {level: smallest_angle(now[level].centres) for level in _LEVELS}
    space = _SPACES[d]
    return Scene(
        key="sphere_angles",
        title=f"Ratio {numeral(ratio)} on the {space}: the closest two of {n_classes} classes are "
        f"{angles['sample']:.0f}° apart by example, {angles['class']:.0f}° by class",
        notes=(
            f"solid: exact limits · diamonds: layouts at ratio {numeral(ratio)}, seed {seed}"
            + ("" if d == 2 else " (no exact angle on the sphere)"),
            f"small squares: layouts of about 200 examples, seeds 0 to {SEEDS - 1}"
            if found
            else "",
        ),
        words=_words(n_classes, ratio, now, angles),
        panels=(
            Panel(
                x=_RATIO,
                y=Axis(title="Smallest angle, degrees", low=0, high=135),
                heading="How close do classes get?",
            ),
            Panel(
                x=_RATIO,
                y=Axis(
                    title=f"Share of the {space}",
                    low=0.001,
                    high=1,
                    percent=True,
                    log=True,
                ),
                heading="How much is left for the rarest?",
            ),
        ),
        marks=(*_limits(n_classes, d), *_seen(found), *_now(ratio, now, angles)),
    )


def exact_angles(n_classes: int, level: Level) -> FloatArray:
    """Return the smallest angle on the circle in the limit at each of ``RATIOS``, degrees."""
    tails = [_tail(n_classes, ratio) for ratio in RATIOS]
    return np.array([smallest_angle(on_circle(circle_centres(tail, level))) for tail in tails])


def _tail(n_classes: int, ratio: float) -> FloatArray:
    """Return class counts before they are rounded, the smallest 1."""
    priors = exponential_priors(n_classes, ratio)
    return np.asarray(priors / priors[-1])


def simplex_angle(n_classes: int) -> float:
    """Return the largest angle that all pairs of K directions can have, degrees.

    Example:
        >>> round(simplex_angle(3)), round(simplex_angle(4), 1)
        (120, 109.5)
    """
    return math.degrees(math.acos(simplex_cosine(n_classes)))


def _words(
    n_classes: int, ratio: float, now: dict[Level, Layout], angles: dict[Level, float]
) -> str:
    limit = float(owned_in_the_limit(_tail(n_classes, ratio), "sample")[-1])
    owned = {level: percent(float(now[level].owned[-1]), 1) for level in _LEVELS}
    return (
        f"In the limit of many examples, the rarest class gets {percent(limit, 1)} if every "
        f"example counts equally and {percent(1 / n_classes, 1)} if every class does; the layouts "
        f"of about 200 examples give it {owned['sample']} and {owned['class']}.\n"
        f"All pairs of {n_classes} classes can be at most {simplex_angle(n_classes):.0f}° apart "
        f"(the simplex), which takes {n_classes - 1} dimensions; here the closest pairs are "
        f"{angles['sample']:.0f}° and {angles['class']:.0f}° apart."
    )


def _limits(n_classes: int, d: int) -> list[Mark]:
    marks: list[Mark] = [
        Line(
            name="simplex",
            x=RATIOS,
            y=np.full(RATIOS.size, simplex_angle(n_classes)),
            stroke="guide",
            hue="ink",
        ),
        Words(text="simplex", x=1.1, y=simplex_angle(n_classes), hue="ink"),
    ]
    for level in _LEVELS:
        name, hue = LEVEL_NAMES[level], LEVEL_HUES[level]
        exact = exact_angles(n_classes, level) if d == 2 else np.full(RATIOS.size, np.nan)
        owned = [owned_in_the_limit(_tail(n_classes, ratio), level)[-1] for ratio in RATIOS]
        marks += [
            Line(name=f"{name}, exact limit", x=RATIOS, y=exact, stroke="true", hue=hue),
            Words(
                text=name,
                x=RATIOS[_NAMED],
                y=float(exact[_NAMED]),
                hue=hue,
                above=level == "sample",
            ),
            Line(
                name=f"{name}, exact limit",
                x=RATIOS,
                y=owned,
                stroke="true",
                hue=hue,
                panel=1,
                label=name,
            ),
        ]
    return marks


def _seen(found: Sequence[Spread]) -> list[Mark]:
    x = [spread.ratio for spread in found for _ in range(SEEDS)]
    marks: list[Mark] = []
    for level in _LEVELS:
        for panel, values in (
            (0, [spread.angles[level] for spread in found]),
            (1, [spread.rarest[level] for spread in found]),
        ):
            y = np.concatenate(values) if values else np.array([])
            name = f"{LEVEL_NAMES[level]}, a layout"
            marks.append(
                Dots(
                    name=name,
                    x=x,
                    y=y,
                    hue=LEVEL_HUES[level],
                    panel=panel,
                    symbol="square",
                    size=0.7,
                    opacity=0.6,
                )
            )
    return marks


def _now(ratio: float, now: dict[Level, Layout], angles: dict[Level, float]) -> list[Mark]:
    marks: list[Mark] = [
        Line(name="now", x=[ratio, ratio], y=[0, 135], stroke="guide", hue="ink"),
        Line(name="now", x=[ratio, ratio], y=[0.001, 1], stroke="guide", hue="ink", panel=1),
    ]
    for level in _LEVELS:
        name, hue = f"{LEVEL_NAMES[level]}, current layout", LEVEL_HUES[level]
        owned = max(float(now[level].owned[-1]), 0.001)
        marks += [
            Dots(
                name=name,
                x=[ratio],
                y=[angles[level]],
                hue=hue,
                panel=0,
                symbol="diamond",
                size=1.4,
            ),
            Dots(name=name, x=[ratio], y=[owned], hue=hue, panel=1, symbol="diamond", size=1.4),
        ]
    return marks
