"""The page of the plug-in rule: how much data the right threshold needs."""

from collections.abc import Iterator

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.theorems.plug_in.settings import PLUG_IN, PlugIn
from dashboard.views.theorems.plug_in.statements import REGRET, THRESHOLD
from dashboard.views.theorems.theorem import SceneStudy, theorem_picture
from ltcore.plots.theorems.plug_in.regret import SIZES, growth_scene
from ltcore.plots.theorems.plug_in.threshold import threshold_scene
from ltcore.theory.plug_in.regret import Trials, study


def _steps(rule: PlugIn) -> Iterator[tuple[float, Trials]]:
    parts = study(
        SIZES, rule.prior, trials=int(rule.trials), seed=int(rule.first), spread=rule.spread
    )
    for part in parts:
        yield part.progress, part


PAGE = Page(
    slug="plug_in",
    title="Plug-in rule: learning the threshold",
    icon=":material/vertical_align_center:",
    door="Theorems",
    question="How much data does the right threshold need?",
    sentence="Compare the learned probability with the proportion of positives instead of 1/2. The loss "
    "in balanced accuracy then vanishes with more data; with 1/2 it never does.",
    pictures={
        "growth": theorem_picture(
            label="How fast is it learned?",
            settings=PLUG_IN,
            controls=("prior", "model", "trials"),
            more=("first",),
            scene=SceneStudy(
                scene=lambda rule, found: growth_scene(
                    rule.prior, rule.spread, found, trials=int(rule.trials), seed=int(rule.first)
                ),
                label="Draw and fit (some seconds)",
                steps=_steps,
                depends=("prior", "model", "trials", "first"),
            ),
            statement=REGRET,
            notice="With threshold 1/2, the band only narrows around a loss that more data do not cure. "
            "With p̂ it falls: ten times the data give a tenth of the regret.",
            try_this="Choose the wrong model. Both thresholds then stop at a loss, because the learned "
            "probability stays wrong.",
            origin="The regret of every fitted threshold is exact; only the training sets are drawn.",
        ),
        "threshold": theorem_picture(
            label="Why this threshold?",
            settings=PLUG_IN,
            controls=("threshold", "prior", "model"),
            scene=lambda rule: threshold_scene(rule.threshold, rule.prior, rule.spread),
            statement=THRESHOLD,
            notice="Each question has its own best threshold: 1/2 for the error, the proportion of "
            "positives for balanced accuracy.",
            try_this="Choose the wrong model. The posterior bends and the rule may say “positive” on both"
            " sides, but p stays the best threshold.",
        ),
    },
    presets=(
        Preset("With 1/2 the loss stays, however much data", {}, "growth"),
        Preset("At p = 0.02 most sets of 30 have no positive", {"prior": 0.02}, "growth"),
        Preset("A wrong model keeps losing", {"model": "wrong"}, "growth"),
        Preset("The best threshold is p itself", {"threshold": 0.1}, "threshold"),
    ),
    afresh=True,
)
