"""Which settings differ between runs."""

import json
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ltcore.config import RunConfig
from ltcore.config.fingerprint import by_path
from ltcore.data import CATALOG
from ltcore.methods.parts import Smote

MISSING = ""
"""Shown where a run has no such setting (another method's, another data set's)."""


def settings_by_path(config: RunConfig) -> dict[str, str]:
    """Return every setting of a run under its dotted path, as text, in the order of the config.

    Example:
        >>> settings_by_path(RunConfig())["data.ratio"]
        '100'
    """
    return {
        path: _as_text(value) for path, value in by_path(config.model_dump(mode="json")).items()
    }


def config_diff(configs: Mapping[str, RunConfig]) -> pd.DataFrame:
    """Return the settings in which runs differ.

    Args:
        configs: run -> its config.

    Returns:
        One row per setting (index "setting", dotted path), one column per run, values as text;
        empty text where the run has no such setting.

    Example:
        >>> few, many = RunConfig(train={"epochs": 3}), RunConfig(train={"epochs": 9})
        >>> config_diff({"few": few, "many": many}).loc["train.epochs"].tolist()
        ['3', '9']
    """
    by_run = {run: settings_by_path(config) for run, config in configs.items()}
    paths = list(dict.fromkeys(path for settings in by_run.values() for path in settings))
    rows = {
        path: [settings.get(path, MISSING) for settings in by_run.values()] for path in _tidy(paths)
    }
    kept = {path: row for path, row in rows.items() if len(set(row)) > 1}
    frame = pd.DataFrame.from_dict(kept, orient="index", columns=list(by_run), dtype="str")
    return frame.rename_axis(index="setting")


def _tidy(paths: list[str]) -> list[str]:
    """Return the paths with those of one part side by side, parts in order of first appearance."""
    parts = list(dict.fromkeys(path.rpartition(".")[0] for path in paths))
    return sorted(paths, key=lambda path: parts.index(path.rpartition(".")[0]))


def _as_text(value: Any) -> str:  # noqa: ANN401 (a JSON leaf or list)
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.12g}"
    return json.dumps(value)


def planned_epochs(config: RunConfig) -> int:
    """Return how many epochs a run has in all its stages, known before it begins.

    What the network's first evaluation or a closed form does counts as one epoch, as in the run's records.
    SMOTE has a second stage where it draws points between features: of images, unless its settings say so.

    Example:
        >>> planned_epochs(RunConfig(method={"name": "erm"}, train={"epochs": 60}))
        60
        >>> planned_epochs(RunConfig(method={"name": "self_training"}, train={"epochs": 60}))
        120
        >>> of_rows = {"data": {"name": "gaussians"}, "method": {"name": "smote"}}
        >>> planned_epochs(RunConfig(**of_rows, train={"epochs": 60}))
        60
    """
    parts, epochs = config.method.parts, config.train.epochs
    stages = [epochs]
    if (second := parts.retraining) is not None:
        trained = second.kind in ("crt", "lws")
        stages = [0 if second.from_run else epochs, _share(second.share, epochs) if trained else 1]
    elif parts.smote is not None and _between_features(parts.smote, config.data.name):
        stages.append(_share(parts.smote.share, epochs))
    elif parts.self_training is not None:
        stages.append(epochs)
    elif parts.generations is not None:
        stages *= parts.generations.number
    if config.pretrain.is_used:
        stages.append(_share(config.pretrain.share, epochs))
    return sum(stages)


def _between_features(smote: Smote, data: str) -> bool:
    """Return whether SMOTE draws its points between features of a network that is trained first."""
    if smote.space == "auto":  # of a source that is no longer known, images are more likely
        return data not in CATALOG or CATALOG[data].kind == "images"
    return smote.space == "features"


def _share(share: float, epochs: int) -> int:
    return max(1, math.floor(share * epochs + 0.5))


def deferred_switch(config: RunConfig) -> float | None:
    """Return after how many epochs class weights, sampling or a late loss start, None where none waits.

    Example:
        >>> deferred_switch(RunConfig(method={"name": "drw"}, train={"epochs": 60}))
        48.0
    """
    share = config.method.parts.switches_at
    return share * config.train.epochs if share else None
