"""From a DataConfig to the examples of a run: prepare, set aside, apply the profile, measure."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.config.data import DataConfig
from ltcore.config.sources import TextOptions
from ltcore.data.catalog import CATALOG
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.examples import Examples, LongTailData, Unlabelled
from ltcore.data.normalisation import measure
from ltcore.data.prepared import PreparedSource
from ltcore.data.requested import counts_of_others
from ltcore.data.sources.text import tfidf_features
from ltcore.data.splits import (
    SplitRows,
    choose_training_rows,
    choose_unlabelled_rows,
    set_aside,
)
from ltcore.data.store import default_store, prepare_once
from ltcore.data.task_classes import task_classes
from ltcore.data.unlabelled import both_counts
from ltcore.types import IntArray, Task


def prepare(
    config: DataConfig, *, store: Path | None = None, progress: Progress | None = None
) -> PreparedSource:
    """Open the prepared source of a configuration, reading the source first where that is needed.

    Args:
        config: the data set and its options; profile and splits do not matter here.
        store: folder of prepared sources, None for the default one.
        progress: told the share that is done and a sentence.

    Raises:
        DataError: the source is missing or unreadable, or the store cannot be written; the message
            names the ways out.
    """
    root = default_store() if store is None else store
    return prepare_once(CATALOG[config.name], config.options, root, progress or _unwatched)


def build(
    config: DataConfig, *, store: Path | None = None, progress: Progress | None = None
) -> LongTailData:
    """Build the long-tailed training set of a configuration, with validation, test and unlabelled examples.

    The same configuration gives the same examples everywhere; a larger ratio takes a subset of them, and a
    smaller factor a subset of the unlabelled ones.

    Args:
        config: data set, profile, splits and unlabelled data.
        store: folder of prepared sources, None for the default one.
        progress: told the share that is done and a sentence, while the source is prepared.

    Raises:
        DataError: the source cannot be read, or has fewer examples than the configuration asks for.
    """
    source = prepare(config, store=store, progress=progress)
    train_split, test_split = split_names(source)
    labels = source.labels(train_split)
    rows, counts = choose_rows(config, source, labels)
    train_rows = choose_training_rows(rows, counts)
    pool = _pool(source, config, train_rows, rows)
    train = Examples(pool, train_rows, labels[train_rows])
    val = Examples(pool, rows.val, labels[rows.val]) if len(rows.val) else None
    test = Examples(pool, rows.test, labels[rows.test])
    if test_split:
        test = _whole(source, test_split, len(counts))
    if "val" in source.splits and config.val_per_class:
        val = _whole(source, "val", len(counts))
    mean, std = _normalisation(CATALOG[config.name], train)
    return LongTailData(
        task=Task(
            config.name, task_classes(config, source.class_names), counts, tuple(pool.shape[1:])
        ),
        train=train,
        val=val,
        test=test,
        mean=mean,
        std=std,
        checksum=source.checksum,
        unlabelled=Unlabelled(pool, rows.unlabelled) if config.unlabelled else None,
    )


def choose_rows(
    config: DataConfig, source: PreparedSource, labels: IntArray
) -> tuple[SplitRows, IntArray]:
    """Return what the rows of a source's training pool serve for, and the training count of each class.

    Args:
        config: profile, splits and unlabelled data.
        source: the prepared source.
        labels: labels of its training pool, int64 (N,).

    Returns:
        The rows by purpose, and the counts under the profile, int64 (C,): a class trains on its first
        remaining rows.

    Raises:
        DataError: the source has fewer examples than the configuration asks for.
    """
    _, test_split = split_names(source)
    if "val" in source.splits:
        config = config.model_copy(update={"val_per_class": 0})
    names = task_classes(config, source.class_names)
    rows = set_aside(
        labels,
        source.class_names,
        test_per_class=0 if test_split else config.test_per_class,
        val_per_class=config.val_per_class,
        subset_seed=config.subset_seed,
        foreign_classes=len(source.class_names) - len(names),
    )
    counts, mix = both_counts(config, rows.spare, source.class_names)
    if mix is not None:
        rows = replace(rows, unlabelled=choose_unlabelled_rows(rows, mix))
    return rows.without_first(counts_of_others(config, rows.available)), counts


def split_names(source: PreparedSource) -> tuple[str, str]:
    """Return the splits of a source to train on and to test on; "" where one pool serves for both."""
    return ("pool", "") if "pool" in source.splits else ("train", "test")


def _pool(
    source: PreparedSource, config: DataConfig, train_rows: IntArray, rows: SplitRows
) -> NDArray[Any]:
    if isinstance(config.options, TextOptions):
        others = np.concatenate([rows.val, rows.test, rows.unlabelled])
        return tfidf_features(source, train_rows, others, config.options)
    return source.inputs(split_names(source)[0])


def _whole(source: PreparedSource, split: str, n_classes: int) -> Examples:
    """Return the examples of a split that are of the task's classes."""
    labels = source.labels(split)
    rows = np.flatnonzero(labels < n_classes)
    return Examples(source.inputs(split), rows, labels[rows])


def _normalisation(
    entry: DataEntry, train: Examples
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    if entry.normalisation is None:
        return measure(train)
    known = entry.normalisation
    return np.array(known.mean, dtype=np.float32), np.array(known.std, dtype=np.float32)


def _unwatched(share: float, message: str) -> None:
    """Stand in where nobody watches the progress."""
