"""What the logits of a run say beyond its predictions: top-5, calibration, and reliability bin by bin."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltcore.analysis.base.collect import Collected, RunLabels, collect
from ltcore.analysis.base.missing import missing_reason
from ltcore.analysis.base.splits import SPLITS
from ltcore.metrics import (
    balanced_mean,
    classwise_calibration_error,
    expected_calibration_error,
    reliability,
    softmax_confidence,
    top_k_credit,
    wilson,
)
from ltcore.runs import NotKeptError, RunRecord
from ltcore.types import FloatArray, IntArray, Split

PLACES = 5
"""Of top-5."""
SCORE_NUMBERS = ("top5_error", "balanced_top5_error", "ece", "balanced_ece", "classwise_ece")
ALWAYS_RIGHT = f"top-{PLACES} is always right: there are at most {PLACES} classes"
SIGMOID = "trained with a sigmoid loss: its confidence is still the softmax of its logits"


@dataclass(frozen=True, eq=False)
class Scores:
    """What one run says of the examples of one split.

    Attributes:
        logits: after the last epoch, as kept, shape (N, C).
        labels: true classes, int64, shape (N,).
        predicted: predicted classes, int64, shape (N,).
        confidence: softmax probability of the predicted class, shape (N,).
    """

    logits: NDArray[np.floating[Any]]
    labels: IntArray
    predicted: IntArray
    confidence: FloatArray

    @property
    def correct(self) -> NDArray[np.bool_]:
        """Whether each prediction is right, shape (N,)."""
        return np.equal(self.predicted, self.labels)


def scores_frame(records: Iterable[RunRecord], split: Split = "test") -> Collected:
    """Return top-5 and calibration of every run that has kept its logits; the others are named beside it.

    Nothing is fitted or chosen: all rules are fixed (``ltcore.metrics.calibration``, 15 bins of equal width).

    Args:
        records: runs, as the store lists them.
        split: "test" or "val".

    Returns:
        One row per run: run, label, arm, method, seed, top5_error and balanced_top5_error (ties shared, see
        ``top_k_credit``), ece, balanced_ece (every class weighs alike) and classwise_ece, all in [0, 1];
        confidence (mean, in [0, 1]), overconfidence (confidence less accuracy, in [-1, 1]) and note (what the
        numbers cannot say, empty where nothing). And the runs left out, each with the reason.
    """
    records = list(records)
    labels = RunLabels(records)

    def read(record: RunRecord) -> pd.DataFrame:
        numbers = score_numbers(read_scores(record, split))
        return labels.onto(record, pd.DataFrame([{**numbers, "note": score_note(record)}]))

    return collect(records, read, f"no {SPLITS[split]} logits")


def score_numbers(scores: Scores) -> dict[str, float]:
    """Return ``SCORE_NUMBERS``, mean confidence and overconfidence of one run; NaN without examples."""
    n_classes = scores.logits.shape[1]
    wrong = 1 - top_k_credit(scores.logits, scores.labels, PLACES)
    alike = 1 / np.bincount(scores.labels, minlength=n_classes)[scores.labels]
    ece, balanced_ece = (
        expected_calibration_error(scores.confidence, scores.correct, weights=weights)
        for weights in (None, alike)
    )
    sure, right = (
        float(values.mean()) if len(values) else np.nan
        for values in (scores.confidence, scores.correct)
    )
    return {
        "top5_error": float(wrong.mean()) if len(wrong) else np.nan,
        "balanced_top5_error": balanced_mean(wrong, scores.labels, n_classes),
        "ece": ece,
        "balanced_ece": balanced_ece,
        "classwise_ece": classwise_calibration_error(scores.logits, scores.labels),
        "confidence": sure,
        "overconfidence": sure - right,
    }


def reliability_frame(records: Iterable[RunRecord], split: Split = "test") -> Collected:
    """Return confidence and accuracy of every run, bin by bin.

    Args:
        records: runs, as the store lists them.
        split: "test" or "val".

    Returns:
        15 rows per run: run, label, arm, method, seed, bin (from 0), bin_low, bin_high (its ends, closed on
        the right), n (examples), correct, weight (share of the examples), confidence (mean), accuracy with
        accuracy_low and accuracy_high (95 % Wilson); NaN where the bin is empty. And the runs left out, each
        with the reason.
    """
    records = list(records)
    labels = RunLabels(records)

    def read(record: RunRecord) -> pd.DataFrame:
        return labels.onto(record, reliability_table(read_scores(record, split)))

    return collect(records, read, f"no {SPLITS[split]} logits")


def reliability_table(scores: Scores) -> pd.DataFrame:
    """Return confidence and accuracy bin by bin: the columns of ``reliability_frame`` without the run's."""
    bins = reliability(scores.confidence, scores.correct)
    low, high = wilson(bins.correct, bins.n)
    table = pd.DataFrame(vars(bins)).rename(columns={"low": "bin_low", "high": "bin_high"})
    table.insert(0, "bin", np.arange(len(table)))
    return table.assign(accuracy_low=low, accuracy_high=high)


def read_scores(record: RunRecord, split: Split) -> Scores:
    """Return logits, labels and predictions of a run.

    Args:
        record: the run.
        split: which examples.

    Raises:
        NotKeptError: the run has kept no logits of this split.
        RunGoneError: its folder has been deleted.
        DamagedRunError: its logits do not belong to its predictions or classes.
        ValueError: a row of its logits has no softmax, or a class lies outside the class table.
    """
    logits = record.folder.read_logits(split)
    predictions = record.folder.read_predictions(split)
    names = record.class_names
    if logits is None or predictions is None or names is None:
        raise NotKeptError(missing_reason(record, split, "logits"))
    if logits.shape != (len(predictions), len(names)):
        raise record.folder.damage(
            f"logits_{split}.npy",
            f"has shape {logits.shape}, but there are {len(predictions):,} predictions of "
            f"{len(names):,} classes",
        )
    true, guess = (
        predictions[column].to_numpy(dtype=np.int64) for column in ("label", "predicted")
    )
    return Scores(logits, true, guess, softmax_confidence(logits, guess))


def score_note(record: RunRecord) -> str:
    """Return what the numbers of a run cannot say, empty where nothing."""
    names, config = record.class_names, record.config
    few = names is not None and len(names) <= PLACES
    sigmoid = config is not None and config.method.parts.loss.is_binary
    return "; ".join([ALWAYS_RIGHT] * few + [SIGMOID] * sigmoid)
