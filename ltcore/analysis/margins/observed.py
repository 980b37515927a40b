"""The margin of every example of a run: how far ahead of all others its own class is."""

import numpy as np
import pandas as pd

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.base.features import Features, read_features
from ltcore.classwise import ldam_margins
from ltcore.methods.base import LdamLoss
from ltcore.metrics import cosine_margins
from ltcore.runs import NotKeptError, RunFolder, RunRecord
from ltcore.types import FloatArray, GroupRule, Split


def margins_frame(
    record: RunRecord, split: Split = "train", *, rule: GroupRule = "thresholds"
) -> pd.DataFrame:
    """Return the cosine margin of every example that a run keeps of a split.

    The margin is the cosine between the example's features and its class's weight less the largest cosine
    with another class's weight. Lengths of features and weights and the bias are ignored, so that runs with
    any classifier compare: with a cosine classifier (LDAM) a negative margin is an error; with a linear one
    it usually is, and ``correct`` says whether it is.

    Args:
        record: the run.
        split: examples to look at.
        rule: how classes are put into head, medium and tail.

    Returns:
        One row per example in the order of the predictions: class, name, rank, train_count, group,
        group_rule, index (id of the example), margin (cosine units, in [-2, 2]), correct (whether the
        prediction is right), ldam_margin (what LDAM asks of the class: with the run's own largest margin,
        0.5 where its method has none).

    Raises:
        NotKeptError: the run has not kept the features of this split, or its classifier has no vector per
            class; the message says which.
        RunError: the run is gone or damaged.
    """
    examples = read_features(record, split)
    classifier = record.folder.read_classifier()
    names, counts = record.class_names, record.class_counts
    if record.config is not None and not record.config.method.parts.has_class_vectors:
        raise NotKeptError(
            f"{record.method} has no vector per class, so its features have no cosine margin"
        )
    if classifier is None:
        raise record.folder.damage("classifier.npz", "is missing, although its features exist")
    if names is None or counts is None or not counts.all():
        raise record.folder.damage(
            "class_table.parquet", "is missing, or a class has no training count"
        )
    margins = _margins(record.folder, examples, classifier["weights"], len(names))
    axis = class_axis(counts, names, rule)
    axis["ldam_margin"] = ldam_margins(axis["train_count"].to_numpy(), _largest_margin(record))
    rows = axis.set_index("class").loc[examples.label].reset_index()
    asked = rows.pop("ldam_margin")
    return rows.assign(
        index=examples.index,
        margin=margins,
        correct=examples.label == examples.predicted,
        ldam_margin=asked,
    )


def _largest_margin(record: RunRecord) -> float:
    own = record.config.method.parts.loss.largest_margin if record.config else 0.0
    return own or LdamLoss().max_margin


def _margins(
    folder: RunFolder, examples: Features, weights: np.ndarray, n_classes: int
) -> FloatArray:
    labels = examples.label
    if len(weights) != n_classes:
        raise folder.damage(
            "classifier.npz", f"has {len(weights)} classes, but class_table.parquet has {n_classes}"
        )
    try:
        return cosine_margins(examples.values, weights, labels)
    except ValueError as error:
        raise folder.damage("classifier.npz", f"does not fit its features ({error})") from error
