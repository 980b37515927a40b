"""The error of the runs of a study, value by value, and what each gains over labels alone."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ltcore.analysis.base.arm_labels import arm_labels
from ltcore.analysis.base.collect import Collected, LeftOut, collect
from ltcore.analysis.base.plain_numbers import plain_number
from ltcore.analysis.compare.differences import paired_differences
from ltcore.analysis.compare.per_class import run_table
from ltcore.analysis.unlabelled_data.studies import BASELINE, Axis, Study, ratio_of, value_on
from ltcore.config import RunConfig
from ltcore.runs import RunRecord
from ltcore.types import GroupRule

LABELS_ALONE = "ERM, labels alone"
"""What the baseline is called."""
BALANCED_ERROR, TAIL_ERROR = "balanced_error", "tail_error"


def errors_frame(study: Study, axis: Axis, rule: GroupRule = "thresholds") -> Collected:
    """Return the test error of every run of a study.

    A baseline that does not depend on the axis has a row at each value, so that every arm can be compared
    with it there.

    Args:
        study: the runs.
        axis: the setting that varies.
        rule: how classes are put into head, medium and tail.

    Returns:
        Columns run, arm, method, seed, x (see ``value_on``), balanced_error (the mean over classes) and
        tail_error (over those of the tail; NaN where none is), each in [0, 1], and stages, how many times
        the run trains as long as the baseline; and the runs left out.
    """
    arms = _arms(study.records, axis)

    def read(record: RunRecord) -> pd.DataFrame | None:
        table = run_table(record, "test", rule)
        if table is None or record.config is None:
            return None
        missed = 1 - table["recall"]
        return pd.DataFrame(
            {
                "run": [record.id],
                "arm": arms.get(record.id, LABELS_ALONE),
                "method": record.method,
                "seed": record.seed,
                "x": value_on(axis, record.config),
                "stages": _stages(record.config),
                BALANCED_ERROR: missed.mean(),
                TAIL_ERROR: missed[table["group"] == "tail"].mean(),
            }
        )

    frame, left_out = collect(study.records, read, "no test predictions")
    plain, plain_left_out = collect(study.baselines, read, "no test predictions")
    every: list[LeftOut] = [*left_out, *plain_left_out]
    if frame.empty or plain.empty:
        return Collected(frame, every)
    if axis == "ratio":
        plain = plain[plain["x"].isin(frame["x"])]
    else:
        plain = plain.drop(columns="x").merge(frame[["x"]].drop_duplicates(), how="cross")
    return Collected(pd.concat([plain, frame], ignore_index=True)[frame.columns], every)


def gains_frame(frame: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Return each arm's error minus that of the baseline with the same seed, value by value.

    Args:
        frame: frame of ``errors_frame``.
        metric: "balanced_error" or "tail_error".

    Returns:
        Frame of ``paired_differences``, with x; empty where there is no baseline.
    """
    if frame.empty or BASELINE not in set(frame["method"]):
        return pd.DataFrame(columns=["x", "arm", "method", "mean", "low", "high", "n_pairs"])
    return paired_differences(frame, BASELINE, metric, same=("x",))


def difference(frame: pd.DataFrame, method: str, other: str, x: float, metric: str) -> pd.DataFrame:
    """Return how much more one method errs than another at one value, paired by seed.

    Args:
        frame: frame of ``errors_frame``.
        method: the one.
        other: the other one.
        x: a value of the axis.
        metric: "balanced_error" or "tail_error".

    Returns:
        Frame of ``paired_differences`` with one row per arm of the method; empty where one of them is
        missing there, or ``other`` has several arms.
    """
    here = frame[np.isclose(frame["x"], x) & frame["method"].isin([method, other])]
    theirs = here.loc[here["method"] == other, "arm"].nunique()
    if theirs != 1 or method not in set(here["method"]):
        return pd.DataFrame(columns=["arm", "mean", "low", "high", "n_pairs"])
    return paired_differences(here, other, metric, same=())


def _arms(records: Sequence[RunRecord], axis: Axis) -> dict[str, str]:
    """Return what each run's arm is called: its method, and what tells it from the others of it."""
    configs = {record.id: record.config for record in records if record.config is not None}
    if not configs:
        return {}
    first = next(iter(configs.values()))
    alike = {run: _alike(config, first) for run, config in configs.items()}
    labels = arm_labels(alike)
    if axis != "ratio":
        return labels
    return {run: f"{label}, {_mix(configs[run])}" for run, label in labels.items()}


def _stages(config: RunConfig) -> int:
    """Return how many whole trainings a run consists of.

    Example:
        >>> [_stages(RunConfig.model_validate({"method": {"name": name}}))
        ...  for name in ("erm", "self_training", "fixmatch", "crest")]
        [1, 2, 1, 3]
    """
    parts = config.method.parts
    if parts.self_training is not None:
        return 2
    return 1 if parts.generations is None else parts.generations.number


def _alike(config: RunConfig, first: RunConfig) -> RunConfig:
    """Return a configuration that differs from the first one in nothing that a study leaves free."""
    train = {name: getattr(first.train, name) for name in ("eval_every", "snapshots")}
    same = {"data": first.data, "recipe": first.recipe}
    return config.model_copy(update={**same, "train": config.train.model_copy(update=train)})


def _mix(config: RunConfig) -> str:
    """Return how the unlabelled examples are spread over the classes, where labels vary.

    Example:
        >>> def of(**data): return RunConfig.model_validate({"data": {"unlabelled": 1, **data},
        ...                                                  "method": {"name": "crest"}})
        >>> _mix(of(unlabelled_ratio=1)), _mix(of()), _mix(of(unlabelled_ratio=5))
        ('balanced', 'like the labels', 'unlabelled ρ 5')
    """
    ratio = ratio_of(config)
    if ratio == 1:
        return "balanced"
    if np.isclose(ratio, config.data.ratio):
        return "like the labels"
    if np.isclose(ratio * config.data.ratio, 1):
        return "reversed"
    return f"unlabelled ρ {plain_number(ratio)}"
