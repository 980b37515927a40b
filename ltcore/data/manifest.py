"""What tells two states of the user's files apart, without reading them: paths, sizes, times."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from ltcore.data.errors import DataError


def manifest_of(files: Iterable[Path | str], root: Path) -> str:
    """Return a hash that changes when a file is added, removed, renamed or written to.

    Args:
        files: the files that a source consists of, in a fixed order.
        root: the folder that their names are taken relative to where they lie in it.

    Raises:
        DataError: a file cannot be looked at.
    """
    digest = hashlib.sha256(str(root.resolve()).encode("utf-8", "surrogateescape"))
    prefix = f"{root}{os.sep}"
    for file in map(str, files):
        try:
            state = os.stat(file)  # noqa: PTH116 (once per image of a set of a million)
        except OSError as error:
            raise DataError(f"cannot read {file}: {error.strerror}") from error
        line = f"{file.removeprefix(prefix)}\0{state.st_size}\0{state.st_mtime_ns}\n"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
