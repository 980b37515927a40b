"""The page on frequency bias: who moves a softmax classifier first."""

from dashboard.views.theorems.frequency_bias_statements import MOVES, PROTOTYPES, START
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
from ltcore.plots.scene.marks import Scene
from ltcore.plots.theorems.frequency_bias.prototypes import prototypes_scene
from ltcore.plots.theorems.frequency_bias.start import start_scene
from ltcore.plots.theorems.frequency_bias.steps import CLASSES, COUNTS, STEPS, moves_scene
from ltcore.theory.shared.ring import Ring

SEEDS = {str(seed): str(seed) for seed in range(4)}
RADII = {"1": "1", "2": "2", "3": "3"}


def _toy(settings: Settings) -> Ring:
    radius, seed = float(settings["radius"]), int(settings["draw"])
    return Ring(COUNTS[settings["counts"]], radius, seed)


def _moves(settings: Settings, _draws: Draws) -> Scene:
    return moves_scene(
        _toy(settings),
        loss=settings["loss"],
        step=settings["step"],
        vector=settings["vector"],
        watched=settings["watched"],
    )


def _start(settings: Settings, _draws: Draws) -> Scene:
    return start_scene(settings["head"], settings["tail"], int(settings["draw"]))


def _prototypes(settings: Settings, _draws: Draws) -> Scene:
    return prototypes_scene(_toy(settings), settings["prototypes"])


def _tail_range(settings: Settings) -> Range:
    """The tail is not more frequent than the class in the middle."""
    return 0.0, (1 - settings["head"]) / 2 + 1e-9


PAGE = TheoremPage(
    "frequency_bias",
    "Frequency bias",
    ":material/open_with:",
    "Who moves the classifier first?",
    "Three overlapping classes, 9,000 to 100 examples: the first steps of a softmax classifier are made by "
    "the "
    "head's examples, for all three classes.",
    (
        Parameter("step", "Step", STEPS, 0),
        Choice(
            "loss",
            "Loss",
            {"plain": "plain", "inverse": "1/π", "effective": "1/E", "adjusted": "adjusted"},
            "plain",
            "Cross-entropy; with weights of one over the prior π; of one over the effective number E; or "
            "with logits "
            "shifted by log π.",
        ),
        Choice(
            "vector",
            "Arrows",
            {"all": "all", **{name: name for name in CLASSES}},
            "all",
            "The moves of all three vectors, or whose examples move the vector of one class.",
        ),
        Choice("watched", "On the right", {"recalls": "recalls", "shares": "shares"}, "recalls"),
        Choice("counts", "Examples, head to tail", {name: name for name in COUNTS}, "90:9:1"),
        Choice("radius", "Distance of the means, in deviations", RADII, "2"),
        Choice("draw", "Draw (seed)", SEEDS, "0"),
        Parameter(
            "head",
            "Share π of the head",
            (0.34, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98),
            0.9,
        ),
        Parameter(
            "tail",
            "Share π of the tail",
            (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.33),
            0.01,
            legal=_tail_range,
        ),
        Parameter(
            "prototypes",
            "Prototypes N of a class",
            (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 100_000, 1_000_000),
            1000,
            "{:,.0f}",
            "N = 1/(1 − β) of the effective number.",
        ),
    ),
    {
        "moves": Picture(
            "Who moves whom?",
            ("step", "loss", "vector", "watched"),
            _moves,
            MOVES,
            "At step 0 the tail's vector does not move towards the tail: it moves away from the head.",
            "Choose 1/π: the three vectors move towards their own classes at once.",
            more=("counts", "radius", "draw"),
            origin="Full-batch gradient descent on one draw; recalls on new data are integrals.",
        ),
        "start": Picture(
            "What is the first step?",
            ("head", "tail"),
            _start,
            START,
            "The biases move by π − 1/3, whatever the classes look like.",
            "Move π of the head to 0.34 and that of the tail to 0.33: the three cosines are almost the same, "
            "and the biases hardly move.",
            more=("draw",),
            origin="Closed forms; dots from one draw.",
        ),
        "prototypes": Picture(
            "Is a class its prototype?",
            ("prototypes",),
            _prototypes,
            PROTOTYPES,
            "The tail stays close to its prototype: it is still wrong nearly everywhere, the head only at "
            "its "
            "border.",
            "Move N from 1 to 1,000,000: from the shares of the data to a third each.",
            more=("counts", "radius", "draw"),
            origin="Closed forms on the right; one draw on the left.",
        ),
    },
    (
        Start("98 % of the pull on the tail is by others", "moves", {"vector": "tail"}),
        Start("Plain loss: the tail's recall stays at half", "moves", {"step": 200}),
        Start("Weights 1/π: recall 92 % for all at once", "moves", {"loss": "inverse", "step": 1}),
        Start("The first step lifts the head's bias", "start"),
        Start("N = 1,000: the tail makes 9 % of the gradient", "prototypes"),
    ),
)
