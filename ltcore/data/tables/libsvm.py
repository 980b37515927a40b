"""LIBSVM (SVMlight) files: "label number:value number:value ...", numbers counted from 0 or from 1.

The format does not say from where it counts, nor how many features there are: both are taken from all
files of a data set together, so that train and test mean the same columns.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError
from ltcore.data.tables.boundary import visible
from ltcore.data.tables.held import refuse_too_wide
from ltcore.data.tables.lines import utf8_lines
from ltcore.data.tables.table import Rows, Table

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FORM = "LIBSVM"
LABEL = "label"
MOST = 10**9
"""No file counts so far; larger numbers would not fit what scikit-learn reads into."""


@dataclass(frozen=True)
class Counting:
    """What a look through the files tells.

    Attributes:
        first: 0 or 1, the number of the first feature.
        n_features: number of features.
        n_rows: number of rows of each file.
    """

    first: int
    n_features: int
    n_rows: tuple[int, ...]


class LibsvmTable(Table):
    """A LIBSVM file: features x[0], x[1] ... as numbers (0 where they are left out) and a column "label".

    Args:
        path: the file.
        counting: how its features are counted; by default its own rows tell.

    Raises:
        DataError: a row has no label or several, a query number, or no pairs.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.libsvm").write_text("+1 1:0.5 3:2 # so\\n-1 2:1\\n")
        ...     table = LibsvmTable(Path(folder, "a.libsvm"))
        ...     rows = next(table.blocks(table.columns, rows=10))
        >>> table.columns, rows.matrix(["x[0]", "x[2]"]).tolist(), rows.values("label").tolist()
        (('label', 'x[0]', 'x[1]', 'x[2]'), [[0.5, 2.0], [0.0, 0.0]], [1.0, -1.0])
    """

    form = FORM
    declared_label = LABEL

    def __init__(self, path: Path, counting: Counting | None = None) -> None:
        self.path = path
        self._counting = counting or count([path])
        self.n_rows = self._counting.n_rows[0] if counting is None else None
        features = (f"x[{at}]" for at in range(self._counting.n_features))
        self.columns = (LABEL, *features)
        self.notes = (_how_counted(self._counting),)

    def blocks(
        self,
        columns: Sequence[str],  # noqa: ARG002 - a row holds few values, whichever are wanted
        *,
        text: Sequence[str] = (),  # noqa: ARG002 - there is none
        rows: int,
    ) -> Iterator[Rows]:
        """Yield all rows in order; their values are sparse until they are asked for.

        Raises:
            DataError: a value is no number, or the numbers of a row are unsorted or come twice; the message
                names the line.
        """
        lines = _rows(self.path)
        first = 1
        while block := list(islice(lines, rows)):
            features, labels = self._parsed(block)
            yield LibsvmRows(self.path, first, features, labels)
            first += len(block)

    def _parsed(self, block: list[tuple[int, str]]) -> tuple["csr_array", NDArray[np.float64]]:
        from sklearn.datasets import load_svmlight_file

        content = "\n".join(text for _, text in block).encode()
        try:
            features, labels = load_svmlight_file(
                io.BytesIO(content),
                n_features=max(1, self._counting.n_features),
                zero_based=self._counting.first == 0,
            )
        except (ValueError, OverflowError) as error:
            for number, text in block:  # scikit-learn names no line
                _refuse_row(f"{self.path}, line {number}", text, self._counting)
            raise DataError(
                f"{self.path}, lines {block[0][0]} to {block[-1][0]} are not LIBSVM: {visible(str(error))}"
            ) from error
        return features, labels


@dataclass(frozen=True, eq=False)
class LibsvmRows(Rows):
    """Some rows, sparse."""

    path: Path
    first: int
    features: "csr_array"
    labels: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.labels)

    def values(self, column: str) -> NDArray[Any]:
        """Return a column as float64."""
        if column == LABEL:
            return self.labels
        at = _position(column)
        return self._dense(slice(at, at + 1)).ravel()

    def matrix(self, columns: Sequence[str]) -> NDArray[np.floating[Any]]:
        """Return columns as float64; neighbours are taken at once."""
        if LABEL in columns:
            return super().matrix(columns)
        places = [_position(column) for column in columns]
        run = slice(places[0], places[-1] + 1)
        neighbours = places == list(range(run.start, run.stop))
        return self._dense(run if neighbours else places)

    def _dense(self, columns: slice | list[int]) -> NDArray[np.float64]:
        return np.asarray(self.features[:, columns].toarray(), dtype=np.float64)


def open_libsvm(paths: Sequence[Path]) -> tuple[LibsvmTable, ...]:
    """Open the files of one data set, train and test, so that all have the same columns.

    Raises:
        DataError: as `LibsvmTable`.
    """
    counting = count(paths)
    tables = tuple(LibsvmTable(path, counting) for path in paths)
    for table, n_rows in zip(tables, counting.n_rows, strict=True):
        table.n_rows = n_rows
    return tables


def count(paths: Sequence[Path]) -> Counting:
    """Look through files for the smallest and the greatest number of a feature.

    Raises:
        DataError: a row is of another form, or there are too many features.
    """
    least, most, n_rows = MOST, -1, []
    for path in paths:
        n_rows.append(0)
        for number, text in _rows(path):
            n_rows[-1] += 1
            for index in _ends(f"{path}, line {number}", text):
                least, most = min(least, index), max(most, index)
        refuse_too_wide(most, str(path))
    first = 0 if least == 0 else 1
    return Counting(first, most + 1 - first if most >= 0 else 0, tuple(n_rows))


def _rows(path: Path) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line that holds a row, without its comment."""
    for number, line in utf8_lines(path, FORM):
        text = line.partition("#")[0].strip()
        if text:
            yield number, text


def _ends(where: str, text: str) -> tuple[int, ...]:
    """Return the numbers of the first and the last feature of a row, none where it has no feature."""
    label, *rest = text.split(maxsplit=1)
    if "," in label:
        raise DataError(
            f"{where} has several labels ({visible(label, 40)}): expected one class per row"
        )
    if ":" in label:
        raise DataError(f"{where} has no label: it begins with {visible(label, 40)!r}")
    if not rest:
        return ()
    if rest[0].startswith("qid:"):
        raise DataError(
            f"{where} has a query number ({visible(rest[0].split()[0], 40)}): ranking data has no classes"
        )
    first, last = rest[0].split(maxsplit=1)[0], rest[0].rsplit(maxsplit=1)[-1]
    return _pair(where, first)[0], _pair(where, last)[0]


def _pair(where: str, pair: str) -> tuple[int, float]:
    number, colon, value = pair.partition(":")
    sound = colon and number.isascii() and number.isdecimal() and int(number[:10]) < MOST
    try:
        return int(number) if sound and "_" not in value else -1, float(value if sound else "")
    except ValueError:
        raise DataError(
            f"{where}: {visible(pair, 40)!r} is no pair number:value, with a number from 0 and a value"
        ) from None


def _refuse_row(where: str, text: str, counting: Counting) -> None:
    """Refuse a row that scikit-learn does not read, if something is wrong with it."""
    label, *pairs = text.split()
    try:
        float(label)
    except ValueError:
        raise DataError(
            f"{where}: the label is {visible(label, 40)!r}, expected a number: LIBSVM has no names of classes"
        ) from None
    before = counting.first - 1
    for pair in pairs:
        number = _pair(where, pair)[0]
        if number <= before:
            raise DataError(
                f"{where}: feature {number} follows feature {before}: expected rising numbers, each once"
            )
        if number - counting.first >= counting.n_features:
            raise DataError(
                f"{where}: feature {number} is more than the {counting.n_features} that the rows end with"
            )
        before = number


def _position(column: str) -> int:
    return int(column[2:-1])


def _how_counted(counting: Counting) -> str:
    if counting.first == 0:
        return "a feature 0 occurs, so that features are counted from 0: x[0] is feature 0"
    return "no feature 0 occurs, so that features are counted from 1: x[0] is feature 1"
