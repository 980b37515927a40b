"""What the epochs of a run leave in its folder, as training writes it: three classes, and a share of each hit."""

import os
import time

import numpy as np
import pandas as pd
import psutil

from ltcore.runs import Status

COUNTS = np.array([200, 50, 5])
NAMES = ("cat", "dog", "lynx")
PER_CLASS = 20
HIT_RATES = {"erm": (1.0, 0.8, 0.1), "ldam_drw": (0.9, 0.8, 0.5)}


def status(state, epochs):
    shown = {"lost": "running", "stalled": "running"}.get(state, state)
    me = psutil.Process()
    return Status(
        state=shown,
        heartbeat=time.time() - (3600 if state == "stalled" else 0),
        pid=2**22 + 1 if state == "lost" else os.getpid(),
        pid_started=me.create_time(),
        stage="train",
        epoch=epochs if state == "finished" else 1,
        epochs=epochs,
        progress=1.0 if state == "finished" else 1 / epochs,
        eta_s=8.0,
        message="the loss was not finite at step 7" if state == "failed" else "",
        attempt=1,
    )


def write_epochs(folder, method, epochs, *, finished):
    rates = np.array(HIT_RATES.get(method, (1.0, 0.5, 0.2)))
    for epoch in range(1, epochs + 1 if finished else 2):
        write_epoch(folder, epoch, hits_after(rates * epoch / epochs), epoch / epochs)
    if finished:
        hits = hits_after(rates)
        folder.compact()
        labels = np.repeat(np.arange(len(NAMES)), PER_CLASS)
        place = np.tile(np.arange(PER_CLASS), len(NAMES))
        predicted = np.where(place < hits[labels], labels, 0)
        for split in ("val", "test"):
            folder.write_predictions(
                split,
                pd.DataFrame(
                    {"index": np.arange(len(labels)), "label": labels, "predicted": predicted}
                ),
            )


def hits_after(rates):
    return np.round(rates * PER_CLASS).astype(int)


def write_epoch(folder, epoch, hits, progress):
    error = 1 - hits.mean() / PER_CLASS
    folder.append_metrics(
        {
            "stage": "train",
            "epoch": epoch,
            "progress": progress,
            "train_loss": 1 / epoch,
            "val_balanced_error": error,
            "test_balanced_error": error if progress == 1 else None,
        }
    )
    predicted = np.array([3 * PER_CLASS - hits[1:].sum(), *hits[1:]])
    table = {
        "split": "val",
        "class": np.arange(len(hits)),
        "support": PER_CLASS,
        "predicted": predicted,
        "correct": hits,
        "recall": hits / PER_CLASS,
        "precision": hits / predicted.clip(1),
    }
    folder.write_per_class("train", epoch, pd.DataFrame(table))
