"""The tables and arrays of a run folder: Parquet and npy, written whole, read without trust."""

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from ltcore.runs.atomic import atomic_file, atomic_write_bytes, make_folder, remove_files
from ltcore.runs.errors import DamagedRunError
from ltcore.runs.reading import existing

if TYPE_CHECKING:
    import pandas as pd

COMPACTED = "all.parquet"
STAGE = re.compile(r"[a-z0-9_]{1,40}")
PART = re.compile(r"[a-z0-9_]{1,40}-\d{6,}(-[a-z]+)*\.parquet")
"""What the part of one stage and epoch is called; nothing else is removed when the parts are joined."""


def part_name(stage: str, epoch: int) -> str:
    """Return the file name (without ending) of what belongs to one stage and epoch.

    Raises:
        ValueError: the stage has characters other than a-z, 0-9 and _.

    Example:
        >>> part_name("train", 12)
        'train-000012'
    """
    if not STAGE.fullmatch(stage):
        raise ValueError(f"stage {stage!r} must be 1 to 40 of a-z, 0-9 and _")
    return f"{stage}-{epoch:06d}"


def write_table(path: Path, frame: "pd.DataFrame") -> None:
    """Write ``frame`` as Parquet.

    Raises:
        RunWriteError: see `atomic_file`.
    """
    atomic_write_bytes(path, frame.to_parquet(index=False))


def read_table(path: Path) -> "pd.DataFrame | None":
    """Return the Parquet file ``path``, or None where it is not there yet.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: it is not readable as Parquet.
    """
    if existing(path) is None:
        return None
    import pandas as pd
    import pyarrow as pa

    try:
        return pd.read_parquet(path)
    except FileNotFoundError:
        return None
    except (OSError, pa.ArrowException, ValueError) as error:
        raise DamagedRunError(f"{path.name} is not readable as Parquet ({error}).") from error


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write ``array`` as npy, never with pickled objects.

    Raises:
        RunWriteError: see `atomic_file`.
    """
    # Plain writes: when numpy itself writes to a full disk, its error does not say so.
    whole = np.asarray(array, order="C")
    if whole.dtype.hasobject:
        raise ValueError(
            f"{path.name}: an array of objects would have to be pickled, which is never done"
        )
    header = {
        "descr": npy.dtype_to_descr(whole.dtype),
        "fortran_order": False,
        "shape": whole.shape,
    }
    with atomic_file(path) as file:
        npy.write_array_header_1_0(file, header)
        file.write(whole.data.cast("B") if whole.size else b"")


def read_array(path: Path) -> NDArray[Any] | None:
    """Return ``path`` memory-mapped read-only, or None where it is not there yet.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: it is not a plain npy file of the size that it claims.
    """
    if existing(path) is None:
        return None
    try:
        return np.asarray(np.lib.format.open_memmap(path, mode="r"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, EOFError, OverflowError) as error:
        raise DamagedRunError(f"{path.name} is not readable as an array ({error}).") from error


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write named arrays as npz, never with pickled objects.

    Raises:
        RunWriteError: see `atomic_file`.
    """
    with atomic_file(path) as file:
        np.savez(file, allow_pickle=False, **arrays)


def read_arrays(path: Path) -> dict[str, NDArray[Any]] | None:
    """Return the named arrays in ``path``, or None where it is not there yet.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: it is not a plain npz file.
    """
    if existing(path) is None:
        return None
    try:
        with path.open("rb") as file, np.lib.npyio.NpzFile(file, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise DamagedRunError(f"{path.name} is not readable as arrays ({error}).") from error


@dataclass(frozen=True)
class PartedTable:
    """A table that grows by one small file per stage and epoch, and becomes one file at the end.

    Attributes:
        folder: where the parts lie.
        keys: columns that make a row; a resumed run writes the same parts again.
    """

    folder: Path
    keys: tuple[str, ...]

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
            DamagedRunError: a part is not readable.
        """
        if existing(self.folder) is None:
            return None
        import pandas as pd

        read = [read_table(path) for path in self._paths()]
        parts = [part for part in read if part is not None]
        if not parts:
            return None
        frame = pd.concat(parts, ignore_index=True)
        # A crash inside compact leaves a part beside the file that already holds it.
        frame = frame.drop_duplicates(list(self.keys), keep="last")
        # In the order of the parts, also where one was written again after the file that held it.
        frame = frame.sort_values(["stage", "epoch"], kind="stable", ignore_index=True)
        first = ["stage", "epoch"]
        return frame[[*first, *(name for name in frame.columns if name not in first)]]

    def compact(self) -> None:
        """Join the parts into one file; safe to repeat, and at any crash every row is in some file.

        Raises:
            DamagedRunError: a part is not readable.
            RunWriteError: see `atomic_file`.
        """
        frame = self.read()
        if frame is None:
            return
        parts = [path.name for path in self._paths() if PART.fullmatch(path.name)]
        write_table(self.folder / COMPACTED, frame)
        remove_files(self.folder, parts)  # for good: checksums know the joined file only

    def _paths(self) -> list[Path]:
        # The compacted file first: a part that was written again after it wins.
        paths = (path for path in self.folder.glob("*.parquet") if not path.name.startswith("."))
        return sorted(paths, key=lambda path: (path.name != COMPACTED, path.name))
