"""Factorials and pairs among the finished runs, and what is read of them, cached by the runs' files."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from types import FunctionType

import streamlit as st

from dashboard.shell import answers, labels_runs
from dashboard.shell.stamps import RESULT_FILES, Stamp, stamp
from ltcore.analysis import Collected, LeftOut
from ltcore.analysis.both.cells import cells_frame, groups_frame
from ltcore.analysis.both.prerequisites import GainStudy, gain_studies, gains_frame
from ltcore.analysis.both.studies import Factorial, factorials
from ltcore.runs import RunRecord
from ltcore.types import GroupRule

FILES = (*RESULT_FILES, "metrics.jsonl", "pretext_accuracy.parquet")


def offered() -> tuple[Mapping[str, Factorial], Sequence[LeftOut]]:
    """Return the factorials that the finished runs make up, by id, and the runs that cannot be used."""
    records, unusable = labels_runs.finished()
    return answers.made(_factorials, *records), unusable


def _factorials(*records: RunRecord) -> Mapping[str, Factorial]:
    return factorials(records)


def pairs() -> tuple[Mapping[str, GainStudy], Sequence[LeftOut]]:
    """Return the studies of pairs with and without pre-training, and the runs that cannot be used."""
    records, unusable = labels_runs.finished()
    return answers.made(_gain_studies, *records), unusable


def _gain_studies(*records: RunRecord) -> Mapping[str, GainStudy]:
    return gain_studies(records)


def stamps(records: Sequence[RunRecord]) -> tuple[Stamp, ...]:
    """Return what changes whenever the results of one of the runs do."""
    return tuple(stamp(record, FILES) for record in records)


def cells(study: Factorial, rule: GroupRule) -> Collected:
    """Return the errors of a factorial, see `cells_frame`."""
    return _collected(cells_frame, stamps(study.records), study, rule)


def groups(study: Factorial, rule: GroupRule) -> Collected:
    """Return recall and precision by group of a factorial, see `groups_frame`."""
    return _collected(groups_frame, stamps(study.records), study, rule)


def gains(study: GainStudy, metric: str, rule: GroupRule) -> Collected:
    """Return what the pre-training changed in each pair, see `gains_frame`."""
    return _collected(gains_frame, stamps(study.records), study, metric, rule)


@st.cache_data(
    max_entries=96,
    show_spinner="Reading the runs",
    hash_funcs={FunctionType: attrgetter("__qualname__")},
)
def _collected(
    frame_of: Callable[..., Collected],
    stamps: tuple[Stamp, ...],  # noqa: ARG001 (the key of the cache)
    _study: Factorial | GainStudy,
    *settings: str,
) -> Collected:
    return frame_of(_study, *settings)
