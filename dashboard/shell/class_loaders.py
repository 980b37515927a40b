"""The classes of runs and sources, and what was said in reading them, read from disk once.

Cache keys are the settings of data, or the times and sizes of a run's files.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.shell.stamps import Stamp, stamp
from ltcore.config.data import DataConfig
from ltcore.data import CATALOG, DataError
from ltcore.data.preview import open_source
from ltcore.data.store import default_store, is_prepared
from ltcore.runs import RunError, RunRecord
from ltcore.types import IntArray


@dataclass(frozen=True)
class Classes:
    """The classes of a run.

    Attributes:
        names: one per class, in label order.
        counts: training examples per class, int64 (C,); None where unknown.
        notes: sentences about what was changed or passed over in reading the data.
    """

    names: Sequence[str]
    counts: IntArray | None
    notes: Sequence[str] = ()


def of_run(record: RunRecord) -> Classes | None:
    """Return the classes that a run knows, None where it does not tell them: it waits, or is damaged."""
    if record.damaged:
        return None
    files = ("config.json", "class_table.parquet", "environment.json")
    return _of_run(stamp(record, files), record)


@st.cache_data(max_entries=1000, show_spinner=False)
def _of_run(stamp: Stamp, _record: RunRecord) -> Classes | None:
    try:
        names, counts = _record.class_names, _record.class_counts
        checksum = (_record.folder.read_environment() or {}).get("data_checksum", "")
    except RunError:
        return None
    if names is None:
        return None
    notes = notes_of(_record.config.data, checksum) if _record.config else _record.import_notes
    return Classes(names, counts, notes)


def notes_of(config: DataConfig, checksum: str = "") -> Sequence[str]:
    """Return what was changed or passed over in reading a source; none where it is not prepared now.

    Args:
        config: the data set and its options.
        checksum: of the source that is meant; another one, read since, says nothing. Empty takes any.
    """
    if CATALOG[config.name].bundled:
        return ()  # made by the lab itself
    try:
        if not is_prepared(CATALOG[config.name], config.options, default_store()):
            return ()
        found, notes = _notes(config.name, config.options.model_dump_json(), config)
    except DataError:  # the files have gone; a page that needs them says so
        return ()
    return notes if checksum in ("", found) else ()


@st.cache_data(max_entries=64, show_spinner=False)
def _notes(name: str, options: str, _config: DataConfig) -> tuple[str, Sequence[str]]:
    source = open_source(_config)
    return source.checksum, source.notes
