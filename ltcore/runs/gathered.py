"""A run folder whose epochs are gathered in memory and written several at a time.

A small network finishes an epoch in a few hundredths of a second, and writing it safely to disk takes as
long. Runs that are trained as one gather what they measured; on disk it is the same in the end.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ltcore.runs import metrics_log, tables
from ltcore.runs.folder import RunFolder
from ltcore.runs.tables import PartedTable

if TYPE_CHECKING:
    import pandas as pd

FLUSH_SECONDS = 2.0
"""How long epochs are gathered; the first one is written at once."""


@dataclass
class Gathered:
    """What has been measured and is not on disk yet.

    Attributes:
        rows: of metrics.jsonl.
        frames: name of a table -> stage, epoch and what is to be added of them.
        wholes: name of a table -> all that is on disk of it.
        flushed: when it was last written, by the monotonic clock.
    """

    rows: list[Mapping[str, Any]] = field(default_factory=list)
    frames: "dict[str, list[tuple[str, int, pd.DataFrame]]]" = field(default_factory=dict)
    wholes: "dict[str, pd.DataFrame]" = field(default_factory=dict)
    flushed: float = 0.0


@dataclass(frozen=True)
class GatheredFolder(RunFolder):
    """One run on disk, whose epochs are written by ``flush``.

    Whoever writes a checkpoint flushes first: what a resumed run does not do again is on disk.

    Attributes:
        gathered: what is not on disk yet.
    """

    gathered: Gathered = field(default_factory=Gathered, compare=False)

    @property
    def is_due(self) -> bool:
        """Whether something has been gathered for long enough."""
        waiting = bool(self.gathered.rows or self.gathered.frames)
        return waiting and time.monotonic() - self.gathered.flushed >= FLUSH_SECONDS

    @property
    def _tables(self) -> tuple[PartedTable, PartedTable]:
        return tables.per_class(self.path), tables.train_class_stats(self.path)

    def append_metrics(self, row: Mapping[str, Any]) -> None:
        """Gather one object, with at least stage and epoch, for metrics.jsonl."""
        self.gathered.rows.append(row)

    def write_per_class(self, stage: str, epoch: int, frame: "pd.DataFrame") -> None:
        """Gather split, class, support, predicted, correct, recall, precision of one epoch."""
        self._gather(tables.per_class(self.path), stage, epoch, frame)

    def write_train_class_stats(self, stage: str, epoch: int, frame: "pd.DataFrame") -> None:
        """Gather class, count_seen, margins, smallest probability and gradient share of one epoch."""
        self._gather(tables.train_class_stats(self.path), stage, epoch, frame)

    def compact(self) -> None:
        """Write what was gathered, and leave each table as one file."""
        self.flush()
        for table in self._tables:
            if table.folder.name not in self.gathered.wholes:
                table.compact()

    def flush(self) -> None:
        """Write what was gathered.

        Raises:
            RunWriteError: the disk is full, or the folder cannot be written; what could not be written stays
                gathered.
        """
        for table in self._tables:
            self._extend(table)
        if self.gathered.rows:
            metrics_log.append_metrics(self.path / "metrics.jsonl", *self.gathered.rows)
            self.gathered.rows.clear()
        self.gathered.flushed = time.monotonic()

    def _gather(self, table: PartedTable, stage: str, epoch: int, frame: "pd.DataFrame") -> None:
        self.gathered.frames.setdefault(table.folder.name, []).append((stage, epoch, frame))

    def _extend(self, table: PartedTable) -> None:
        name = table.folder.name
        if name not in self.gathered.frames:
            return
        import pandas as pd

        before = self.gathered.wholes.get(name)
        if before is None:
            before = table.read()
        known = [] if before is None else [before]
        stages, epochs, frames = zip(*self.gathered.frames[name], strict=True)
        lengths = [len(frame) for frame in frames]
        added = pd.concat(frames, ignore_index=True)
        added["stage"], added["epoch"] = np.repeat(stages, lengths), np.repeat(epochs, lengths)
        whole = table.tidied(pd.concat([*known, added], ignore_index=True))
        table.write_whole(whole)
        self.gathered.wholes[name] = whole
        del self.gathered.frames[name]
