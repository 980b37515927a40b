"""Names that survive a power cut."""

import errno
import os
from pathlib import Path


def sync_folder(path: Path) -> None:
    """Return once the names in ``path`` are on the disk, where the file system can promise it.

    Raises:
        OSError: the disk failed.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync_descriptor(descriptor)
    finally:
        os.close(descriptor)


def sync_descriptor(folder: int) -> None:
    """Return once the names in an open folder are on the disk, where the file system can promise it.

    Raises:
        OSError: the disk failed.
    """
    try:
        os.fsync(folder)
    except OSError as error:
        # Some network file systems cannot sync a folder; the files themselves are safe there.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
