"""The features of runs, cached as `dashboard.shell.loaders` caches: by the run's files, never by arrays."""

import streamlit as st

from dashboard.shell import stamps
from ltcore.analysis.feature_space.maps import FeatureSample, feature_sample
from ltcore.embeddings import Pca, pca
from ltcore.runs import RunRecord
from ltcore.types import GroupRule, Split


def of_run(
    record: RunRecord, split: Split, most: int, rule: GroupRule
) -> tuple[FeatureSample, Pca]:
    """Return features of a run and their principal components.

    Args:
        record: the run.
        split: which examples.
        most: how many at most, see `ltcore.analysis.feature_space.maps.feature_sample`.
        rule: how classes are put into head, medium and tail.

    Raises:
        NotKeptError: the run has kept no features of this split.
        RunError: the run is gone or damaged.
    """
    files = ("class_table.parquet", f"features_{split}.npy", f"predictions_{split}.parquet")
    return _of_run(stamps.stamp(record, files), split, most, rule, record)


@st.cache_data(max_entries=16, show_spinner="Measuring how far apart the classes are")
def _of_run(
    stamp: stamps.Stamp,  # noqa: ARG001 (the key under which the result is kept)
    split: Split,
    most: int,
    rule: GroupRule,
    _record: RunRecord,
) -> tuple[FeatureSample, Pca]:
    sample = feature_sample(_record, split, most, rule)
    return sample, pca(sample.features.values)
