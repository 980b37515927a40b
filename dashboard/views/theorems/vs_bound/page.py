"""The page of the vector-scaling bound: which class pays for it, on a toy, over epochs, and on a run."""

from dashboard.shell import trained_runs
from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.theorems import loaders
from dashboard.views.theorems.theorem import theorem_picture
from dashboard.views.theorems.vs_bound.settings import BOUND, Bound
from dashboard.views.theorems.vs_bound.statements import PHASES, RUN, TOY
from ltcore.plots.base.text import one_line
from ltcore.plots.scene.marks import Scene
from ltcore.plots.theorems.vs_bound.epochs import epochs_scene
from ltcore.plots.theorems.vs_bound.run import run_scene, run_without_terms
from ltcore.plots.theorems.vs_bound.terms import methods_scene
from ltcore.runs import NotKeptError, RunError

ERM_RUN = "digits-r100-erm-s0-30373510727a"
LDAM_DRW_RUN = "digits-r100-ldam_drw-s0-06b76b55bd60"
"""Runs that come with the lab."""


def _run(bound: Bound) -> Scene:
    if not bound.run:
        return run_without_terms(loaders.why_no_run())
    try:
        terms = loaders.vs_terms(bound.run)
    except NotKeptError as error:
        return run_without_terms(one_line(error))
    except RunError as error:
        return run_without_terms(f"it cannot be read, {one_line(error)}")
    name = trained_runs.names().get(bound.run, bound.run)
    return run_scene(terms, name, shown=bound.shown)


PAGE = Page(
    slug="vs_bound",
    title="Proposition 3: the bound, class by class",
    icon=":material/stacked_bar_chart:",
    door="Theorems",
    question="Which class pays for the bound?",
    sentence="A bound for re-weighted and shifted losses is a sum over classes. It shows which class a "
    "loss leaves at risk, but it is vacuous and does not rank methods.",
    pictures={
        "methods": theorem_picture(
            label="Which class has which term?",
            settings=BOUND,
            controls=("reading", "shown", "radius", "draw"),
            more=("ratio", "delta"),
            scene=lambda bound: methods_scene(
                bound.toy, reading=bound.reading, shown=bound.shown, delta=bound.delta
            ),
            statement=TOY,
            notice="Weighting by one over the prior gives by far the largest bound, and nearly the "
            "smallest balanced error.",
            try_this="Set ρ to 1 under More. All six losses become the same, and no class contributes "
            "more than another.",
            drag=False,
            origin="Linear heads fitted to one draw; risks and errors on new data are integrals.",
        ),
        "epochs": theorem_picture(
            label="When should weights start?",
            settings=BOUND,
            controls=("recipe", "shown", "watched", "switch"),
            more=("drop", "ratio", "radius", "draw"),
            scene=lambda bound: epochs_scene(
                bound.toy.ring, bound.descent, shown=bound.shown, watched=bound.watched
            ),
            statement=PHASES,
            notice="Weights from the start more than double the sum, yet give the best result here. The "
            "sum is no guide to the error.",
            try_this="Choose “late” and “recalls”. The recall of the rarest class stays at zero until the"
            " weights set in.",
            drag=False,
            origin="Full-batch gradient descent on one draw; recalls on new data are integrals.",
        ),
        "run": theorem_picture(
            label="What about a network?",
            settings=BOUND,
            controls=("run", "shown"),
            scene=_run,
            statement=RUN,
            notice="In a network that memorises its training set, all terms shrink. The sum shows how far"
            " training has come, not how well the rare classes are separated.",
            try_this="Choose a run of LDAM-DRW. Its scores are multiplied by 30, and so are its terms.",
            drag=False,
            origin="From the per-class training statistics that the run keeps.",
        ),
    },
    presets=(
        Preset("Weights shift the sum to the rarest class", {"shown": "shares"}, "methods"),
        Preset("Reading (a) of s gives no bound", {"reading": "scores"}, "methods"),
        Preset("Here, re-weighting from the start wins", {"recipe": "early"}, "epochs"),
        Preset("Plain training: the sum shrinks 16-fold", {"run": ERM_RUN}, "run"),
        Preset(
            "LDAM-DRW: the rarest class ends with 30 %",
            {"run": LDAM_DRW_RUN, "shown": "shares"},
            "run",
        ),
    ),
    afresh=True,
)
