"""What pages of theorems read from finished runs."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.shell import answers, left_out, loaders
from dashboard.shell.stamps import Stamp, folder_stamp, stamp
from ltcore.analysis.base.collect import RunLabels
from ltcore.analysis.theorems.vs_terms import vs_terms_frame
from ltcore.plots.base.text import one_line
from ltcore.runs import RunRecord, UnknownRunError

FILES = ("config.json", "class_table.parquet", "train_class_stats")
SECONDS = 1.0
"""For so long a listing of the runs is taken for that of now: one drawing of a page asks several times."""


def trained_runs() -> Mapping[str, str]:
    """Return id and name of the finished runs that were trained here, the reader's own before the demo's."""
    return _trained_runs((str(loaders.own_store().root), str(loaders.DEMO_ROOT)))


@st.cache_data(ttl=SECONDS, max_entries=8, show_spinner=False)
def _trained_runs(roots: tuple[str, str]) -> dict[str, str]:  # noqa: ARG001 (the cache key)
    return answers.made(_names, *_records())


def _names(*records: RunRecord) -> dict[str, str]:
    labels = RunLabels(records)
    return {
        record.id: labels.label(record) + (" (demo)" if loaders.is_demo(record) else "")
        for record in records
    }


def changed(run_id: str) -> tuple[Stamp, ...]:
    """Return what changes whenever the terms of a run may: a key for what is drawn of them."""
    roots = (loaders.own_store().root, loaders.DEMO_ROOT)
    return tuple(folder_stamp(root / run_id, (*FILES, "status.json")) for root in roots)


def why_no_run() -> str:
    """Return why there is no run to look at, a sentence without its full stop."""
    reason = one_line(left_out.why_unreadable(loaders.comparable()[1]))
    return reason.rstrip(".") or "there is no finished run yet"


def vs_terms(run_id: str) -> pd.DataFrame:
    """Return the terms of the vector-scaling bound of a run, see `vs_terms_frame`.

    Raises:
        NotKeptError: the bound does not cover the run, or it kept nothing of its training classes.
        RunError: the run is gone or damaged.
    """
    for record in _records():
        if record.id == run_id:
            return _vs_terms(stamp(record, FILES), record)
    raise UnknownRunError(run_id)


@st.cache_data(max_entries=32, show_spinner=False)
def _vs_terms(stamp: Stamp, _record: RunRecord) -> pd.DataFrame:  # noqa: ARG001 (the cache key)
    return vs_terms_frame(_record)


def _records() -> list[RunRecord]:
    return [record for record in loaders.comparable()[0] if record.config is not None]
