"""LIBSVM (SVMlight) files: "label number:value number:value ...", numbers counted from 0 or from 1.

The format does not say from where it counts, nor how many features there are: both are taken from all
files of a data set together, so that train and test mean the same columns.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError
from ltcore.data.tables.boundary import visible
from ltcore.data.tables.held import refuse_too_wide
from ltcore.data.tables.lines import utf8_lines
from ltcore.data.tables.table import Rows, Table

FORM = "LIBSVM"
LABEL = "label"
_FEATURE = re.compile(r"x\[(\d+)\]")
DIGITS = 9
"""Longer numbers of features do not fit into what scikit-learn reads."""


LARGEST_EXACT = 2**53
"""Labels are read as float64."""


@dataclass(frozen=True)
class Counting:
    """What a look through the files tells.

    Attributes:
        first: 0 or 1, the number of the first feature.
        n_features: number of features.
        n_rows: file -> number of its rows.
    """

    first: int
    n_features: int
    n_rows: Mapping[Path, int]


class LibsvmTable(Table):
    r"""A LIBSVM file: features x[0], x[1] ... as numbers (0 where they are left out) and a column "label".

    Args:
        path: the file.
        counting: how its features are counted; by default its own rows tell.

    Raises:
        DataError: a row has no label or several, a query number, or no pairs.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.libsvm").write_text("+1 1:0.5 3:2 # so\n-1 2:1\n")
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
        self.n_rows = self._counting.n_rows[path]
        features = (f"x[{at}]" for at in range(self._counting.n_features))
        self.columns = (LABEL, *features)
        self.notes = (_counting_note(self._counting),)

    def blocks(
        self,
        columns: Sequence[str],
        *,
        text: Sequence[str] = (),  # noqa: ARG002 - there is none
        rows: int,
    ) -> Iterator[Rows]:
        """Yield all rows in order; their values are sparse until they are asked for.

        Raises:
            DataError: there is no such column, a value is no number, or the numbers of a row are unsorted
                or come twice; the message names the line.
        """
        for column in columns:
            if column != LABEL and not 0 <= _position(column) < self._counting.n_features:
                raise DataError(
                    f"{self.path} has no column {column!r}, it has {LABEL!r} and {self._counting.n_features} "
                    "features x[0], x[1] ..."
                )
        lines = _rows(self.path)
        first = 1
        while block := list(islice(lines, rows)):
            features, labels = self._parsed(block)
            yield LibsvmRows(self.path, first, features, labels)
            first += len(block)

    def _parsed(self, block: list[tuple[int, str]]) -> tuple[Any, NDArray[np.float64]]:
        from sklearn.datasets import load_svmlight_file

        content = "\n".join(text for _, text in block).encode()
        if b"_" in content:
            self._refuse(block, "_ is no digit")
        try:
            features, labels = load_svmlight_file(
                io.BytesIO(content),
                n_features=self._counting.n_features,
                zero_based=self._counting.first == 0,
            )
        except (ValueError, OverflowError) as error:
            self._refuse(block, str(error))
        inexact = np.flatnonzero(np.abs(labels) > LARGEST_EXACT)
        if len(inexact):
            number, text = block[inexact[0]]
            raise DataError(
                f"{self.path}, line {number}: the label {visible(text.split()[0], 40)} is too large to be "
                f"read exactly (at most {LARGEST_EXACT:,})"
            )
        return features, labels

    def _refuse(self, block: list[tuple[int, str]], said: str) -> NoReturn:
        for number, text in block:  # scikit-learn names no line
            _refuse_row(f"{self.path}, line {number}", text, self._counting)
        raise DataError(
            f"{self.path}, lines {block[0][0]} to {block[-1][0]} are not LIBSVM: {visible(said)}"
        )


@dataclass(frozen=True, eq=False)
class LibsvmRows(Rows):
    """Some rows, sparse."""

    path: Path
    first: int
    features: Any  # a compressed sparse row matrix of scipy (n, D); scipy is imported late
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
    return tuple(LibsvmTable(path, counting) for path in paths)


def count(paths: Sequence[Path]) -> Counting:
    """Look through files for the smallest and the greatest number of a feature.

    Raises:
        DataError: a row is of another form, or there are too many features or none.
    """
    least, most, n_rows = 10**DIGITS, -1, dict.fromkeys(paths, 0)
    for path in paths:
        for number, text in _rows(path):
            n_rows[path] += 1
            for index in _ends(f"{path}, line {number}", text):
                least, most = min(least, index), max(most, index)
        refuse_too_wide(most, str(path))
    if most < 0:
        raise DataError(
            f"{paths[0]} has no feature in any row: expected rows label number:value ..."
        )
    first = 0 if least == 0 or any(map(_says_zero_based, paths)) else 1
    return Counting(first, most + 1 - first, n_rows)


def _says_zero_based(path: Path) -> bool:
    """Tell whether a comment says what scikit-learn writes above the rows."""
    lines = (line for _, line in utf8_lines(path, FORM))
    return any(line.startswith("#") and "zero-based" in line for line in lines)


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
    return _pair(where, first), _pair(where, last)


def _pair(where: str, pair: str) -> int:
    """Return the number of a feature, once its value is known to be a number."""
    number, _, value = pair.partition(":")
    if not (
        number.isascii() and number.isdecimal() and len(number) <= DIGITS and _is_number(value)
    ):
        raise DataError(
            f"{where}: {visible(pair, 40)!r} is not a pair number:value with a whole number from "
            f"0 (at most {DIGITS} digits) and a number"
        )
    return int(number)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text  # Python takes 1_000 as a number, no file format does


def _refuse_row(where: str, text: str, counting: Counting) -> None:
    """Refuse a row that scikit-learn does not read, if something is wrong with it."""
    label, *pairs = text.split()
    if not _is_number(label):
        raise DataError(
            f"{where}: the label is {visible(label, 40)!r}, expected a number: LIBSVM has no "
            "class names"
        )
    before = counting.first - 1
    for pair in pairs:
        number = _pair(where, pair)
        if number <= before:
            raise DataError(
                f"{where}: feature {number} follows feature {before}: expected increasing "
                "numbers, each once"
            )
        if number - counting.first >= counting.n_features:
            raise DataError(
                f"{where}: feature {number} is beyond the last feature, {counting.n_features}"
            )
        before = number


def _position(column: str) -> int:
    """Return the number in "x[7]", -1 where the name is another."""
    found = _FEATURE.fullmatch(column)
    return int(found[1]) if found else -1


def _counting_note(counting: Counting) -> str:
    if counting.first == 0:
        return "there is a feature 0, so features are counted from 0: x[0] is feature 0"
    return "there is no feature 0, so features are counted from 1: x[0] is feature 1"
