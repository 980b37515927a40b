"""The page of Theorem 1: how far pseudo-labels carry."""

from dashboard.views.theorems.page import (
    Draws,
    Parameter,
    Picture,
    Range,
    Settings,
    Start,
    TheoremPage,
)
from dashboard.views.theorems.pseudo_labels_statements import (
    COST,
    SELF_TRAINING,
    THEOREM,
    labels_of,
)
from ltcore.plots.scene.marks import Scene
from ltcore.plots.theorems.pseudo_labels.cost import cost_scene
from ltcore.plots.theorems.pseudo_labels.coverage import coverage_scene
from ltcore.plots.theorems.pseudo_labels.landing import landing_scene
from ltcore.plots.theorems.pseudo_labels.steps import self_training_scene

PRECISIONS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 1.0)


def _at_least_one(settings: Settings) -> Range:
    """Both sets need a point: the share of + times n is at least 1, and the pictures end at one half."""
    return 1 / settings["n"], 0.5


PARAMETERS = (
    Parameter(
        "n",
        "Pseudo-labels n",
        (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000),
        1000,
        "{:,g}",
        "Of both sets together.",
    ),
    Parameter(
        "share",
        "Share n₊/n of them +",
        (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5),
        0.1,
        help="The positive class is the rare one here. At least one point must be +.",
        legal=_at_least_one,
    ),
    Parameter(
        "p",
        "Precision p of the +",
        PRECISIONS,
        0.7,
        help="Share of the pseudo-labels + that are right.",
    ),
    Parameter(
        "q",
        "Precision q of the −",
        PRECISIONS,
        0.95,
        help="Share of the pseudo-labels − that are right.",
    ),
    Parameter(
        "delta",
        "Distance δ",
        (0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0),
        0.3,
        help="From the target; the class means are 1 and −1.",
    ),
    Parameter(
        "sigma",
        "Spread σ",
        (0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0),
        1.0,
        help="Standard deviation of both classes; their means are fixed at 1 and −1.",
    ),
    Parameter(
        "prior",
        "Share π of positives",
        (
            0.01,
            0.02,
            0.05,
            0.1,
            0.15,
            0.2,
            0.25,
            0.3,
            0.35,
            0.4,
            0.45,
            0.5,
            0.6,
            0.7,
            0.8,
            0.9,
            0.95,
        ),
        0.1,
        help="Among the unlabelled points.",
    ),
    Parameter("t", "First threshold t", tuple(step / 10 for step in range(-20, 21)), 1.0),
)


def _landing(settings: Settings, draws: Draws) -> Scene:
    return landing_scene(
        labels_of(settings), settings["delta"], draws=draws.number, seed=draws.seed
    )


def _coverage(settings: Settings, draws: Draws) -> Scene:
    return coverage_scene(
        labels_of(settings), settings["delta"], draws=draws.number, seed=draws.seed
    )


def _cost(settings: Settings, draws: Draws) -> Scene:
    return cost_scene(labels_of(settings), draws=draws.number, seed=draws.seed)


def _steps(settings: Settings, _draws: Draws) -> Scene:
    return self_training_scene(settings["t"], settings["prior"], settings["sigma"])


PAGE = TheoremPage(
    "pseudo_labels",
    "Pseudo-labels",
    ":material/new_label:",
    "How far do pseudo-labels carry?",
    "Two Gaussian classes with means 1 and −1. The threshold between them is learnt from labels that a base "
    "classifier gave, some of them wrong.",
    PARAMETERS,
    {
        "landing": Picture(
            "Where does it land?",
            ("share", "p", "q"),
            _landing,
            THEOREM,
            "Wrong labels move nothing where both sets have the same share of them: only the gap p − q does.",
            "Set p to 0.95 as well: the target moves to the Bayes threshold. Then make + rarer: the "
            "estimates scatter, their middle stays.",
            more=("n", "delta", "sigma"),
            simulated=True,
        ),
        "coverage": Picture(
            "How sure is it?",
            ("n", "share", "delta"),
            _coverage,
            THEOREM,
            "The smaller set rules: many more − do not help where the + are few.",
            "Move the share of + down to 0.01: the promise is gone long before the truth is.",
            more=("p", "q", "sigma"),
            simulated=True,
        ),
        "cost": Picture(
            "What does it cost?",
            ("p", "q", "share"),
            _cost,
            COST,
            "The error is flat round the Bayes threshold: at σ = 1 a gap of 25 points costs less than one.",
            "Set σ (under More) to 0.5: the same gap then costs almost twice as much.",
            more=("n", "sigma"),
            simulated=True,
        ),
        "steps": Picture(
            "What if it labels itself?",
            ("prior", "t", "sigma"),
            _steps,
            SELF_TRAINING,
            "With π = 0.1 two steps from t = 1 help; then the threshold drifts on into the larger class.",
            "Move π to 0.5: every start now ends at the Bayes threshold. Unlabelled data should be balanced.",
        ),
    },
    (
        Start("Equal precisions shift nothing", "landing", {"p": 0.6, "q": 0.6}),
        Start("Nothing promised, yet 84 % are close", "coverage", {"share": 0.01}),
        Start("A gap of 25 points costs less than one", "cost"),
        Start("Repeated steps drift past the best threshold", "steps"),
        Start("Balanced data end at the best threshold", "steps", {"prior": 0.5}),
    ),
)
