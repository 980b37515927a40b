"""What pages of theorems read from finished runs."""

import pandas as pd
import streamlit as st

from dashboard.shell import left_out, loaders, trained_runs
from dashboard.shell.stamps import Stamp, stamp
from ltcore.analysis.theorems.vs_terms import vs_terms_frame
from ltcore.plots.base.text import one_line
from ltcore.runs import RunRecord

FILES = ("config.json", "class_table.parquet", "train_class_stats")


def changed(run_id: str) -> tuple[Stamp, ...]:
    """Return what changes whenever the terms of a run may: a key for what is drawn of them."""
    return trained_runs.stamps(run_id, (*FILES, "status.json"))


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
    record = trained_runs.record(run_id)
    return _vs_terms(stamp(record, FILES), record)


@st.cache_data(max_entries=32, show_spinner=False)
def _vs_terms(stamp: Stamp, _record: RunRecord) -> pd.DataFrame:  # noqa: ARG001 (the cache key)
    return vs_terms_frame(_record)
