"""Thousands of classes in a few bins of neighbouring frequency ranks, for figures."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ltcore.analysis.base.collect import RUN_COLUMNS
from ltcore.analysis.base.means import mean_over_classes
from ltcore.types import IntArray


def rank_bins(groups: Sequence[str], max_bins: int) -> IntArray:
    """Return the bin of each class rank, shape (C,), from 0; no bin reaches over a group's border.

    Args:
        groups: group of each class, by rank.
        max_bins: bins at most, but one or two more where group borders cut one.

    Example:
        >>> rank_bins(["head"] * 3 + ["tail"] * 4, 4).tolist()
        [0, 0, 1, 2, 2, 3, 3]
    """
    size = -(-len(groups) // max_bins)
    bins, current, filled = [], -1, size
    for rank, group in enumerate(groups):
        if filled == size or group != groups[rank - 1]:
            current, filled = current + 1, 0
        bins.append(current)
        filled += 1
    return np.array(bins, dtype=np.int64)


def bin_classes(per_class: pd.DataFrame, max_bins: int) -> pd.DataFrame:
    """Return a per-class frame whose rows are bins of classes, each the mean over its classes.

    Args:
        per_class: frame of ``per_class_frame``.
        max_bins: see ``rank_bins``.

    Returns:
        The run columns and those of ``mean_over_classes``, with class (the bin), name ("ranks 1 to 20"),
        rank (middle of the bin), train_count (mean) and group.
    """
    runs = [_bin_one_run(run, max_bins) for _, run in per_class.groupby("run", sort=False)]
    return pd.concat(runs, ignore_index=True)


def _bin_one_run(run: pd.DataFrame, max_bins: int) -> pd.DataFrame:
    run = run.sort_values("rank")
    run = run.assign(bin=rank_bins(run["group"].tolist(), max_bins))
    ranks = run.groupby("bin")["rank"].agg(["min", "max"]) + 1
    means = mean_over_classes(run, [*RUN_COLUMNS, "bin", "group", "group_rule"])
    return means.rename(columns={"bin": "class"}).assign(
        name=[f"ranks {low} to {high}" for low, high in ranks.itertuples(index=False)],
        rank=((ranks["min"] + ranks["max"]) / 2 - 1).to_numpy(),
        train_count=run.groupby("bin")["train_count"].mean().to_numpy(),
    )
