"""The columns of a table: what each may hold, and the first row that breaks it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError
from ltcore.runs.strict_json import shown, span

if TYPE_CHECKING:
    import pyarrow as pa

MOST_COUNTED = 10**15
"""No count of examples comes near; all of them are held exactly by a float64."""
LONGEST_TEXT = 10_000
MOST_TEXT = 2**28
"""Characters of a column, each row counted: so many are held at once."""


class ColumnError(DataError):
    """A column is not what it should be; the message says in which row."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """What a column may hold.

    Attributes:
        name: of the column.
        kind: "whole" numbers, "number" (floats) or "text".
        low: least legal number.
        high: largest legal number.
        gaps: whether a number may be missing (NaN): what was not measured, or has no meaning.
        pattern: what a text must match whole; empty for any text.
        optional: whether the column itself may be missing.
    """

    name: str
    kind: Literal["whole", "number", "text"] = "whole"
    low: float = 0
    high: float = MOST_COUNTED
    gaps: bool = False
    pattern: str = ""
    optional: bool = False

    def check_type(self, stored: "pa.DataType") -> None:
        """Refuse a column that is stored as something else.

        Raises:
            ColumnError: it is.
        """
        from pyarrow import types

        wanted = {
            "whole": ("whole numbers", types.is_integer),
            "number": ("floats", types.is_floating),
            "text": ("text", lambda kind: types.is_string(kind) or types.is_large_string(kind)),
        }
        told, is_legal = wanted[self.kind]
        if self.kind == "text" and types.is_dictionary(stored):
            stored = stored.value_type
        if not is_legal(stored):
            raise ColumnError(f"holds {str(stored)[:60]}, not {told}")

    def read(self, column: "pa.ChunkedArray") -> NDArray[Any]:
        """Return the column as int64, as floats of its own width, or as objects (text), shape (N,).

        Args:
            column: of a legal type, text with each text once.

        Raises:
            ColumnError: a row is not legal.
        """
        return self._text(column) if self.kind == "text" else self._numbers(column)

    def _numbers(self, column: "pa.ChunkedArray") -> NDArray[Any]:
        import pyarrow as pa

        whole = self.kind == "whole"
        if column.null_count and not self.gaps:
            raise ColumnError(f"row {_first(column.is_null().to_numpy())} is missing")
        try:
            values: NDArray[Any] = (column.cast(pa.int64()) if whole else column).to_numpy()
        except pa.ArrowInvalid as error:
            raise ColumnError("holds a number that does not fit in 64 bits") from error
        with np.errstate(invalid="ignore"):
            # Ends of 64 bits, which no half or single float holds.
            bad = ~((values >= np.float64(self.low)) & (values <= np.float64(self.high)))
        if self.gaps:
            bad &= ~np.isnan(values)
        if bad.any():
            row = _first(bad)
            raise ColumnError(
                f"row {row} holds {values[row - 1]}; it must be {span(self.low, self.high)}"
            )
        return values

    def _text(self, column: "pa.ChunkedArray") -> NDArray[Any]:
        coded = column.combine_chunks()
        if coded.null_count:
            raise ColumnError(
                f"row {_first(coded.is_null().to_numpy(zero_copy_only=False))} is missing"
            )
        try:
            texts = coded.dictionary.to_pylist()
        except UnicodeDecodeError as error:
            raise ColumnError("holds text that is not UTF-8") from error
        codes = coded.indices.to_numpy()
        for place, text in enumerate(texts):
            if reason := self._text_fault(text):
                raise ColumnError(f"row {_first(codes == place)} {reason}")
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        if lengths.size and int(lengths[codes].sum()) > MOST_TEXT:
            raise ColumnError(f"holds more than {MOST_TEXT:,} characters")
        found: NDArray[Any] = np.array([*texts, ""], dtype=object)[codes]
        return found

    def _text_fault(self, text: str | None) -> str:
        if text is None:
            return "is missing"
        if len(text) > LONGEST_TEXT:
            return f"has {len(text):,} characters; at most {LONGEST_TEXT:,} are legal"
        if self.pattern and not re.fullmatch(self.pattern, text):
            return f"holds {shown(text)}; it must be {self.pattern}"
        return ""


@contextmanager
def named(column: Column) -> Iterator[None]:
    """Put the name of a column before what is said of it."""
    try:
        yield
    except ColumnError as error:
        raise ColumnError(f"column {column.name!r}: {error}") from error


def _first(bad: NDArray[Any]) -> int:
    """Return the number of the first row that is marked, from 1."""
    return int(np.argmax(bad)) + 1
