"""Runs that differ in the moment of their switch: those that come with the lab, and the reader's."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.shell import answers, loaders, shipped_runs
from dashboard.shell.stamps import RESULT_FILES, Stamp, stamp
from ltcore.analysis import Collected, LeftOut
from ltcore.analysis.deferred_schedules.lateness import (
    LatenessStudy,
    lateness_frame,
    lateness_studies,
)
from ltcore.runs import RunRecord, RunStore
from ltcore.types import GroupRule


def offered() -> tuple[Mapping[str, LatenessStudy], Sequence[LeftOut]]:
    """Return the studies that the finished runs make up, by id, and the runs that cannot be used."""
    kept = loaders.listed(RunStore(shipped_runs.DEFERRED_ROOT))
    records, unusable = loaders.usable_of(loaders.own_records(), kept)
    return answers.made(_studies, *records), unusable


def _studies(*records: RunRecord) -> Mapping[str, LatenessStudy]:
    return lateness_studies(records)


def stamps(study: LatenessStudy) -> tuple[Stamp, ...]:
    """Return what changes whenever the results of a run of the study do."""
    return tuple(stamp(record, RESULT_FILES) for record in study.records)


def errors(study: LatenessStudy, rule: GroupRule) -> Collected:
    """Return the errors of a study, see `lateness_frame`."""
    return _errors(stamps(study), rule, study)


@st.cache_data(max_entries=16, show_spinner="Reading the runs")
def _errors(
    stamps: tuple[Stamp, ...],  # noqa: ARG001 (the key of the cache)
    rule: GroupRule,
    _study: LatenessStudy,
) -> Collected:
    return lateness_frame(_study, rule)
