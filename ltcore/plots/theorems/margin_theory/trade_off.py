"""What margins can gain on the bound, in pictures: two classes that share a total margin, and K classes."""

import numpy as np

from ltcore.plots.base.text import count, percent
from ltcore.plots.scene.class_order import CLASSES, class_bars
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
    "n₁ / n₂",
    1,
    FARTHEST,
    log=True,
    ticks=(1, 1e2, 1e4, 1e6, 1e8),
    tick_texts=("1", "100", "10,000", "10⁶", "10⁸"),
)
HEIGHTS = Axis("Bound over that of equal margins", 0.4, 2)
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
        Line("path of the optimum", WAY, GAIN, "guide", "orange"),
        Line("bound", SHARES, two_class_bound(SHARES, n1, n2) / equal, "promised", "blue"),
        Line("equal margins", [0, 1], [1, 1], "guide", "grey"),
        Dots("best split", [first], [gain], "orange", symbol="square", size=1.4),
        Dots("your split", [gamma1], [here], "ink", size=1.3),
        Words("equal margins: 1", 0.99, 1.0, "grey", anchor="right"),
        Line(
            "floor",
            RATIOS,
            np.full(RATIOS.size, 0.5),
            "promised",
            "purple",
            1,
            "above 1/2",
        ),
        Line("best split", RATIOS, GAIN, "true", "orange", 1, "best split"),
        Line("now", [n1 / n2] * 2, [0.4, 2], "guide", "ink", 1),
        Dots("current best split", [n1 / n2], [gain], "orange", 1, "square", 1.4),
        Dots("your current split", [n1 / n2], [here], "ink", 1, size=1.3),
    )
    return Scene(
        "margin_two",
        f"n₁ : n₂ = {n1 / n2:,.6g} : 1: the best split takes {percent(1 - gain)} off the bound",
        (
            "dashed: the bound and its floor · solid: ratio of two bounds",
            "square: best split, dotted: its path as n₂ shrinks · dot: yours",
        ),
        _two_class_words((n1, n2), (first, second), gamma1, (gain, here)),
        (
            Panel(
                Axis("γ₁: margin of class 1, as a share of γ₁ + γ₂ = 1", 0, 1),
                HEIGHTS,
                "How is the margin split?",
            ),
            Panel(RATIO_AXIS, HEIGHTS, "How much does the best split gain?"),
        ),
        marks,
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
        f"At your γ₁ = {gamma1:g} it is {here:.3f} times that bound, {said} equal margins. However "
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
        reason = f"ratio is {ratio:g} and there are {n_classes} classes: give at least 1 and 2"
        return nothing_to_draw("margin_many", reason)
    counts = ratio ** np.linspace(1, 0, n_classes)
    shares = optimal_margins(counts, n_classes)
    marks: tuple[Mark, ...] = (
        *(
            Line(f"{classes} classes", MANY, curve, "guide", "grey", label=f"K = {classes}")
            for classes, curve in OTHERS.items()
            if classes > 2
        ),
        Line("2 classes", MANY, OTHERS[2], "guide", "purple", label="K = 2"),
        Line(
            f"current: {n_classes} classes",
            MANY,
            gain_over_ratio(MANY, n_classes),
            "true",
            "orange",
            label=f"current: K = {n_classes}",
        ),
        Line(
            "floor", MANY, np.full(MANY.size, 1 / n_classes), "promised", "blue", label="above 1/K"
        ),
        Line("now", [ratio] * 2, [0, 1], "guide", "ink"),
        Dots("now", [ratio], [gain], "orange", symbol="square", size=1.4),
        *class_bars(("margin", "margin of a rare class"), shares, panel=1),
        Line("equal margins", [0, 1], [1, 1], "guide", "ink", 1),
        Words("equal margins: 1", 0.01, 1.0, panel=1),
    )
    return Scene(
        "margin_many",
        f"{n_classes} classes, {ratio:,.7g} to 1: the best margins take {percent(1 - gain, 1)} off the bound",
        ("solid: ratio of two bounds · dashed: its floor · dotted: other K, for comparison",),
        f"With K = {n_classes} classes whose counts fall geometrically by a total factor of ρ = "
        f"{ratio:,.7g}, the rarest class gets {shares[-1]:.2f} times an equal share of the total "
        f"margin and the most frequent {shares[0]:.2f} times: {ratio**0.25:.3g} times less, which "
        "is ρ^(1/4).\n"
        f"The part of the bound that margins change is then {gain:.3f} times its value for equal "
        f"margins; it never falls below 1/K = {1 / n_classes:.3g}, for any counts. The next "
        "picture shows the part that margins do not change.",
        (
            Panel(
                Axis("Imbalance ratio ρ", 1, 1e6, log=True),
                Axis("Bound over that of equal margins", 0, 1),
                "What do the best margins gain?",
            ),
            Panel(
                CLASSES, Axis("Margin γ, in equal shares", 0, TALLEST), "Which margins are best?"
            ),
        ),
        marks,
    )
