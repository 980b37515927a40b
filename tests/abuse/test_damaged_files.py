"""Each file of a run damaged in hundreds of ways: its reader says which file and field, or bears it."""

import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from ltcore.runs import RunError, RunFolder, RunStore
from ltcore.runs.pretext import read_pretext
from ltcore.runs.probes import read_probes, read_pruning
from ltcore.runs.unlabelled import read_hidden_truth, read_unlabelled
from tests.abuse.damaging import Damage, damages
from tests.abuse.healthy import write_run

MOST_SECONDS = 20
"""After so long a reader is taken to hang."""
LEAST = 300
"""Ways in which the files of each family are damaged, at least."""
READERS = {
    "config.json": lambda folder: folder.read_manifest(),
    "status.json": lambda folder: folder.read_status(),
    "environment.json": lambda folder: folder.read_environment(),
    "checksums.json": lambda folder: folder.changed_files(),
    "log.txt": lambda folder: folder.read_log(),
    "metrics.jsonl": lambda folder: folder.read_metrics(),
    "class_table.parquet": lambda folder: folder.read_class_table(),
    "predictions_test.parquet": lambda folder: folder.read_predictions("test"),
    "predictions_train.parquet": lambda folder: folder.read_predictions("train"),
    "unlabelled.parquet": read_unlabelled,
    "hidden_truth.parquet": read_hidden_truth,
    "pretext_accuracy.parquet": read_pretext,
    "probes.parquet": read_probes,
    "pruning.parquet": read_pruning,
    "per_class/all.parquet": lambda folder: folder.read_per_class(),
    "train_class_stats/train-000003.parquet": lambda folder: folder.read_train_class_stats(),
    "logits_test.npy": lambda folder: folder.read_logits("test"),
    "features_test.npy": lambda folder: folder.read_features("test"),
    "thumbnails.npy": lambda folder: folder.read_thumbnails(),
    "classifier.npz": lambda folder: folder.read_classifier(),
    "snapshots/train-000001.npz": lambda folder: folder.read_snapshot("train", 1),
}
"""Every file that a page or a command reads, but for checkpoints, which hold their own hash."""
FAMILIES = {
    "objects": ("config.json", "status.json", "environment.json", "log.txt"),
    "checksums": ("checksums.json",),
    "lines": ("metrics.jsonl",),
    "classes": ("class_table.parquet", "predictions_test.parquet"),
    "examples": ("predictions_train.parquet", "unlabelled.parquet", "hidden_truth.parquet"),
    "pre-training": ("pretext_accuracy.parquet", "probes.parquet", "pruning.parquet"),
    "epochs": ("per_class/all.parquet", "train_class_stats/train-000003.parquet"),
    "arrays": ("logits_test.npy", "features_test.npy", "thumbnails.npy"),
    "archives": ("classifier.npz", "snapshots/train-000001.npz"),
}


@contextmanager
def damaged(folder: RunFolder, damage: Damage) -> Iterator[None]:
    """Damage a file, and put it back afterwards."""
    path = folder.path / damage.file
    content = path.read_bytes()
    signal.alarm(MOST_SECONDS)  # of whoever opens a pipe and waits
    try:
        damage.act(path)
        yield
    finally:
        signal.alarm(0)
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
        path.write_bytes(content)


@pytest.fixture
def runs(tmp_path):
    """A run, and another one of other classes and sizes."""
    store = RunStore(tmp_path / "runs")
    return write_run(store, "erm"), write_run(store, "drw", 1, ("cat", "dog"))


def test_every_file_of_a_run_has_a_reader_here(runs):
    parts = ("_val.", "_train.", "per_class/train", "stats/train-00000", "stats/all", "snapshots")
    files = {path.relative_to(runs[0].path).as_posix() for path in runs[0].path.rglob("*.*")}
    others = {file for file in files - READERS.keys() if not any(part in file for part in parts)}
    assert others == set()
    assert {file for files in FAMILIES.values() for file in files} == READERS.keys()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_reader_names_the_file_and_the_field_or_bears_the_damage(runs, family):
    run, other = runs
    draw = random.Random(family)
    tried = 0
    for file in FAMILIES[family]:
        READERS[file](run)
        for damage in damages(run.path, other.path, file, draw):
            tried += 1
            with damaged(run, damage):
                said = outcome(run, file)
            assert bool(said) or not damage.field, f"{damage} went unnoticed"
            if said:
                assert damage.field in said, (damage, said)
                if not said.startswith("line "):  # a list, whose callers name the file
                    assert file in said, (damage, said)
                    assert f"ltlab runs delete {run.id}" in said, (damage, said)
                assert len(said) < 1000, (damage, said)
                assert said.isprintable(), (damage, said)
        READERS[file](run)
    assert tried >= LEAST


def outcome(run: RunFolder, file: str) -> str:
    """Return what a reader says of its file, "" where it takes it; any other end fails the test."""
    try:
        found = READERS[file](run)
    except RunError as error:
        return str(error)
    if file == "metrics.jsonl":  # a damaged line costs that line, and is told of
        return next(iter(found.attrs["damaged_lines"]), "")
    if file.endswith(".npy") and found is not None:
        assert np.isfinite(found).all()
    return ""
