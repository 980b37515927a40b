"""RunRecord: one run as lists, tables and pages see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ltcore.config import RunConfig
from ltcore.runs.errors import DamagedRunError
from ltcore.runs.folder import RunFolder
from ltcore.runs.status import Status
from ltcore.types import IntArray

IMPORTED = "imported"
"""What an imported run has for a method and a stage."""
DAMAGED = DamagedRunError.state


@dataclass(frozen=True, eq=False, kw_only=True)
class RunRecord:
    """One run: what config.json and status.json say; the rest is read from ``folder`` when asked for.

    Attributes:
        folder: the files.
        config: the settings; None where the run was imported or is damaged.
        status: what its worker last wrote; None where the run is damaged.
        shown_state: a state of `Status`, "stalled", "lost", or why the run cannot be used: "damaged",
            "newer" or "older" (written by another version of Long-Tail Lab, which can read it).
        imported: of an imported run its name, the file's name and hash.
        created: when the folder was made, seconds since 1970; 0 where unknown.
        damaged: why the run cannot be used; empty where it can.
    """

    folder: RunFolder
    config: RunConfig | None
    status: Status | None
    shown_state: str
    imported: Mapping[str, Any] | None = None
    created: float = 0.0
    damaged: str = ""

    @property
    def id(self) -> str:
        """The run id; of a damaged folder its name, made printable."""
        return self.folder.id.encode("utf-8", "backslashreplace").decode()

    @property
    def fault_sentence(self) -> str:
        """In a sentence why the run cannot be used, "" where it can."""
        said = self.damaged
        return f"{DAMAGED}: {said}" if self.shown_state == DAMAGED else said

    @property
    def name(self) -> str:
        """The label that people gave it, "" for none; any text at all."""
        if self.imported is not None:
            return str(self.imported.get("name", ""))
        return self.config.name if self.config else ""

    @property
    def import_notes(self) -> tuple[str, ...]:
        """What was said when the run was imported; none where it was trained."""
        notes = (self.imported or {}).get("notes", ())
        return tuple(map(str, notes)) if isinstance(notes, list) else ()

    @property
    def method(self) -> str:
        """Name of the method, "imported", or "" where the run is damaged."""
        if self.imported is not None:
            return IMPORTED
        return self.config.method.name if self.config else ""

    @property
    def data(self) -> str:
        """Name of the data set, "" where unknown."""
        return self.config.data.name if self.config else ""

    @property
    def ratio(self) -> float | None:
        """The imbalance ratio that was asked for; None for profiles that have none."""
        if self.config is None or self.config.data.profile not in ("exponential", "step"):
            return None
        return self.config.data.ratio

    @property
    def seed(self) -> int | None:
        """Seed of the run, None where unknown."""
        return self.config.seed if self.config else None

    @property
    def fork(self) -> str:
        """The run whose weights this one started from, "" for none."""
        return self.config.fork if self.config else ""

    @cached_property
    def class_counts(self) -> IntArray | None:
        """Training examples per class, int64, shape (C,); None where unknown or not there yet.

        Raises:
            RunGoneError: the folder has been deleted.
            DamagedRunError: the class table cannot be read.
        """
        table = self.folder.read_class_table()
        if table is None or not table["train_count"].any():
            return None
        return np.asarray(table["train_count"], dtype=np.int64)

    @cached_property
    def class_names(self) -> tuple[str, ...] | None:
        """One name per class, in label order; None where not there yet.

        Raises:
            RunGoneError: the folder has been deleted.
            DamagedRunError: the class table cannot be read.
        """
        table = self.folder.read_class_table()
        return None if table is None else tuple(map(str, table["name"]))

    @cached_property
    def last_metrics(self) -> dict[str, Any]:
        """The last known value of every metric; empty before the first epoch ends.

        Raises:
            RunGoneError: the folder has been deleted.
            DamagedRunError: the metrics cannot be read.
        """
        last: dict[str, Any] = {}
        for row in self.folder.read_metric_rows():
            last |= {name: value for name, value in row.items() if value is not None}
        return last
