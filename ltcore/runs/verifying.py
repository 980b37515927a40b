"""Is a run still what it was when it ended? Checksums of its results, and whether these agree."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from ltcore.runs import unlabelled
from ltcore.runs.checksums import CHECKSUMS, changed_files, describe_changes, read_checksums
from ltcore.runs.errors import DamagedRunError
from ltcore.runs.record import DAMAGED, RunRecord
from ltcore.types import Split

Verdict = Literal["whole", "changed", "damaged", "unknown"]


@dataclass(frozen=True)
class Verification:
    """What the check of one run found.

    Attributes:
        run_id: the run.
        verdict: "whole", "changed" (a result is another one or missing, or results do not agree), "damaged"
            (a file cannot be read), or "unknown": there are no checksums, because the run has not ended or is
            older than they are; or another version of Long-Tail Lab wrote it.
        message: a sentence for people; empty where all is well.
        files: how many files were compared with their checksums.
    """

    run_id: str
    verdict: Verdict
    message: str
    files: int = 0


def verify_run(record: RunRecord) -> Verification:
    """Read every result of a run again and compare it with its checksum, and predictions with logits.

    Raises:
        RunGoneError: the run folder is gone.
    """
    if record.shown_state == DAMAGED:
        return Verification(record.id, "damaged", record.damaged)
    folder = record.folder.path
    try:
        known = read_checksums(folder)
        problem = describe_changes(changed_files(folder)) or _disagreement(record)
    except DamagedRunError as error:
        return Verification(record.id, "damaged", str(error))
    verdict, message = _verdict(record, problem, has_checksums=known is not None)
    return Verification(record.id, verdict, message, len(known or ()))


def _verdict(record: RunRecord, problem: str, *, has_checksums: bool) -> tuple[Verdict, str]:
    if problem:
        return "changed", problem
    if record.damaged:  # of another version: what its files say is not known here
        return "unknown", record.damaged
    if has_checksums:
        return "whole", ""
    ended = f"it was written before checksums existed, or {CHECKSUMS} was removed"
    why = ended if record.shown_state == "finished" else "it has not finished"
    return "unknown", f"no checksums: {why}"


def _disagreement(record: RunRecord) -> str:
    """Return where results do not go together, "" where they do: predictions and logits of a split, ...

    An import may have predictions that are not the largest of its scores.
    """
    for split in () if record.damaged else get_args(Split):
        predictions, logits = (
            record.folder.read_predictions(split),
            record.folder.read_logits(split),
        )
        if predictions is None or logits is None:
            continue
        if "predicted" not in predictions:
            return f"predictions_{split}.parquet has no column predicted."
        if logits.ndim != 2 or len(logits) != len(predictions):
            return (
                f"logits_{split}.npy has shape {logits.shape}, but predictions_{split}.parquet "
                f"has {len(predictions):,} rows."
            )
        differing = int(np.sum(np.argmax(logits, axis=1) != np.asarray(predictions["predicted"])))
        if differing and record.imported is None:
            return (
                f"{differing:,} of {len(predictions):,} classes in predictions_{split}.parquet "
                f"are not those with the largest logit in logits_{split}.npy."
            )
    return "" if record.damaged else unlabelled.disagreement(record.folder)
