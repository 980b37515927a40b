"""RunFolder: the files of one run, and nothing else on disk.

The run folder is the only thing that training, pages and commands share. A worker writes it while it
holds the run's lock; everybody may read at any time and finds each file whole or not yet there.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ltcore.config import RunConfig
from ltcore.runs import control, metrics_log, tables
from ltcore.runs.atomic import append_line, atomic_write_json, make_folder, remove_leftovers
from ltcore.runs.checksums import FileChange, changed_files
from ltcore.runs.errors import DamagedRunError
from ltcore.runs.known_files import LATER
from ltcore.runs.manifest import Manifest, read_manifest
from ltcore.runs.reading import damage, existing_folder, read_plain
from ltcore.runs.schema import files
from ltcore.runs.schema.arrays import read_array, read_arrays, read_shape
from ltcore.runs.schema.objects import read_object
from ltcore.runs.schema.tables import count_rows, read_table, require_below
from ltcore.runs.status import STATUS, Status, read_status
from ltcore.types import IntArray, Split, Task

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class RunFolder:
    """One run on disk.

    Every write raises `RunWriteError` with the file and the reason where the disk is full or the folder
    cannot be written. Every read returns None where the file is not there yet, and raises `RunGoneError`
    where the folder has been deleted and `DamagedRunError` where the file is not what it should be.

    Attributes:
        path: the folder; its name is the run id.
    """

    path: Path

    @property
    def id(self) -> str:
        """The run id."""
        return self.path.name

    def damage(self, name: str, what: str) -> DamagedRunError:
        """Return the error for a file that does not go with the others.

        Args:
            name: of the file.
            what: what follows its name in the sentence.
        """
        return damage(self.path / name, what)

    # What the run is.

    def write_config(
        self, config: RunConfig, *, created: float | None = None, run_id: str = ""
    ) -> None:
        """Write config.json: the schema version, the id, the settings and when the run was made.

        Args:
            config: the settings.
            created: seconds since 1970; None keeps what is on file, and is now where nothing is.
            run_id: of a folder that is still hidden, what it will be called; empty takes its name.
        """
        path = self.path / "config.json"
        if created is None:
            created = read_manifest(path).created if path.exists() else time.time()
        atomic_write_json(path, Manifest(config, created=created).dump(run_id or self.id))

    def read_manifest(self) -> Manifest:
        """Return what config.json holds, of a trained or an imported run."""
        if not os.path.lexists(self.path / "config.json"):
            self._require_unused("config.json")
        return read_manifest(self.path / "config.json")

    def read_config(self) -> RunConfig:
        """Return the settings; DamagedRunError where the run was imported and has none."""
        config = self.read_manifest().config
        if config is None:
            raise DamagedRunError(f"run {self.id} was imported: it has no settings to train with.")
        return config

    def write_class_table(self, task: Task, unlabelled_counts: IntArray | None = None) -> None:
        """Write class_table.parquet: class (label), name, train_count, perhaps unlabelled_count."""
        import pandas as pd

        columns = {
            "class": np.arange(task.n_classes),
            "name": list(task.class_names),
            "train_count": np.asarray(task.class_counts, dtype=np.int64),
        }
        if unlabelled_counts is not None:
            columns["unlabelled_count"] = unlabelled_counts
        tables.write_table(self.path / "class_table.parquet", pd.DataFrame(columns))

    def read_class_table(self) -> "pd.DataFrame | None":
        """Return the columns of write_class_table; train_count is all 0 where unknown."""
        return read_table(self.path / "class_table.parquet", files.CLASS_TABLE)

    def write_environment(self, environment: Mapping[str, Any]) -> None:
        """Write environment.json: versions, device, git commit."""
        atomic_write_json(self.path / "environment.json", environment)

    def read_environment(self) -> dict[str, Any] | None:
        """Return environment.json."""
        return read_object(self.path / "environment.json", files.ENVIRONMENT)

    # How far it is.

    def write_status(self, status: Status) -> None:
        """Write status.json."""
        atomic_write_json(self.path / "status.json", STATUS.dump_python(status))

    def read_status(self) -> Status:
        """Return status.json; a folder without one was made and never queued: the default Status."""
        status = read_status(self.path / "status.json")
        if status is None:
            self._require_unused("status.json")
        return status or Status()

    def log(self, text: str) -> None:
        """Append ``text`` to log.txt, with the time."""
        stamp = time.strftime("%Y-%m-%d %H:%M:%S")
        append_line(self.path / "log.txt", f"{stamp} {text}")

    def read_log(self) -> str:
        """Return log.txt, empty where there is none yet."""
        return (read_plain(self.path / "log.txt") or b"").decode("utf-8", "replace")

    def request_cancel(self) -> None:
        """Ask the worker to stop."""
        control.request_cancel(self.path)

    def cancel_requested(self) -> bool:
        """Return whether somebody has asked the worker to stop."""
        return control.cancel_requested(self.path)

    def clear_cancel(self) -> None:
        """Forget the request to stop."""
        control.clear_cancel(self.path)

    # What it measured, epoch by epoch.

    def append_metrics(self, row: Mapping[str, Any]) -> None:
        """Append one object, with at least stage and epoch, to metrics.jsonl."""
        metrics_log.append_metrics(self.path / "metrics.jsonl", row)

    def read_metric_rows(self) -> list[dict[str, Any]]:
        """Return the objects of metrics.jsonl in order, the last one of each stage and epoch."""
        return metrics_log.read_rows(self.path / "metrics.jsonl")[0]

    def read_metrics(self) -> "pd.DataFrame":
        """Return metrics.jsonl as a frame; ``attrs["damaged_lines"]`` tells of lines that are skipped."""
        return metrics_log.metrics_frame(self.path / "metrics.jsonl")

    def write_per_class(self, stage: str, epoch: int, frame: "pd.DataFrame") -> None:
        """Write split, class, support, predicted, correct, recall, precision of one epoch."""
        tables.per_class(self.path).write(stage, epoch, frame)

    def read_per_class(self) -> "pd.DataFrame | None":
        """Return stage, epoch and the columns of write_per_class, all epochs."""
        return tables.per_class(self.path).read()

    def write_train_class_stats(self, stage: str, epoch: int, frame: "pd.DataFrame") -> None:
        """Write class, count_seen, margins, smallest probability and gradient share of one epoch."""
        tables.train_class_stats(self.path).write(stage, epoch, frame)

    def read_train_class_stats(self) -> "pd.DataFrame | None":
        """Return stage, epoch and the columns of write_train_class_stats, all epochs."""
        return tables.train_class_stats(self.path).read()

    def compact(self) -> None:
        """Join the parts of per_class and train_class_stats into one file each."""
        tables.per_class(self.path).compact()
        tables.train_class_stats(self.path).compact()

    # What it ended with. Of the training set: all, or of a large one a class-stratified part, as the
    # finished model sees it, without augmentation; runs made by older versions have nothing of it.

    def write_predictions(self, split: Split, frame: "pd.DataFrame") -> None:
        """Write index, label, predicted of one split."""
        tables.write_table(self.path / f"predictions_{split}.parquet", frame)

    def read_predictions(self, split: Split) -> "pd.DataFrame | None":
        """Return index, label, predicted of one split; classes that the class table has."""
        path = self.path / f"predictions_{split}.parquet"
        predictions = read_table(path, files.PREDICTIONS)
        if predictions is not None:
            classes = count_rows(self.path / "class_table.parquet", files.CLASS_TABLE)
            require_below(path, predictions, ("label", "predicted"), classes)
        return predictions

    def write_logits(self, split: Split, logits: NDArray[np.floating[Any]]) -> None:
        """Write logits (N, C), float16 or float32, in the order of the predictions."""
        tables.write_array(self.path / f"logits_{split}.npy", logits)

    def read_logits(self, split: Split) -> NDArray[np.floating[Any]] | None:
        """Return logits (N, C), memory-mapped."""
        return read_array(self.path / f"logits_{split}.npy", files.LOGITS)

    def write_features(self, split: Split, features: NDArray[np.floating[Any]]) -> None:
        """Write features (N, D), float16 or float32, in the order of the predictions."""
        tables.write_array(self.path / f"features_{split}.npy", features)

    def read_features(self, split: Split) -> NDArray[np.floating[Any]] | None:
        """Return features (N, D), memory-mapped."""
        return read_array(self.path / f"features_{split}.npy", files.FEATURES)

    def features_shape(self, split: Split) -> tuple[int, ...] | None:
        """Return (N, D) of the features, which are not read themselves."""
        return read_shape(self.path / f"features_{split}.npy", files.FEATURES)

    def write_classifier(
        self, weights: NDArray[np.float32], bias: NDArray[np.float32] | None, scale: float
    ) -> None:
        """Write weights (C, D), bias (C,) or None, and the scale of the logits."""
        empty = np.zeros(0, dtype=np.float32)
        arrays: dict[str, NDArray[np.float32]] = {
            "weights": weights,
            "bias": empty if bias is None else bias,
            "scale": np.asarray(scale, np.float32),
        }
        tables.write_arrays(self.path / "classifier.npz", arrays)

    def read_classifier(self) -> dict[str, NDArray[np.float32]] | None:
        """Return weights (C, D), bias (C,) or (0,) where there is none, scale ()."""
        return read_arrays(self.path / "classifier.npz", files.CLASSIFIER)

    # Features of a fixed subset over time.

    def write_snapshot(
        self,
        stage: str,
        epoch: int,
        features: NDArray[np.floating[Any]],
        index: NDArray[np.int64],
        labels: NDArray[np.int64],
    ) -> None:
        """Write features (S, D), index (S,) and labels (S,) of the fixed subset at one epoch."""
        make_folder(self.path / "snapshots")
        name = f"{tables.part_name(stage, epoch)}.npz"
        arrays = {"features": features, "index": index, "labels": labels}
        tables.write_arrays(self.path / "snapshots" / name, arrays)

    def read_snapshot(self, stage: str, epoch: int) -> dict[str, NDArray[Any]] | None:
        """Return features, index and labels of the fixed subset at one epoch."""
        name = f"{tables.part_name(stage, epoch)}.npz"
        if existing_folder(self.path / "snapshots") is None:
            return None
        return read_arrays(self.path / "snapshots" / name, files.SNAPSHOT)

    def snapshot_epochs(self) -> list[tuple[str, int]]:
        """Return (stage, epoch) of the kept snapshots, by stage and epoch."""
        folder = existing_folder(self.path / "snapshots")
        names = folder.glob("*.npz") if folder else ()
        return sorted(filter(None, (tables.part_of(path.stem) for path in names)))

    def write_thumbnails(self, images: NDArray[np.uint8]) -> None:
        """Write the images (S, H, W, channels), uint8, of the fixed subset."""
        tables.write_array(self.path / "thumbnails.npy", images)

    def read_thumbnails(self) -> NDArray[np.uint8] | None:
        """Return the images (S, H, W, channels) of the fixed subset, memory-mapped."""
        return read_array(self.path / "thumbnails.npy", files.THUMBNAILS)

    def remove_leftovers(self) -> None:
        """Remove files that a killed writer left half written; only while holding the run's lock.

        Raises:
            RunWriteError: the folder cannot be read.
        """
        remove_leftovers(self.path)

    def changed_files(self, *, thorough: bool = True) -> tuple[FileChange, ...]:
        """Return which results are not what they were when the run ended, see `checksums.changed_files`."""
        return changed_files(self.path, thorough=thorough)

    def _require_unused(self, missing: str) -> None:
        """Raise DamagedRunError where a file is missing that was written before those which are there."""
        if any(os.path.lexists(self.path / name) for name in LATER):
            raise self.damage(missing, "is missing: the folder was copied only partially")
