"""The page of the margin bounds: what margins can gain, and where descent goes by itself."""

from dashboard.views.theorems.margin_theory_statements import (
    BOUND,
    DESCENT,
    MANY_CLASSES,
    TWO_CLASSES,
)
from dashboard.views.theorems.page import (
    Choice,
    Draws,
    Parameter,
    Picture,
    Settings,
    Start,
    TheoremPage,
)
from ltcore.plots.scene.marks import Scene
from ltcore.plots.theorems.margin_theory.bound import Bound, bound_scene
from ltcore.plots.theorems.margin_theory.descent import descent_scene
from ltcore.plots.theorems.margin_theory.trade_off import many_classes_scene, two_class_scene
from ltcore.theory.margin_theory.descent import Points

COUNTS = tuple(digit * 10**power for power in range(4) for digit in (1, 2, 5))
RATIOS = tuple(float(digit * 10**power) for power in range(6) for digit in (1, 2, 5))
TIMES = tuple(round(digit * 10.0**power, 1) for power in range(-1, 9) for digit in (1, 2, 5))


def _two(settings: Settings, _draws: Draws) -> Scene:
    return two_class_scene(settings["n1"], settings["n2"], settings["gamma1"])


def _many(settings: Settings, _draws: Draws) -> Scene:
    return many_classes_scene(settings["k"], settings["rho"])


def _bound(settings: Settings, _draws: Draws) -> Scene:
    return bound_scene(
        Bound(
            n_max=settings["n_max"],
            ratio=settings["tail"],
            n_classes=settings["k"],
            complexity=settings["c"],
            margin=settings["margin"],
            rarest=settings["rarest"],
        )
    )


def _descent(settings: Settings, _draws: Draws) -> Scene:
    points = Points(
        n_tail=settings["n_tail"], distance=settings["distance"], seed=settings["sample"]
    )
    return descent_scene(settings["t"], points, weighted=settings["weights"] == "inverse")


CONTROLS = (
    Parameter("n1", "Examples n₁ of class 1", (*COUNTS, 10_000), 5000, "{:,}"),
    Parameter(
        "n2",
        "Examples n₂ of class 2",
        (*COUNTS, 10_000),
        50,
        "{:,}",
        "Class 2 is the rarer one.",
        lambda settings: (1, settings["n1"]),
    ),
    Parameter(
        "gamma1",
        "Your margin γ₁",
        tuple(step / 40 for step in range(1, 40)),
        0.5,
        "{:.3g}",
        "Share of class 1 in the total margin; class 2 gets the rest.",
    ),
    Parameter("k", "Classes K", (2, 3, 4, 5, 7, 10, 20, 50, 100, 200), 10),
    Parameter("rho", "Imbalance ratio ρ", (*RATIOS, 1e6), 100.0, "{:,.7g}"),
    Parameter(
        "n_max",
        "Examples of the head",
        (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000),
        5000,
        "{:,}",
    ),
    Parameter(
        "tail",
        "Imbalance ratio ρ",
        (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0),
        100.0,
        "{:,g}",
        legal=lambda settings: (1, settings["n_max"]),
    ),
    Parameter(
        "c",
        "Complexity C(F)",
        tuple(round(digit * 10.0**power, 2) for power in range(-2, 4) for digit in (1, 2, 5)),
        1.0,
        "{:,g}",
        "Nobody knows it for a network: move it and see what depends on it.",
    ),
    Parameter(
        "rarest",
        "Margin γ of the rarest",
        (-0.2, -0.1, 0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 2.0),
        0.5,
        help="The smallest margin among the training examples of the rarest class.",
    ),
    Parameter("margin", "Margin γ of the others", (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 2.0), 0.5),
    Parameter("t", "t: learning rate × steps", TIMES, 1000.0, "{:,.10g}"),
    Parameter("n_tail", "Points of the tail", (1, 2, 3, 6, 10, 20, 60), 6),
    Choice(
        "weights",
        "Class weights",
        {"none": "equal", "inverse": "1 / n"},
        "none",
        "Weight of each point in the loss: the same, or one over the count of its class.",
    ),
    Parameter(
        "distance",
        "Distance of the classes",
        (2.0, 3.0, 4.0, 5.0, 6.0, 8.0),
        5.0,
        help="Between both means, in standard deviations, before points near the middle are mirrored.",
    ),
    Parameter("sample", "Sample", tuple(range(10)), 0, help="Seed of the points."),
)

PAGE = TheoremPage(
    "margin_theory",
    "What margins can gain",
    ":material/straighten:",
    "What can a margin gain at most?",
    "LDAM, label-distribution-aware margins, takes its margins from a bound. How much smaller do they make "
    "it, and what does the bound say at all?",
    CONTROLS,
    {
        "two": Picture(
            "Two classes?",
            ("n2", "n1", "gamma1"),
            _two,
            TWO_CLASSES,
            "The bowl is flat at its bottom, and its lowest point cannot fall below half of equal margins.",
            "Move γ₁ to 0.9: the frequent class takes the room, and the bound more than doubles. The page "
            "*Margins* shows the same bowl in its own units.",
        ),
        "many": Picture(
            "And K classes?",
            ("k", "rho"),
            _many,
            MANY_CLASSES,
            "With ten classes and ρ = 100 the best margins take 11.6 % off this part of the bound: little, "
            "for they go with the fourth root of the counts.",
            "Set K to 2 at ρ = 100: with nothing between head and tail margins gain almost twice as much.",
        ),
        "bound": Picture(
            "Does it say anything?",
            ("c", "rarest", "tail", "n_max"),
            _bound,
            BOUND,
            "The grey part, which holds neither margins nor hidden complexity, is more than half of all "
            "possible error at the start, and above 1 for the rarest class.",
            "Move the margin of the rarest class to 0: one class that is not separated takes the whole bound "
            "away. What a trained network's margins are, the page *Margins* shows on a run.",
            more=("k", "margin"),
        ),
        "descent": Picture(
            "Who asks for margins?",
            ("t", "n_tail", "weights"),
            _descent,
            DESCENT,
            "Plain descent grows a margin by itself, for ever, but slowly: the angle falls like 1 / log t.",
            "Switch the class weights: another way, the same line in the end.",
            more=("distance", "sample"),
            origin="Gradient flow, solved numerically over log t; the SVM exactly.",
        ),
    },
    (
        Start("At 100 to 1 margins gain 21 %", "two", {"n1": 5000, "n2": 50, "gamma1": 0.25}),
        Start("At 10,000 to 1 they gain only 40 %", "two", {"n1": 10_000, "n2": 1, "gamma1": 0.1}),
        Start("Ten classes at 100 to 1 gain only 12 %", "many", {"k": 10, "rho": 100.0}),
        Start("One class on the border: no bound at all", "bound", {"rarest": 0.0}),
        Start("Class weights do not change the limit", "descent", {"t": 1e8, "weights": "inverse"}),
    ),
)
