"""Whether the machines that work on a root of runs agree by claims, or one machine alone by its locks.

A lock of the system is quick and dies with its process, but on many network mounts two machines get the
same lock at once. There claims are used, and a root that was used so once says it to everybody: to the
machine that has the disk itself, too.
"""

import os
from contextlib import suppress
from pathlib import Path

from ltcore.config.variables import wanted_locks
from ltcore.data.mounts import on_network
from ltcore.runs.disk import held

MARK = ".ltlab-shared"
MARKED = (
    b"Several machines may use this folder of runs, so all of them agree by claims (see README).\n"
    b"Remove this file, while nobody works here, to go back to the locks of one machine.\n"
)


def is_shared(root: Path) -> bool:
    """Return whether work on a root is agreed on by claims; nothing is written to look.

    Args:
        root: folder of the runs, or of another shared thing.

    Raises:
        VariableError: LTLAB_LOCKS cannot be meant.
    """
    wanted = wanted_locks()
    if wanted != "auto":
        return wanted == "shared"
    return os.path.lexists(root / MARK) or on_network(root)


def mark_shared(root: Path) -> None:
    """Say to every machine that a root is shared; where that cannot be written, it is left."""
    if not os.path.lexists(root / MARK):
        with suppress(OSError), held(root, follow=True) as folder, folder.create(MARK) as file:
            file.write(MARKED)
