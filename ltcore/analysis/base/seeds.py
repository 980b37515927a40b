"""Mean, spread and interval over the seeds of each arm."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltcore.metrics import mean_t_interval
from ltcore.types import FloatArray, IntArray

CLASS_KEYS = ("class", "name", "rank", "train_count", "group")
"""What identifies a row within a run in a per-class frame."""
GROUP_KEYS = ("group",)
"""What identifies a row within a run in a group frame."""

OVER_SEEDS = "t over seeds"
EQUAL_SEEDS = "all seeds equal"
WITHIN_RUN = "Wilson"
NO_INTERVAL = "none"


def seeds_summary(frame: pd.DataFrame, metric: str, by: Sequence[str] = CLASS_KEYS) -> pd.DataFrame:
    """Return mean, standard deviation and 95 % interval of a share over the seeds of each arm.

    With two seeds or more the interval is Student's t over seeds, cut to [0, 1], and none where all are
    equal, which shows no spread. A single run keeps its own Wilson interval, if the frame has one. Seeds in
    which the metric is undefined do not count.

    Args:
        frame: tidy frame with columns arm, method, seed, ``by`` and ``metric``.
        metric: column with a share in [0, 1], such as "recall" or "balanced_error".
        by: columns that identify a row within a run.

    Returns:
        One row per arm and ``by``, in the order of the frame: arm, method, the ``by`` columns, metric,
        mean, sd (with n - 1; NaN for a single seed), low, high, interval ("t over seeds", "all seeds equal",
        "Wilson" or "none"), n_seeds, seeds and values (tuples).

    Example:
        >>> runs = pd.DataFrame({"arm": "ERM", "method": "erm", "seed": [0, 1], "error": [0.2, 0.4]})
        >>> seeds_summary(runs, "error", by=()).round(2)[["mean", "n_seeds", "interval"]].values.tolist()
        [[0.3, 2, 't over seeds']]
    """
    keys = ["arm", "method", *by]
    rows = _rows_of_each_group(frame, keys)
    values = frame[metric].to_numpy(dtype=np.float64, na_value=np.nan)
    seeds = frame["seed"].to_numpy()
    own = _own_intervals(frame, metric)
    heads = frame[keys].iloc[[positions[0] for positions in rows]].reset_index(drop=True)
    numbers = pd.DataFrame(
        [_summarise(positions, values, seeds, own) for positions in rows],
        columns=["mean", "sd", "low", "high", "interval", "n_seeds", "seeds", "values"],
    )
    return pd.concat([heads.assign(metric=metric), numbers], axis="columns")


def interval_over_seeds(values: FloatArray, *, share: bool) -> tuple[float, float, float]:
    """Return the mean of the seeds' values and Student's 95 % interval of it.

    Args:
        values: one value per seed, shape (N,), N > 0.
        share: whether the values lie in [0, 1]; the interval is then cut to it.

    Returns:
        (mean, low, high); both bounds are NaN for one seed and where all seeds are equal.

    Example:
        >>> interval_over_seeds(np.array([1.0, 1.0, 1.0]), share=True)
        (1.0, nan, nan)
    """
    mean, low, high = mean_t_interval(values)
    if len(values) == 1 or np.ptp(values) == 0:
        return mean, np.nan, np.nan
    return (mean, max(low, 0.0), min(high, 1.0)) if share else (mean, low, high)


def _rows_of_each_group(frame: pd.DataFrame, keys: list[str]) -> list[IntArray]:
    codes = frame.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1) if len(order) else []


def _own_intervals(frame: pd.DataFrame, metric: str) -> FloatArray:
    """Return the interval that each row brings along, shape (rows, 2), NaN where it has none."""
    columns = [f"{metric}_low", f"{metric}_high"]
    if not set(columns) <= set(frame.columns):
        return np.full((len(frame), 2), np.nan)
    bounds: FloatArray = frame[columns].to_numpy(dtype=np.float64)
    return bounds


def _summarise(
    positions: IntArray,
    values: FloatArray,
    seeds: NDArray[Any],
    own: FloatArray,
) -> tuple[float, float, float, float, str, int, tuple[Any, ...], tuple[float, ...]]:
    defined = positions[~np.isnan(values[positions])]
    of_seed = (tuple(seeds[defined].tolist()), tuple(values[defined].tolist()))
    if len(defined) == 0:
        return np.nan, np.nan, np.nan, np.nan, NO_INTERVAL, 0, *of_seed
    mean, low, high = interval_over_seeds(values[defined], share=True)
    if len(defined) > 1:
        sd = float(values[defined].std(ddof=1))
        kind = EQUAL_SEEDS if np.isnan(low) else OVER_SEEDS
        return mean, sd, low, high, kind, len(defined), *of_seed
    low, high = own[defined[0]].tolist()
    kind = NO_INTERVAL if np.isnan(low) else WITHIN_RUN
    return mean, np.nan, low, high, kind, 1, *of_seed
