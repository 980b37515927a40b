"""A run folder that appears whole or not at all, whoever is killed and whenever the power fails."""

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ltcore.runs.atomic import explained
from ltcore.runs.disk import held


@contextmanager
def whole_folder(root: Path, name: str) -> Iterator[Path]:
    """Yield a hidden folder; what is written into it becomes the folder ``name`` at the end of the block.

    Args:
        root: the root of the runs; it must exist.
        name: a legal run id.

    Raises:
        FileExistsError: there is a folder of this name by now, which stays as it is.
        RunWriteError: the folder cannot be written; nothing stays behind.
    """
    hidden = f".{name}.{secrets.token_hex(4)}"
    target = root / name
    try:
        with held(root, follow=True) as opened:
            opened.make(hidden)
            try:
                yield root / hidden
                try:
                    opened.move(hidden, opened, name)
                except OSError as error:
                    if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                        raise FileExistsError(errno.EEXIST, "is there", str(target)) from error
                    raise
            finally:
                with suppress(OSError):  # the error that led here matters more
                    opened.remove_tree(hidden)
    except FileExistsError:
        raise
    except OSError as error:
        raise explained(error, target, 0) from error
