"""What a finished run has kept for a correction without training: logits, features, classifier, counts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.base.features import read_features
from ltcore.analysis.base.missing import missing_reason
from ltcore.posthoc import classifier_logits
from ltcore.runs import NotKeptError, RunRecord
from ltcore.types import FloatArray, GroupRule, IntArray, Split

FILES = ("class_table.parquet", "classifier.npz", "predictions_train.parquet", "features_train.npy")
"""What a correction reads beside the outputs of a split."""
REPRODUCED = 0.02
"""Features are kept with three digits: logits made from them may differ by this share of the largest."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Outputs:
    """What a run says of the examples of one split.

    Attributes:
        split: which examples.
        logits: after the last epoch, float64, shape (N, C), finite.
        labels: true classes, int64, shape (N,).
        counts: training examples per class, int64, shape (C,), each at least 1.
        axis: the classes, frame of ``class_axis``.
    """

    split: Split
    logits: FloatArray
    labels: IntArray
    counts: IntArray
    axis: pd.DataFrame

    @property
    def groups(self) -> list[str]:
        """Group of each class, in label order."""
        return [str(group) for group in self.axis.sort_values("class")["group"]]


def output_files(split: Split) -> tuple[str, ...]:
    """Return the files that a correction of a split rests on."""
    own = (f"logits_{split}.npy", f"features_{split}.npy", f"predictions_{split}.parquet")
    return (*FILES, *own)


def read_outputs(record: RunRecord, split: Split, rule: GroupRule = "thresholds") -> Outputs:
    """Return logits, labels and class counts of a run.

    Args:
        record: the run.
        split: which examples.
        rule: how classes are put into head, medium and tail.

    Raises:
        NotKeptError: the run has kept no logits of this split, or nobody told its class counts.
        RunGoneError: its folder has been deleted.
        DamagedRunError: its logits do not belong to its predictions or classes.
        ValueError: a class has no training example; the message names it.
    """
    logits = record.folder.read_logits(split)
    predictions = record.folder.read_predictions(split)
    if logits is None or predictions is None:
        raise NotKeptError(missing_reason(record, split, "logits"))
    counts, names = record.class_counts, record.class_names
    if counts is None or names is None:
        raise NotKeptError(
            "the training counts of this run are unknown: there is no prior to subtract"
        )
    if logits.shape != (len(predictions), len(counts)):
        raise record.folder.damage(
            f"logits_{split}.npy",
            f"has shape {logits.shape}, but there are {len(predictions):,} predictions of "
            f"{len(counts):,} classes",
        )
    if empty := [name for name, number in zip(names, counts, strict=True) if number < 1]:
        raise ValueError(f"class {empty[0]} has no training example: it has no prior to subtract")
    labels = predictions["label"].to_numpy(dtype=np.int64)
    axis = class_axis(counts, names, rule)
    return Outputs(
        split=split,
        logits=np.asarray(logits, dtype=np.float64),
        labels=labels,
        counts=counts,
        axis=axis,
    )


def read_linear_scores(
    record: RunRecord, outputs: Outputs
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return class vectors (C, D), biases (C,) and the scores without biases (N, C) of a linear classifier.

    Args:
        record: the run.
        outputs: its logits, which the classifier must reproduce from the features.

    Raises:
        NotKeptError: the run has kept no features or no classifier, or its classifier is not linear.
        RunGoneError: its folder has been deleted.
        DamagedRunError: features and predictions do not belong together.
    """
    features = read_features(record, outputs.split).values
    kept = record.folder.read_classifier()
    if kept is None:
        raise NotKeptError(
            "this run has saved no classifier with a vector for each class: NCM and COG have "
            "none; a run of another method saves it when you train it again"
        )
    weight = np.asarray(kept["weights"], dtype=np.float64) * float(kept["scale"])
    bias = np.asarray(kept["bias"], dtype=np.float64)
    if bias.shape != weight.shape[:1] or features.shape[1] != weight.shape[-1]:
        raise NotKeptError(
            "the classifier of this run uses only angles: all its class vectors count as equally "
            "long, so there is nothing to normalise"
        )
    scores = classifier_logits(features, weight)
    off = np.abs(scores + bias - outputs.logits).max(initial=0.0)
    if off > REPRODUCED * max(1.0, float(np.abs(outputs.logits).max(initial=0.0))):
        raise NotKeptError(
            "the classifier of this run is not linear in its features: its class vectors do not "
            "reproduce its logits"
        )
    return weight, bias, scores
