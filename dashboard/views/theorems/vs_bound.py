"""The page of the vector-scaling bound: which class pays for it, on a toy, over epochs, and on a run."""

from dashboard.views.theorems import loaders
from dashboard.views.theorems.page import (
    Choice,
    Draws,
    Parameter,
    Picture,
    RunChoice,
    Settings,
    Start,
    TheoremPage,
)
from dashboard.views.theorems.vs_bound_statements import PHASES, RUN, TOY
from ltcore.plots.base.text import one_line
from ltcore.plots.scene.marks import Scene
from ltcore.plots.theorems.vs_bound.epochs import epochs_scene
from ltcore.plots.theorems.vs_bound.run import run_scene, run_without_terms
from ltcore.plots.theorems.vs_bound.terms import COUNTS, Toy, methods_scene
from ltcore.runs import NotKeptError, RunError
from ltcore.theory.vs_bound.path import Descent

ERM_RUN = "digits-r100-erm-s0-30373510727a"
LDAM_DRW_RUN = "digits-r100-ldam_drw-s0-06b76b55bd60"
"""Runs that come with the lab."""


def _toy(settings: Settings) -> Toy:
    return Toy(settings["ratio"], settings["radius"], settings["draw"])


def _methods(settings: Settings, _draws: Draws) -> Scene:
    return methods_scene(
        _toy(settings),
        reading=settings["reading"],
        shown=settings["shown"],
        delta=settings["delta"],
    )


def _epochs(settings: Settings, _draws: Draws) -> Scene:
    return epochs_scene(
        _toy(settings).ring,
        Descent(settings["recipe"], settings["switch"], drop=settings["drop"]),
        shown=settings["shown"],
        watched=settings["watched"],
    )


def _run(settings: Settings, _draws: Draws) -> Scene:
    run = settings["run"]
    if not run:
        return run_without_terms(loaders.why_no_run())
    try:
        terms = loaders.vs_terms(run)
    except NotKeptError as error:
        return run_without_terms(one_line(error))
    except RunError as error:
        return run_without_terms(f"it cannot be read, {one_line(error)}")
    return run_scene(terms, loaders.trained_runs().get(run, run), shown=settings["shown"])


PAGE = TheoremPage(
    "vs_bound",
    "The bound, class by class",
    ":material/stacked_bar_chart:",
    "Which class pays for the bound?",
    "A bound for re-weighted and shifted losses is a sum over classes: it explains which class a loss leaves "
    "at "
    "risk, but it is vacuous and ranks no methods.",
    (
        Choice(
            "reading",
            "Reading of s",
            {"smallest": "(b)", "scores": "(a)", "quantile": "5 %"},
            "smallest",
            "(b) the smallest probability of a class's training examples: rigorous. (a) the softmax of the "
            "smallest "
            "scores, and the 5 % quantile of the probabilities: not a bound.",
        ),
        Choice("shown", "Bars", {"terms": "terms", "shares": "shares"}, "terms"),
        Choice(
            "recipe",
            "Weights",
            {"ce": "none", "early": "early", "late": "late", "algorithm_1": "Alg. 1"},
            "algorithm_1",
        ),
        Choice(
            "watched",
            "On the right",
            {"error": "errors", "sum": "sums", "recalls": "recalls"},
            "error",
        ),
        RunChoice("run", "Finished run", loaders.trained_runs, loaders.changed),
        Parameter(
            "radius",
            "Distance (deviations)",
            (2.0, 2.5, 3.0, 3.5, 4.0),
            3.0,
            "{:g}",
            "Of their means from the centre, in standard deviations of a class.",
        ),
        Parameter("draw", "Draw (seed)", tuple(range(5)), 0),
        Parameter("ratio", "Imbalance ratio ρ", tuple(COUNTS), 100),
        Parameter(
            "delta",
            "Allowed failure δ",
            (0.001, 0.01, 0.05, 0.1, 0.5),
            0.05,
            help="Probability with which the bound may fail.",
        ),
        Parameter(
            "switch",
            "Switch T₀, of all epochs",
            (0.0, 0.2, 0.4, 0.6, 0.8, 0.9),
            0.8,
        ),
        Parameter("drop", "Learning rate after T₀, times", (0.01, 0.1, 0.3, 1.0), 0.1),
    ),
    {
        "methods": Picture(
            "Whose terms are they?",
            ("reading", "shown", "radius", "draw"),
            _methods,
            TOY,
            "Weights of one over the prior have by far the largest bound, and nearly the smallest balanced "
            "error.",
            "Set ρ to 1 under More: all six losses become one, and nobody has more than the others.",
            more=("ratio", "delta"),
            under_hand=False,
            origin="Linear heads fitted to one draw; risks and errors on new data are integrals.",
        ),
        "epochs": Picture(
            "When should weights begin?",
            ("recipe", "shown", "watched", "switch"),
            _epochs,
            PHASES,
            "Weights from the start more than double the sum, and still end best here: the sum is no guide "
            "to the "
            "error.",
            "Choose “late” and “recalls”: the rarest class has no recall until the weights come.",
            more=("drop", "ratio", "radius", "draw"),
            under_hand=False,
            origin="Full-batch gradient descent on one draw; recalls on new data are integrals.",
        ),
        "run": Picture(
            "And in a network?",
            ("run", "shown"),
            _run,
            RUN,
            "In a network that learns its training set by heart all terms shrink: the sum says how far "
            "training "
            "is, not how well rare classes are told apart.",
            "Choose a run of LDAM-DRW: its scores are multiplied by 30, and so are its terms.",
            under_hand=False,
            origin="From the statistics per training class that the run keeps.",
        ),
    },
    (
        Start("Weights move the sum to the rarest class", "methods", {"shown": "shares"}),
        Start("Reading (a) of s gives no bound", "methods", {"reading": "scores"}),
        Start("Here weights from the start end best", "epochs", {"recipe": "early"}),
        Start("Plain training: the sum shrinks 16-fold", "run", {"run": ERM_RUN}),
        Start(
            "LDAM-DRW: the rarest class ends with 30 %",
            "run",
            {"run": LDAM_DRW_RUN, "shown": "shares"},
        ),
    ),
)
