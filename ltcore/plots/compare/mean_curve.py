"""The mean of an arm's training curves over its seeds, epoch by epoch."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltcore.analysis.base.seeds import interval_over_seeds
from ltcore.plots.base.metric_names import is_share
from ltcore.plots.base.smoothing import smooth, thin
from ltcore.types import FloatArray


class Curve(NamedTuple):
    """What is drawn of one arm.

    Attributes:
        arm: its label.
        epochs: finished epochs, shape (E,).
        mean: smoothed values, averaged over the seeds that have one, shape (E,), NaN where none is finite.
        low: of the 95 % t interval over seeds, NaN for one seed or equal ones, shape (E,).
        high: likewise.
        raw: (epochs, values) of every run, not smoothed.
    """

    arm: str
    epochs: FloatArray
    mean: FloatArray
    low: FloatArray
    high: FloatArray
    raw: list[tuple[FloatArray, FloatArray]]

    @property
    def end(self) -> float:
        """The last finite value of the mean."""
        finite = self.mean[np.isfinite(self.mean)]
        return float(finite[-1]) if len(finite) else float("nan")


def measured(frame: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Return the epochs in which the metric was measured.

    An epoch without evaluation is passed over; one whose value was not finite stays and makes a gap.

    Args:
        frame: frame of ``ltcore.analysis.curves_frame``.
        metric: a column of the frame; the result is empty where it has no value.
    """
    if frame.empty or metric not in frame.columns or frame[metric].isna().all():
        return pd.DataFrame()
    kept = frame[metric].notna()
    if "nonfinite" in frame.columns:
        kept |= frame["nonfinite"].notna()
    return frame[kept]


def mean_curve(arm: str, rows: pd.DataFrame, metric: str, smoothing: float) -> Curve:
    """Smooth each run of an arm, average the runs, and thin what is drawn.

    Args:
        arm: label of the arm.
        rows: its rows, as ``measured`` returns them: run, at (epochs finished), ``metric``, and stage where
            there are several: each is smoothed on its own, for it may start from random weights.
        metric: column to draw.
        smoothing: weight of the moving average, see ``smooth``.
    """
    raw, smoothed = [], {}
    for run, members in rows.sort_values("at", kind="stable").groupby("run", sort=False):
        epochs = members["at"].to_numpy(dtype=np.float64)
        values = members[metric].to_numpy(dtype=np.float64)
        kept = thin(len(epochs))
        raw.append((epochs[kept], values[kept]))
        stages = members.get("stage", pd.Series("", index=members.index)).to_numpy()
        smoothed[run] = pd.Series(_smooth_stages(values, stages, smoothing), index=epochs)
    table = pd.DataFrame(smoothed).sort_index()
    table = table.iloc[thin(len(table))]
    intervals = [
        _interval(values[~np.isnan(values)], share=is_share(metric)) for values in table.to_numpy()
    ]
    mean, low, high = np.array(intervals).T
    return Curve(arm, table.index.to_numpy(dtype=np.float64), mean, low, high, raw)


def _smooth_stages(values: FloatArray, stages: NDArray[np.object_], weight: float) -> FloatArray:
    """Smooth each stretch of one stage on its own."""
    ends = np.flatnonzero(stages[1:] != stages[:-1]) + 1
    return np.concatenate([smooth(part, weight) for part in np.split(values, ends)])


def _interval(values: FloatArray, *, share: bool) -> tuple[float, float, float]:
    return interval_over_seeds(values, share=share) if len(values) else (np.nan, np.nan, np.nan)
