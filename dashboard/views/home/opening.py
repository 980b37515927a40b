"""What the doors of the opening page show: the bundled data, and the runs that come with the lab."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard.shell import answers, configs, loaders
from dashboard.shell.stamps import Stamp, stamp
from ltcore.analysis import Collected, LeftOut, class_counts_frame
from ltcore.analysis.base.collect import collect
from ltcore.analysis.pseudo_labels_in_training.moments import moments_of
from ltcore.analysis.pseudo_labels_in_training.quality import quality_at
from ltcore.config.data import DataConfig
from ltcore.embeddings import pca
from ltcore.runs import RunRecord

METHODS = ("erm", "logit_adjustment")
"""Arms behind the second door: the baseline, and a method that does without class weights."""
SELF_LABELLED = "fixmatch"
"""The run behind the third door is the first of this method, among those that come for the labels."""
LOOKED_INTO = "erm"
"""The run behind the fourth door is the first of this method."""

FEATURE_FILES = ("features_test.npy", "predictions_test.parquet", "class_table.parquet")
"""What the picture behind the fourth door is read from."""
LABEL_FILES = ("pseudo_labels", "hidden_truth.parquet", "class_table.parquet")
"""What the picture behind the third door is read from."""


def data() -> DataConfig:
    """Return the data of the first door, as *Train* opens with them."""
    return configs.build("digits", ["erm"], 1, {"ratio": 100})[0].data


def counts() -> pd.DataFrame:
    """Return the class counts of the first door."""
    return answers.of(class_counts_frame, loaders.task(answers.made(data)))


def recalls(records: Sequence[RunRecord]) -> Collected:
    """Return recall per class of the compared demo runs, and what of them cannot be shown."""
    chosen = [record for record in records if record.damaged or record.method in METHODS]
    return loaders.per_class(chosen, "test", "thresholds")


def features(records: Sequence[RunRecord]) -> Collected:
    """Return the test examples of one demo run on its two principal components.

    Returns:
        Columns x, y, rank, name and predicted (a name), one row per example, empty where there is none; and
        the runs that cannot be shown.
    """
    chosen = [record for record in records if record.damaged or record.method == LOOKED_INTO]
    left_out: list[LeftOut] = []
    for record in chosen:
        found, without = answers.made(_collected, stamp(record, FEATURE_FILES), record)
        if not found.empty:
            return Collected(found, left_out)
        left_out += without
    return Collected(pd.DataFrame(), left_out)


def pseudo_labels(records: Sequence[RunRecord]) -> Collected:
    """Return the pseudo-labels of FixMatch at its end against the truth, on balanced unlabelled data.

    Returns:
        Frame of ``quality``, empty where there is no such run; and the runs that cannot be shown.
    """
    chosen = [record for record in records if record.damaged or _labels_itself(record)]
    left_out: list[LeftOut] = []
    for record in chosen:
        found, without = answers.made(_labelled, stamp(record, LABEL_FILES), record)
        if not found.empty:
            return Collected(found, left_out)
        left_out += without
    return Collected(pd.DataFrame(), left_out)


def _labels_itself(record: RunRecord) -> bool:
    if record.config is None or record.method != SELF_LABELLED:
        return False
    # The one that the page on pseudo-labels opens on: it wrote down more than its last moment.
    is_detailed = record.config.train.snapshots > 1
    return is_detailed and record.seed == 0 and record.config.data.unlabelled_ratio == 1


def _labelled(_stamp: Stamp, record: RunRecord) -> Collected:
    return collect([record], _pseudo_labels, "no pseudo-labels")


def _pseudo_labels(record: RunRecord) -> pd.DataFrame | None:
    moments = moments_of(record)
    return quality_at(record, moments[-1]) if moments else None


def _collected(_stamp: Stamp, record: RunRecord) -> Collected:
    return collect([record], _features, "no features")


def _features(record: RunRecord) -> pd.DataFrame | None:
    vectors = record.folder.read_features("test")
    predictions = record.folder.read_predictions("test")
    names, sizes = record.class_names, record.class_counts
    if vectors is None or predictions is None or names is None or sizes is None:
        return None
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.argsort(-np.asarray(sizes), kind="stable")] = np.arange(len(sizes))
    place = pca(vectors).coordinates
    label = predictions["label"].to_numpy()
    return pd.DataFrame(
        {
            "x": place[:, 0],
            "y": place[:, 1],
            "rank": rank[label],
            "name": np.array(names)[label],
            "predicted": np.array(names)[predictions["predicted"].to_numpy()],
        }
    )
