"""What margins can gain on the bound, in pictures: two classes that share a total margin, and K classes."""

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import count, percent
from ltcore.plots.scene.class_order import class_axis, class_bars
from ltcore.plots.scene.marks import Axis, Dots, Line, Mark, Panel, Scene, Words, nothing_to_draw
from ltcore.theory.ldam_margin import two_class_bound, two_class_optimum, undefined_because
from ltcore.theory.margin_theory.bounds import gain_over_ratio, optimal_margins

SHARES = np.sin(np.pi / 2 * np.arange(1, 160) / 160) ** 2
"""Values of gamma1, denser towards both ends, where the bound is steep."""
FARTHEST = 1e8
"""Ratio of the counts at which the gain of two classes is seen to come close to its floor."""
RATIOS = np.geomspace(1, FARTHEST, 121)
WAY = RATIOS**-0.25 / (1 + RATIOS**-0.25)
"""gamma1 of the optimum, for each of these ratios."""
GAIN = gain_over_ratio(RATIOS, 2)
MANY = np.geomspace(1, 1e6, 121)
OTHERS = {classes: gain_over_ratio(MANY, classes) for classes in (2, 100)}
"""Curves that stay where they are, for comparison."""
RATIO_AXIS = Axis(
    title="n₁ / n₂",
    low=1,
    high=FARTHEST,
    log=True,
    ticks=(1, 1e2, 1e4, 1e6, 1e8),
    tick_texts=("1", "100", "10,000", "10⁶", "10⁸"),
)
HEIGHTS = Axis(title="Bound over that of equal margins", low=0.4, high=2)
TALLEST = 4.0
"""Axis of the margins, in equal shares: with 100 classes and a million to one the rarest takes 3.6."""


def two_class_scene(n1: int, n2: int, gamma1: float) -> Scene:
    """Return the bound of two classes against the share of the first, and what the best shares gain.

    Args:
        n1: training examples of class 1.
        n2: training examples of class 2, at most ``n1``.
        gamma1: margin of class 1 now, as a share of both.
    """
    if reason := undefined_because(n1=n1, n2=n2):
        return nothing_to_draw("margin_two", reason)
    equal = float(two_class_bound(0.5, n1, n2))
    first, second, value = two_class_optimum(n1, n2)
    gain, here = value / equal, float(two_class_bound(gamma1, n1, n2)) / equal
    marks: tuple[Mark, ...] = (
        Line(name="path of the optimum", x=WAY, y=GAIN, stroke="guide", hue="orange"),
        Line(
            name="bound",
            x=SHARES,
            y=two_class_bound(SHARES, n1, n2) / equal,
            stroke="promised",
            hue="blue",
        ),
        Line(name="equal margins", x=[0, 1], y=[1, 1], stroke="guide", hue="grey"),
        Dots(name="best split", x=[first], y=[gain], hue="orange", symbol="square", size=1.4),
        Dots(name="your split", x=[gamma1], y=[here], hue="ink", size=1.3),
        Words(text="equal margins: 1", x=0.99, y=1.0, hue="grey", anchor="right"),
        Line(
            name="floor",
            x=RATIOS,
            y=np.full(RATIOS.size, 0.5),
            stroke="promised",
            hue="purple",
            panel=1,
            label="above 1/2",
        ),
        Line(
            name="best split",
            x=RATIOS,
            y=GAIN,
            stroke="true",
            hue="orange",
            panel=1,
            label="best split",
        ),
        Line(name="now", x=[n1 / n2] * 2, y=[0.4, 2], stroke="guide", hue="ink", panel=1),
        Dots(
            name="current best split",
            x=[n1 / n2],
            y=[gain],
            hue="orange",
            panel=1,
            symbol="square",
            size=1.4,
        ),
        Dots(name="your current split", x=[n1 / n2], y=[here], hue="ink", panel=1, size=1.3),
    )
    return Scene(
        key="margin_two",
        title=f"n₁ : n₂ = {numeral(n1 / n2)} : 1: the best split takes {percent(1 - gain)} off the bound",
        notes=(
            "dashed: the bound and its floor · solid: ratio of two bounds",
            "square: best split, dotted: its path as n₂ shrinks · dot: yours",
        ),
        words=_two_class_words((n1, n2), (first, second), gamma1, (gain, here)),
        panels=(
            Panel(
                x=Axis(title="γ₁: margin of class 1, as a share of γ₁ + γ₂ = 1", low=0, high=1),
                y=HEIGHTS,
                heading="How is the margin split?",
            ),
            Panel(x=RATIO_AXIS, y=HEIGHTS, heading="How much does the best split gain?"),
        ),
        marks=marks,
    )


def _two_class_words(
    counts: tuple[int, int],
    best: tuple[float, float],
    gamma1: float,
    ratios: tuple[float, float],
) -> str:
    n1, n2 = counts
    gain, here = ratios
    said = "worse than" if here > 1.0005 else "better than" if here < 0.9995 else "as good as"
    return (
        f"Class 1 has {count(n1, 'example')}, class 2 has {n2:,}. The bound is smallest at γ₁ = "
        f"{best[0]:.3f}, γ₂ = {best[1]:.3f}, where it is {gain:.3f} times the bound for equal "
        "margins.\n"
        f"At your γ₁ = {numeral(gamma1)} it is {here:.3f} times that bound, {said} equal margins. However "
        "small n₂ is, no split of the margin can halve the bound. The sizes and the unknown "
        "constants of the bound cancel; only n₁ / n₂ matters."
    )


def many_classes_scene(n_classes: int, ratio: float) -> Scene:
    """Return the gain of K classes against the imbalance ratio, and the margin of each class.

    Args:
        n_classes: K, at least 2.
        ratio: count of the most frequent class over that of the rarest; the counts fall geometrically.
    """
    gain = float(gain_over_ratio(ratio, n_classes))
    if not np.isfinite(gain):
        reason = (
            f"ratio is {numeral(ratio)} and there are {n_classes} classes: give at least 1 and 2"
        )
        return nothing_to_draw("margin_many", reason)
    counts = ratio ** np.linspace(1, 0, n_classes)
    shares = optimal_margins(counts, n_classes)
    marks: tuple[Mark, ...] = (
        *(
            Line(
                name=f"{classes} classes",
                x=MANY,
                y=curve,
                stroke="guide",
                hue="grey",
                label=f"K = {classes}",
            )
            for classes, curve in OTHERS.items()
            if classes > 2
        ),
        Line(name="2 classes", x=MANY, y=OTHERS[2], stroke="guide", hue="purple", label="K = 2"),
        Line(
            name=f"current: {n_classes} classes",
            x=MANY,
            y=gain_over_ratio(MANY, n_classes),
            stroke="true",
            hue="orange",
            label=f"current: K = {n_classes}",
        ),
        Line(
            name="floor",
            x=MANY,
            y=np.full(MANY.size, 1 / n_classes),
            stroke="promised",
            hue="blue",
            label="above 1/K",
        ),
        Line(name="now", x=[ratio] * 2, y=[0, 1], stroke="guide", hue="ink"),
        Dots(name="now", x=[ratio], y=[gain], hue="orange", symbol="square", size=1.4),
        *class_bars(("margin", "margin of a rare class"), shares, panel=1),
        Line(name="equal margins", x=[0, 1], y=[1, 1], stroke="guide", hue="ink", panel=1),
        Words(text="equal margins: 1", x=0.01, y=1.0, panel=1),
    )
    return Scene(
        key="margin_many",
        title=f"{n_classes} classes, {numeral(ratio, 7)} to 1: the best margins take "
        f"{percent(1 - gain, 1)} off "
        "the bound",
        notes=("solid: ratio of two bounds · dashed: its floor · dotted: other K, for comparison",),
        words=f"With K = {n_classes} classes whose counts fall geometrically by a total factor of "
        f"ρ = {numeral(ratio, 7)}, the rarest class gets {shares[-1]:.2f} times an equal share of "
        f"the total margin and the most frequent {shares[0]:.2f} times: {numeral(ratio**0.25, 3)} "
        "times less, which is ρ^(1/4).\n"
        f"The part of the bound that margins change is then {gain:.3f} times its value for "
        f"equal margins; it never falls below 1/K = {numeral(1 / n_classes, 3)}, for any "
        "counts. The next picture shows the part that margins do not change.",
        panels=(
            Panel(
                x=Axis(title="Imbalance ratio ρ", low=1, high=1e6, log=True),
                y=Axis(title="Bound over that of equal margins", low=0, high=1),
                heading="What do the best margins gain?",
            ),
            Panel(
                x=class_axis(n_classes),
                y=Axis(title="Margin γ, in equal shares", low=0, high=TALLEST),
                heading="Which margins are best?",
            ),
        ),
        marks=marks,
    )
