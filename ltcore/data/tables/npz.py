"""npz archives as tables: every array with one row per example is a column or a run of columns.

Nothing is unpickled. Headers are judged before memory is taken, and rows are read in blocks.
"""

import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from ltcore.data.errors import DataError
from ltcore.data.npy_header import NpyHeader, PythonObjectsError
from ltcore.data.tables.boundary import reading, visible
from ltcore.data.tables.held import refuse_too_much, refuse_too_wide
from ltcore.data.tables.npz_member import CHUNK, SUFFIX, NpzMember
from ltcore.data.tables.npz_rows import FORM, NpzRows, Place
from ltcore.data.tables.table import Rows, Table

SHOWN = 8
READ = "fiubUS"
"""Kinds of types that are read: numbers, truth values, text; not dates, complex numbers, records."""
SPARSE = {"indices", "indptr", "format", "shape", "data"}
"""The arrays in which scipy keeps a sparse matrix."""


class NpzTable(Table):
    """An npz archive.

    An array (N,) or (N, 1) is a column under its name, an array ``x`` (N, D) is columns x[0] ... x[D-1].
    N is the length that most arrays share, the greater one of two; arrays that do not fit are named in
    ``notes``. Text is objects; numbers keep their type.

    Args:
        path: the file.
        rows_of: an array whose rows are the table's rows, where the archive holds several tables.

    Attributes:
        arrays: name -> shape and type of every array that can be read, in the order of the file, also of
            those that are no columns.

    Raises:
        DataError: the archive or a header is damaged, or no array has rows.

    Example:
        >>> import tempfile, numpy as np
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     np.savez(Path(folder, "a.npz"), x=np.eye(3), y=np.array(["a", "b", "a"]))
        ...     table = NpzTable(Path(folder, "a.npz"))
        ...     rows = next(table.blocks(table.columns, rows=2))
        >>> table.columns, rows.matrix(["x[1]", "x[2]"]).tolist(), rows.values("y").tolist()
        (('x[0]', 'x[1]', 'x[2]', 'y'), [[0.0, 0.0], [1.0, 0.0]], ['a', 'b'])
    """

    form = FORM

    def __init__(self, path: Path, *, rows_of: str = "") -> None:
        self.path = path
        self._objects: dict[str, str] = {}
        self.arrays: Mapping[str, NpyHeader] = self._headers()
        n_rows = self.header(rows_of).shape[:1] if rows_of else _shared_length(self.arrays, path)
        if not n_rows:
            raise DataError(
                f"{self._what(rows_of)} is a single value: expected one row per example"
            )
        self.n_rows: int = n_rows[0]
        self._places = self._columns()
        self.columns = tuple(self._places)
        self.notes = self._notes()
        self.unreadable = {
            **self._objects,
            **{
                name: f"{self._what(name)} is {header.dtype} of shape {header.shape}: expected one value or "
                f"one row of values for each of {self.n_rows:,} examples"
                for name, header in self.arrays.items()
                if not self._fits(header)
            },
        }

    def header(self, array: str) -> NpyHeader:
        """Return shape and type of an array.

        Raises:
            DataError: there is no such array, or it holds Python objects.
        """
        if array in self._objects:
            raise DataError(self._objects[array])
        if array not in self.arrays:
            known = ", ".join(sorted(self.arrays)[:SHOWN])
            raise DataError(f"{self.path} has no array {array!r}, it has: {visible(known)}")
        return self.arrays[array]

    def columns_of(self, array: str) -> tuple[str, ...]:
        """Return the columns that an array makes, () where it fits the rows of no table."""
        return tuple(column for column, place in self._places.items() if place.array == array)

    def blocks(
        self,
        columns: Sequence[str],
        *,
        text: Sequence[str] = (),  # noqa: ARG002 - arrays say themselves what they hold
        rows: int,
    ) -> Iterator[Rows]:
        """Yield all rows in order; ``text`` changes nothing.

        Raises:
            DataError: there is no such column, the file is damaged, or a block takes too much memory.
        """
        for column in columns:
            if column not in self._places:
                known = ", ".join(self.columns[:SHOWN]) or "none"
                raise DataError(f"{self.path} has no column {column!r}, it has: {visible(known)}")
        wanted = tuple(dict.fromkeys(self._places[column].array for column in columns))
        with ExitStack() as stack:
            with reading(self.path, FORM):
                archive = stack.enter_context(zipfile.ZipFile(self.path))
                members = {name: NpzMember(archive, name, self._what(name)) for name in wanted}
            self._judge_memory(members, rows)
            for start in range(0, self.n_rows, rows):
                n_rows = min(rows, self.n_rows - start)
                with reading(self.path, FORM):
                    arrays = {name: member.rows(n_rows) for name, member in members.items()}
                yield NpzRows(self.path, start + 1, arrays, self._places)

    def _headers(self) -> dict[str, NpyHeader]:
        headers: dict[str, NpyHeader] = {}
        with reading(self.path, FORM), closing(_archive(self.path)) as archive:
            for name in _names(archive, self.path):
                try:
                    headers[name] = NpzMember(archive, name, self._what(name)).header
                    unread = headers[name].dtype.kind not in READ
                except PythonObjectsError as error:
                    self._objects[name] = str(error)
                    unread = True
                if unread:  # for what it says, or because a byte of its header is damaged?
                    _check_sum(archive, name)
        return headers

    def _columns(self) -> dict[str, Place]:
        fitting = {name: header for name, header in self.arrays.items() if self._fits(header)}
        refuse_too_wide(sum(map(_n_columns, fitting.values())), str(self.path))
        places: dict[str, Place] = {}
        for name, header in fitting.items():
            n_columns = _n_columns(header)
            single = len(header.shape) == 1 or n_columns == 1
            for at in range(n_columns):
                column = name if single else f"{name}[{at}]"
                if column in places:
                    raise DataError(
                        f"{self.path} has two columns {column!r}, from the arrays {places[column].array!r} "
                        f"and {name!r}: rename one of them"
                    )
                places[column] = Place(name, at)
        return places

    def _fits(self, header: NpyHeader) -> bool:
        return (
            len(header.shape) in (1, 2)
            and header.shape[0] == self.n_rows
            and header.dtype.kind in READ
            and header.dtype.itemsize > 0
        )

    def _notes(self) -> tuple[str, ...]:
        left_out = [
            f"{name} {header.shape} {header.dtype}"
            for name, header in self.arrays.items()
            if not self._fits(header) or not _n_columns(header)
        ]
        left_out += [f"{name} (Python objects)" for name in self._objects]
        if not left_out:
            return ()
        more = f" and {len(left_out) - SHOWN} more" if len(left_out) > SHOWN else ""
        return (
            f"arrays that are not columns of {self.n_rows:,} rows: "
            f"{visible(', '.join(left_out[:SHOWN]), 400)}{more}",
        )

    def _judge_memory(self, members: Mapping[str, NpzMember], rows: int) -> None:
        n_held = min(rows, self.n_rows)
        held = 0
        for name, member in members.items():
            whole = member.column_by_column
            held += member.row_bytes * (self.n_rows if whole else n_held)
            refuse_too_much(held, self.path.stat().st_size, self._what(name))

    def _what(self, array: str) -> str:
        return f"array {visible(array, 80)!r} of {self.path}"


def _n_columns(header: NpyHeader) -> int:
    return 1 if len(header.shape) == 1 else header.shape[1]


def _shared_length(arrays: Mapping[str, NpyHeader], path: Path) -> tuple[int, ...]:
    lengths = Counter(header.shape[0] for header in arrays.values() if header.shape)
    if not lengths:
        raise DataError(f"{path} has no array with one row per example: save x (N, D) and y (N,)")
    return (max(lengths, key=lambda length: (lengths[length], length)),)


def _archive(path: Path) -> zipfile.ZipFile:
    with path.open("rb") as file:
        single = file.read(6) == b"\x93NUMPY"
    if single:
        raise DataError(
            f"{path} is a single numpy array (npy) without labels: save features and labels together, "
            f'np.savez("{path.stem}.npz", x=x, y=y)'
        )
    return zipfile.ZipFile(path)


def _check_sum(archive: zipfile.ZipFile, name: str) -> None:
    with archive.open(name + SUFFIX) as member:
        while member.read(CHUNK):  # the end compares the checksum
            pass


def _names(archive: zipfile.ZipFile, path: Path) -> list[str]:
    names = archive.namelist()
    strange = [name for name in names if not name.endswith(SUFFIX)]
    if strange or not names:
        held = ", ".join(strange[:SHOWN]) or "nothing"
        raise DataError(
            f"{path} is a zip archive, but not one that numpy wrote: it holds {visible(held)}. "
            "Expected arrays from numpy.savez"
        )
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise DataError(f"{path} holds {visible(twice[0])!r} twice: save each array once")
    arrays = [name.removesuffix(SUFFIX) for name in names]
    if set(arrays) >= SPARSE:
        raise DataError(
            f"{path} holds a scipy sparse matrix: save it with its labels, np.savez(path, "
            "x=matrix.toarray(), y=y), or write LIBSVM with sklearn's dump_svmlight_file"
        )
    return arrays
