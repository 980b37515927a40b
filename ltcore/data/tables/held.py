"""What a user's file may ask of memory: judged from its header, before anything is allocated."""

from pathlib import Path

from ltcore.data.errors import DataError

MIB = 2**20
UNFOLDS = 100
"""Text and floats shrink to a tenth at best; what unfolds more than 100 times is mostly zeros."""
ALWAYS = 256 * MIB
"""So much any machine has, however small the file."""
AT_MOST = 4096 * MIB
MAX_COLUMNS = 1_000_000
"""The names of a million columns take 70 MB; one dense row of them takes 8 MB."""


def refuse_too_much(held_bytes: int, file_bytes: int, what: str) -> None:
    """Refuse what would take more memory than its file justifies.

    Args:
        held_bytes: bytes that would be held at once.
        file_bytes: size of the file.
        what: how messages call what would be held, "array 'x' of a.npz".

    Raises:
        DataError: it is more than 4 GiB, or more than 256 MiB and 100 times the file.

    Example:
        >>> refuse_too_much(300 * MIB, 3 * MIB, "array 'x' of a.npz")
        >>> refuse_too_much(301 * MIB, 3 * MIB, "array 'x' of a.npz")
        Traceback (most recent call last):
        ltcore.data.errors.DataError: array 'x' of a.npz takes 301 MiB of memory at once; a file of this
        size may take at most 300 MiB: store it uncompressed, as smaller numbers (float32), or in several
        files
    """
    cap = min(AT_MOST, max(ALWAYS, UNFOLDS * file_bytes))
    if held_bytes > cap:
        raise DataError(
            f"{what} takes {_mib(held_bytes)} of memory at once; a file of this size may take at "
            f"most {_mib(cap)}: store it uncompressed, as smaller numbers (float32), or in "
            "several files"
        )


def refuse_to_unfold(result_bytes: int, path: Path) -> None:
    """Refuse a file whose content, written out, is far larger than itself.

    Args:
        result_bytes: bytes that would be written.
        path: the file.

    Raises:
        DataError: it is more than 256 MiB and more than 100 times the file.
    """
    cap = max(ALWAYS, UNFOLDS * path.stat().st_size)
    if result_bytes > cap:
        raise DataError(
            f"{path} claims {_mib(result_bytes)} of numbers; a file of this size may hold at most "
            f"{_mib(cap)}: store it uncompressed if this is correct"
        )


def refuse_too_wide(n_columns: int, what: str) -> None:
    """Refuse a table with more columns than can be named.

    Raises:
        DataError: there are more than a million.

    Example:
        >>> refuse_too_wide(2_000_000, "a.libsvm")
        Traceback (most recent call last):
        ltcore.data.errors.DataError: a.libsvm has 2,000,000 columns; at most 1,000,000 are supported: hash
        or select the features first
    """
    if n_columns > MAX_COLUMNS:
        raise DataError(
            f"{what} has {n_columns:,} columns; at most {MAX_COLUMNS:,} are supported: hash or "
            "select the features first"
        )


def _mib(n_bytes: int) -> str:
    return f"{-(-n_bytes // MIB):,} MiB"
