"""The balanced margin bound in pictures: its terms per class, and where it says nothing."""

from dataclasses import dataclass

import numpy as np

from ltcore.data.profiles import exponential_counts
from ltcore.plots.base.amounts import numeral
from ltcore.plots.scene.class_order import FILLED, class_axis, places
from ltcore.plots.scene.marks import (
    Axis,
    Band,
    Bars,
    Dots,
    Line,
    Mark,
    Panel,
    Scene,
    Words,
    nothing_to_draw,
)
from ltcore.theory.margin_theory.bounds import (
    balanced_bound,
    count_terms,
    imbalanced_bound,
    margin_terms,
    not_separated_because,
    undefined_because,
)
from ltcore.types import FloatArray, IntArray

TOP = 3.0
"""Axes end here: what is above 1 says nothing, how far above says little."""
COMPLEXITIES = np.geomspace(1e-2, 1e4, 121)
C_AXIS = Axis(title="Complexity C(F) of the model, unknown", low=1e-2, high=1e4, log=True)


@dataclass(frozen=True, kw_only=True)
class Bound:
    """What the bound is computed for.

    Attributes:
        n_max: training examples of the most frequent class.
        ratio: n_max over the count of the rarest class.
        n_classes: K.
        complexity: C(F); nobody knows it.
        margin: smallest training margin of each class but the rarest.
        rarest: smallest training margin of the rarest class; at 0 or below it is not separated.
    """

    n_max: int
    ratio: float
    n_classes: int
    complexity: float
    margin: float
    rarest: float


def bound_scene(asked: Bound) -> Scene:
    """Return the terms of the bound per class, and the bound against the complexity."""
    if asked.ratio > asked.n_max:
        reason = (
            f"ratio is {numeral(asked.ratio)}: with {asked.n_max} examples in the largest "
            "class, the rarest would have none"
        )
        return nothing_to_draw("margin_bound", reason)
    counts = exponential_counts(asked.n_max, asked.n_classes, asked.ratio)
    if reason := undefined_because(counts=counts, complexity=asked.complexity):
        return nothing_to_draw("margin_bound", reason)
    margins = np.append(np.full(asked.n_classes - 1, asked.margin), asked.rarest)
    total = float(balanced_bound(margins, counts, asked.complexity))
    return Scene(
        key="margin_bound",
        title=_title(total, not_separated_because(margins)),
        notes=(
            "dashed: promised, up to unknown constants · hatched: above 1 a bound on an error says nothing",
        ),
        words=_words(asked, counts, margins),
        panels=(
            Panel(
                x=class_axis(asked.n_classes),
                y=Axis(title="Terms of each class", low=0, high=TOP),
                heading="What does each class add?",
            ),
            Panel(
                x=C_AXIS,
                y=Axis(title="Bound: mean of the classes", low=0, high=TOP),
                heading="What if C(F) were known?",
            ),
        ),
        marks=(*_terms(asked, counts, margins), *_against_complexity(asked, counts, margins)),
    )


def _title(total: float, reason: str) -> str:
    if reason:
        return f"No bound, {reason}"
    told = "vacuous" if total >= 1 else "below 1, but only up to unknown constants"
    return f"All terms add up to {total:.2f}: {told}"


def _terms(asked: Bound, counts: IntArray, margins: FloatArray) -> tuple[Mark, ...]:
    """Return both terms of each class, times K: their mean over the classes is the bound."""
    x, width = places(asked.n_classes), FILLED / asked.n_classes
    of_counts = asked.n_classes * count_terms(counts)
    of_margins = asked.n_classes * margin_terms(margins, counts, asked.complexity)
    apart = asked.rarest > 0
    side = np.array([] if apart else [1 - 1 / asked.n_classes, 1.0])
    return (
        Bars(
            name="log n / √nⱼ: no margin changes it",
            x=x,
            height=of_counts,
            width=width,
            hue="grey",
            label="counts",
        ),
        Bars(
            name="√(C(F) / nⱼ) / γⱼ: margins change it",
            x=x,
            height=of_margins,
            width=width,
            base=of_counts,
            hue="orange",
            label="margins",
        ),
        Band(name="vacuous", x=[0, 1], low=1, high=TOP, hue="grey", hatched=True),
        Band(name="not separated yet", x=side, low=0, high=TOP, hue="vermillion", hatched=True),
        Words(text="above 1: vacuous", x=0.01, y=1.0),
        Words(
            text="not separated yet",
            x=0.99,
            y=np.nan if apart else 0.9 * TOP,
            hue="vermillion",
            anchor="right",
        ),
    )


def _against_complexity(asked: Bound, counts: IntArray, margins: FloatArray) -> tuple[Mark, ...]:
    """Return the bounds for all complexities; the margin part goes with the root of C(F)."""
    roots, size = np.sqrt(COMPLEXITIES), COMPLEXITIES.size
    free = float(count_terms(counts).sum())
    balanced = free + roots * margin_terms(margins, counts).sum()
    total = float(balanced_bound(margins, counts, asked.complexity))
    # What is not there has no name, yet keeps its place.
    names = ("balanced<br>test", "test like<br>training") if np.isfinite(total) else (" ", " ")
    return (
        Band(
            name="vacuous",
            x=[1e-2, 1e4],
            low=1,
            high=TOP,
            hue="grey",
            panel=1,
            hatched=True,
            label="vacuous here: above 1",
        ),
        Line(
            name="balanced test",
            x=COMPLEXITIES,
            y=balanced,
            stroke="promised",
            hue="blue",
            panel=1,
            label=names[0],
        ),
        Line(
            name="imbalanced test, smallest margin of all",
            x=COMPLEXITIES,
            y=roots * imbalanced_bound(margins, counts),
            stroke="promised",
            hue="purple",
            panel=1,
            label=names[1],
        ),
        Line(
            name="part without margins",
            x=COMPLEXITIES,
            y=np.full(size, free),
            stroke="guide",
            hue="grey",
            panel=1,
            label="log n / √nⱼ<br>alone",
        ),
        Dots(name="now", x=[asked.complexity], y=[total], hue="ink", panel=1, size=1.3),
    )


def _words(asked: Bound, counts: IntArray, margins: FloatArray) -> str:
    free = float(count_terms(counts).sum())
    size = (
        f"K = {asked.n_classes} classes have {counts[0]:,} to {counts[-1]:,} examples, n = "
        f"{sum(counts):,} in total. The part without margins alone is {free:.3f}"
        + (", more than any error can be, for any margins." if free >= 1 else ".")
    )
    if reason := not_separated_because(margins):
        return (
            f"{size}\n"
            f"The theorem needs training margins above 0 and says nothing here, {reason}: the "
            f"rarest class has γ = {numeral(asked.rarest)}, so one of its training examples is "
            "misclassified or on the boundary. This is normal early in training or with wrong "
            "labels."
        )
    part = float(margin_terms(margins, counts, asked.complexity).sum())
    other = float(imbalanced_bound(margins, counts, asked.complexity))
    verdict = "vacuous" if free + part >= 1 else "below 1, but no promise without its constants"
    return (
        f"{size}\n"
        f"With C(F) = {numeral(asked.complexity)}, which nobody knows, the margin part adds {part:.3f}. "
        f"The sum is {free + part:.3f}, {verdict}. For a test set as imbalanced as the training "
        f"set, the bound is √(C(F) / n) / γ_min = {other:.3f}. The number says nothing; only the "
        "shape of the formula is useful."
    )
