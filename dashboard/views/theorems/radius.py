"""The page of Theorem 3: what a self-supervised feature, the squared radius, can tell."""

import math

from dashboard.views.theorems.page import (
    Choice,
    Draws,
    Parameter,
    Picture,
    Range,
    Settings,
    Start,
    TheoremPage,
)
from dashboard.views.theorems.radius_statements import HOW_MUCH, THEOREM, WHY_DELTA, radius_of
from ltcore.plots.scene.marks import Scene
from ltcore.plots.theorems.radius.data import data_scene
from ltcore.plots.theorems.radius.delta import delta_scene
from ltcore.plots.theorems.radius.error import error_scene
from ltcore.theory.selfsup_radius import delta_range

DELTAS = (
    0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2, 0.22, 0.25, 0.28, 0.3, 0.33, 0.35,
    0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8,
)  # fmt: skip


def _delta_legal(settings: Settings) -> Range:
    """Both ends of delta's range are open."""
    low, high = delta_range(settings["beta"])
    return math.nextafter(low, 1), math.nextafter(high, 0)


CONTROLS = (
    Parameter(
        "d",
        "Dimensions d",
        (1, 2, 3, 5, 7, 10, 13, 17, 20, 25, 30, 40, 50, 70, 100, 140, 200, 300, 500, 700, 1000),
        50,
        "{:,g}",
    ),
    Parameter(
        "beta",
        "Variance ratio β",
        (1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0),
        5.0,
        help="Variance of the negatives over that of the positives. It is not the imbalance.",
    ),
    Parameter(
        "p_pos",
        "Share p₊ of positives",
        (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5),
        0.1,
        help="Where errors are counted. The balanced error takes 0.5.",
    ),
    Parameter(
        "delta",
        "Slack δ of training means",
        DELTAS,
        0.15,
        help="As a share of their expectation, below (β − 1)/(β + 1).",
        legal=_delta_legal,
    ),
    Parameter(
        "n_pos",
        "Rare training examples N₊",
        (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 2000),
        10,
        "{:,g}",
        "Of the positive class.",
    ),
    Parameter(
        "n_neg",
        "Frequent examples N₋",
        (1, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000),
        1000,
        "{:,g}",
        "Training examples of the negative class.",
    ),
    Choice("measure", "Error", {"plain": "plain", "balanced": "balanced"}, "plain"),
)


def _error(settings: Settings, draws: Draws) -> Scene:
    return error_scene(radius_of(settings), draws=draws.number, seed=draws.seed)


def _delta(settings: Settings, draws: Draws) -> Scene:
    return delta_scene(radius_of(settings), draws=draws.number, seed=draws.seed)


def _data(settings: Settings, _draws: Draws) -> Scene:
    return data_scene(radius_of(settings))


TRAININGS = (
    "Computed from the formulas on this page; trainings are drawn by two chi-square numbers each."
)
PAGE = TheoremPage(
    "radius",
    "What the radius can",
    ":material/radio_button_checked:",
    "What can the radius tell?",
    "Two classes round the same point, one wider than the other: no line can tell them apart, the squared "
    "radius can, the better the more dimensions.",
    CONTROLS,
    {
        "error": Picture(
            "How fast does the error fall?",
            ("d", "beta", "measure"),
            _error,
            THEOREM,
            "The cut midway between both means is far from the best cut: for few dimensions the rule is "
            "worse than always naming the frequent class.",
            "Take the balanced error: the constant rule is then at 50 %, and the radius helps at "
            "every d.",
            more=("p_pos", "delta", "n_pos", "n_neg"),
            simulated=True,
            origin=TRAININGS,
        ),
        "delta": Picture(
            "Why is there a δ?",
            ("delta", "beta", "d"),
            _delta,
            WHY_DELTA,
            "A small δ promises a small error, but hardly surely; a large one surely, but hardly anything. "
            "The truth is far better on both sides.",
            "Raise δ to 0.5, then let β fall to 1.5: δ must stay below 0.2, and is moved there.",
            more=("n_pos", "n_neg", "p_pos", "measure"),
            simulated=True,
            origin=TRAININGS,
        ),
        "data": Picture(
            "How much data?",
            ("n_pos", "n_neg", "delta", "d"),
            _data,
            HOW_MUCH,
            "More examples of the frequent class add nothing once the rare class is the one that fails.",
            "Set N₋ to 1 and raise N₊: now the frequent class, with one example, is the bottleneck.",
        ),
    },
    (
        Start("At d = 10 “always negative” is better", "error", {"d": 10}),
        Start("One rare example is nearly enough", "error", {"n_pos": 1}),
        Start("A small δ: smaller bound, no certainty", "delta", {"delta": 0.05}),
        Start("Negatives cannot replace positives", "data", {"n_pos": 5, "n_neg": 100_000}),
    ),
)
