"""What the files of a run folder are called; no other name is checked, copied or taken from an archive."""

import re
from pathlib import Path

from ltcore.runs.disk import RESERVE, held, is_temporary

BACKBONE = "backbone_pretrained.safetensors"
"""What a pre-training has learned, before the method went on from it."""
_SPLIT = r"(train|val|test)"
_PART = r"[a-z0-9_]{1,40}-\d{6,12}"
RESULT = re.compile(
    r"config\.json|environment\.json|class_table\.parquet|metrics\.jsonl|thumbnails\.npy|classifier\.npz"
    r"|unlabelled\.parquet|hidden_truth\.parquet|backbone_pretrained\.safetensors|pretext_accuracy\.parquet"
    rf"|predictions_{_SPLIT}\.parquet|(logits|features)_{_SPLIT}\.npy"
    rf"|(per_class|train_class_stats)/(all|{_PART}(-{_SPLIT}){{0,3}})\.parquet"
    rf"|snapshots/{_PART}\.npz|pseudo_labels/{_PART}\.parquet"
)
"""Files that do not change any more once a run has ended."""
OTHER = re.compile(
    r"status\.json|log\.txt|checksums\.json|probes\.parquet|pruning\.parquet"
    r"|checkpoint/\d{2,4}-\d{9,12}\.(json|safetensors)"
    r"|embeddings/[a-z0-9_][a-z0-9_.-]{0,100}\.parquet"
)
"""Files that belong to a run and may change."""

CHECKPOINT = "checkpoint"
"""The folder of a run's checkpoints."""
LATER = ("class_table.parquet", "environment.json", "metrics.jsonl", CHECKPOINT, "checksums.json")
"""What only a worker writes, when settings and status are there."""

MOMENTARY = frozenset({"run.lock", "control/stop", RESERVE})
"""What serves only while a run is worked on."""


def is_result(name: str) -> bool:
    """Return whether a name, with its folder, is that of a result.

    Example:
        >>> is_result("logits_test.npy"), is_result("per_class/all.parquet"), is_result("../config.json")
        (True, True, False)
    """
    return RESULT.fullmatch(name) is not None


def is_known(name: str) -> bool:
    """Return whether a name, with its folder, is that of a file of a run.

    Example:
        >>> is_known("checkpoint/00-000000120.json"), is_known("run.lock"), is_known("/etc/config.json")
        (True, False, False)
    """
    return is_result(name) or OTHER.fullmatch(name) is not None


def is_momentary(name: str) -> bool:
    """Return whether a name, with its folder, is that of a file which serves only while a run is worked on.

    Example:
        >>> is_momentary("run.lock"), is_momentary("control/stop"), is_momentary("notes.txt")
        (True, True, False)
    """
    return name in MOMENTARY or is_temporary(name.rsplit("/", 1)[-1])


def names_below(folder: Path) -> list[str]:
    """Return the names of all plain files of a folder and of the folders in it, sorted; no link is followed.

    Raises:
        OSError: the folder cannot be read.
    """
    with held(folder) as opened:
        names = opened.names()
        below = opened.folders()
    for name in below:
        with held(folder / name) as opened:
            names += [f"{name}/{file}" for file in opened.names()]
    return sorted(names)
