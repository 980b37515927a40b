"""What several pages read from disk, cached; what one page alone reads is cached by the loaders beside it.

Cache keys are run ids with the times and sizes of their files, never arrays: Streamlit hashes only a
sample of a large array, and a run that has moved on must never be shown as it was.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from dashboard.shell import known_runs
from dashboard.shell.stamps import RESULT_FILES, WATCHED_FILES, Stamp, stamp
from ltcore.analysis import (
    Collected,
    LeftOut,
    Unreadable,
    curves_frame,
    gap_frame,
    margins_frame,
    per_class_frame,
    per_class_history,
)
from ltcore.analysis.compare.confusion import confusion_frame
from ltcore.config.data import DataConfig
from ltcore.data import pictures, preview
from ltcore.runs import (
    DamagedRunError,
    RunError,
    RunFolder,
    RunRecord,
    RunStore,
    UnknownRunError,
    default_runs_root,
)
from ltcore.runs.store import unusable
from ltcore.types import GroupRule, IntArray, Split, Task

DEMO_ROOT = Path(__file__).parents[2] / "assets" / "demo_runs"


def own_store() -> RunStore:
    """Return the store that training writes to."""
    return RunStore(default_runs_root())


def own_records() -> tuple[list[RunRecord], str]:
    """Return the runs of the own store, damaged ones included, and why it cannot be listed, if so."""
    return listed(own_store())


def demo_records() -> tuple[list[RunRecord], str]:
    """Return the runs that come with the lab, and why they cannot be listed, if so."""
    return listed(RunStore(DEMO_ROOT))


def own_runs(run_ids: Sequence[str]) -> list[RunRecord]:
    """Return the runs with these ids, damaged ones included; those that are not there are left out."""
    store = own_store()
    records = []
    for run_id in run_ids:
        try:
            records.append(store.load(run_id))
        except UnknownRunError:
            continue
        except RunError as error:  # damaged, or the runs folder itself cannot be listed
            why = error if isinstance(error, DamagedRunError) else DamagedRunError(str(error))
            records.append(unusable(RunFolder(store.root / run_id), why))
    return records


def is_demo(record: RunRecord) -> bool:
    """Return whether a run came with the lab."""
    return record.folder.path.parent == DEMO_ROOT


def comparable() -> tuple[list[RunRecord], list[LeftOut]]:
    """Return the finished runs, the reader's own before the demo, and what cannot be compared, and why.

    A demo run that the reader has finished as well is the same run and is taken once.
    """
    return usable_of(own_records(), demo_records())


def usable_of(
    own_listed: tuple[list[RunRecord], str], shipped: tuple[list[RunRecord], str]
) -> tuple[list[RunRecord], list[LeftOut]]:
    """Return the finished runs of two listings, and the others with the reason, as ``comparable``."""
    (own, own_problem), (demo, demo_problem) = own_listed, shipped
    sound = [record for record in own if not _why_not_comparable(record)]
    own_ids = {name for one in sound for name in (one.id, known_runs.settings_id(one))}
    records = [*own, *(record for record in demo if record.id not in own_ids)]
    usable, left_out = [], []
    for record in records:
        if why_not := _why_not_comparable(record):
            left_out.append(why_not)
        else:
            usable.append(record)
    problems = filter(None, (own_problem, demo_problem))
    return usable, [*(Unreadable("", problem) for problem in problems), *left_out]


def _why_not_comparable(record: RunRecord) -> LeftOut | None:
    if record.damaged:
        return Unreadable(record.id, record.fault_sentence)
    if record.shown_state != "finished":
        return LeftOut(record.id, f"not finished: {record.shown_state}")
    try:
        classes_key(record)
    except RunError as error:
        return Unreadable(record.id, f"damaged: {error}")
    return None


def listed(store: RunStore) -> tuple[list[RunRecord], str]:
    """Return the runs of a store, damaged ones included, and why they cannot be listed, if so."""
    try:
        return store.records(known_runs.KNOWN), ""
    except RunError as error:
        return [], str(error)


def task(config: DataConfig) -> Task:
    """Return names and counts of the training set that a configuration asks for.

    Raises:
        DataError: the source is missing, or has fewer examples than asked for.
    """
    return _task(config.model_dump_json(), config)


@st.cache_data(max_entries=64, show_spinner="Reading the data set")
def _task(fingerprint: str, _config: DataConfig) -> Task:
    return preview(_config)


def class_samples(config: DataConfig, per_class: int) -> tuple[NDArray[np.uint8], ...] | None:
    """Return the first training images of each class, see `ltcore.data.pictures`.

    Raises:
        DataError: the source is missing or not prepared, or has fewer examples than asked for.
    """
    return _class_samples(config.model_dump_json(), per_class, config)


@st.cache_data(max_entries=16, show_spinner="Reading the images")
def _class_samples(
    fingerprint: str, per_class: int, _config: DataConfig
) -> tuple[NDArray[np.uint8], ...] | None:
    return pictures.class_samples(_config, per_class)


def split_images(record: RunRecord, split: Split, rows: IntArray) -> NDArray[np.uint8] | None:
    """Return the images with these ids of a run, see `ltcore.data.pictures`.

    An imported run has no settings, and so no images.

    Args:
        record: the run.
        split: the split that the ids come from.
        rows: ids, int64 (n,), the "index" of the run's predictions.

    Raises:
        DataError: the source is missing or not prepared, or has no example with one of the ids.
    """
    if record.config is None:
        return None
    config = record.config.data
    return _split_images(
        config.model_dump_json(), split, np.asarray(rows, np.int64).tobytes(), config
    )


@st.cache_data(max_entries=16, show_spinner="Reading the images")
def _split_images(
    fingerprint: str, split: Split, rows: bytes, _config: DataConfig
) -> NDArray[np.uint8] | None:
    return pictures.split_images(_config, split, np.frombuffer(rows, dtype=np.int64))


def curves(records: Sequence[RunRecord]) -> Collected:
    """Return the training curves of the runs, see `curves_frame`."""
    return _curves(tuple(stamp(record, WATCHED_FILES) for record in records), records)


def watched_error(frame: pd.DataFrame) -> str:
    """Return the balanced error that a training is watched by: on test only where there is no validation."""
    names = ("val_balanced_error", "test_balanced_error")
    val, test = (name in frame and bool(frame[name].notna().any()) for name in names)
    return names[1] if test and not val else names[0]


@st.cache_data(max_entries=32, show_spinner=False)
def _curves(stamps: tuple[Stamp, ...], _records: Sequence[RunRecord]) -> Collected:
    return curves_frame(_records)


def history(record: RunRecord) -> Collected:
    """Return recall per class after each epoch, on validation where the run has it, else on test."""
    return _history(stamp(record, WATCHED_FILES), record)


@st.cache_data(max_entries=32, show_spinner=False)
def _history(stamp: Stamp, _record: RunRecord) -> Collected:
    on_val = per_class_history([_record], "val")
    return on_val if len(on_val.frame) else per_class_history([_record], "test")


def classes_key(record: RunRecord) -> str:
    """Return a text that two runs share where they know the same classes with the same counts.

    Raises:
        RunError: the run is gone or damaged.
    """
    return known_runs.classes(record)[0]


def classes_title(record: RunRecord) -> str:
    """Return how the data of a run are called: the set, and its largest and smallest class where known.

    Raises:
        RunError: the run is gone or damaged.
    """
    return ", ".join(known_runs.classes(record)[1:])


def per_class(records: Sequence[RunRecord], split: Split, rule: GroupRule) -> Collected:
    """Return recall and precision per class of the runs, see `per_class_frame`."""
    stamps = tuple(stamp(record, RESULT_FILES) for record in records)
    return _per_class(stamps, split, rule, records)


@st.cache_data(max_entries=32, show_spinner=False)
def _per_class(
    stamps: tuple[Stamp, ...], split: Split, rule: GroupRule, _records: Sequence[RunRecord]
) -> Collected:
    return per_class_frame(_records, split, rule)


def confusions(records: Sequence[RunRecord], split: Split, rule: GroupRule) -> Collected:
    """Return what the examples of every class are taken for, see `confusion_frame`."""
    stamps = tuple(stamp(record, RESULT_FILES) for record in records)
    return _confusions(stamps, split, rule, records)


@st.cache_data(max_entries=16, show_spinner="Counting confusions")
def _confusions(
    stamps: tuple[Stamp, ...], split: Split, rule: GroupRule, _records: Sequence[RunRecord]
) -> Collected:
    return confusion_frame(_records, split, rule)


def predictions(record: RunRecord, split: Split) -> pd.DataFrame | None:
    """Return index, label and predicted of a split, None where the run has none.

    Raises:
        RunError: the run is gone or damaged.
    """
    return _predictions(stamp(record, RESULT_FILES), split, record)


@st.cache_data(max_entries=16, show_spinner=False)
def _predictions(stamp: Stamp, split: Split, _record: RunRecord) -> pd.DataFrame | None:
    return _record.folder.read_predictions(split)


def gaps(records: Sequence[RunRecord], split: Split, rule: GroupRule) -> Collected:
    """Return training recall against that on a split, class by class, see `gap_frame`."""
    files = (*RESULT_FILES, "predictions_train.parquet", "status.json")
    return _gaps(tuple(stamp(record, files) for record in records), split, rule, records)


@st.cache_data(max_entries=32, show_spinner=False)
def _gaps(
    stamps: tuple[Stamp, ...], split: Split, rule: GroupRule, _records: Sequence[RunRecord]
) -> Collected:
    return gap_frame(_records, rule, split=split)


def margins(record: RunRecord, split: Split, rule: GroupRule = "thresholds") -> pd.DataFrame:
    """Return the margin of every example of a run, see `margins_frame`.

    Raises:
        NotKeptError: the run has not kept the features of this split.
        RunError: the run is gone or damaged.
    """
    outputs = (f"predictions_{split}.parquet", f"features_{split}.npy", "classifier.npz")
    files = ("config.json", "status.json", "class_table.parquet", *outputs)
    return _margins(stamp(record, files), split, rule, record)


@st.cache_data(max_entries=32, show_spinner=False)
def _margins(stamp: Stamp, split: Split, rule: GroupRule, _record: RunRecord) -> pd.DataFrame:
    return margins_frame(_record, split, rule=rule)
