"""The finished runs that were trained here, for pictures that choose one."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.shell import answers, known_runs, loaders
from dashboard.shell.stamps import Stamp, folder_stamp
from ltcore.analysis.base.collect import RunLabels
from ltcore.runs import RunRecord, UnknownRunError

SECONDS = 1.0
"""For so long a listing of the runs is taken for current: one drawing of a page asks several times."""


def names() -> Mapping[str, str]:
    """Return id and name of the runs, the reader's own before the demo's."""
    return _names_of((str(loaders.own_store().root), str(loaders.DEMO_ROOT)))


@st.cache_data(ttl=SECONDS, max_entries=8, show_spinner=False)
def _names_of(roots: tuple[str, str]) -> dict[str, str]:  # noqa: ARG001 (the cache key)
    return answers.made(_names, *records())


def _names(*records: RunRecord) -> dict[str, str]:
    labels = RunLabels(records)
    return {
        record.id: labels.label(record) + (" (demo)" if loaders.is_demo(record) else "")
        for record in records
    }


def records() -> list[RunRecord]:
    """Return the runs as they are now; an imported run has no settings and is none of them."""
    return [record for record in loaders.comparable()[0] if record.config is not None]


def as_shipped(among: Sequence[RunRecord]) -> list[RunRecord]:
    """Return the runs that presets speak of: those that come with the lab, and a reader's own like them.

    A run of the same settings is the same run: once the reader has trained it, hers is the one offered.
    """
    shipped = {record.id for record in loaders.demo_records()[0]}
    return [
        record
        for record in among
        if not shipped.isdisjoint((record.id, known_runs.settings_id(record)))
    ]


def demo_ids(among: Sequence[RunRecord]) -> Mapping[str, str]:
    """Return method -> id of its run with seed 0, shipped or like it, for presets that speak of these."""
    first_seeds = [record for record in as_shipped(among) if record.seed == 0]
    return {record.method: record.id for record in reversed(first_seeds)}


def record(run_id: str) -> RunRecord:
    """Return a run.

    Raises:
        UnknownRunError: it is not among the finished runs, or no longer.
    """
    for one in records():
        if one.id == run_id:
            return one
    raise UnknownRunError(run_id)


def stamps(run_id: str, files: Sequence[str]) -> tuple[Stamp, ...]:
    """Return what changes whenever one of these files of a run does: a key for what is drawn of them."""
    roots = (loaders.own_store().root, loaders.DEMO_ROOT)
    return tuple(folder_stamp(root / run_id, files) for root in roots)
