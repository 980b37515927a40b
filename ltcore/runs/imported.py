"""Turning predictions that were made elsewhere into a run folder like any other."""

import hashlib
import secrets
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ltcore.runs.atomic import atomic_write_json, explained, make_folder
from ltcore.runs.errors import ImportRefusedError
from ltcore.runs.folder import RunFolder
from ltcore.runs.foreign import Foreign, read_foreign
from ltcore.runs.manifest import Manifest
from ltcore.runs.record import IMPORTED
from ltcore.runs.status import Status
from ltcore.types import IntArray, Task

LONGEST_NAME = 200


def import_into(root: Path, path: Path, *, name: str, class_counts: Sequence[int] | None) -> str:
    """Write the predictions in ``path`` as a run below ``root`` and return the run id.

    The id comes from the file's content, the name and the counts: the same import twice is one run.

    Raises:
        ImportRefusedError: the file is not in an accepted form, or the name is too long.
        RunWriteError: the run cannot be written.
    """
    if len(name) > LONGEST_NAME:
        raise ImportRefusedError(
            f"the name has {len(name)} characters: at most {LONGEST_NAME} are legal."
        )
    foreign = read_foreign(path, class_counts)
    counts = (
        np.zeros(foreign.n_classes, np.int64) if class_counts is None else np.asarray(class_counts)
    )
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    key = f"{digest}\n{name}\n{counts.tolist()}".encode("utf-8", "backslashreplace")
    run_id = f"{IMPORTED}-{hashlib.sha256(key).hexdigest()[:12]}"
    if not (root / run_id).exists():
        imported = {"name": name, "file": path.name, "sha256": digest}
        _write(root / run_id, foreign, counts, Manifest(None, imported, created=time.time()))
    return run_id


def _write(target: Path, foreign: Foreign, counts: IntArray, manifest: Manifest) -> None:
    """Write the folder beside its place and rename it: it is listed whole or not at all."""
    import pandas as pd

    folder = RunFolder(target.with_name(f".{target.name}.{secrets.token_hex(4)}"))
    make_folder(folder.path)
    try:
        names = tuple(map(str, range(foreign.n_classes)))
        folder.write_class_table(Task(IMPORTED, names, counts, ()))
        columns = {"index": foreign.index, "label": foreign.labels, "predicted": foreign.predicted}
        folder.write_predictions("test", pd.DataFrame(columns))
        if foreign.logits is not None:
            folder.write_logits("test", foreign.logits)
        _write_scores(folder, foreign)
        now = time.time()
        folder.write_status(
            Status("finished", heartbeat=now, stage=IMPORTED, epoch=1, epochs=1, progress=1.0)
        )
        atomic_write_json(folder.path / "config.json", manifest.dump(target.name))
        folder.path.rename(target)
    except OSError as error:
        raise explained(error, target, 0) from error
    finally:
        shutil.rmtree(folder.path, ignore_errors=True)


def _write_scores(folder: RunFolder, foreign: Foreign) -> None:
    """Write what training would have measured: recall and precision per class, and the errors."""
    import pandas as pd

    from ltcore.metrics import scores_from_counts  # needs scipy, which is slow to import

    hits = foreign.labels[foreign.labels == foreign.predicted]
    scores = scores_from_counts(
        *(
            np.bincount(classes, minlength=foreign.n_classes)
            for classes in (foreign.labels, foreign.predicted, hits)
        )
    )
    columns = {"split": "test", "class": np.arange(foreign.n_classes), **vars(scores)}
    folder.write_per_class(IMPORTED, 1, pd.DataFrame(columns))
    folder.append_metrics(
        {
            "stage": IMPORTED,
            "epoch": 1,
            "progress": 1.0,
            "attempt": 1,
            "test_error": float(np.mean(foreign.labels != foreign.predicted)),
            "test_balanced_error": 1.0 - float(np.nanmean(scores.recall)),
        }
    )
