"""Writing a prepared source: arrays of unknown length, row block by row block, hashed on the way."""

import hashlib
import json
import os
from io import BufferedWriter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from ltcore.data.prepared import DESCRIPTION, FORMAT, StoredArray, description_checksum


class _GrowingArray:
    """One npy file that grows by rows.

    Plain writes, because a full disk then is an OSError; a memory map would end the process.
    """

    def __init__(self, path: Path, first: NDArray[Any]) -> None:
        self._file: BufferedWriter = path.open("wb")
        self._dtype = first.dtype
        self._row_shape = first.shape[1:]
        self._rows = 0
        self._hash = hashlib.sha256()
        self._write_header()
        self._start = self._file.tell()

    def append(self, block: NDArray[Any]) -> None:
        if block.dtype != self._dtype or block.shape[1:] != self._row_shape:
            raise TypeError(
                f"block of {block.dtype} {block.shape[1:]} in an array of {self._dtype} {self._row_shape}"
            )
        content = np.ascontiguousarray(block).data.cast("B") if block.size else b""
        self._file.write(content)
        self._hash.update(content)
        self._rows += len(block)

    def close(self) -> StoredArray:
        self._file.seek(0)
        self._write_header()  # numpy pads the header so that the first axis may grow in place
        if self._file.tell() != self._start:
            raise RuntimeError("the npy header changed its length")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return StoredArray((self._rows, *self._row_shape), self._dtype.str, self._hash.hexdigest())

    def abandon(self) -> None:
        self._file.close()

    def _write_header(self) -> None:
        npy.write_array_header_1_0(
            self._file,
            {
                "descr": npy.dtype_to_descr(self._dtype),
                "fortran_order": False,
                "shape": (self._rows, *self._row_shape),
            },
        )


class SourceWriter:
    """Writes the arrays of one source into a folder that is not yet visible to readers."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder
        self._arrays: dict[str, _GrowingArray] = {}
        self._notes: list[str] = []

    def note(self, sentence: str) -> None:
        """Keep a sentence about what was changed or passed over in reading; people see it at every run."""
        if sentence not in self._notes:
            self._notes.append(sentence)

    def append(self, array: str, block: NDArray[Any]) -> None:
        """Append rows to an array, such as "train_inputs"; the first block fixes type and shape."""
        if array not in self._arrays:
            self._arrays[array] = _GrowingArray(self._folder / f"{array}.npy", block)
        self._arrays[array].append(block)

    def append_split(self, split: str, inputs: NDArray[Any], labels: NDArray[np.int64]) -> None:
        """Append examples with their labels to a split: "pool", "train", "val" or "test"."""
        self.append(f"{split}_inputs", inputs)
        self.append(f"{split}_labels", labels.astype("<i8", copy=False))

    def finish(self, class_names: tuple[str, ...]) -> None:
        """Close all arrays and write the description that makes the folder a prepared source."""
        stored = {array: growing.close() for array, growing in self._arrays.items()}
        content: dict[str, Any] = {
            "format": FORMAT,
            "name": self._name,
            "class_names": list(class_names),
            "arrays": {array: vars(record) for array, record in sorted(stored.items())},
        }
        if self._notes:
            content["notes"] = self._notes
        content["checksum"] = description_checksum(content)
        with (self._folder / DESCRIPTION).open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())

    def abandon(self) -> None:
        """Close the files of an interrupted preparation."""
        for growing in self._arrays.values():
            growing.abandon()
