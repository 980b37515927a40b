"""ARFF files (Weka, OpenML) and KEEL's .dat files, read as Weka reads them; KEEL adds ranges and @inputs."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError
from ltcore.data.tables.arff_header import Attribute, read_header
from ltcore.data.tables.arff_scanner import (
    BLANK,
    BRACED,
    COMMA,
    QUOTED,
    Scanner,
    common_row,
)
from ltcore.data.tables.boundary import visible
from ltcore.data.tables.held import refuse_too_wide
from ltcore.data.tables.lines import utf8_lines
from ltcore.data.tables.table import ArrayRows, Rows, Table, numbers_of_text

FORM = "ARFF"
CELLS = 4_000_000
"""Values that are held as text at once; sparse rows of a wide file would take any memory."""
SHOWN_VALUES = 8
_INDEX = re.compile(r"\d{1,9}(?=\s)")


class ArffTable(Table):
    r"""An ARFF or KEEL file.

    Columns are attributes. Numbers are float64, "?" is NaN; nominal values, strings and dates are text,
    "?" is None. ``declared_label`` is KEEL's @output; without one the attribute called "class" (in any
    case), otherwise the last one if it is nominal. A sparse row means 0, or the first declared value, by
    what it omits. Instance weights are not used; after reading, ``notes`` says how many there are.

    Raises:
        DataError: a declaration is not understood or not supported, or the file is not UTF-8.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "a.arff")
        ...     _ = path.write_text("@relation a\n@attribute x real\n@attribute y {no, yes}\n@data\n1,yes\n")
        ...     table = ArffTable(path)
        ...     rows = next(table.blocks(["x", "y"], rows=10))
        >>> table.declared_label, rows.matrix(["x"]).tolist(), rows.values("y").tolist()
        ('y', [[1.0]], ['yes'])
    """

    form = FORM

    def __init__(self, path: Path) -> None:
        self.path = path
        self._header = read_header(path, utf8_lines(path, FORM))
        self._attributes = tuple(self._header.attributes.values())
        refuse_too_wide(len(self._attributes), str(path))
        self.columns = tuple(self._header.attributes)
        self.declared_label = self._header.label()
        self.notes = tuple(self._header.notes)

    def blocks(
        self, columns: Sequence[str], *, text: Sequence[str] = (), rows: int
    ) -> Iterator[Rows]:
        """Yield all rows in order, fewer in a block where rows are wide.

        Raises:
            DataError: a row has another number of values than there are attributes (the message names the
                line), a nominal value is not declared, or a value is no number (row and column).
        """
        places = [self.columns.index(column) for column in columns]
        as_text = frozenset(text)
        at_once = max(1, min(rows, CELLS // len(places)))
        lines = islice(utf8_lines(self.path, FORM), self._header.data_line, None)
        parser = _RowParser(self.path, self._attributes, places)
        values = parser.rows(lines)
        first = 1
        while block := list(islice(values, at_once)):
            arrays = {
                column: self._array(column, list(held), first, as_text)
                for column, held in zip(columns, zip(*block, strict=True), strict=True)
            }
            yield ArrayRows(self.path, first, arrays)
            first += len(block)
        self.notes = tuple(self._header.notes) + parser.notes()

    def _array(
        self, column: str, values: list[str | None], first: int, as_text: frozenset[str]
    ) -> NDArray[Any]:
        attribute = self._header.attributes[column]
        held = np.empty(len(values), dtype=object)
        held[:] = values
        if attribute.kind == "nominal":
            _refuse_undeclared(attribute, values, self.path, first)
        if attribute.kind != "number" or column in as_text:
            return held
        if None not in values and "_" not in "".join(values):  # type: ignore[arg-type] # no None
            try:
                return held.astype(np.float64)  # much faster, and says nothing about the place
            except ValueError:
                pass
        return numbers_of_text(held, path=self.path, first=first, column=column)


class _RowParser:
    """Takes rows apart and counts the weights that it passes over."""

    def __init__(self, path: Path, attributes: tuple[Attribute, ...], places: list[int]) -> None:
        self._path, self._attributes, self._places = path, attributes, places
        self._weights = 0

    def rows(self, lines: Iterator[tuple[int, str]]) -> Iterator[list[str | None]]:
        """Yield the wanted values of each row."""
        for number, text in lines:
            common = common_row(text, len(self._attributes))
            if common is not None:
                yield self._wanted(common, number)
                continue
            line = Scanner(text, f"{self._path}, line {number}")
            if line.at_end():
                continue
            if line.take("{"):
                yield self._sparse(line)
            else:
                yield self._wanted(self._dense(line), number)

    def notes(self) -> tuple[str, ...]:
        """Return what is said about weights."""
        if not self._weights:
            return ()
        return (f"instance weights of {self._weights:,} rows are not used: each row counts once",)

    def _wanted(self, values: list[str | None], number: int) -> list[str | None]:
        if len(values) != len(self._attributes):
            raise DataError(
                f"{self._path}, line {number} has {len(values)} values, but "
                f"{len(self._attributes)} attributes are declared: put quotes around values with "
                "commas, and ? for missing values"
            )
        return [values[place] for place in self._places]

    def _dense(self, line: Scanner) -> list[str | None]:
        values: list[str | None] = []
        if len(self._attributes) == 1 or "," in QUOTED.sub("", line.text):
            values.append(line.value(COMMA))
            while line.take(",") and line.peek() != "{":
                values.append(line.value(COMMA))
        else:
            while not line.at_end() and line.peek() != "{":
                values.append(line.value(BLANK))
        if line.peek() == "{":
            self._pass_weight(line)
        line.refuse_rest()
        return values

    def _sparse(self, line: Scanner) -> list[str | None]:
        given: dict[int, str | None] = {}
        while not line.take("}"):
            index = line.match(_INDEX)
            if not index or int(index) >= len(self._attributes) or int(index) in given:
                line.refuse(
                    f"a sparse row needs pairs {{index value, ...}} with each index once, from 0 to "
                    f"{len(self._attributes) - 1}"
                )
            if line.peek() in (",", "}"):
                line.refuse(f"index {index} has no value")
            given[int(index)] = line.value(BRACED)
            if not line.take(",") and line.peek() != "}":
                line.refuse("the braces of a sparse row are not closed")
        if line.take(",") or line.peek() == "{":
            self._pass_weight(line)
        line.refuse_rest()
        return [
            given[place] if place in given else self._omitted(place, line) for place in self._places
        ]

    def _omitted(self, place: int, line: Scanner) -> str:
        attribute = self._attributes[place]
        if attribute.omitted is None:
            line.refuse(
                f"the sparse row omits {attribute.name!r}, which is text: only a number (0) or a nominal "
                "attribute (its first value) may be omitted"
            )
        return attribute.omitted

    def _pass_weight(self, line: Scanner) -> None:
        if not line.weight():
            line.refuse("expected an instance weight in braces, {5}, at the end of the row")
        self._weights += 1


def _refuse_undeclared(
    attribute: Attribute, values: list[str | None], path: Path, first: int
) -> None:
    unknown = set(values) - {None, *attribute.values}
    if not unknown:
        return
    at = next(index for index, value in enumerate(values) if value in unknown)
    declared = ", ".join(attribute.values[:SHOWN_VALUES])
    more = " ..." if len(attribute.values) > SHOWN_VALUES else ""
    raise DataError(
        f"{path}, row {first + at}, column {attribute.name!r} is "
        f"{visible(str(values[at]), 40)!r}; the declared values are: {visible(declared)}{more}"
    )
