"""Writes that a crash or a full disk cannot leave half done.

A file is written beside its place, flushed to the disk, and renamed over it; a reader sees the old file
or the new one, never a part.
"""

import contextlib
import errno
import json
import math
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import Any

import numpy as np

from ltcore.data.durable import sync_folder
from ltcore.runs.disk import NOT_PLAIN, held, is_temporary, sync_file, temporary_name
from ltcore.runs.errors import RunWriteError

ELSEWHERE = "runs elsewhere with --runs or LTLAB_RUNS, maps with LTLAB_STORE"


@contextmanager
def atomic_file(path: Path, *, size: int | None = None) -> Iterator[BufferedWriter]:
    """Yield a new file to write to; what is written becomes ``path``, whole, at the end of the block.

    Args:
        path: the file.
        size: how many bytes it will have, for messages; None where nobody knows before they are written.

    Raises:
        RunWriteError: the disk is full, the folder cannot be written, or ``path`` is a link or no plain
            file; the old file, if any, is untouched.
    """
    temporary, written = temporary_name(path.name), 0
    try:
        with held(path.parent) as folder:
            folder.require_file(path.name)
            try:
                with folder.create(temporary) as file:
                    yield file
                    sync_file(file)
                folder.replace(temporary, path.name)
            finally:
                written = folder.size(temporary)
                folder.discard(temporary)
    except OSError as error:
        if size is None:
            raise explained(error, path, written, is_all=False) from error
        raise explained(error, path, size) from error


def atomic_write_bytes(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``, whole or not at all.

    Raises:
        RunWriteError: see `atomic_file`.
    """
    with atomic_file(path, size=len(content)) as file:
        file.write(content)


def atomic_write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Replace ``path`` by ``content`` as strict JSON: NaN and infinity become null.

    Raises:
        RunWriteError: see `atomic_file`.
    """
    atomic_write_bytes(
        path, (json.dumps(strict(content), allow_nan=False, indent=1) + "\n").encode()
    )


def make_folder(path: Path, *, in_root: bool = False) -> None:
    """Make the folder ``path`` where it is missing; its parent must exist, and it stays after a power cut.

    Args:
        path: the folder.
        in_root: whether its parent is a root of runs, which may be a link.

    Raises:
        RunWriteError: it could not be made, or there is something else in its place.
    """
    try:
        with held(path.parent, follow=in_root) as parent:
            parent.make(path.name)
    except OSError as error:
        raise explained(error, path, 0) from error


def make_root(path: Path) -> None:
    """Make the root that runs are kept in, and the folders above it, where they are missing.

    Raises:
        RunWriteError: it could not be made; the message names the folder that failed.
    """
    try:
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        path.mkdir(parents=True, exist_ok=True)
        for folder in missing:
            sync_folder(folder.parent)
    except OSError as error:
        raise explained(error, Path(error.filename or path), 0) from error


def append_line(path: Path, line: str) -> None:
    """Append one whole line; after a line that a crash cut in half, a new one is begun.

    Raises:
        RunWriteError: the disk is full, the file cannot be written, or is a link or no plain file.
    """
    content = line.encode("utf-8", "backslashreplace") + b"\n"
    try:
        with held(path.parent) as folder, folder.append(path.name) as file:
            descriptor = file.fileno()
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                content = b"\n" + content
            try:
                _write_all(descriptor, content)
            except OSError:
                with contextlib.suppress(OSError):  # the first error matters more
                    os.ftruncate(descriptor, size)  # back to whole lines
                raise
    except OSError as error:
        raise explained(error, path, len(content)) from error


def open_log(path: Path, *, in_root: bool = False) -> FileIO:
    """Open a log for a process that adds its output to it.

    Args:
        path: the log.
        in_root: whether its folder is a root of runs, which may be a link.

    Raises:
        RunWriteError: it cannot be written, or is a link or no plain file.
    """
    try:
        with held(path.parent, follow=in_root) as folder:
            return folder.append(path.name)
    except OSError as error:
        raise explained(error, path, 0) from error


def remove_file(path: Path) -> None:
    """Remove one of our files, for good; nothing happens where it is missing.

    Raises:
        RunWriteError: it cannot be removed, or is a link or no plain file.
    """
    try:
        with held(path.parent) as folder:
            folder.remove(path.name)
    except FileNotFoundError:
        return
    except OSError as error:
        raise explained(error, path, 0) from error


def remove_quietly(path: Path) -> None:
    """Remove one of our files; where that fails, the error that led here matters more."""
    with contextlib.suppress(OSError), held(path.parent) as folder:
        folder.discard(path.name)


def remove_files(folder: Path, names: Iterable[str]) -> None:
    """Remove files of ours in one folder, for good; what cannot be removed stays.

    Raises:
        RunWriteError: the folder cannot be opened or synced.
    """
    try:
        with held(folder) as opened:
            for name in names:
                opened.discard(name)
            opened.sync()
    except OSError as error:
        raise explained(error, folder, 0) from error


def remove_leftovers(folder: Path) -> None:
    """Remove what writers that were killed left half written in a folder of ours and one level below.

    Raises:
        RunWriteError: the folder cannot be read.
    """
    try:
        with held(folder) as opened:
            for path in (folder, *(folder / name for name in opened.folders())):
                with contextlib.suppress(OSError), held(path) as place:
                    for name in filter(is_temporary, place.names()):
                        place.discard(name)
    except OSError as error:
        raise explained(error, folder, 0) from error


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


def explained(error: OSError, path: Path, needed: int, *, is_all: bool = True) -> RunWriteError:
    """Return ``error`` as one sentence that names the file, the reason and the way out.

    Args:
        error: what the system said.
        path: the file or folder.
        needed: bytes that were to be written, 0 where that is not the question.
        is_all: whether they are all; otherwise so many found a place before there was none left.
    """
    if isinstance(error, RunWriteError):
        return error
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        reason = (
            f"the disk is full ({_figures(path.parent, needed, is_all=is_all)}). Free some space and resume "
            f"the run or start the map again, or store {ELSEWHERE}"
        )
    elif error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        reason = (
            f"the folder {path.parent} is read-only for this user. Make it writable, or store "
            f"{ELSEWHERE}"
        )
    elif error.errno == errno.ENOENT and not path.parent.is_dir():
        reason = f"the folder {path.parent} is gone: the run was deleted or moved"
    elif error.errno in NOT_PLAIN:
        culprit = Path(error.filename or path).name
        reason = f"{culprit} {NOT_PLAIN[error.errno]}. Remove it: a run stays within its own folder"
    else:
        reason = f"{error.strerror or error}. Store {ELSEWHERE}"
    told = RunWriteError(f"could not write {path}: {reason}.")
    told.errno = error.errno
    return told


def _figures(folder: Path, needed: int, *, is_all: bool) -> str:
    """Return what is needed, what is free, and what is missing, as far as each is known."""
    free = _free(folder)
    if free is None or not needed:
        return "how full is not known" if free is None else f"{free:,} bytes free"
    if not is_all:
        return f"more than {needed:,} bytes needed, {free:,} free"
    if free < needed:
        return f"{needed:,} bytes needed, {free:,} free: {needed - free:,} are missing"
    return f"{needed:,} bytes needed; {free:,} are free, but a quota or the system keeps them"


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
