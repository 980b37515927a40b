"""A little disk space set aside, so that a run on a full disk can still say how it ended."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ltcore.runs.atomic import atomic_write_bytes, remove_quietly
from ltcore.runs.disk import RESERVE

RESERVED_BYTES = 2**16


@contextmanager
def reserved_space(folder: Path) -> Iterator[None]:
    """Hold disk space in ``folder`` for the length of a block; it is free again however the block ends.

    Raises:
        RunWriteError: there is no space to set aside, or the folder cannot be written.
    """
    # Random, so that a compressing file system cannot store it in nothing; named so that the next
    # worker removes what a killed one left.
    path = folder / RESERVE
    atomic_write_bytes(path, secrets.token_bytes(RESERVED_BYTES))
    try:
        yield
    finally:
        remove_quietly(path)
