"""Opening a file of a run folder for reading: a plain file, never a link, and never a wait for a pipe."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


def open_plain(path: Path) -> BinaryIO:
    """Open ``path`` for reading where it is a plain file.

    A link could lead out of the folder, and whoever opens a named pipe waits for its writer for ever.

    Args:
        path: the file; the folders above it are not judged.

    Returns:
        The open file.

    Raises:
        OSError: it is not there, a link (ELOOP), a folder (EISDIR), another thing that is no plain file
            (ENXIO), or cannot be read.

    Example:
        >>> open_plain(Path(os.devnull))
        Traceback (most recent call last):
        OSError: [Errno 6] not a plain file: '/dev/null'
    """
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    descriptor = os.open(path, flags)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return open(descriptor, "rb")  # noqa: PTH123 (opened with flags that Path lacks)
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise OSError(errno.ENXIO, "not a plain file", str(path))
