"""What beta does to the error of runs that were trained with it."""

from dataclasses import dataclass
from functools import partial

from dashboard.shell import footer
from dashboard.shell.controls import choice, class_groups
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.setting_runs import METRICS, SettingRuns
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Shown
from ltcore.analysis import Unreadable
from ltcore.analysis.base.setting_studies import BALANCED_ERROR, TAIL_ERROR, setting_studies
from ltcore.plots.base.theme import Look
from ltcore.plots.effective_number.trained_betas import trained_betas_figure, words_trained_betas
from ltcore.types import GroupRule

STUDIES = SettingRuns(
    folder="beta_runs",
    studies=partial(setting_studies, setting="beta"),
    nothing="Here you will see runs that differ only in β, as soon as two such runs have finished.",
    icon=":material/filter_none:",
    train="Train with class weights",
)


@dataclass(frozen=True, kw_only=True)
class Trained:
    """Which runs, and which error of theirs."""

    study: str = STUDIES.choice()
    metric: str = choice("Error on", METRICS, BALANCED_ERROR)
    rule: GroupRule = class_groups()


def show(asked: Trained, look: Look) -> Shown:
    """Return the errors, beta by beta."""
    study = STUDIES.offered()[asked.study]
    frame, missing = STUDIES.errors(study, asked.rule)
    ids = [record.id for record in study.records]
    return Shown(
        figure=trained_betas_figure(frame, asked.metric, data=study.label, look=look),
        words=words_trained_betas(frame, asked.metric),
        frames={"errors_by_beta": frame},
        origin=footer.of_runs(ids, "Test error after the last epoch"),
        left_out=[*missing, *(one for one in STUDIES.unusable() if isinstance(one, Unreadable))],
    )


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
    presets=(
        Preset("Every class counts the same", {"metric": BALANCED_ERROR}),
        Preset("Only the tail counts", {"metric": TAIL_ERROR}),
    ),
    key="trained_betas",
)
