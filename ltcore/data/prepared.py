"""A prepared source: npy arrays and one description, opened memory-mapped and checked.

The description holds a SHA-256 of every array. Sources of up to ``FULL_CHECK_BYTES`` are hashed when a
process first opens them; larger ones only by size then, and in full by ``verify``.
"""

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ltcore.data.errors import DataError
from ltcore.types import IntArray

FORMAT = 1
"""Version of the folder; part of every store key, so that a new format is another folder."""
DESCRIPTION = "source.json"
FULL_CHECK_BYTES = 256 * 1024**2
HASH_BLOCK_BYTES = 16 * 1024**2


@dataclass(frozen=True)
class StoredArray:
    """What the description says about one npy file: shape, numpy type string, hash of the data."""

    shape: tuple[int, ...]
    dtype: str
    sha256: str


@dataclass(frozen=True, eq=False, kw_only=True)
class PreparedSource:
    """A source as it lies in the store.

    Attributes:
        name: name in the catalog.
        folder: where it lies.
        class_names: one name per class, in label order.
        arrays: name such as "pool_inputs" or "train_labels" -> memory-mapped array.
        checksum: SHA-256 over the description, and through its hashes over everything.
        notes: sentences for people about what was changed or passed over in reading.
    """

    name: str
    folder: Path
    class_names: tuple[str, ...]
    arrays: Mapping[str, NDArray[Any]]
    checksum: str
    notes: tuple[str, ...] = ()

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits it has: ("pool",) or ("test", "train") with perhaps "val"."""
        return tuple(
            sorted(array[: -len("_labels")] for array in self.arrays if array.endswith("_labels"))
        )

    def labels(self, split: str) -> IntArray:
        """Return the labels of a split, int64 (N,), as an array in memory."""
        return np.array(self.arrays[f"{split}_labels"], dtype=np.int64)

    def inputs(self, split: str) -> NDArray[Any]:
        """Return the memory-mapped inputs of a split: uint8 (N, H, W, channels) or float32 (N, D)."""
        return self.arrays[f"{split}_inputs"]

    def texts(self, split: str, rows: IntArray) -> list[str]:
        """Return the raw texts in these rows of a split (sources that keep text)."""
        content, offsets = self.arrays[f"{split}_text"], self.arrays[f"{split}_offsets"]
        return [content[offsets[row] : offsets[row + 1]].tobytes().decode("utf-8") for row in rows]


def open_prepared(folder: Path, *, full_check: bool | None = None) -> PreparedSource:
    """Open a prepared source, memory-mapped.

    Args:
        folder: folder with the description and the arrays.
        full_check: whether to hash all bytes; None does so for small sources, once in a process.

    Raises:
        DataError: the folder is damaged, or of another format.
    """
    description = _read_description(folder)
    arrays = {}
    for name, record in description["arrays"].items():
        stored = StoredArray(tuple(record["shape"]), record["dtype"], record["sha256"])
        arrays[name] = _open_array(folder / f"{name}.npy", stored)
    size = sum(array.nbytes for array in arrays.values())
    hashes = tuple(record["sha256"] for record in description["arrays"].values())
    if full_check or (full_check is None and size <= FULL_CHECK_BYTES):
        files = [folder / f"{name}.npy" for name in arrays]
        stamps = tuple((str(file), file.stat().st_mtime_ns) for file in files)
        found = _hash_arrays.__wrapped__(stamps) if full_check else _hash_arrays(stamps)
        for file, expected, actual in zip(files, hashes, found, strict=True):
            if expected != actual:
                raise _damaged(folder, f"the content of {file.name} has changed")
    return PreparedSource(
        name=description["name"],
        folder=folder,
        class_names=tuple(description["class_names"]),
        arrays=arrays,
        checksum=description["checksum"],
        notes=tuple(description.get("notes", ())),
    )


def description_checksum(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a description without its own checksum."""
    rest = {key: value for key, value in content.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _read_description(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(folder, f"{DESCRIPTION} cannot be read: {error}") from error
    if not isinstance(content, dict) or content.get("checksum") != description_checksum(content):
        raise _damaged(folder, f"{DESCRIPTION} does not match its checksum")
    if content["format"] != FORMAT:
        raise DataError(
            f"{folder} holds prepared data in format {content['format']}; this version reads "
            f"format {FORMAT}: delete the folder to prepare it again"
        )
    return content


def _open_array(path: Path, stored: StoredArray) -> NDArray[Any]:
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
        exact = array.offset + array.nbytes == path.stat().st_size
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(path.parent, f"{path.name} cannot be opened: {error}") from error
    if not exact or array.shape != stored.shape or array.dtype.str != stored.dtype:
        raise _damaged(path.parent, f"{path.name} does not have the size that was written")
    return array  # type: ignore[no-any-return]  # np.load is untyped


@functools.lru_cache(maxsize=64)
def _hash_arrays(stamps: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    """Hash the data of npy files; the time stamps in the key make a changed file be read again."""
    return tuple(_hash_array(Path(path)) for path, _ in stamps)


def _hash_array(path: Path) -> str:
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        file.seek(array.offset)
        while block := file.read(HASH_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _damaged(folder: Path, what: str) -> DataError:
    return DataError(
        f"prepared data in {folder} is damaged: {what}. Delete that folder to prepare the data again"
    )
