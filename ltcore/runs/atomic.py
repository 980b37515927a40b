"""Writes that a crash or a full disk cannot leave half done.

A file is written beside its place, flushed to the disk, and renamed over it; a reader sees the old file
or the new one, never a part.
"""

import contextlib
import errno
import json
import math
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ltcore.data.durable import sync_folder
from ltcore.runs.errors import RunWriteError

TEMPORARY_SUFFIX = ".tmp"
ELSEWHERE = "runs elsewhere with --runs or LTLAB_RUNS, maps with LTLAB_STORE"


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a new name beside ``path``; what is written there becomes ``path``, whole, at the end.

    Raises:
        RunWriteError: the disk is full, the folder cannot be written, or the rename failed; the old
            file, if any, is untouched.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}{TEMPORARY_SUFFIX}")
    try:
        yield temporary
        sync_file(temporary)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise explained(error, path, _size(temporary)) from error
    finally:
        remove_quietly(temporary)


def atomic_write_bytes(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``, whole or not at all.

    Raises:
        RunWriteError: see `atomic_path`.
    """
    with atomic_path(path) as temporary:
        temporary.write_bytes(content)


def atomic_write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Replace ``path`` by ``content`` as strict JSON: NaN and infinity become null.

    Raises:
        RunWriteError: see `atomic_path`.
    """
    atomic_write_bytes(
        path, (json.dumps(strict(content), allow_nan=False, indent=1) + "\n").encode()
    )


def make_folder(path: Path) -> None:
    """Make the folder ``path`` where it is missing; its parent must exist.

    Raises:
        RunWriteError: it could not be made.
    """
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise explained(error, path, 0) from error


def make_root(path: Path) -> None:
    """Make the root that runs are kept in, and the folders above it, where they are missing.

    Raises:
        RunWriteError: it could not be made; the message names the folder that failed.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explained(error, Path(error.filename or path), 0) from error


def append_line(path: Path, line: str) -> None:
    """Append one whole line; after a line that a crash cut in half, a new one is begun.

    Raises:
        RunWriteError: the disk is full or the file cannot be written.
    """
    content = line.encode("utf-8", "backslashreplace") + b"\n"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                content = b"\n" + content
            try:
                _write_all(descriptor, content)
            except OSError:
                with contextlib.suppress(OSError):  # the first error matters more
                    os.ftruncate(descriptor, size)  # back to whole lines
                raise
        finally:
            os.close(descriptor)
    except OSError as error:
        raise explained(error, path, len(content)) from error


def _write_all(descriptor: int, content: bytes) -> None:
    if os.write(descriptor, content) < len(
        content
    ):  # the system took what still fitted on the disk
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(descriptor)


def strict(value: Any) -> Any:  # noqa: ANN401 (any JSON value)
    """Return ``value`` as JSON can hold it: NaN and infinity are null, numpy becomes plain.

    Example:
        >>> strict({"loss": float("nan"), "counts": np.array([5, 1])})
        {'loss': None, 'counts': [5, 1]}
    """
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): strict(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [strict(item) for item in value]
    return value


def explained(error: OSError, path: Path, needed: int) -> RunWriteError:
    """Return ``error`` as one sentence that names the file, the reason and the way out."""
    if isinstance(error, RunWriteError):
        return error
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        wanted = f"at least {needed:,} bytes needed, " if needed else ""
        reason = (
            f"the disk is full ({wanted}{_free(path.parent)} free). "
            f"Free some space and resume the run or start the map again, or keep {ELSEWHERE}"
        )
    elif error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        reason = (
            f"the folder {path.parent} is read-only for this user. "
            f"Make it writable, or keep {ELSEWHERE}"
        )
    elif error.errno == errno.ENOENT and not path.parent.is_dir():
        reason = f"the folder {path.parent} is gone: the run was deleted or moved"
    else:
        reason = f"{error.strerror or error}. Keep {ELSEWHERE}"
    told = RunWriteError(f"could not write {path}: {reason}.")
    told.errno = error.errno
    return told


def sync_file(path: Path) -> None:
    """Return once the content of ``path`` is on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_quietly(path: Path) -> None:
    """Remove a temporary file; where that fails, the error that led here matters more."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _free(folder: Path) -> str:
    try:
        return f"{shutil.disk_usage(folder).free:,}"
    except OSError:
        return "unknown"
