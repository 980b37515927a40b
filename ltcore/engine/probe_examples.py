"""The examples that a probe learns from: as the run had them, or as many of each class."""

from pathlib import Path
from typing import Literal

import numpy as np

from ltcore import data as datasets
from ltcore.config import DataConfig
from ltcore.config.sources import TextOptions
from ltcore.data import Examples, LongTailData
from ltcore.metrics import few_shot
from ltcore.types import IntArray

ProbeExamples = Literal["balanced", "long_tailed"]


def probe_examples(
    config: DataConfig, data: LongTailData, *, shots: int, draw: int, store: Path | None = None
) -> dict[ProbeExamples, Examples]:
    """Return the training examples of the probes of a run.

    "long_tailed" are the run's own; "balanced" are as many of each class as the source provides for all of
    them beside validation and test, most of which the run has not seen.

    Args:
        config: of the run's data.
        data: of the run.
        shots: examples per class, drawn at random; 0 takes all.
        draw: seed of that choice.
        store: folder of prepared sources, None for the default one.

    Raises:
        DataError: the source cannot be read.
    """
    found: dict[ProbeExamples, Examples] = {"long_tailed": data.train}
    if not isinstance(config.options, TextOptions):  # whose features depend on the run's own texts
        found = {"balanced": _balanced(config, data, store), **found}
    if not shots:
        return found
    return {
        name: _at(examples, few_shot(examples.labels, shots, np.random.default_rng(draw)))
        for name, examples in found.items()
    }


def _balanced(config: DataConfig, data: LongTailData, store: Path | None) -> Examples:
    kept = ("name", "class_order", "val_per_class", "test_per_class", "subset_seed")
    settings = {name: getattr(config, name) for name in (*kept, "foreign_classes", "options")}
    even = DataConfig.model_validate({**settings, "profile": "exponential", "ratio": 1.0})
    train = datasets.build(even, store=store).train
    held_out = [
        each.rows for each in (data.val, data.test) if each and each.pool is data.train.pool
    ]
    free = np.flatnonzero(~np.isin(train.rows, np.concatenate([*held_out, np.zeros(0, np.int64)])))
    left = _at(train, free)
    fewest = int(np.bincount(left.labels, minlength=data.task.n_classes).min())
    return _at(left, few_shot(left.labels, max(fewest, 1), np.random.default_rng(0)))


def _at(examples: Examples, positions: IntArray) -> Examples:
    return Examples(examples.pool, examples.rows[positions], examples.labels[positions])
