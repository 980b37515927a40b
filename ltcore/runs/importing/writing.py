"""Turning predictions that were made elsewhere into a run folder like any other."""

import contextlib
import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from ltcore.runs.atomic import atomic_write_json
from ltcore.runs.checksums import write_checksums
from ltcore.runs.errors import ImportRefusedError
from ltcore.runs.folder import RunFolder
from ltcore.runs.importing.reading import Foreign, read_foreign
from ltcore.runs.importing.settings import ImportSettings
from ltcore.runs.manifest import Manifest
from ltcore.runs.record import IMPORTED
from ltcore.runs.status import Status
from ltcore.runs.whole_folder import whole_folder
from ltcore.types import IntArray, Task

LONGEST_NAME = 200
READING = 2
"""Raised whenever the same file is read to another result: such a file is then another run."""


def import_into(
    root: Path, path: Path, *, name: str, settings: ImportSettings
) -> tuple[str, Foreign]:
    """Write the predictions in ``path`` as a run below ``root``; return the run id and what was read.

    The id comes from the file's content, the name and the settings: the same import twice is one run.

    Raises:
        ImportRefusedError: the file is not in an accepted form, or the name is too long.
        RunWriteError: the run cannot be written.
    """
    if len(name) > LONGEST_NAME:
        raise ImportRefusedError(
            f"the name has {len(name)} characters: at most {LONGEST_NAME} are legal."
        )
    with ThreadPoolExecutor(1) as aside:  # hashing takes no time beside reading
        hashed = aside.submit(_digest, path)
        foreign = read_foreign(path, settings)
        digest = hashed.result()
    counts = settings.counts(foreign.class_names)
    known = [
        READING,
        digest,
        name,
        counts.tolist(),
        foreign.class_names,
        settings.split,
        settings.epoch,
        *((settings.label, settings.predicted) if settings.label or settings.predicted else ()),
    ]
    key = repr(known).encode("utf-8", "backslashreplace")
    run_id = f"{IMPORTED}-{hashlib.sha256(key).hexdigest()[:12]}"
    if not (root / run_id).exists():
        imported = {
            "name": name,
            "file": path.name,
            "sha256": digest,
            "split": settings.split,
            "notes": list(foreign.notes),
        }
        manifest = Manifest(None, imported, created=time.time())
        _write(root / run_id, foreign, counts, manifest, settings)
    return run_id, foreign


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ImportRefusedError(f"cannot read {path}: {error.strerror}") from error


def _write(
    target: Path, foreign: Foreign, counts: IntArray, manifest: Manifest, settings: ImportSettings
) -> None:
    """Write the folder beside its place and rename it: it is listed whole or not at all."""
    import pandas as pd

    # Another import of the same file may have been quicker: its run is this one.
    with contextlib.suppress(FileExistsError), whole_folder(target.parent, target.name) as path:
        folder = RunFolder(path)
        folder.write_class_table(Task(IMPORTED, foreign.class_names, counts, ()))
        columns = {"index": foreign.index, "label": foreign.labels, "predicted": foreign.predicted}
        with ThreadPoolExecutor(1) as aside:  # the disk takes one file while the next is made
            written = aside.submit(_write_logits, folder, foreign, settings)
            folder.write_predictions(settings.split, pd.DataFrame(columns, copy=False))
            _write_scores(folder, foreign, settings)
            written.result()
        now = time.time()
        epoch = settings.epoch
        folder.write_status(
            Status(
                state="finished",
                heartbeat=now,
                stage=IMPORTED,
                epoch=epoch,
                epochs=epoch,
                progress=1.0,
            )
        )
        atomic_write_json(folder.path / "config.json", manifest.dump(target.name))
        write_checksums(folder.path)


def _write_logits(folder: RunFolder, foreign: Foreign, settings: ImportSettings) -> None:
    if foreign.logits is not None:
        folder.write_logits(settings.split, foreign.logits)


def _write_scores(folder: RunFolder, foreign: Foreign, settings: ImportSettings) -> None:
    """Write what training would have measured: recall and precision per class, and the errors."""
    import pandas as pd

    from ltcore.metrics import scores_from_counts  # needs scipy, which is slow to import

    split, epoch = settings.split, settings.epoch
    hits = foreign.labels[foreign.labels == foreign.predicted]
    scores = scores_from_counts(
        *(
            np.bincount(classes, minlength=foreign.n_classes)
            for classes in (foreign.labels, foreign.predicted, hits)
        )
    )
    columns = {"split": split, "class": np.arange(foreign.n_classes), **vars(scores)}
    folder.write_per_class(IMPORTED, epoch, pd.DataFrame(columns))
    folder.append_metrics(
        {
            "stage": IMPORTED,
            "epoch": epoch,
            "progress": 1.0,
            "attempt": 1,
            f"{split}_error": float(np.mean(foreign.labels != foreign.predicted)),
            f"{split}_balanced_error": 1.0 - float(np.nanmean(scores.recall)),
        }
    )
