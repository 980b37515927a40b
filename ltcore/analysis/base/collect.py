"""Reading many runs into one frame, with every run that could not be read named."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import pandas as pd

from ltcore.analysis.base.arm_labels import arm_labels
from ltcore.runs import NotKeptError, RunError, RunRecord

RUN_COLUMNS = ("run", "label", "arm", "method", "seed")
"""What every row of every frame says about its run."""


class LeftOut(NamedTuple):
    """A run that is not in a frame, and why."""

    run: str
    reason: str


class Unreadable(LeftOut):
    """A run that is not in a frame because a file of its folder is not what it should be."""

    __slots__ = ()


class Collected(NamedTuple):
    """A tidy frame over many runs, and the runs that are missing from it."""

    frame: pd.DataFrame
    left_out: list[LeftOut]


class RunLabels:
    """How each of the runs that are compared is called.

    The arm is shared by runs that differ only in their seed; the label names one run. Both depend on which
    runs are compared.

    Args:
        records: the runs that are compared.
    """

    def __init__(self, records: Iterable[RunRecord]) -> None:
        records = list(records)
        configs = {record.id: record.config for record in records if record.config is not None}
        self._arms = arm_labels(configs)
        for record in records:
            if record.id not in self._arms:
                name = record.name or record.id
                taken = name in self._arms.values()
                self._arms[record.id] = f"{name} ({record.id})" if taken else name

    def arm(self, record: RunRecord) -> str:
        """Return the arm; a run without a config (an import) is an arm of its own."""
        return self._arms[record.id]

    def label(self, record: RunRecord) -> str:
        """Return the name that people gave the run, else its arm and seed."""
        if record.config is None:
            return self.arm(record)
        return record.name or f"{self.arm(record)}, seed {record.seed}"

    def onto(self, record: RunRecord, frame: pd.DataFrame) -> pd.DataFrame:
        """Return ``frame`` with the columns run, label, arm, method and seed in front."""
        columns = {
            "run": record.id,
            "label": self.label(record),
            "arm": self.arm(record),
            "method": record.method,
            "seed": pd.Series([record.seed] * len(frame), index=frame.index, dtype="Int64"),
        }
        named = pd.DataFrame(columns, index=frame.index)
        return pd.concat([named, frame], axis="columns")


def collect(
    records: Iterable[RunRecord],
    read: Callable[[RunRecord], pd.DataFrame | None],
    missing: str,
) -> Collected:
    """Read every run and lay the frames under each other; a run that fails is named, not dropped.

    Args:
        records: the runs.
        read: record -> frame, None or empty where there is nothing yet; `NotKeptError` says why there is
            nothing and never will be.
        missing: what "nothing yet" means, in words.
    """
    frames: list[pd.DataFrame] = []
    left_out: list[LeftOut] = []
    for record in records:
        if record.damaged:
            left_out.append(Unreadable(record.id, record.fault_sentence))
            continue
        try:
            frame = read(record)
        except NotKeptError as error:
            left_out.append(LeftOut(record.id, str(error)))
            continue
        except (RunError, ValueError, KeyError) as error:
            left_out.append(Unreadable(record.id, f"damaged: {error}"))
            continue
        if frame is None or frame.empty:
            left_out.append(LeftOut(record.id, f"{missing} ({record.shown_state})"))
        else:
            frames.append(frame)
    return Collected(pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(), left_out)
