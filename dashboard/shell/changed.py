"""Runs whose results are not what they were when the run ended: said where their numbers stand."""

from collections.abc import Sequence

import streamlit as st

from dashboard.shell.text import code, literal
from ltcore.config.commands import for_runs
from ltcore.runs import RunError, RunRecord
from ltcore.runs.checksums import describe_changes

MOST_TOLD = 5
"""Runs with a line of their own; the rest is counted."""


def why(record: RunRecord) -> str:
    """Return what has changed in a finished run since it was written, "" where nothing has."""
    if record.shown_state != "finished":
        return ""
    try:
        return describe_changes(record.folder.changed_files(thorough=False))
    except RunError as error:
        return str(error)


def tell(records: Sequence[RunRecord]) -> None:
    """Draw a line for each run whose results have changed: what is shown is what its files hold now."""
    found = [(record, said) for record in records if (said := why(record))]
    for record, said in found[:MOST_TOLD]:
        verify = for_runs(f"ltlab runs verify {record.id}", record.folder.path.parent)
        st.warning(
            f"Run {literal(record.id)}: {literal(said, 500)} The numbers here come from the files as they "
            f"are now. {code(verify)} says more.",
            icon=":material/difference:",
        )
    if len(found) > MOST_TOLD:
        st.caption(f"and {len(found) - MOST_TOLD} more runs whose files have changed")
