"""Reading the small files of a run folder without trusting that they are what they should be."""

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

from ltcore.runs.disk import NOT_PLAIN
from ltcore.runs.errors import DamagedRunError, RunGoneError

REASONS = {
    **NOT_PLAIN,
    errno.EACCES: "cannot be read by this user",
    errno.EPERM: "cannot be read by this user",
    errno.ENOTDIR: "lies below something that is not a folder",
}


def read_plain(path: Path) -> bytes | None:
    """Return the content of ``path``, or None where there is no such file yet.

    Raises:
        RunGoneError: the whole run folder is gone.
        DamagedRunError: it is a link, a folder, a device or unreadable.
    """
    # A link could lead out of the root, and a named pipe would block for ever.
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags)
        with open(descriptor, "rb") as file:  # noqa: PTH123 (opened with flags that Path lacks)
            plain = stat.S_ISREG(os.fstat(descriptor).st_mode)
            content = file.read() if plain else b""
    except FileNotFoundError:
        require_folder(path.parent)
        return None
    except OSError as error:
        raise DamagedRunError(f"{path.name} {_reason(error)}.") from error
    if not plain:
        raise DamagedRunError(f"{path.name} {REASONS[errno.ENXIO]}.")
    return content


def read_json(path: Path) -> dict[str, Any] | None:
    """Return the JSON object in ``path``, or None where there is no such file yet.

    Raises:
        RunGoneError: the whole run folder is gone.
        DamagedRunError: it cannot be read or is not a JSON object.
    """
    content = read_plain(path)
    if content is None:
        return None
    if not content.strip():
        raise DamagedRunError(f"{path.name} is empty.")
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DamagedRunError(f"{path.name} is not JSON ({error}).") from error
    if not isinstance(value, dict):
        raise DamagedRunError(f"{path.name} holds a {type(value).__name__}, not an object.")
    return value


def existing(path: Path) -> Path | None:
    """Return ``path`` if a plain file or folder is there, None if not yet.

    Raises:
        RunGoneError: the whole run folder is gone.
        DamagedRunError: it is a symbolic link, a named pipe or a device.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        require_folder(path.parent)
        return None
    except OSError as error:
        raise DamagedRunError(f"{path.name} {_reason(error)}.") from error
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        number = errno.ELOOP if stat.S_ISLNK(mode) else errno.ENXIO
        raise DamagedRunError(f"{path.name} {REASONS[number]}.")
    return path


def require_folder(folder: Path) -> None:
    """Raise RunGoneError unless ``folder`` is there."""
    if not folder.is_dir():
        raise RunGoneError(
            f"the run folder {folder.name!r} is gone: it was deleted or moved. Reload the list."
        )


def _reason(error: OSError) -> str:
    return REASONS.get(error.errno or 0, f"cannot be read ({error.strerror or error})")
