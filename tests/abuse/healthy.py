"""A whole run of a dozen examples: every kind of file that a run folder has, written as training writes it."""

import time

import numpy as np
import pandas as pd

from ltcore.config import RunConfig
from ltcore.runs import RunFolder, RunStore, Status
from ltcore.runs.checksums import write_checksums
from ltcore.runs.pretext import write_pretext
from ltcore.runs.probes import write_probes
from ltcore.runs.unlabelled import write_unlabelled
from ltcore.types import Task

COUNTS = np.array([200, 50, 5])
NAMES = ("cat", "dog", "lynx")
PER_CLASS = 4
EPOCHS = 3


def write_run(
    store: RunStore, method: str, seed: int = 0, names: tuple[str, ...] = NAMES
) -> RunFolder:
    """Write a finished run of a linear classifier on four features."""
    config = RunConfig.model_validate(
        {"seed": seed, "method": {"name": method}, "train": {"epochs": EPOCHS}}
    )
    folder = store.create(config)
    now = time.time()
    folder.write_status(
        Status(
            state="finished",
            heartbeat=now,
            stage="train",
            epoch=EPOCHS,
            epochs=EPOCHS,
            progress=1.0,
            attempt=1,
        )
    )
    folder.write_class_table(Task("digits", names, COUNTS[: len(names)], (2, 2, 1)))
    hidden = np.repeat(np.arange(-1, len(names)), PER_CLASS)
    write_unlabelled(folder, np.arange(len(hidden)), hidden)
    _write_pretraining(folder, names)
    folder.write_environment(
        {"python": "3.11.7", "packages": {"torch": "2.0"}, "threads": 1, "data_checksum": "0" * 64}
    )
    folder.log("attempt 1")
    draw = np.random.default_rng(seed)
    _write_epochs(folder, names)
    _write_outputs(folder, names, draw)
    write_checksums(folder.path)
    return folder


def _write_pretraining(folder: RunFolder, names: tuple[str, ...]) -> None:
    of_class = {"class": np.arange(len(names)), "support": PER_CLASS}
    write_pretext(folder, pd.DataFrame({**of_class, "accuracy": 0.5}))
    probes = {"backbone": "random", "reader": "linear", "examples": "balanced", **of_class}
    moved = {"backbone": "random", **of_class, "moved": 1, "pruned_share": 0.7}
    write_probes(
        folder,
        pd.DataFrame({**probes, "learned_from": 7, "correct": 2, "strength": 1.0}),
        pd.DataFrame(moved),
    )


def _write_epochs(folder: RunFolder, names: tuple[str, ...]) -> None:
    classes = np.arange(len(names))
    for epoch in range(1, EPOCHS + 1):
        line = {"stage": "train", "epoch": epoch, "step": 8 * epoch, "attempt": 1, "lr": 0.1}
        errors = {f"{split}_balanced_error": 1 / (1 + epoch) for split in ("val", "test")}
        folder.append_metrics(
            {**line, "progress": epoch / EPOCHS, "train_loss": 1 / epoch, **errors}
        )
        hits = np.minimum(classes + epoch, PER_CLASS)
        per_class = {
            "split": "val",
            "class": classes,
            "support": PER_CLASS,
            "predicted": PER_CLASS,
            "correct": hits,
            "recall": hits / PER_CLASS,
            "precision": hits / PER_CLASS,
        }
        folder.write_per_class("train", epoch, pd.DataFrame(per_class))
        if epoch == 2:
            folder.compact()
        seen = {"class": classes, "count_seen": 8, "margin_min": -0.5, "gradient_share": 1 / 4}
        seen |= {"min_adjusted_probability": np.full(len(names), 0.25, np.float32)}
        folder.write_train_class_stats("train", epoch, pd.DataFrame(seen))


def _write_outputs(folder: RunFolder, names: tuple[str, ...], draw: np.random.Generator) -> None:
    weights = draw.normal(size=(len(names), 4)).astype(np.float32)
    labels = np.repeat(np.arange(len(names)), PER_CLASS)
    features = np.zeros((len(labels), 4), np.float16)
    for split in ("train", "val", "test"):
        features = (weights[labels] + draw.normal(size=(len(labels), 4))).astype(np.float16)
        logits = features.astype(np.float32) @ weights.T
        columns = {"index": np.arange(len(labels)), "label": labels, "predicted": logits.argmax(1)}
        folder.write_predictions(split, pd.DataFrame(columns))
        folder.write_logits(split, logits)
        folder.write_features(split, features)
    folder.write_classifier(weights, np.zeros(len(names), np.float32), 1.0)
    images = draw.integers(0, 256, size=(len(labels), 2, 2, 1), dtype=np.uint8)
    folder.write_thumbnails(images)
    for epoch in (1, EPOCHS):
        folder.write_snapshot("train", epoch, features, np.arange(len(labels)), labels)
