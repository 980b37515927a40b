"""Predictions as Weka writes them in CSV: classes as `1:name`, and a star at the predicted probability."""

import itertools
import re
from collections.abc import Iterator, Sequence

import numpy as np

from ltcore.data.errors import DataError
from ltcore.data.tables import ArrayRows, Rows, Table
from ltcore.data.tables.header import NAMELESS

CLASSES = ("actual", "predicted")
NUMBERED = re.compile(r"(\d+):(.*)", re.DOTALL)


class WekaTable(Table):
    """A CSV file of Weka's predictions, with plain class names and numbers.

    Weka's header names the first column of a distribution only. Here each is called ``prob_NAME``; the
    number before a class in the rows says which column is whose, and a class that no row has is called
    by that number.
    """

    form = "CSV"

    def __init__(self, table: Table) -> None:
        self._table = table
        self.path = table.path
        self.n_rows = table.n_rows
        width = _distribution(table.columns)
        if width:
            self._name_of = self._classes()
            start = table.columns.index("distribution")
            named = [f"prob_{self._name_of.get(at + 1, f'class {at + 1}')}" for at in range(width)]
            self.columns = (*table.columns[:start], *named, *table.columns[start + width :])
        else:
            self.columns = table.columns

    def blocks(
        self,
        columns: Sequence[str],
        *,
        text: Sequence[str] = (),  # noqa: ARG002 (Weka's format says what each column holds)
        rows: int,
    ) -> Iterator[Rows]:
        """Yield all rows in order."""
        stored_as = dict(zip(self.columns, self._table.columns, strict=True))
        inner = {name: stored_as[name] for name in columns}
        wanted = list(inner.values())
        for block in self._table.blocks(wanted, text=wanted, rows=rows):
            arrays = {}
            for column, name in inner.items():
                values = [str(value).strip() for value in block.values(name)]
                read = [
                    self._class(value, block.first + at) if column in CLASSES else value.lstrip("*")
                    for at, value in enumerate(values)
                ]
                arrays[column] = np.array(read, dtype=object)
            yield ArrayRows(self.path, block.first, arrays)

    def _class(self, value: str, row: int) -> str:
        """Return the name in `1:name`; Weka writes `1:?` where it does not know the class."""
        found = NUMBERED.fullmatch(value)
        if not found:
            raise DataError(
                f"{self.path}, row {row}: {value[:40]!r} is not a class as Weka writes it: "
                "expected number:name"
            )
        return "" if found[2].strip() == "?" else found[2]

    def _classes(self) -> dict[int, str]:
        """Return the names of the classes that occur, by their number in the declared order."""
        names: dict[int, str] = {}
        for block in self._table.blocks(CLASSES, text=CLASSES, rows=100_000):
            for column in CLASSES:
                for value in block.coded(column)[1]:
                    found = NUMBERED.fullmatch(str(value).strip())
                    if found and found[2] != "?":
                        names[int(found[1])] = found[2].strip()
        return names


def _distribution(columns: Sequence[str]) -> int:
    """Return the number of columns of the distribution, 0 where there is none."""
    if "distribution" not in columns:
        return 0
    behind = columns[columns.index("distribution") + 1 :]
    nameless = itertools.takewhile(lambda column: column.startswith(NAMELESS[-1]), behind)
    return 1 + len(list(nameless))


def is_weka(table: Table) -> bool:
    """Tell whether a table has the columns of Weka's predictions."""
    return {"inst#", "actual", "predicted", "error"} <= set(table.columns)
