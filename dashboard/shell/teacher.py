"""What the teacher of a run leaves out, beside the run that learns from it."""

import streamlit as st

from dashboard.shell.stamps import Stamp, stamp
from ltcore.analysis.pseudo_labels_in_training.untaught import untaught
from ltcore.plots.base.text import shorten
from ltcore.runs import RunError, RunRecord
from ltcore.runs.pseudo_labels import PSEUDO_LABELS

MOST_NAMED = 3


def said_of(record: RunRecord) -> str:
    """Return in a sentence which rare classes get no pseudo-label, "" where each gets one."""
    if (record.folder.path / PSEUDO_LABELS).is_dir():
        return _said(stamp(record, ("class_table.parquet", PSEUDO_LABELS)), record)
    return ""


@st.cache_data(max_entries=64, show_spinner=False)
def _said(stamp: Stamp, _record: RunRecord) -> str:  # noqa: ARG001 (the key of the cache)
    try:
        found = untaught(_record)
    except RunError:  # the picture says that a run is damaged
        return ""
    if found is None:
        return ""
    named = ", ".join(shorten(name) for name in found.names[:MOST_NAMED])
    more = len(found.names) - MOST_NAMED
    rest = f" and {more:,} more" if more > 0 else ""
    return (
        f"{str(found.moment).capitalize()}, no unlabelled example was predicted as one of these rare "
        f"classes: {named}{rest}. Pseudo-labels teach nothing about them. Train longer before, or choose a "
        "supervised method for rare classes in More settings"
    )
