"""What is known of runs that are watched while they train."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from ltcore.plots.compare.mean_curve import measured

TRAINING = "training"
"""What the column "state" says of a run that is in training; of all others it says something else."""


class Training(NamedTuple):
    """What is known of the runs that are watched.

    Attributes:
        runs: one row per run, whether or not it has begun: run, label, arm, method, state.
        curves: frame of ``ltcore.analysis.curves_frame``.
        recalls: of each run the rows of its last evaluated epoch in ``ltcore.analysis.per_class_history``.
        classes: rank, name, train_count, group and group_rule of the classes, known before the first epoch.
    """

    runs: pd.DataFrame
    curves: pd.DataFrame
    recalls: pd.DataFrame
    classes: pd.DataFrame

    def curves_of(self, run_ids: Sequence[str], metric: str) -> pd.DataFrame:
        """Return the epochs of these runs in which a metric was measured."""
        known = measured(self.curves, metric)
        return known[known["run"].isin(run_ids)] if len(known) else known

    def recalls_of(self, run_ids: Sequence[str]) -> pd.DataFrame:
        """Return the last recalls of these runs."""
        return (
            self.recalls[self.recalls["run"].isin(run_ids)] if len(self.recalls) else self.recalls
        )


def epoch_reached(run: str, curves: pd.DataFrame) -> str:
    """Say after which epoch a run is."""
    reached = curves.loc[curves["run"] == run, "at"].max() if len(curves) else np.nan
    return f"epoch {reached:,.0f}" if np.isfinite(reached) else "starts"


def with_arms(training: Training) -> pd.DataFrame:
    """Return the curves with the method of each run, in the order of the epochs."""
    arms = training.runs.set_index("run")["arm"]
    if training.curves.empty:
        return pd.DataFrame({"arm": [], "at": []})
    return training.curves.assign(arm=training.curves["run"].map(arms)).sort_values(
        "at", kind="stable"
    )


def split_by_state(of_arm: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the runs of a method that the strong lines show, and the others.

    Example:
        >>> split_by_state(pd.DataFrame({"run": ["a", "b"], "state": ["finished", "training"]}))
        (['b'], ['a'])
        >>> split_by_state(pd.DataFrame({"run": ["a", "b"], "state": ["finished", "queued"]}))
        (['a', 'b'], [])
    """
    moving = of_arm["state"] == TRAINING
    if not moving.any():
        return list(of_arm["run"]), []
    return list(of_arm.loc[moving, "run"]), list(of_arm.loc[~moving, "run"])
