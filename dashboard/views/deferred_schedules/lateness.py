"""What the moment of the switch does to the error of runs."""

from dataclasses import dataclass

from dashboard.shell.page import Picture
from dashboard.shell.setting_runs import PRESETS, ErrorsAsked, SettingRuns
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Shown
from ltcore.analysis.deferred_schedules.lateness import lateness_studies
from ltcore.plots.base.theme import Look
from ltcore.plots.deferred_schedules.lateness import lateness_figure, words_lateness

STUDIES = SettingRuns(
    folder="deferred_runs",
    studies=lateness_studies,
    nothing="Here you will see runs that differ only in when their class weights start, as soon as two such "
    "runs have finished.",
    icon=":material/schedule:",
    train="Train a deferred method",
)


@dataclass(frozen=True, kw_only=True)
class Lateness(ErrorsAsked):
    """Which runs, and which error of theirs."""

    study: str = STUDIES.choice()


def show(asked: Lateness, look: Look) -> Shown:
    """Return the errors, switch by switch."""
    return STUDIES.shown(asked, lateness_figure, words_lateness, "errors_by_switch", look)


PICTURE = Picture(
    label="How late?",
    settings=Settings(Lateness, "lateness"),
    controls=("study", "metric"),
    more=("rule",),
    show=show,
    notice="On the left the late part begins with the first step, on the right it never comes; small dots "
    "are seeds. In the runs that come with the lab, DRS after 90 % is worse than never: batch normalisation "
    "takes up the new draws within a few steps, but the learning rate is nearly 0 by then and the weights "
    "cannot follow.",
    try_this="Switch to the error of the tail alone, and look for a switch whose interval leaves out both "
    "ends.",
    presets=PRESETS,
    key="deferred_lateness",
)
