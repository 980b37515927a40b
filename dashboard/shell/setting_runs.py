"""Runs that differ in one setting of their method: those that come with the lab, and the reader's."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.shell import answers, footer, left_out, loaders, widgets
from dashboard.shell.controls import choice, class_groups, of
from dashboard.shell.presets import Preset
from dashboard.shell.run_choice import RunChoice
from dashboard.shell.shown import NotShown, Shown
from dashboard.shell.stamps import RESULT_FILES, Stamp, stamp
from ltcore.analysis import Collected, LeftOut, Unreadable
from ltcore.analysis.base.setting_studies import (
    BALANCED_ERROR,
    TAIL_ERROR,
    SettingStudy,
    setting_errors_frame,
)
from ltcore.plots.base.theme import Look
from ltcore.runs import RunRecord, RunStore
from ltcore.types import GroupRule

ASSETS = Path(__file__).parents[2] / "assets"
METRICS = {BALANCED_ERROR: "All classes alike", TAIL_ERROR: "The tail alone"}
WIDTH = 300
"""Pixels of the choice of a study."""


@dataclass(frozen=True, kw_only=True)
class ErrorsAsked:
    """Which runs, and which error of theirs; a page adds the choice of its study."""

    study: str
    metric: str = choice("Error on", METRICS, BALANCED_ERROR)
    rule: GroupRule = class_groups()


PRESETS = (
    Preset("Every class counts the same", {"metric": BALANCED_ERROR}),
    Preset("Only the tail counts", {"metric": TAIL_ERROR}),
)


@dataclass(frozen=True, kw_only=True)
class SettingRuns:
    """What a page shows of runs that differ in one setting.

    Attributes:
        folder: in the assets, of the runs that come with the lab; they are many, and would crowd the pages
            that compare runs.
        studies: takes finished runs, returns the studies that they make up.
        nothing: what the page says where there is no study, our own Markdown.
        icon: of that sentence.
        train: what the link to *Train* says there.
    """

    folder: str
    studies: Callable[[Iterable[RunRecord]], Mapping[str, SettingStudy]]
    nothing: str
    icon: str
    train: str

    def offered(self) -> Mapping[str, SettingStudy]:
        """Return the studies that the finished runs make up, by id."""
        records, _ = self._finished()
        return answers.made(_studies_of, self.studies, *records)

    def unusable(self) -> Sequence[LeftOut]:
        """Return the runs that cannot be used, and why."""
        return self._finished()[1]

    def errors(self, study: SettingStudy, rule: GroupRule) -> Collected:
        """Return the errors of a study, see ``setting_errors_frame``."""
        return _errors(_stamps(study), rule, study)

    def choice(self) -> Any:  # noqa: ANN401 (a default value, as of dataclasses.field)
        """Return the field of a dataclass that asks which study is shown."""
        return of(
            RunChoice(
                label="Runs on",
                offered=self._names,
                stamp=self._stamp,
                missing=self._missing,
                called="studies that the finished runs make up",
                width=WIDTH,
            )
        )

    def shown(
        self,
        asked: "ErrorsAsked",
        figure: Callable[..., go.Figure],
        words: Callable[[pd.DataFrame, str], str],
        table: str,
        look: Look,
    ) -> Shown:
        """Return the errors of the chosen study, value by value.

        Args:
            asked: which study, which error, which groups of classes.
            figure: frame, metric, data and look in; figure out.
            words: frame and metric in; sentences out.
            table: name of the file that the picture is drawn from.
            look: where it is shown.
        """
        study = self.offered()[asked.study]
        frame, missing = self.errors(study, asked.rule)
        ids = [record.id for record in study.records]
        return Shown(
            figure=figure(frame, asked.metric, data=study.label, look=look),
            words=words(frame, asked.metric),
            frames={table: frame},
            origin=footer.of_runs(ids, "Test error after the last epoch"),
            left_out=[*missing, *(one for one in self.unusable() if isinstance(one, Unreadable))],
        )

    def _finished(self) -> tuple[list[RunRecord], list[LeftOut]]:
        kept = loaders.listed(RunStore(ASSETS / self.folder))
        return loaders.usable_of(loaders.own_records(), kept)

    def _names(self) -> Mapping[str, str]:
        return {
            name: f"{study.label} ({len(study.records)} runs)"
            for name, study in self.offered().items()
        }

    def _stamp(self, name: str) -> tuple[Stamp, ...]:
        found = self.offered()
        return _stamps(found[name]) if name in found else ()

    def _missing(self) -> NotShown:
        lead_on = partial(widgets.link_to_page, "train", self.train, {})
        return left_out.not_shown(self.unusable(), self.nothing, self.icon, lead_on)


def _studies_of(
    studies: Callable[[Iterable[RunRecord]], Mapping[str, SettingStudy]], *records: RunRecord
) -> Mapping[str, SettingStudy]:
    return studies(records)


def _stamps(study: SettingStudy) -> tuple[Stamp, ...]:
    return tuple(stamp(record, RESULT_FILES) for record in study.records)


@st.cache_data(max_entries=16, show_spinner="Reading the runs")
def _errors(
    stamps: tuple[Stamp, ...],  # noqa: ARG001 (the key of the cache)
    rule: GroupRule,
    _study: SettingStudy,
) -> Collected:
    return setting_errors_frame(_study, rule)
