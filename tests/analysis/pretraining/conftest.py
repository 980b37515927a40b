"""Runs with a pre-training: snapshots of twelve examples, measures, probes; all by hand."""

import numpy as np
import pandas as pd
import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunStore, Status
from ltcore.runs.pretext import write_pretext
from ltcore.runs.probes import write_probes
from ltcore.types import Task

COUNTS = np.array([200, 50, 5])
NAMES = ("cat", "dog", "lynx")
PER_CLASS = 4
LABELS = np.repeat(np.arange(3), PER_CLASS)
RECALLS = {"random": (0.6, 0.5, 0.4), "pretrained": (0.8, 0.7, 0.3), "final": (1.0, 0.9, 0.5)}
"""Of the linear probe on balanced examples."""


def features(apart):
    """Two classes lie together, and the lynx as far from them as asked."""
    rng = np.random.default_rng(0)
    return (rng.normal(size=(12, 3)) + apart * (LABELS == 2)[:, None]).astype(np.float16)


def probe_rows():
    rows = []
    for backbone, recalls in RECALLS.items():
        for reader in ("linear", "neighbours"):
            for examples in ("balanced", "long_tailed"):
                less = 0.1 * (reader == "neighbours") + 0.1 * (examples == "long_tailed")
                for label, recall in enumerate(recalls):
                    rows.append(
                        {
                            "backbone": backbone,
                            "reader": reader,
                            "examples": examples,
                            "class": label,
                            "learned_from": 7 if examples == "balanced" else int(COUNTS[label]),
                            "support": 10,
                            "correct": round(10 * (recall - less)),
                            "strength": 1.0 if reader == "linear" else np.nan,
                        }
                    )
    return pd.DataFrame(rows)


def pruning_rows():
    moved = {"random": (1, 1, 1), "pretrained": (1, 2, 5), "final": (0, 1, 2)}
    return pd.DataFrame(
        [
            {"backbone": name, "class": label, "support": 10, "moved": number, "pruned_share": 0.7}
            for name, each in moved.items()
            for label, number in enumerate(each)
        ]
    )


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


@pytest.fixture
def add(store):
    """Write a run as a pre-training leaves it, in any state."""

    def written(
        pretrain="rotation",
        method="erm",
        *,
        seed=0,
        state="finished",
        probed=True,
        full=True,
        **more,
    ):
        config = RunConfig.model_validate(
            {
                "seed": seed,
                "method": {"name": method},
                "data": {"ratio": 10, "n_max": 40, **more},
                "pretrain": {"name": pretrain},
                "train": {"epochs": 3, "snapshots": 2 if full else 1}
                | ({} if full else {"record": "slim"}),
            }
        )
        folder = store.create(config)
        folder.write_class_table(Task("digits", NAMES, COUNTS, (8, 8, 1)))
        folder.write_status(Status(state=state))
        write_epochs(folder, pretrain, full=full, done=state == "finished")
        if pretrain == "rotation":
            table = {"class": np.arange(3), "support": 20, "accuracy": [0.9, 0.5, 0.7]}
            write_pretext(folder, pd.DataFrame(table))
        if probed and state == "finished":
            write_probes(folder, probe_rows(), pruning_rows())
        return config.run_id

    return written


def write_epochs(folder, pretrain, *, full, done):
    own = "rotation_accuracy" if pretrain == "rotation" else "uniformity"
    for epoch in (1, 2, 3) if full else (1, 3):
        line = {"stage": "pretrain", "epoch": epoch, "step": 5 * epoch, "progress": epoch / 3}
        line |= {"train_loss": 2 / epoch, own: 0.3 * epoch if own[0] == "r" else -float(epoch)}
        if epoch != 2:
            line |= {"knn_balanced_accuracy": 0.5 + 0.1 * epoch, "effective_rank": 9.0 - epoch}
        if epoch == 1:
            line |= {"random_knn_balanced_accuracy": 0.55, "random_effective_rank": 9.5}
        folder.append_metrics(line)
    snapshots = [("pretrain", 0, 0.0), ("pretrain", 1, 0.0), ("pretrain", 3, 2.0)]
    if done:
        folder.append_metrics({"stage": "train", "epoch": 3, "step": 15, "progress": 1.0})
        snapshots += [("train", 1, 4.0), ("train", 3, 9.0)]
    for stage, epoch, apart in snapshots if full else ():
        folder.write_snapshot(stage, epoch, features(apart), np.arange(12), LABELS)
