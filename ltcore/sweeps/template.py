"""A process that has everything imported and forks one child for every run: the side that forks.

A run could also be one of many in a process that goes on after it; then memory that it leaked, threads
that it started, a generator that it moved or a library that it upset would be there for the next one,
and a crash would take the warm process with it. A forked child has the imports and nothing else in
common with its siblings: it leads a session of its own, writes to its own log, is killed alone, and
gives everything back to the system when it ends, exactly as a process that was started for the run. So
the rule is one child, one run.

Forking is safe only while the template has a single thread and has touched no accelerator. It therefore
imports and does nothing else; before each fork it counts its threads, and refuses where there are others.
"""

import contextlib
import gc
import json
import os
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ltcore.sweeps.listening import heard

LARGEST_MESSAGE = 2**18
POLL_SECONDS = 0.02
IDLE_SECONDS = 600.0
"""How long a template waits for the next run before it ends by itself."""
THREADS = Path("/proc/self/task")


@dataclass(frozen=True)
class Job:
    """What a forked child has to do.

    Attributes:
        command: the words after ``ltlab``.
        template: file descriptor through which the child may ask for children of its own; None for none.
    """

    command: tuple[str, ...]
    template: int | None = None


@dataclass
class _Child:
    """A forked process, until whoever watches it has taken note of its end."""

    asker: socket.socket | None
    is_told: bool = False


@dataclass
class _Served:
    """Who may ask, and what was forked."""

    askers: list[socket.socket]
    children: dict[int, _Child] = field(default_factory=dict)


def serve(owner: socket.socket, *, idle: float = IDLE_SECONDS) -> Job | None:
    """Fork a child for each request until nobody is connected or nothing was asked for a long time.

    Args:
        owner: whoever started this process.
        idle: seconds without a request or a child after which to end.

    Returns:
        In a forked child its job, with its output in its log; in the template itself None, at the end.
    """
    # A first fork lets libraries put away the threads that they start when they are loaded.
    if (first := os.fork()) == 0:
        os._exit(0)
    os.waitpid(first, 0)
    gc.collect()
    gc.freeze()  # a collection in a child would otherwise copy every page
    served = _Served([owner])
    _send(owner, ready=True)
    until = time.monotonic() + idle
    while served.askers:
        wait = POLL_SECONDS if served.children else max(0.0, until - time.monotonic())
        speaking = heard(served.askers, wait)
        if speaking or served.children:
            until = time.monotonic() + idle
        elif time.monotonic() >= until:
            for asker in served.askers:
                _send(asker, retired=True)  # so that nobody takes this end for a failure
            return None
        for asker in speaking:
            if (job := _hear(served, asker)) is not None:
                return job
        _tell_ends(served)
    return None


def threads() -> int:
    """Return how many threads this process has, those of libraries included."""
    try:
        return len(list(THREADS.iterdir()))
    except OSError:
        return threading.active_count()


def _hear(served: _Served, asker: socket.socket) -> Job | None:
    """Do what one message asks for; return the job in a child that was forked for it."""
    try:
        content, descriptors, _, _ = socket.recv_fds(asker, LARGEST_MESSAGE, 1)
    except OSError:
        content, descriptors = b"", []
    if not content:
        _forget(served, asker)
        return None
    message = json.loads(content)
    if message["do"] == "fork":
        return _fork(served, asker, message, descriptors[0])
    if message["do"] == "reap" and served.children.pop(message["pid"], None) is not None:
        os.waitpid(message["pid"], 0)
    return None


def _fork(
    served: _Served, asker: socket.socket, message: Mapping[str, Any], log: int
) -> Job | None:
    """Fork a child and tell its number, or why there is none; return the job in the child."""
    ends = (
        socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) if message.get("may_ask") else ()
    )
    ours, theirs = socket.socketpair()
    pid, refused = _forked()
    if pid == 0:
        os.setsid()
        for each in (ours, *served.askers, *ends[1:]):
            each.close()
        _become(message["environment"], log)
        _wait_until_told_of(theirs)
        return Job(tuple(message["command"]), ends[0].detach() if ends else None)
    os.close(log)
    for each in (theirs, *ends[:1]):
        each.close()
    with ours:
        ours.recv(1)  # the child leads its session: a signal to its group arrives from here
        if refused:
            _send(asker, refused=refused)
            return None
        served.children[pid] = _Child(None if ends else asker)
        for each in ends[1:]:
            served.askers.append(each)
            _send(each, ready=True)
        _send(asker, forked=pid)
        with contextlib.suppress(OSError):  # it has been killed
            ours.send(b"1")
    return None


def _wait_until_told_of(template: socket.socket) -> None:
    """Wait in a child until its asker has its number; a child that nobody knows of does nothing."""
    said = b""
    with template, contextlib.suppress(OSError):
        template.send(b"1")
        said = template.recv(1)
    if not said:  # the template was killed, and whoever asked starts another process
        os._exit(1)


def _forked() -> tuple[int, str]:
    """Fork; return 0 in the child, its number in the template, or -1 and why there is none."""
    if (found := threads()) != 1:
        return -1, f"the template has {found} threads"
    try:
        return os.fork(), ""
    except OSError as error:  # no memory or no process left
        return -1, f"could not fork: {error}"


def _become(environment: Mapping[str, str], log: int) -> None:
    """Take on the environment, and the log for output, of the process that the child stands for."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.close(nothing)
    os.close(log)
    os.environ.clear()
    os.environ.update(environment)


def _tell_ends(served: _Served) -> None:
    """Tell how children ended; their numbers stay theirs until the asker has taken note."""
    for pid, child in list(served.children.items()):
        if child.is_told:
            continue
        ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is None:
            continue
        child.is_told = True
        code = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
        if child.asker is None or not _send(child.asker, ended=pid, code=code):
            os.waitpid(pid, 0)
            del served.children[pid]


def _forget(served: _Served, asker: socket.socket) -> None:
    """Go on without somebody who has left; nobody waits for the children that were forked for them."""
    served.askers.remove(asker)
    asker.close()
    for pid, child in list(served.children.items()):
        if child.asker is asker:
            child.asker = None
            if child.is_told:
                os.waitpid(pid, 0)
                del served.children[pid]


def _send(asker: socket.socket, **message: Any) -> bool:  # noqa: ANN401 (any JSON value)
    """Send a message; return whether somebody is there to read it."""
    try:
        asker.send(json.dumps(message).encode())
    except OSError:
        return False
    return True
