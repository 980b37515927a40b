"""Holding a claim for the length of a block."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ltcore.runs.atomic import explained, make_folder
from ltcore.runs.claims.claim import Claim, acquire
from ltcore.runs.claims.heartbeat import HEARTBEAT
from ltcore.runs.errors import ClaimLostError
from ltcore.runs.fences import LostError, guarded


@contextmanager
def claimed(
    path: Path,
    root: Path,
    what: str,
    *,
    timeout: float = 0.0,
    guards: Path | None = None,
    replaces: bool = False,
) -> Iterator[Claim]:
    """Hold a claim, with a heartbeat.

    Args:
        path: the folder of claims; its parent must exist.
        root: a folder on the same server, in which the time is asked for.
        what: how a message calls the thing that is claimed.
        timeout: seconds to wait for another holder.
        guards: the folder that this process changes only while the claim is its own.
        replaces: whether it is certain that another holder is dead.

    Raises:
        AlreadyRunningError: somebody else holds it.
        ClaimLostError: somebody has taken over while this process was frozen; nothing more was written.
        RunWriteError: the disk is full or cannot be written.
    """
    make_folder(path, in_root=path.parent == root)
    try:
        claim = acquire(path, root, what, timeout=timeout, replaces=replaces)
    except OSError as error:
        raise explained(error, path, 0) from error
    with ExitStack() as held:
        held.callback(claim.release)
        HEARTBEAT.keep(claim)
        held.callback(HEARTBEAT.drop, claim)
        if guards is not None:
            held.enter_context(guarded(guards, claim.require))
        try:
            yield claim
        except LostError as error:
            # Of another block around this one, whose claim is still its own.
            if error.claim is not claim:
                raise
            raise ClaimLostError(
                f"another machine has taken {what} over while this process was frozen or its machine asleep: "
                "nothing more is written here. It goes on there; watch it in the list of runs."
            ) from error
