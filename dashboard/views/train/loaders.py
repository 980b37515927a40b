"""What the page reads of the runs that it watches, one at a time: only what has moved on is read again."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.shell import loaders
from dashboard.shell.stamps import WATCHED_FILES, Stamp, stamp
from ltcore.analysis import Collected, LeftOut, class_counts_frame, curves_frame
from ltcore.analysis.base.collect import RunLabels
from ltcore.data import DataError
from ltcore.plots.base.axes import class_rows
from ltcore.plots.compare.live_runs import TRAINING, Training
from ltcore.runs import RunRecord

AT_WORK = ("running", "stalled")
CLASS_COLUMNS = ("rank", "name", "train_count", "group", "group_rule")


def runs_frame(records: Sequence[RunRecord]) -> pd.DataFrame:
    """Return one row per run: run, label, arm, method and state, see ``ltcore.plots.compare.live``."""
    labels = RunLabels(records)
    return pd.DataFrame(
        {
            "run": [record.id for record in records],
            "label": [labels.label(record) for record in records],
            "arm": [labels.arm(record) for record in records],
            "method": [record.method for record in records],
            "state": [
                TRAINING if record.shown_state in AT_WORK else record.shown_state
                for record in records
            ],
        }
    )


def training(records: Sequence[RunRecord]) -> tuple[Training, list[LeftOut]]:
    """Return what is known of the runs, and those that have no curve, each with the reason."""
    runs = runs_frame(records)
    curves, without = courses(records, runs)
    recalls, _ = last_recalls(records, runs)
    return Training(runs, curves, recalls, classes(records, recalls)), without


def courses(records: Sequence[RunRecord], runs: pd.DataFrame) -> Collected:
    """Return the training curves of the runs, see ``curves_frame``, called as in ``runs``."""
    found = [_course(stamp(record, WATCHED_FILES), record) for record in records]
    return _together(found, runs)


@st.cache_data(max_entries=1000, show_spinner=False)
def _course(stamp: Stamp, _record: RunRecord) -> Collected:  # noqa: ARG001 (the cache key)
    return curves_frame([_record])


def last_recalls(records: Sequence[RunRecord], runs: pd.DataFrame) -> Collected:
    """Return recall per class after the last evaluated epoch of each run, called as in ``runs``."""
    found = [_last_recall(stamp(record, WATCHED_FILES), record) for record in records]
    return _together(found, runs)


@st.cache_data(max_entries=1000, show_spinner=False)
def _last_recall(stamp: Stamp, _record: RunRecord) -> Collected:  # noqa: ARG001 (the cache key)
    history, without = loaders.history(_record)
    last = history[history["at"] == history["at"].max()] if len(history) else history
    return Collected(last, without)


def _together(found: Sequence[Collected], runs: pd.DataFrame) -> Collected:
    frames = [one.frame for one in found if len(one.frame)]
    left_out = [each for one in found for each in one.left_out]
    if not frames:
        return Collected(pd.DataFrame(), left_out)
    called = runs.set_index("run")
    frame = pd.concat(frames, ignore_index=True)
    names = {column: frame["run"].map(called[column]) for column in ("label", "arm")}
    return Collected(frame.assign(**names), left_out)


def classes(records: Sequence[RunRecord], recalls: pd.DataFrame) -> pd.DataFrame:
    """Return the classes of the runs, known from their settings before the first epoch.

    Args:
        records: the runs.
        recalls: frame of ``last_recalls``, for data that cannot be read any more.
    """
    configs = {
        record.config.data.model_dump_json(): record.config.data
        for record in records
        if record.config is not None
    }
    frames = []
    for config in configs.values():
        try:
            frames.append(class_counts_frame(loaders.task(config)))
        except DataError:  # the page says so where it asks for the data
            continue
    if not frames and len(recalls):
        return class_rows(recalls)
    if not frames:
        return pd.DataFrame()
    return pd.concat(frames, ignore_index=True)[list(CLASS_COLUMNS)].drop_duplicates()
