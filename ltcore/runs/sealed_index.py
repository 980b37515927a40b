"""What is known of the runs below a root, kept in a file beside them: a list need not find it out each time.

An index that is damaged in any way, or was written by another version of the lab, is no index.
"""

import contextlib
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ltcore import __version__
from ltcore.runs.atomic import atomic_write_json, strict
from ltcore.runs.errors import RunError
from ltcore.runs.reading import read_json


@dataclass(frozen=True)
class SealedIndex:
    """A file with an entry for each run that something is known of.

    Attributes:
        name: of the file; names that begin with a dot are no runs.
        meaning: another number for every change of what entries mean.
        is_entry: takes what is kept of a run; returns whether it can be an entry.
    """

    name: str
    meaning: int
    is_entry: Callable[[object], bool]

    def read(self, root: Path) -> Mapping[str, Any]:
        """Return run id -> entry, none where there is no sound index.

        Args:
            root: folder of the runs.
        """
        try:
            content = read_json(root / self.name) or {}
        except RunError:
            return {}
        runs = content.get("runs")
        if not isinstance(runs, dict) or content.get("seal") != self._seal(runs):
            return {}
        return runs if all(map(self.is_entry, runs.values())) else {}

    def write(self, root: Path, entries: Mapping[str, Any]) -> None:
        """Write the index; where that is not possible, it is all found out again the next time.

        Args:
            root: folder of the runs.
            entries: run id -> entry; NaN becomes null.
        """
        runs = strict(entries)
        with contextlib.suppress(RunError, OSError):
            atomic_write_json(root / self.name, {"seal": self._seal(runs), "runs": runs})

    def _seal(self, runs: Mapping[str, Any]) -> str:
        """Return what changes with any entry, with the version of the lab, and with what entries mean."""
        told = json.dumps([self.meaning, __version__, runs], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()
