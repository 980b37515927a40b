"""Studies of runs with unlabelled data, and their errors, cached by the runs' files."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.shell import answers, labels_runs
from dashboard.shell.stamps import RESULT_FILES, Stamp, stamp
from ltcore.analysis import Collected, LeftOut
from ltcore.analysis.unlabelled_data.errors import errors_frame
from ltcore.analysis.unlabelled_data.studies import Axis, Study, studies
from ltcore.runs import RunRecord
from ltcore.types import GroupRule


def offered(axis: Axis) -> tuple[Mapping[str, Study], Sequence[LeftOut]]:
    """Return the studies that the finished runs make up, by id, and the runs that cannot be used."""
    records, unusable = _finished(labels_runs.listing())
    return answers.made(_studies, axis, *records), unusable


@st.cache_resource(ttl=labels_runs.SECONDS, max_entries=8, show_spinner=False)
def _finished(
    listing: tuple[Stamp, ...],  # noqa: ARG001 (the key of the cache)
) -> tuple[Sequence[RunRecord], Sequence[LeftOut]]:
    return labels_runs.finished()


def _studies(axis: Axis, *records: RunRecord) -> Mapping[str, Study]:
    return studies(records, axis)


def stamps(study: Study) -> tuple[Stamp, ...]:
    """Return what changes whenever the results of a run of the study do."""
    return tuple(stamp(record, RESULT_FILES) for record in (*study.records, *study.baselines))


def errors(study: Study, axis: Axis, rule: GroupRule) -> Collected:
    """Return the errors of a study, see `errors_frame`."""
    return _errors(stamps(study), axis, rule, study)


@st.cache_data(max_entries=32, show_spinner="Reading the runs")
def _errors(
    stamps: tuple[Stamp, ...],  # noqa: ARG001 (the key of the cache)
    axis: Axis,
    rule: GroupRule,
    _study: Study,
) -> Collected:
    return errors_frame(_study, axis, rule)
