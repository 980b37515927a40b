"""The boundary to foreign readers: what they raise becomes one line with file, format and way out."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ltcore.data.errors import DataError

FOREIGN = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    RuntimeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
)
SHOWN = 200
"""Characters of a foreign message that are shown; pyarrow and pandas quote whole rows."""


@contextmanager
def reading(path: Path, form: str) -> Iterator[None]:
    r"""Turn what a foreign library raises into a DataError; wrap nothing but the calls of that library.

    A DataError passes, and so do interruptions and errors of our own code (a TypeError, an IndexError ...
    that is raised in a function of this project).

    Args:
        path: the file, for messages.
        form: how messages call the format.

    Raises:
        DataError: the library raised.

    Example:
        >>> with reading(Path("a.csv"), "CSV"):
        ...     raise ValueError("row 1\nhas 3 fields")
        Traceback (most recent call last):
        ltcore.data.errors.DataError: a.csv cannot be read as CSV: row 1\nhas 3 fields (ValueError). The
        file is damaged or has another format: write it again with the program that made it
    """
    try:
        yield
    except DataError:
        raise
    except Exception as error:
        if not is_foreign(error):
            raise
        raise DataError(_message(error, path, form)) from error


def visible(text: str, at_most: int = SHOWN) -> str:
    r"""Return text on one line: line breaks and control characters as escapes, the end cut off.

    Example:
        >>> visible("a\tb\x00" + "c" * 10, at_most=12)
        'a\\tb\\x00c...'
    """
    shown = "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text[: at_most + 1]
    )
    return shown if len(shown) <= at_most else shown[: at_most - 3] + "..."


def is_foreign(error: Exception) -> bool:
    """Return whether a library raised this: by its type, or by the function in which it was raised."""
    if isinstance(error, FOREIGN):
        return True
    if type(error).__module__.split(".")[0] not in ("builtins", "ltcore"):
        return True
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = trace.tb_frame.f_globals.get("__name__", "") if trace is not None else ""
    return str(module).split(".")[0] != "ltcore"


def _message(error: Exception, path: Path, form: str) -> str:
    where = visible(str(path), at_most=4096)
    if isinstance(error, MemoryError):
        return (
            f"{where} needs more memory than is available: store it in several files, or as float32"
        )
    if isinstance(error, OSError) and error.strerror:
        return f"cannot read {where}: {visible(error.strerror)}. Check the path and its permissions"
    said = visible(str(error).strip()) or "no reason given"
    return (
        f"{where} cannot be read as {form}: {said} ({type(error).__name__}). The file is damaged "
        "or has another format: write it again with the program that made it"
    )
