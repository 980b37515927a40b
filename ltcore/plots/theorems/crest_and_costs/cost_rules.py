"""Moving thresholds in pictures: the same as logit adjustment, not the same as the least expected cost."""

from functools import lru_cache

import numpy as np

from ltcore.plots.base.amounts import numeral
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
    nothing_to_draw,
)
from ltcore.plots.theorems.crest_and_costs.triangle import ACROSS, HUES, UP, corner_words, region
from ltcore.posthoc.adjustment import adjust_logits
from ltcore.posthoc.costs import threshold_moving
from ltcore.theory.crest_and_costs.cost_rules import (
    CORNERS,
    Overlap,
    agreement,
    overlaps,
    prior_costs,
    triangle_grid,
    undefined_because,
)
from ltcore.types import FloatArray

GRID = triangle_grid(13)
"""169 points of the triangle, where logit adjustment decides by itself."""
LOG_GRID = np.log(GRID)
PLACES = GRID @ CORNERS
SMALLEST, DEAREST = 0.1, 100.0
ODD_COSTS = np.sort(np.append(np.geomspace(SMALLEST, DEAREST, 61), 3.0))
"""With 3, where the costs of a row become equal and the curve has its corner."""
CASES = {
    "equal": ((0, 1, 1), (1, 0, 1), (1, 1, 0)),
    "tail": ((0, 1, 1), (1, 0, 1), (3, 3, 0)),
    "far": ((0, 1, 4), (1, 0, 1), (4, 1, 0)),
}
"""Costs, ``[true, decided]``; the one below left, class 3 taken for class 1, is the slider's."""


def same_rule_scene(tau: float, ratio: float, p1: float, p2: float) -> Scene:
    """Return both rules' decisions on the triangle, and what they make of one prediction.

    Args:
        tau: power of the priors.
        ratio: prior of class 1 over that of class 3; class 2 lies between.
        p1: predicted probability of class 1.
        p2: predicted probability of class 2; class 3 has the rest.
    """
    p3 = 1 - p1 - p2
    if not (min(p1, p2, p3) > 0 and ratio >= 1 and tau >= 0):
        each = ", ".join(map(numeral, (p1, p2, p3)))
        reason = f"p is ({each}), ratio {numeral(ratio)}, tau {numeral(tau)}: each p is above 0"
        return nothing_to_draw("cost_same", reason)
    counts = np.array([ratio, ratio**0.5, 1.0])
    priors = counts / counts.sum()
    costs = prior_costs(priors, tau)
    prediction = np.array([[p1, p2, p3]])
    moved = threshold_moving(prediction, costs)[0]
    logits = adjust_logits(np.log(prediction), counts, tau)[0]
    adjusted = np.exp(logits - logits.max())
    adjusted /= adjusted.sum()
    decided = adjust_logits(LOG_GRID, counts, tau).argmax(axis=1)
    parts = overlaps(costs)
    here, there = prediction[0] @ CORNERS, moved @ CORNERS
    x = np.arange(1, 4)
    marks: tuple[Mark, ...] = (
        *(
            region(f"threshold moving: class {label + 1}", _of(parts, label), HUES[label])
            for label in range(3)
        ),
        *(
            Dots(
                name=f"logit adjustment: class {label + 1}",
                x=PLACES[decided == label, 0],
                y=PLACES[decided == label, 1],
                hue=HUES[label],
                size=0.4,
            )
            for label in range(3)
        ),
        Arrows(name="moved", x=here[:1], y=here[1:], to_x=there[:1], to_y=there[1:], hue="ink"),
        Dots(name="prediction", x=here[:1], y=here[1:], hue="ink", size=1.2),
        *corner_words(),
        Bars(
            name="prediction",
            x=x - 0.2,
            height=prediction[0],
            width=0.36,
            hue="grey",
            panel=1,
            label="prediction",
        ),
        Bars(
            name="threshold moving",
            x=x + 0.2,
            height=moved,
            width=0.36,
            hue="sky",
            panel=1,
            label="moved",
        ),
        Dots(
            name="logit adjustment",
            x=x + 0.2,
            y=adjusted,
            hue="ink",
            panel=1,
            symbol="diamond",
            size=1.2,
        ),
    )
    apart = float(np.abs(moved - adjusted).max())
    return Scene(
        key="cost_same",
        title=f"τ = {numeral(tau)}: both rules choose class {moved.argmax() + 1}, with probability "
        f"{moved.max():.3f}",
        notes=(
            "areas and bars: threshold moving · small dots and diamonds: logit adjustment · "
            "arrow: how p moves",
        ),
        words=f"The priors are π = ({_list(priors)}), and the prediction is p = "
        f"({_list(prediction[0])}), so class {prediction.argmax() + 1} is most probable "
        f"before the correction. Costs with row sums π^(−τ) move p to ({_list(moved)}).\n"
        f"Logit adjustment with τ = {numeral(tau)} gives the same result (largest difference "
        f"{numeral(apart, 1)}): every dot has the colour of its area. The rules choose class 3 on "
        f"{percent(_taken(parts, 2))} of the triangle, at τ = 0 on a third of it.",
        panels=(
            Panel(x=ACROSS, y=UP, heading="Which class is chosen?", equal=True),
            Panel(
                x=Axis(
                    title="Class",
                    low=0.4,
                    high=3.6,
                    ticks=(1, 2, 3),
                    tick_texts=("1, head", "2", "3, tail"),
                ),
                y=Axis(title="Probability", low=0, high=1),
                heading="How does p change?",
            ),
        ),
        marks=marks,
    )


def costs_scene(case: str, odd: float) -> Scene:
    """Return where threshold moving and least expected cost decide alike, for three classes.

    Args:
        case: of ``CASES``.
        odd: cost of taking class 3 for class 1.
    """
    costs = _costs(case, odd)
    if reason := undefined_because(costs=costs):
        return nothing_to_draw("cost_real", reason)
    parts = overlaps(costs)
    alike = sum(part.share for part in parts if part.moved == part.cheapest)
    apart = [part.corners for part in parts if part.moved != part.cheapest]
    marks: tuple[Mark, ...] = (
        *(
            region(f"threshold moving: class {label + 1}", _of(parts, label), HUES[label])
            for label in range(3)
        ),
        *corner_words(),
        *(
            region(
                f"least cost: class {label + 1}",
                [part.corners for part in parts if part.cheapest == label],
                HUES[label],
                1,
            )
            for label in range(3)
        ),
        region("different decision", apart, "ink", 1, hatched=True),
        *corner_words(1),
        Line(
            name="same decision",
            x=ODD_COSTS,
            y=_agreements(case),
            stroke="true",
            hue="ink",
            panel=2,
        ),
        Line(name="now", x=[odd, odd], y=[0, 1], stroke="guide", hue="ink", panel=2),
        Dots(name="now", x=[odd], y=[alike], hue="ink", panel=2, symbol="square", size=1.4),
    )
    return Scene(
        key="cost_real",
        title=f"Both rules decide alike on {percent(alike, 1)} of all predictions"
        if apart
        else "Both rules decide alike everywhere: the row sums contain everything that matters",
        notes=("areas: exact · hatched: the rules differ",),
        words=_cost_words(costs, parts, alike),
        panels=(
            Panel(x=ACROSS, y=UP, heading="Threshold moving", equal=True),
            Panel(x=ACROSS, y=UP, heading="Least expected cost", equal=True),
            Panel(
                x=Axis(
                    title="Cost c of mistaking class 3 for class 1",
                    low=SMALLEST,
                    high=DEAREST,
                    log=True,
                ),
                y=Axis(title="Share decided alike", low=0, high=1, percent=True),
                heading="How often do they agree?",
            ),
        ),
        marks=marks,
    )


def _costs(case: str, odd: float) -> FloatArray:
    costs = np.array(CASES[case], dtype=np.float64)
    costs[2, 0] = odd
    return costs


@lru_cache(maxsize=len(CASES))
def _agreements(case: str) -> FloatArray:
    """Return the exact share of agreement for every odd cost, once for each case."""
    return np.array([agreement(_costs(case, odd)) for odd in ODD_COSTS.tolist()])


def _of(parts: tuple[Overlap, ...], moved: int) -> list[FloatArray]:
    return [part.corners for part in parts if part.moved == moved]


def _taken(parts: tuple[Overlap, ...], moved: int) -> float:
    return sum(part.share for part in parts if part.moved == moved)


def _list(values: FloatArray) -> str:
    return ", ".join(numeral(value, 3) for value in values)


def _cost_words(costs: FloatArray, parts: tuple[Overlap, ...], alike: float) -> str:
    rows = " · ".join(f"({_list(row)})" for row in costs)
    middle = sum(part.share for part in parts if part.cheapest == 1)
    return (
        f"Costs, one row for each true class: {rows}. Threshold moving uses only the row sums "
        f"{_list(costs.sum(axis=1))}; least expected cost uses every number.\n"
        f"They agree on {percent(alike, 1)} of the triangle (an exact area). Threshold moving "
        f"chooses class 2, the middle one, on {percent(_taken(parts, 1), 1)} of it, least "
        f"expected cost on {percent(middle, 1)}."
    )
