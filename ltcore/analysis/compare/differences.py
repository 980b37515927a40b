"""Paired differences to a baseline, over the seeds that both have."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ltcore.metrics import paired_t_interval

SAME_TASK = ("data", "profile", "ratio")
"""Runs are paired only where these agree."""
ROUNDING = 1e-12
"""Differences of shares that lie closer together than this are equal."""


def paired_differences(
    frame: pd.DataFrame,
    baseline: str = "erm",
    metric: str = "balanced_error",
    same: Sequence[str] = SAME_TASK,
) -> pd.DataFrame:
    """Return each arm's mean difference to the baseline arm, with Student's 95 % interval.

    Runs are paired by seed: the same seed means the same examples in the same order. Arms without a shared
    seed keep their row, with no pair and NaN. Pairs that are all equal tell no spread: their bounds are NaN.

    Args:
        frame: frame of ``runs_frame`` (arm, method, seed, ``metric``, and the columns of ``same``).
        baseline: label of an arm, or name of a method that has one arm per task.
        metric: column to compare.
        same: columns in which the two runs of a pair agree; those not in the frame are passed over.

    Returns:
        One row per arm but the baseline's own: the ``same`` columns, arm, method, baseline (its arm),
        metric, n_pairs, mean, low, high, seeds and differences (tuples, arm minus baseline).

    Raises:
        ValueError: where no run is the baseline, or a task has several arms that could be.

    Example:
        >>> runs = pd.DataFrame({"arm": ["ERM", "ERM", "LDAM", "LDAM"], "method": ["erm"] * 2 + ["ldam"] * 2,
        ...                      "seed": [0, 1, 0, 1], "balanced_error": [0.30, 0.28, 0.20, 0.16]})
        >>> paired_differences(runs).round(3)[["arm", "n_pairs", "mean", "low", "high"]].values.tolist()
        [['LDAM', 2, -0.11, -0.237, 0.017]]
    """
    same = [column for column in same if column in frame.columns]
    is_baseline = (frame["arm"] == baseline) | (frame["method"] == baseline)
    if not is_baseline.any():
        raise ValueError(
            f"baseline {baseline!r} is not among the runs: choose one of {_known(frame)}"
        )
    rows = []
    for key, arm in frame[~is_baseline].groupby([*same, "arm", "method"], sort=False, dropna=False):
        task = dict(zip([*same, "arm", "method"], key, strict=True))
        mine = frame[is_baseline]
        for column in same:
            mine = mine[mine[column] == task[column]]
        rows.append({**task, **_difference(arm, mine, metric)})
    columns = [*same, "arm", "method", "baseline", "metric", "n_pairs", "mean", "low", "high"]
    return pd.DataFrame(rows, columns=[*columns, "seeds", "differences"])


def _difference(arm: pd.DataFrame, baseline: pd.DataFrame, metric: str) -> dict[str, object]:
    arms = baseline["arm"].unique().tolist()
    if len(arms) > 1:
        raise ValueError(f"several arms could be the baseline: choose one of {', '.join(arms)}")
    pairs = arm[["seed", metric]].merge(
        baseline[["seed", metric]], on="seed", suffixes=("", "_baseline")
    )
    pairs = pairs.dropna().sort_values("seed")
    values, against = pairs[metric].to_numpy(), pairs[f"{metric}_baseline"].to_numpy()
    mean, low, high = paired_t_interval(values, against) if len(pairs) else (np.nan, np.nan, np.nan)
    if len(pairs) and np.ptp(values - against) < ROUNDING:
        low = high = np.nan
    return {
        "baseline": arms[0] if arms else "",
        "metric": metric,
        "n_pairs": len(pairs),
        "mean": mean,
        "low": low,
        "high": high,
        "seeds": tuple(pairs["seed"].tolist()),
        "differences": tuple((values - against).tolist()),
    }


def _known(frame: pd.DataFrame) -> str:
    return ", ".join(dict.fromkeys([*frame["method"], *frame["arm"]]))
