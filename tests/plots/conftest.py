"""Frames with plausible values, made from a local generator."""

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import per_class_table, short_title

COUNTS = np.array([163, 97, 58, 35, 21, 12, 7, 4, 2, 1])


def make_per_class(
    methods=("erm", "ldam_drw"), seeds=3, counts=COUNTS, names=None, rule="thresholds"
):
    rng = np.random.default_rng(0)
    names = names or [f"digit {label}" for label in range(len(counts))]
    frames = []
    for method in methods:
        for seed in range(seeds):
            labels = np.repeat(np.arange(len(counts)), 20)
            right = rng.random(len(labels)) < np.clip(0.3 + 0.13 * np.log(counts), 0, 1)[labels]
            predicted = np.where(right, labels, rng.integers(0, len(counts), len(labels)))
            table = per_class_table(labels, predicted, counts, names, rule)
            arm = short_title(method)
            frames.append(
                table.assign(
                    run=f"{method}-{seed}",
                    label=f"{arm}, seed {seed}",
                    arm=arm,
                    method=method,
                    seed=pd.Series([seed] * len(table), dtype="Int64"),
                )
            )
    return pd.concat(frames, ignore_index=True)


def make_curves(methods=("erm", "ldam_drw"), seeds=3, epochs=20):
    rng = np.random.default_rng(1)
    at = np.arange(1, epochs + 1)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "run": f"{method}-{seed}",
                    "label": f"{short_title(method)}, seed {seed}",
                    "arm": short_title(method),
                    "method": method,
                    "seed": seed,
                    "stage": "train",
                    "epoch": at,
                    "at": at,
                    "val_balanced_error": 0.3 + 0.6 / at + rng.normal(0, 0.01, epochs),
                    "nonfinite": None,
                }
            )
            for method in methods
            for seed in range(seeds)
        ],
        ignore_index=True,
    )


def make_history(frame, epochs=(1, 2, 3), split="val"):
    one = frame[frame["run"] == frame["run"].iloc[0]]
    return pd.concat(
        [one.assign(at=at, split=split, recall=one["recall"] * at / max(epochs)) for at in epochs],
        ignore_index=True,
    )


@pytest.fixture
def per_class():
    return make_per_class()


@pytest.fixture
def curves():
    return make_curves()


@pytest.fixture(scope="session")
def make():
    """The makers above, for tests that need another size."""

    class Makers:
        per_class = staticmethod(make_per_class)
        curves = staticmethod(make_curves)
        history = staticmethod(make_history)

    return Makers
