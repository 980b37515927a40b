"""The page of logit adjustment: where the cut should stand, and what puts it there."""

from dashboard.views.theorems.logit_adjustment_statements import (
    CLASSES,
    CUT,
    LOSSES,
    NORMS,
    PAIRWISE,
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
from ltcore.plots.theorems.logit_adjustment.classes import classes_scene
from ltcore.plots.theorems.logit_adjustment.cut import cut_scene
from ltcore.plots.theorems.logit_adjustment.losses import losses_scene
from ltcore.plots.theorems.logit_adjustment.norms import norms_scene
from ltcore.plots.theorems.logit_adjustment.pairwise import pairwise_scene
from ltcore.theory.logit_adjustment.weight_norms import Head

CONTROLS = (
    Parameter(
        "tau",
        "Temperature τ",
        tuple(step / 20 for step in range(41)),
        0.5,
        help="0 leaves the scores as they are; 1 takes the whole log prior away.",
    ),
    Parameter(
        "prior",
        "Prior π of the rare class",
        (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5),
        0.1,
        help="Share of the positive class.",
    ),
    Parameter(
        "mu",
        "Half distance μ/σ",
        (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0),
        1.0,
        help="Half the distance of the class means, in standard deviations.",
    ),
    Parameter(
        "ratio",
        "Imbalance ratio ρ",
        (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0),
        100.0,
        "{:,g}",
    ),
    Parameter(
        "spacing",
        "Spacing, in σ",
        (0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0),
        2.0,
        help="Distance from one class mean to the next.",
    ),
    Choice(
        "order",
        "Order along the line",
        {"beside": "mixed", "sorted": "sorted"},
        "beside",
        "Mixed: each rare class lies between frequent ones. Sorted: from the most frequent to the rarest.",
    ),
    Parameter(
        "power",
        "Power ν of the prior",
        tuple(step / 10 for step in range(11)),
        0.5,
        help="δ = P(y)^ν: 0 is weighting by 1/P(y), 1 is logit adjustment.",
    ),
    Parameter(
        "scatter",
        "Random part s of log δ",
        (0.0, 0.1, 0.3, 0.5, 1.0, 1.5, 2.0),
        1.0,
        help="Standard deviation of a normal number that is added to each log δ.",
    ),
    Parameter(
        "world",
        "Seed of points and δ",
        tuple(float(seed) for seed in range(8)),
        0.0,
        help="Three points, four classes with priors of 20 to 1, and ten δ, drawn anew.",
    ),
    Parameter(
        "along",
        "Shared, along",
        tuple(step / 4 for step in range(-4, 5)),
        -0.5,
        help="Part along the line through the means that both class vectors have; "
        "below 0 the frequent class has the longer one.",
    ),
    Parameter(
        "across",
        "Shared, across",
        (0.0, 0.5, 1.0, 1.5, 2.0, 3.0),
        0.5,
        help="Part across the line through the means that both class vectors have.",
    ),
    Parameter(
        "centre",
        "Centre c, in σ",
        tuple(step / 2 for step in range(-4, 5)),
        0.0,
        help="Place of the point half way between the means; 0 is the origin of the features.",
    ),
)


def _cut(settings: Settings, draws: Draws) -> Scene:
    return cut_scene(
        settings["tau"], settings["prior"], settings["mu"], draws=draws.number, seed=draws.seed
    )


def _classes(settings: Settings, draws: Draws) -> Scene:
    return classes_scene(
        settings["tau"],
        settings["ratio"],
        settings["spacing"],
        settings["order"],
        draws=draws.number,
        seed=draws.seed,
    )


def _pairwise(settings: Settings, _draws: Draws) -> Scene:
    return pairwise_scene(settings["power"], settings["scatter"], int(settings["world"]))


def _norms(settings: Settings, _draws: Draws) -> Scene:
    head = Head(
        prior=settings["prior"],
        centre=settings["centre"],
        shared=(settings["along"], settings["across"]),
    )
    return norms_scene(settings["tau"], head)


PICTURES = {
    "cut": Picture(
        "What does τ move?",
        ("tau", "prior", "mu"),
        _cut,
        CUT,
        "The balanced error is the same curve left and right of τ = 1, while the plain error only rises: "
        "which τ is best depends on what is counted.",
        "Lower the prior to 0.01: with some ten rare points in a test set the balanced error that is seen "
        "scatters far around the truth.",
        simulated=True,
        origin="Exact errors from the normal law; test sets by three binomial counts each.",
    ),
    "losses": Picture(
        "Which losses move it?",
        ("prior", "mu"),
        lambda settings, _draws: losses_scene(settings["prior"], settings["mu"]),
        LOSSES,
        "Weights, margins, or half of each put the cut in the same place; doing both in full puts it as far "
        "beyond as cross-entropy is short of it.",
        "Move the prior from 0.5 to 0.01: the equalised margin falls behind, LDAM's margin stays where "
        "cross-entropy is.",
    ),
    "classes": Picture(
        "Ten classes?",
        ("tau", "ratio", "order"),
        _classes,
        CLASSES,
        "A rare class between two frequent ones may have no place on the line at all until τ gives it one.",
        "Sort the classes along the line: each then has neighbours almost as frequent, and τ changes much "
        "less.",
        more=("spacing",),
        simulated=True,
        origin="Exact recalls from the normal law; test sets by one binomial count per class.",
    ),
    "family": Picture(
        "The whole family?",
        ("power", "scatter", "world"),
        _pairwise,
        PAIRWISE,
        "Whatever δ is drawn, the squares lie on the diagonal up to rounding; a wrong weight or margin "
        "leaves it.",
        "Set the random part to 0 and ν to 1: without weights the loss is right as well, for then all of "
        "them are 1.",
        origin="Each loss minimised by Newton's method from scores 0; the theorem is not used.",
    ),
    "norms": Picture(
        "Weight norms?",
        ("tau", "prior", "along", "across"),
        _norms,
        NORMS,
        "The green line only shifts; the purple one turns and moves, by amounts that depend on lengths which "
        "cross-entropy leaves open.",
        "Set both shared parts to 0: both lengths are 1 then, and τ moves neither normalised line. Then move "
        "the centre, under More: without biases (blue) the line goes through the origin, best or not.",
        more=("centre",),
    ),
}

PAGE = TheoremPage(
    "logit_adjustment",
    "Logit adjustment",
    ":material/tune:",
    "Where should the cut stand?",
    "Rare positives and frequent negatives: taking the log prior from the scores moves the cut to where the "
    "balanced error is least.",
    CONTROLS,
    PICTURES,
    (
        Start("τ = 1 undoes any prior", "cut", {"tau": 1.0, "prior": 0.02}),
        Start("Weights and adjustment correct twice", "losses", {"prior": 0.05}),
        Start("Rare classes beside frequent: recall 0", "classes", {"tau": 0.0}),
        Start("Without weights only δ = P(y) is right", "family", {"power": 1.0, "scatter": 0.0}),
        Start(
            "Equal lengths: normalising turns nothing",
            "norms",
            {"along": 0.0, "across": 0.0, "tau": 1.0},
        ),
    ),
)
