"""The runs that wrote down their pseudo-labels, running ones too, and what is read of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard.shell import answers, labels_runs, loaders
from dashboard.shell.stamps import Stamp, folder_stamp, stamp
from ltcore.analysis.pseudo_labels_in_training.kept import kept_at
from ltcore.analysis.pseudo_labels_in_training.moments import Moment, moments_of
from ltcore.analysis.pseudo_labels_in_training.names import run_names
from ltcore.analysis.pseudo_labels_in_training.over_moments import over_moments
from ltcore.analysis.pseudo_labels_in_training.quality import (
    examples_at,
    foreign_total,
    quality_at,
)
from ltcore.runs import RunError, RunRecord, UnknownRunError
from ltcore.types import GroupRule

FILES = ("config.json", "class_table.parquet", "hidden_truth.parquet", "pseudo_labels")
"""What changes when a run has written down further pseudo-labels."""
FEWEST_SNAPSHOTS = 2
"""A run that comes with the lab is offered where it wrote down more than what its stages ended with."""


def records() -> Sequence[RunRecord]:
    """Return the runs that learn or learned from unlabelled data, the reader's own first."""
    return _records_of(labels_runs.listing())


@st.cache_resource(ttl=labels_runs.SECONDS, max_entries=8, show_spinner=False)
def _records_of(
    listing: tuple[Stamp, ...],  # noqa: ARG001 (the key of the cache)
) -> Sequence[RunRecord]:
    own, _ = loaders.own_records()
    kept, _ = labels_runs.kept_records()
    ids = {record.id for record in own}
    detailed = [
        record
        for record in kept
        if record.id not in ids
        and record.config is not None
        and record.config.train.snapshots >= FEWEST_SNAPSHOTS
    ]
    return [record for record in (*own, *detailed) if _has_pseudo_labels(record)]


def _has_pseudo_labels(record: RunRecord) -> bool:
    if record.damaged or record.config is None or not record.config.data.unlabelled:
        return False
    return bool(moments(record))


def moments(record: RunRecord) -> Sequence[Moment]:
    """Return the moments of a run; none where it cannot be read."""
    try:
        return _moments(stamp(record, (*FILES, "metrics.jsonl")), record)
    except RunError:
        return ()


@st.cache_data(max_entries=512, show_spinner=False)
def _moments(
    stamp: Stamp,  # noqa: ARG001 (the key of the cache)
    _record: RunRecord,
) -> Sequence[Moment]:
    return moments_of(_record)


def names() -> Mapping[str, str]:
    """Return id and name of the runs."""
    return answers.made(_names, *records())


def _names(*records: RunRecord) -> Mapping[str, str]:
    return run_names(records)


def record(run_id: str) -> RunRecord:
    """Return a run.

    Raises:
        UnknownRunError: it is not among those with pseudo-labels, or no longer.
    """
    for one in records():
        if one.id == run_id:
            return one
    raise UnknownRunError(run_id)


def stamps(run_id: str) -> tuple[Stamp, ...]:
    """Return what changes whenever a run writes down further pseudo-labels."""
    roots: tuple[Path, ...] = (loaders.own_store().root, labels_runs.LABELS_ROOT)
    return tuple(folder_stamp(root / run_id, FILES) for root in roots)


def quality(
    record: RunRecord, moment: Moment, rule: GroupRule, threshold: float = 0.0
) -> pd.DataFrame:
    """Return the pseudo-labels of a moment against the truth, see `quality`.

    Raises:
        NotKeptError: the run has kept no such predictions.
        RunError: the run is gone or damaged.
    """
    return _quality(stamp(record, FILES), moment, rule, threshold, record)


@st.cache_data(max_entries=512, show_spinner=False)
def _quality(
    stamp: Stamp,  # noqa: ARG001 (the key of the cache)
    moment: Moment,
    rule: GroupRule,
    threshold: float,
    _record: RunRecord,
) -> pd.DataFrame:
    return quality_at(_record, moment, rule=rule, threshold=threshold)


def foreign(record: RunRecord, moment: Moment) -> int:
    """Return how many unlabelled examples are of no class of the task.

    Raises:
        NotKeptError, RunError: as ``quality``.
    """
    return _foreign(stamp(record, FILES), moment, record)


@st.cache_data(max_entries=128, show_spinner=False)
def _foreign(stamp: Stamp, moment: Moment, _record: RunRecord) -> int:  # noqa: ARG001
    return foreign_total(examples_at(_record, moment))


def kept(record: RunRecord, moment: Moment, rule: GroupRule) -> pd.DataFrame:
    """Return what a stage took over as labels, see `kept`.

    Raises:
        NotKeptError, RunError: as ``quality``.
    """
    return _kept(stamp(record, FILES), moment, rule, record)


@st.cache_data(max_entries=128, show_spinner=False)
def _kept(
    stamp: Stamp,  # noqa: ARG001 (the key of the cache)
    moment: Moment,
    rule: GroupRule,
    _record: RunRecord,
) -> pd.DataFrame:
    return kept_at(_record, moment, rule)


def development(record: RunRecord, rule: GroupRule) -> pd.DataFrame:
    """Return the groups' pseudo-labels over all moments, see `over_moments`.

    Raises:
        NotKeptError, RunError: as ``quality``.
    """
    return _development(stamp(record, (*FILES, "metrics.jsonl")), rule, record)


@st.cache_data(max_entries=64, show_spinner="Reading the pseudo-labels")
def _development(
    stamp: Stamp,  # noqa: ARG001 (the key of the cache)
    rule: GroupRule,
    _record: RunRecord,
) -> pd.DataFrame:
    return over_moments(_record, moments_of(_record), rule)
