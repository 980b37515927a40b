"""What the moment of the switch does to the error of runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from dashboard.shell import footer, left_out, widgets
from dashboard.shell.controls import choice, class_groups, of
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.run_choice import RunChoice
from dashboard.shell.settings import Settings
from dashboard.shell.shown import NotShown, Shown
from dashboard.views.deferred_schedules import loaders
from ltcore.analysis import Unreadable
from ltcore.analysis.deferred_schedules.lateness import BALANCED_ERROR, TAIL_ERROR
from ltcore.plots.base.theme import Look
from ltcore.plots.deferred_schedules.lateness import lateness_figure, words_lateness
from ltcore.types import GroupRule

METRICS = {BALANCED_ERROR: "All classes alike", TAIL_ERROR: "The tail alone"}
STUDY_WIDTH = 300
"""Pixels."""


def names() -> Mapping[str, str]:
    """Return the studies of the finished runs, by id."""
    found, _ = loaders.offered()
    return {name: f"{study.label} ({len(study.records)} runs)" for name, study in found.items()}


def _stamp(name: str) -> tuple[Any, ...]:
    found, _ = loaders.offered()
    return loaders.stamps(found[name]) if name in found else ()


def no_study() -> NotShown:
    """Return why there is no picture, and the way to one."""
    _, unusable = loaders.offered()
    return left_out.not_shown(
        unusable,
        "Here you will see runs that differ only in when their class weights start, as soon as two such runs "
        "have finished.",
        ":material/schedule:",
        partial(widgets.link_to_page, "train", "Train a deferred method", {}),
    )


def study_choice() -> Any:  # noqa: ANN401 (a default value, as of dataclasses.field)
    """Return the field of a dataclass that asks which study is shown."""
    return of(
        RunChoice(
            label="Runs on",
            offered=names,
            stamp=_stamp,
            missing=no_study,
            called="studies that the finished runs make up",
            width=STUDY_WIDTH,
        )
    )


@dataclass(frozen=True, kw_only=True)
class Lateness:
    """Which runs, and which error of theirs."""

    study: str = study_choice()
    metric: str = choice("Error on", METRICS, BALANCED_ERROR)
    rule: GroupRule = class_groups()


def show(asked: Lateness, look: Look) -> Shown:
    """Return the errors, switch by switch."""
    found, unusable = loaders.offered()
    study = found[asked.study]
    frame, missing = loaders.errors(study, asked.rule)
    ids = [record.id for record in study.records]
    return Shown(
        figure=lateness_figure(frame, asked.metric, data=study.label, look=look),
        words=words_lateness(frame, asked.metric),
        frames={"errors_by_switch": frame},
        origin=footer.of_runs(ids, "Test error after the last epoch"),
        left_out=[*missing, *(one for one in unusable if isinstance(one, Unreadable))],
    )


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
    presets=(
        Preset("Every class counts the same", {"metric": BALANCED_ERROR}),
        Preset("Only the tail counts", {"metric": TAIL_ERROR}),
    ),
    key="deferred_lateness",
)
