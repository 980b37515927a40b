"""Published sets that a user downloads: which files they are, where those lie, and what if they do not.

The checksums are the MD5 sums of torchvision's loaders: the publishers give no stronger ones. They show a
damaged or exchanged file, not a forged one, so nothing that is read here may run code: pickles go through
an unpickler that knows numpy arrays only.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ltcore.data.errors import DataError

WATCHED_BYTES = 4 * 2**20
"""A file that is read is watched each time so many bytes have passed."""


class WatchedFile(io.FileIO):
    """A file that calls ``watch`` while it is read, so that whoever watches can stop the reading."""

    def __init__(self, path: Path, watch: Callable[[], None]) -> None:
        super().__init__(path)
        self._watch = watch
        self._unwatched_bytes = WATCHED_BYTES

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]  # any buffer there
        """Read bytes into a buffer and return how many."""
        if self._unwatched_bytes >= WATCHED_BYTES:
            self._unwatched_bytes = 0
            self._watch()
        n_bytes = super().readinto(buffer)
        self._unwatched_bytes += n_bytes or 0
        return n_bytes


def open_watched(path: Path, watch: Callable[[], None]) -> io.BufferedReader:
    """Open a file for reading; ``watch`` is called at its start and about every 4 MiB.

    Raises:
        OSError: the file cannot be opened.
    """
    return io.BufferedReader(WatchedFile(path, watch))


@dataclass(frozen=True)
class PublishedFile:
    """One file of a published set: path under the root as torchvision keeps it, MD5, addresses."""

    path: str
    md5: str
    urls: tuple[str, ...] = ()


def missing(name: str, title: str, root: Path) -> DataError:
    """Return the error for a set that is not under its root; it names the ways out."""
    return DataError(
        f"{title} is not in {root}. With a network connection, run `ltlab datasets download "
        f"{name}`; if you have a copy, name its folder (torchvision's root) with --root FOLDER; "
        "or use data that needs no download: digits or shapes"
    )


def checked(path: Path, md5: str, watch: Callable[[], None]) -> Path:
    """Return the path of a file after comparing its MD5, calling ``watch`` on the way.

    Raises:
        DataError: the file is not the published one.
    """
    with open_watched(path, watch) as file:
        digest = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
    require_md5(digest.hexdigest(), md5, str(path))
    return path


def require_md5(found: str, expected: str, what: str) -> None:
    """Refuse content whose MD5 is not the published one.

    Raises:
        DataError: the sums differ.
    """
    if found != expected:
        raise DataError(
            f"{what} is not the published file: its MD5 is {found}, the published one is "
            f"{expected}. It is damaged or changed; delete it and download it again"
        )
