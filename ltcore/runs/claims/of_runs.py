"""The claim of a run: held by its worker, looked at by everybody, and what a dead one leaves open."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ltcore.runs.atomic import explained, remove_leftovers
from ltcore.runs.claims import numbered
from ltcore.runs.claims.claim import boot_id
from ltcore.runs.claims.holding import claimed
from ltcore.runs.claims.judging import Standing, owner_of, standing_of
from ltcore.runs.disk import held
from ltcore.runs.fences import CLAIMS

APPENDED = ("metrics.jsonl", "log.txt")
"""Files of a run that grow: one who was frozen may still have them open."""


@contextmanager
def claimed_run(folder: Path, *, timeout: float) -> Iterator[None]:
    """Hold the claim of a run, in whose folder this process writes only for as long as it does.

    Raises:
        AlreadyRunningError: another process holds it.
        ClaimLostError: another machine has taken the run over while this process was frozen.
        RunWriteError: the folder cannot be written.
    """
    what = f"run {folder.name}"
    with claimed(folder / CLAIMS, folder.parent, what, timeout=timeout, guards=folder) as claim:
        if claim.takes_over:
            _shut_out(folder)
        yield


def standing_of_run(folder: Path) -> Standing:
    """Return who works on a run of a shared root.

    Raises:
        RunWriteError: its claims cannot be read.
    """
    try:
        return standing_of(folder / CLAIMS, folder.parent)
    except OSError as error:
        raise explained(error, folder / CLAIMS, 0) from error


def bury(folder: Path, pid: int) -> None:
    """Give back the claim of a process of this machine that has ended; call where that is certain.

    Args:
        folder: the run folder.
        pid: the process, which nobody has reaped but the caller.
    """
    with suppress(OSError):
        found = numbered.latest(folder / CLAIMS)
        owner = owner_of(found.content)
        if found.stamp_ns is not None and (owner.get("boot"), owner.get("pid")) == (boot_id(), pid):
            numbered.end(folder / CLAIMS, found.number)


def _shut_out(folder: Path) -> None:
    """Let what a frozen worker was about to write end nowhere: it may wake up between question and write.

    A file that it has half written is removed, so that it cannot be given its name; what it has open to add
    to is given a new place.
    """
    remove_leftovers(folder)
    try:
        with held(folder) as opened:
            for name in APPENDED:
                before = _identity(folder / name)
                opened.give_new_place(name)
                _follow(before, folder / name)
    except OSError as error:
        raise explained(error, folder, 0) from error


def _identity(path: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        found = path.lstat()
        return found.st_dev, found.st_ino
    return None


def _follow(before: tuple[int, int] | None, path: Path) -> None:
    """Let what this process prints into a file go to the new place of that file."""
    for descriptor in (1, 2):
        with suppress(OSError):
            found = os.fstat(descriptor)
            if before == (found.st_dev, found.st_ino):
                with held(path.parent) as folder, folder.append(path.name) as file:
                    os.dup2(file.fileno(), descriptor)
