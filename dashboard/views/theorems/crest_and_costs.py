"""The page of CReST's curves, and of moving thresholds: the same as logit adjustment, not as real costs."""

from dashboard.views.theorems.crest_and_costs_statements import KEEP, REAL_COSTS, SAME, TARGETS
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
from ltcore.plots.theorems.crest_and_costs.cost_rules import costs_scene, same_rule_scene
from ltcore.plots.theorems.crest_and_costs.crest_curves import keep_scene, target_scene

LEAST = 0.05
"""Smallest predicted probability of a class."""
PROBABILITIES = tuple(step / 20 for step in range(1, 19))
ODD = (
    *(0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0),
    *(10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 70.0, 100.0),
)
"""Costs of the one mistake that the slider sets."""


def _keep(settings: Settings, _draws: Draws) -> Scene:
    return keep_scene(settings["alpha"], settings["gamma"], settings["classes"])


def _targets(settings: Settings, _draws: Draws) -> Scene:
    return target_scene(
        settings["g"],
        settings["generations"],
        settings["t_min"],
        ratio=settings["gamma"],
        n_classes=settings["classes"],
    )


def _same(settings: Settings, _draws: Draws) -> Scene:
    return same_rule_scene(settings["tau"], settings["rho"], settings["p1"], settings["p2"])


def _costs(settings: Settings, _draws: Draws) -> Scene:
    return costs_scene(settings["case"], settings["odd"])


CONTROLS = (
    Parameter(
        "alpha",
        "Power α",
        tuple(sorted({step / 20 for step in range(21)} | {1 / 3, 2 / 3})),
        1 / 3,
        "{:.3g}",
        "0 keeps everything, 1 balances.",
    ),
    Parameter(
        "gamma",
        "Imbalance ratio γ",
        (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 150.0, 200.0, 500.0, 1000.0),
        100.0,
        "{:,g}",
    ),
    Parameter("classes", "Classes L", (2, 3, 5, 10, 20, 50, 100), 10),
    Parameter("generations", "Generations G", tuple(range(1, 11)), 6),
    Parameter(
        "g",
        "Generation g",
        tuple(range(10)),
        5,
        help="Counted from 0.",
        legal=lambda settings: (0, settings["generations"] - 1),
    ),
    Parameter(
        "t_min",
        "Last power t_min",
        tuple(step / 20 for step in range(21)),
        0.5,
        help="Of the last generation; the first has power 1.",
    ),
    Parameter("tau", "Power τ", tuple(step / 20 for step in range(41)), 1.0),
    Parameter(
        "rho",
        "Ratio ρ of the priors",
        (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0, 20.0, 50.0, 100.0),
        7.0,
        help="Prior of class 1 over that of class 3; class 2 lies between.",
    ),
    Parameter("p1", "Predicted p₁", PROBABILITIES, 0.6),
    Parameter(
        "p2",
        "Predicted p₂",
        PROBABILITIES,
        0.3,
        help="Class 3 has the rest, at least 0.05.",
        # A sum of twentieths may be off by one in the sixteenth digit.
        legal=lambda settings: (LEAST, 1 - LEAST - settings["p1"] + 1e-9),
    ),
    Choice(
        "case",
        "Costs",
        {"equal": "equal", "tail": "tail", "far": "far"},
        "tail",
        "Equal: each mistake costs 1. Tail: mistakes on class 3 cost 3. Far: 1 for 3 costs 4, as 3 for 1.",
    ),
    Parameter(
        "odd",
        "Cost c of 3 taken for 1",
        ODD,
        10.0,
    ),
)

PAGE = TheoremPage(
    "crest_and_costs",
    "What to keep, what to move",
    ":material/filter_alt:",
    "How many pseudo-labels should each class keep?",
    "CReST keeps the more pseudo-labels of a class the rarer it is. And is moving thresholds the same as "
    "logit adjustment, and as deciding by cost?",
    CONTROLS,
    {
        "keep": Picture(
            "Which are kept?",
            ("alpha", "gamma", "classes"),
            _keep,
            KEEP,
            "Half of the way to balance costs far more than half of the pseudo-labels: the head had most.",
            "Set α to 1: ten classes, all as rare as the rarest, are 4 % of what there was.",
        ),
        "targets": Picture(
            "And CReST+?",
            ("g", "generations", "t_min"),
            _targets,
            TARGETS,
            "Each generation divides the imbalance by the same factor; none asks for more of the tail than "
            "an equal share.",
            "Set t_min to 0: the last generation asks for equal classes, whatever the data are.",
            more=("gamma", "classes"),
        ),
        "same": Picture(
            "Is moving thresholds the same?",
            ("tau", "rho", "p1", "p2"),
            _same,
            SAME,
            "Areas and dots come from two formulas, and no dot has another colour than its area.",
            "Set τ to 0: neither rule moves anything. At τ = 2 class 1 loses almost the whole triangle.",
        ),
        "costs": Picture(
            "And with real costs?",
            ("case", "odd"),
            _costs,
            REAL_COSTS,
            "One dear mistake on class 3 makes threshold moving take it more often; least expected cost can "
            "avoid class 1 instead.",
            "Take “tail” and move c to 3: every mistake on class 3 then costs the same, and the "
            "hatching is gone.",
        ),
    },
    (
        Start("α = 1/3 keeps 29 % of the pseudo-labels", "keep", {"alpha": 1 / 3, "gamma": 100.0}),
        Start("α = 1 balances them and leaves 4 %", "keep", {"alpha": 1.0, "gamma": 100.0}),
        Start("Six generations bend 100 to 1 into 10 to 1", "targets", {"generations": 6, "g": 5}),
        Start("Moved thresholds are adjusted logits", "same", {"tau": 1.0}),
        Start("Equal costs in each row: rules agree", "costs", {"case": "tail", "odd": 3.0}),
        Start("Least cost takes the safe middle class", "costs", {"case": "far", "odd": 4.0}),
    ),
)
