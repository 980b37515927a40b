"""What beta does to the error of runs that were trained with it."""

from dataclasses import dataclass
from functools import partial

from dashboard.shell.page import Picture
from dashboard.shell.setting_runs import PRESETS, ErrorsAsked, SettingRuns
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Shown
from ltcore.analysis.base.setting_studies import setting_studies
from ltcore.plots.base.theme import Look
from ltcore.plots.effective_number.trained_betas import trained_betas_figure, words_trained_betas

STUDIES = SettingRuns(
    folder="beta_runs",
    studies=partial(setting_studies, setting="beta"),
    nothing="Here you will see runs that differ only in β, as soon as two such runs have finished.",
    icon=":material/filter_none:",
    train="Train with class weights",
)


@dataclass(frozen=True, kw_only=True)
class Trained(ErrorsAsked):
    """Which runs, and which error of theirs."""

    study: str = STUDIES.choice()


def show(asked: Trained, look: Look) -> Shown:
    """Return the errors, beta by beta."""
    return STUDIES.shown(asked, trained_betas_figure, words_trained_betas, "errors_by_beta", look)


PICTURE = Picture(
    label="And in training?",
    settings=Settings(Trained, "en_trained"),
    controls=("study", "metric"),
    more=("rule",),
    show=show,
    notice="Small dots are seeds. In the runs that come with the lab the largest class has 104 images: from "
    "β = 0.99 on its curve hardly bends, the weights are close to inverse frequency, and the error changes "
    "little.",
    try_this="Switch to the error of the tail alone. How large must β be before the tail gains?",
    presets=PRESETS,
    key="trained_betas",
)
