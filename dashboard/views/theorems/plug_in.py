"""The page of the plug-in rule: how much data the right threshold needs."""

from collections.abc import Iterator

from dashboard.views.theorems.page import (
    Choice,
    Draws,
    Heavy,
    Parameter,
    Picture,
    Settings,
    Start,
    TheoremPage,
)
from dashboard.views.theorems.plug_in_statements import REGRET, THRESHOLD
from ltcore.plots.scene.marks import Scene
from ltcore.plots.theorems.plug_in.regret import SIZES, growth_scene
from ltcore.plots.theorems.plug_in.threshold import threshold_scene
from ltcore.theory.plug_in.regret import Trials, study

SPREADS = {"right": 1.0, "wrong": 2.0}
"""Standard deviation of the positives; that of the negatives is 1."""


def _growth(settings: Settings, _draws: Draws) -> Scene:
    return growth_scene(
        settings["prior"],
        SPREADS[settings["model"]],
        settings["found"],
        trials=int(settings["trials"]),
        seed=int(settings["first"]),
    )


def _steps(settings: Settings, _draws: Draws) -> Iterator[tuple[float, Trials]]:
    parts = study(
        SIZES,
        settings["prior"],
        trials=int(settings["trials"]),
        seed=int(settings["first"]),
        spread=SPREADS[settings["model"]],
    )
    for part in parts:
        yield part.progress, part


def _threshold(settings: Settings, _draws: Draws) -> Scene:
    return threshold_scene(settings["threshold"], settings["prior"], SPREADS[settings["model"]])


CONTROLS = (
    Parameter(
        "threshold",
        "Threshold c on η",
        (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, *(step / 20 for step in range(2, 20)), 0.98),
        0.5,
        help="The rule says “positive” where the posterior η is above it.",
    ),
    Parameter(
        "prior",
        "Share p of positives",
        (0.01, 0.02, 0.05, 0.1, 0.2, 0.3),
        0.1,
    ),
    Choice(
        "model",
        "The linear model is",
        {"right": "right", "wrong": "wrong"},
        "right",
        "Right: both classes have the standard deviation 1. Wrong: the positives have 2, so that no line is "
        "the logarithm of the odds.",
    ),
    Parameter(
        "trials",
        "Training sets per size",
        (50.0, 200.0, 500.0),
        200.0,
    ),
    Parameter("first", "Seed", tuple(float(seed) for seed in range(20)), 0.0),
)

PAGE = TheoremPage(
    "plug_in",
    "Plug-in threshold",
    ":material/vertical_align_center:",
    "How much data does the right threshold need?",
    "A probability is learnt and compared with the share of positives instead of 1/2: what is lost falls to "
    "nothing, while 1/2 goes on losing.",
    CONTROLS,
    {
        "growth": Picture(
            "How fast is it learnt?",
            ("prior", "model", "trials"),
            _growth,
            REGRET,
            "The band of 1/2 only narrows, round a loss that more data do not cure; that of p̂ goes down, ten "
            "times the data for a tenth of the regret.",
            "Take the wrong model: both thresholds then stop at a loss, for what is learnt stays wrong.",
            more=("first",),
            under_hand=False,
            heavy=Heavy(
                "Draw and fit (some seconds)",
                _steps,
                ("prior", "model", "trials", "first"),
            ),
            origin="Regrets exact for every fitted cut; only the training sets are drawn.",
        ),
        "threshold": Picture(
            "Why this threshold?",
            ("threshold", "prior", "model"),
            _threshold,
            THRESHOLD,
            "Two thresholds are best for two different questions: 1/2 for the error, the share of positives "
            "for AM.",
            "Take the wrong model: the posterior bends and the rule may say “positive” on both sides, but p "
            "stays the best threshold.",
        ),
    },
    (
        Start("1/2 keeps losing, however much data", "growth"),
        Start("At p = 0.02 most sets of 30 have no positive", "growth", {"prior": 0.02}),
        Start("A wrong model keeps losing", "growth", {"model": "wrong"}),
        Start("The best threshold is p itself", "threshold", {"threshold": 0.1}),
    ),
)
