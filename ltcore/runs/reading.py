"""Reading the files of a run folder without trusting that they are what they should be."""

import errno
import os
import stat
from pathlib import Path
from typing import Any, BinaryIO

from ltcore.config.commands import for_runs, printable
from ltcore.runs import strict_json
from ltcore.runs.disk import NOT_PLAIN, held
from ltcore.runs.errors import DamagedRunError, RunGoneError

PARTED = ("per_class", "train_class_stats", "snapshots", "pseudo_labels")
"""Folders of a run whose files belong to the run above them."""
MOST_BYTES = 2**30
"""Of a file that is held whole; the log of a training of a million epochs takes half of that."""
MOST_BYTES_OF_JSON = 2**24
"""Settings with the counts of a million classes take half of that."""
REASONS = {
    **NOT_PLAIN,
    errno.EACCES: "this user may not read it",
    errno.EPERM: "this user may not read it",
    errno.ENOTDIR: "lies below something that is not a folder",
}


def damage(path: Path, what: str) -> DamagedRunError:
    """Return the error for a file of a run: its name, what is wrong with it, the run and the way out.

    Args:
        path: the file.
        what: what follows its name, such as "is empty", or ", column 'label': row 2 holds -1".

    Example:
        >>> print(damage(Path("runs", "a-1", "per_class", "all.parquet"), "is empty"))
        per_class/all.parquet is empty. Restore an intact copy, or delete the run (ltlab runs delete a-1).
    """
    run, name = path.parent, path.name
    if run.name in PARTED:
        run, name = run.parent, f"{run.name}/{name}"
    gap = "" if what.startswith((",", ":")) else " "
    return DamagedRunError(
        f"{name}{gap}{what}. Restore an intact copy, or delete the run "
        f"({for_runs(f'ltlab runs delete {printable(run.name)}', run.parent)})."
    )


def open_file(path: Path) -> BinaryIO | None:
    """Return ``path`` open for reading, or None where there is no such file yet.

    Raises:
        RunGoneError: the whole run folder is gone.
        DamagedRunError: it is a link, a folder, a device or unreadable.
    """
    try:
        with held(path.parent) as folder:
            return folder.open(path.name)
    except FileNotFoundError:
        require_folder(path.parent)
        return None
    except OSError as error:
        raise damage(path, _reason(error)) from error


def read_plain(path: Path, at_most: int = MOST_BYTES) -> bytes | None:
    """Return the content of ``path``, or None where there is no such file yet.

    Args:
        path: the file.
        at_most: bytes that it may have.

    Raises:
        RunGoneError: the whole run folder is gone.
        DamagedRunError: it is a link, a folder, a device, unreadable or too large.
    """
    file = open_file(path)
    if file is None:
        return None
    with file:
        size = os.fstat(file.fileno()).st_size
        if size > at_most:
            raise damage(path, f"has {size:,} bytes; at most {at_most:,} are legal")
        try:
            return file.read()
        except OSError as error:
            raise damage(path, _reason(error)) from error


def read_json(path: Path) -> dict[str, Any] | None:
    """Return the JSON object in ``path``, or None where there is no such file yet.

    Raises:
        RunGoneError: the whole run folder is gone.
        DamagedRunError: it cannot be read or is not a JSON object, see `strict_json.parse`.
    """
    content = read_plain(path, MOST_BYTES_OF_JSON)
    if content is None:
        return None
    if not content.strip():
        raise damage(path, "is empty")
    try:
        value = strict_json.parse(content)
    except ValueError as error:
        raise damage(path, f"is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise damage(path, f"holds {strict_json.shown(value)}, not an object")
    return value


def existing_folder(path: Path) -> Path | None:
    """Return ``path`` if it is a folder, None if it is not there yet.

    Raises:
        RunGoneError: the whole run folder is gone.
        DamagedRunError: it is a symbolic link, or something else that is not a folder.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        require_folder(path.parent)
        return None
    except OSError as error:
        raise damage(path, _reason(error)) from error
    if stat.S_ISLNK(mode):
        raise damage(path, REASONS[errno.ELOOP])
    if not stat.S_ISDIR(mode):
        raise damage(path, "is a file, not a folder")
    return path


def require_folder(folder: Path) -> None:
    """Raise RunGoneError unless ``folder`` is there."""
    if not folder.is_dir():
        raise RunGoneError(
            f"the run folder {folder.name!r} no longer exists: it was deleted or moved. Reload "
            "the list."
        )


def _reason(error: OSError) -> str:
    return REASONS.get(error.errno or 0, f"cannot be read ({error.strerror or error})")
