"""Writing the tables and arrays of a run folder, whole; and tables that grow by a part per epoch."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from ltcore.runs.atomic import atomic_file, atomic_write_bytes, make_folder, remove_files
from ltcore.runs.reading import existing_folder
from ltcore.runs.schema import files
from ltcore.runs.schema.tables import TableSchema, read_table

if TYPE_CHECKING:
    import pandas as pd

COMPACTED = "all.parquet"
NAME = re.compile(rf"({files.STAGE})-([0-9]{{6,9}})")
PART = re.compile(rf"{NAME.pattern}(-[a-z]+)*\.parquet")
"""What the part of one stage and epoch is called; nothing else is removed when the parts are joined."""


def part_name(stage: str, epoch: int) -> str:
    """Return the file name (without ending) of what belongs to one stage and epoch.

    Raises:
        ValueError: the stage has characters other than a-z, 0-9 and _.

    Example:
        >>> part_name("train", 12)
        'train-000012'
    """
    if not re.fullmatch(files.STAGE, stage):
        raise ValueError(f"stage {stage!r} must be 1 to 40 of a-z, 0-9 and _")
    return f"{stage}-{epoch:06d}"


def part_of(name: str) -> tuple[str, int] | None:
    """Return stage and epoch of a file name (without ending) of `part_name`, None for another name.

    Example:
        >>> part_of("train-000012"), part_of("train-x")
        (('train', 12), None)
    """
    found = NAME.fullmatch(name)
    return (found[1], int(found[2])) if found else None


def write_table(path: Path, frame: "pd.DataFrame") -> None:
    """Write ``frame`` as Parquet.

    Raises:
        RunWriteError: see `atomic_file`.
    """
    atomic_write_bytes(path, frame.to_parquet(index=False))


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write ``array`` as npy, never with pickled objects.

    Raises:
        RunWriteError: see `atomic_file`.
    """
    # Plain writes: when numpy itself writes to a full disk, its error does not say so.
    whole = np.asarray(array, order="C")
    if whole.dtype.hasobject:
        raise ValueError(
            f"{path.name}: an array of objects would require pickling, which is never done"
        )
    header = {
        "descr": npy.dtype_to_descr(whole.dtype),
        "fortran_order": False,
        "shape": whole.shape,
    }
    with atomic_file(path) as file:
        npy.write_array_header_1_0(file, header)
        file.write(whole.data.cast("B") if whole.size else b"")


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write named arrays as npz, never with pickled objects.

    Raises:
        RunWriteError: see `atomic_file`.
    """
    with atomic_file(path) as file:
        np.savez(file, allow_pickle=False, **arrays)


@dataclass(frozen=True)
class PartedTable:
    """A table that grows by one small file per stage and epoch, and becomes one file at the end.

    Attributes:
        folder: where the parts lie.
        schema: what each part may hold; a resumed run writes parts with the same keys again.
    """

    folder: Path
    schema: TableSchema

    def write(self, stage: str, epoch: int, frame: "pd.DataFrame") -> None:
        """Write the part of one stage and epoch (and of the splits that it holds).

        Raises:
            ValueError: the stage has characters other than a-z, 0-9 and _.
            RunWriteError: see `atomic_file`.
        """
        splits = sorted(set(frame["split"])) if "split" in frame else []
        make_folder(self.folder)
        name = "-".join([part_name(stage, epoch), *splits])
        write_table(self.folder / f"{name}.parquet", frame.assign(stage=stage, epoch=epoch))

    def read(self) -> "pd.DataFrame | None":
        """Return all parts as one frame, or None where there are none yet.

        Raises:
            RunGoneError: the run folder is gone.
            DamagedRunError: a part is not what it should be.
        """
        if existing_folder(self.folder) is None:
            return None
        import pandas as pd

        parts = self._parts()
        while parts is None:  # the worker has joined them meanwhile
            parts = self._parts()
        if not parts:
            return None
        return self.tidied(pd.concat(parts, ignore_index=True))

    def tidied(self, frame: "pd.DataFrame") -> "pd.DataFrame":
        """Return rows by stage and epoch, and those that were written again once, as last written."""
        # A crash inside compact leaves a part beside the file that already holds it.
        frame = frame.drop_duplicates(list(self.schema.keys), keep="last")
        # In the order of the parts, also where one was written again after the file that held it.
        frame = frame.sort_values(["stage", "epoch"], kind="stable", ignore_index=True)
        return frame[[column.name for column in self.schema.columns if column.name in frame]]

    def compact(self) -> None:
        """Join the parts into one file; safe to repeat, and at any crash every row is in some file.

        Raises:
            DamagedRunError: a part is not what it should be.
            RunWriteError: see `atomic_file`.
        """
        frame = self.read()
        if frame is not None:
            self.write_whole(frame)

    def write_whole(self, frame: "pd.DataFrame") -> None:
        """Write all rows of the table as one file, and remove the parts.

        Args:
            frame: as `tidied` returns it; with the rows of every part that is there.

        Raises:
            RunWriteError: see `atomic_file`.
        """
        make_folder(self.folder)
        parts = [path.name for path in self._paths() if PART.fullmatch(path.name)]
        write_table(self.folder / COMPACTED, frame)
        remove_files(self.folder, parts)  # for good: checksums know the joined file only

    def _parts(self) -> "list[pd.DataFrame] | None":
        """Return all parts, None where one was gone before it was read."""
        parts = []
        for path in self._paths():
            part = read_table(path, self.schema)
            if part is None:
                return None
            parts.append(part)
        return parts

    def _paths(self) -> list[Path]:
        # The compacted file first: a part that was written again after it wins.
        paths = (path for path in self.folder.glob("*.parquet") if not path.name.startswith("."))
        return sorted(paths, key=lambda path: (path.name != COMPACTED, path.name))


def per_class(folder: Path) -> PartedTable:
    """Return the table of recall and precision in a run folder."""
    return PartedTable(folder / "per_class", files.PER_CLASS)


def train_class_stats(folder: Path) -> PartedTable:
    """Return the table of what the training examples looked like to the loss in a run folder."""
    return PartedTable(folder / "train_class_stats", files.TRAIN_CLASS_STATS)
