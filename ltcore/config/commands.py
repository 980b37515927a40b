"""Commands that messages name: with the folder of the runs where it is not the default one."""

import shlex
from pathlib import Path

DEFAULT_ROOT = Path("runs")
"""Folder of the runs where nobody says another one."""


def for_runs(command: str, root: Path) -> str:
    """Return a command of ``ltlab`` as it must be typed for the runs below a folder.

    Where it is typed, the variable LTLAB_RUNS may be another one: a folder that is not the default one is
    always named.

    Args:
        command: without the folder, such as "ltlab runs delete a-1".
        root: folder of the runs.

    Example:
        >>> for_runs("ltlab runs delete a-1", Path("runs"))
        'ltlab runs delete a-1'
        >>> for_runs("ltlab runs delete a-1", Path("my runs"))
        "ltlab runs delete a-1 --runs 'my runs'"
    """
    if root == DEFAULT_ROOT:
        return command
    return f"{command} --runs {shlex.quote(printable(str(root)))}"


def printable(name: str) -> str:
    """Return a file's name in which bytes that are no text are written out."""
    return name.encode("utf-8", "backslashreplace").decode()
