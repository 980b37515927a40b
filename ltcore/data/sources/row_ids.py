"""Columns that name or count the rows of a table: as features they may give the label away."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAMED = re.compile(
    r"(.*[\s_.-])?(id|ids|uid|uuid|idx|index|row|rownum|rowid|userid|row[._]?names?)", re.IGNORECASE
)
CAMEL = re.compile(r".*[a-z](Id|ID)")
SHOWN = 5
FEWEST = 20
"""Rows below which a column may count them by chance."""


class RowIds:
    """Watches the features of a table, block by block, for columns that count its rows.

    Example:
        >>> ids = RowIds(["age", "n", "patient_id"])
        >>> ids.watch(np.array([[30 + row % 2, row + 7, 12] for row in range(20)]))
        >>> ids.notes("a.csv")
        ["a.csv: some features may only identify the rows: 'n' (counts the rows), 'patient_id'
        (is called an id). Remove those that do"]
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._counting = np.ones(len(columns), dtype=bool)
        self._start: NDArray[np.floating[Any]] | None = None
        self._n_rows = 0

    def watch(self, features: NDArray[np.floating[Any]]) -> None:
        """Take the features of the next rows, (n, D)."""
        if self._start is None:
            self._start = features[0].astype(np.float64)
        places = np.flatnonzero(self._counting)
        steps = np.arange(self._n_rows, self._n_rows + len(features))[:, None]
        expected = self._start[places] + steps
        self._counting[places] = (features[:, places] == expected).all(0)
        self._n_rows += len(features)

    def notes(self, name: str) -> list[str]:
        """Return a sentence about such columns of the file, [] where there are none."""
        counting = self._counting & (self._n_rows >= FEWEST)
        found = [
            f"{column!r} ({'counts the rows' if counts else 'is called an id'})"
            for column, counts in zip(self._columns, counting.tolist(), strict=True)
            if counts or NAMED.fullmatch(column) or CAMEL.fullmatch(column)
        ]
        if not found:
            return []
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        shown = ", ".join(found[:SHOWN]) + more
        return [f"{name}: some features may only identify the rows: {shown}. Remove those that do"]
