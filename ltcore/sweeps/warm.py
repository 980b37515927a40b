"""A process that has everything imported and forks one child for every run: the side that asks.

Why children of a template, and not one process that takes run after run: see `ltcore.sweeps.template`.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from io import FileIO
from typing import Any, Self

import psutil

from ltcore.runs.detached import reap
from ltcore.sweeps.child import WarmProcess
from ltcore.sweeps.listening import heard
from ltcore.sweeps.stamp import process_stamp
from ltcore.sweeps.template import LARGEST_MESSAGE

TEMPLATE_COMMAND = (sys.executable, "-m", "ltcore.cli", "warm")
"""What is started as a template; its standard input is the socket that it is asked through."""
REPLY_SECONDS = 20.0
"""How long a template may take to fork; one that takes longer is given up."""
INHERITED = "LTLAB_TEMPLATE"
"""Tells a child that may ask what it must know of its template."""
SINGLE_THREADED = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""Keeps pyarrow from starting a thread of its own when it is loaded."""


class TemplateLostError(RuntimeError):
    """A template that cannot fork: it has ended, does not answer, or has threads."""


class Template:
    """A template and what it has said so far.

    Args:
        connection: to the template.
        threads: of the processor for every library there, None for what the environment says.
        stamp: of the moment at which the template was started, see `process_stamp`.
        process: the template, where it was started by this process.

    Attributes:
        is_lost: whether it cannot be asked any more.
        has_retired: whether it has said that it ends for want of work.
    """

    def __init__(
        self,
        connection: socket.socket,
        *,
        threads: int | None,
        stamp: str,
        process: "subprocess.Popen[bytes] | None" = None,
    ) -> None:
        self.threads = threads
        self.stamp = stamp
        self.process = process
        self.is_lost = False
        self.has_retired = False
        self._connection = connection
        self._is_ready = False
        self._answers: list[dict[str, Any]] = []
        self._codes: dict[int, int] = {}
        self._running: set[int] = set()
        self._is_shared = False
        self._lock = threading.RLock()

    @classmethod
    def start(
        cls, command: Sequence[str] = TEMPLATE_COMMAND, *, threads: int | None = None
    ) -> Self:
        """Start a template and return at once; it is ready a few seconds later.

        It leads a session of its own, and ends when nobody is connected to it any more.

        Args:
            command: what is started.
            threads: of the processor for every library, None for what the environment says.

        Raises:
            OSError: the program cannot be started.
        """
        stamp = process_stamp()  # before anything is imported: a later change of the code shows
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                process = subprocess.Popen(  # noqa: S603 (our own command, no shell)
                    list(command),
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=environment(threads) | SINGLE_THREADED,
                    start_new_session=True,
                )
            except OSError:
                ours.close()
                raise
        return cls(ours, threads=threads, stamp=stamp, process=process)

    @classmethod
    def inherited(cls, descriptor: int) -> Self:
        """Return the template that has forked this process with ``may_ask``.

        Args:
            descriptor: of the socket, see `Job.template`.

        Raises:
            OSError: it is not a socket.
        """
        threads, stamp = json.loads(os.environ.pop(INHERITED))
        return cls(socket.socket(fileno=descriptor), threads=threads, stamp=stamp)

    @property
    def is_current(self) -> bool:
        """Whether a process that is started now would be the same as this one."""
        return process_stamp() == self.stamp

    @property
    def is_ready(self) -> bool:
        """Whether it has imported everything and can fork; it may be lost as well."""
        with self._lock:
            self._listen(0.0)
            return self._is_ready and not self.is_lost

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended and still listens, as far as anybody has told us."""
        with self._lock:
            self._listen(0.0)
            return not self.is_lost

    @property
    def is_idle(self) -> bool:
        """Whether none of the children that were forked for us is left."""
        return not self._running

    def stay(self) -> None:
        """Keep the template from ending for want of work."""
        with self._lock, contextlib.suppress(TemplateLostError):
            self._ask({"do": "stay"})

    def fork(self, command: Sequence[str], log: FileIO) -> WarmProcess:
        """Let the template fork a child that carries out a command of ltlab; call once it is ready.

        Args:
            command: the words after ``ltlab``.
            log: what the child prints is added to it.

        Raises:
            TemplateLostError: no child was forked.
        """
        with self._lock:
            pid = self._fork(log, command=list(command), environment=environment(self.threads))
            try:
                process = WarmProcess(self, pid)
            except psutil.NoSuchProcess as error:  # a living template would have kept its number
                self.close()
                raise TemplateLostError("the template and its child were killed at once") from error
            self._running.add(pid)
            return process

    def fork_runner(self, command: Sequence[str], log: FileIO) -> int:
        """Let the template fork a child that may itself ask for children; return its number.

        Nobody has to wait for it, and the template lives at least as long.

        Args:
            command: the words after ``ltlab``; ``--template`` is added, see `inherited`.
            log: what the child prints is added to it.

        Raises:
            TemplateLostError: no child was forked.
        """
        about = {INHERITED: json.dumps([self.threads, self.stamp])}
        with self._lock:
            # It starts other processes as well, and these are to have the threads that are theirs.
            named = {**os.environ, **about}
            pid = self._fork(log, command=list(command), environment=named, may_ask=True)
            self._is_shared = True
            return pid

    def _fork(self, log: FileIO, **message: Any) -> int:  # noqa: ANN401 (any JSON value)
        self._answers.clear()
        self._ask({"do": "fork", **message}, log.fileno())
        until = time.monotonic() + REPLY_SECONDS
        while not self._answers and not self.is_lost and time.monotonic() < until:
            self._listen(0.1)
        answer = self._answers.pop() if self._answers else {}
        if "forked" not in answer:
            self.close()
            raise TemplateLostError(answer.get("refused", "the template does not answer"))
        return int(answer["forked"])

    def code_of(self, pid: int) -> int | None:
        """Return the exit code of a child that has ended, as `subprocess.Popen.poll` does, None before."""
        with self._lock:
            self._listen(0.0)
            if pid in self._codes:
                with contextlib.suppress(TemplateLostError):
                    self._ask({"do": "reap", "pid": pid})
                self._running.discard(pid)
                return self._codes.pop(pid)
        return None

    def close(self) -> None:
        """Leave the template: it ends as soon as nobody else asks it, and its children go on."""
        with self._lock:
            self.is_lost = True
            self._connection.close()
            if self.process is None:
                return
            if self._is_shared:
                reap(self.process)
                return
            self.process.kill()  # it has nothing to save
            self.process.wait()

    def _ask(self, message: dict[str, Any], *descriptors: int) -> None:
        if self.is_lost:
            raise TemplateLostError("the template has ended")
        try:
            socket.send_fds(self._connection, [json.dumps(message).encode()], descriptors)
        except OSError as error:
            self._listen(0.0)  # its last word may say why
            self.is_lost = True
            raise TemplateLostError(f"the template cannot be asked: {error}") from error

    def _heard(self) -> bytes:
        for _ in range(
            2
        ):  # one that leaves with our word unread resets us first; its own word follows
            with contextlib.suppress(OSError):
                return self._connection.recv(LARGEST_MESSAGE)
        return b""

    def _listen(self, seconds: float) -> None:
        """Take in what the template has said; wait so long for the first word."""
        while not self.is_lost and heard([self._connection], seconds):
            content = self._heard()
            if not content:
                self.is_lost = True
                return
            message = json.loads(content)
            if "ended" in message:
                self._codes[message["ended"]] = message["code"]
            elif "ready" in message:
                self._is_ready = True
            elif "retired" in message:
                self.has_retired = True
            else:
                self._answers.append(message)
            seconds = 0.0


def environment(threads: int | None) -> dict[str, str]:
    """Return the environment of a process that is to use so many threads, None for as many as now."""
    named = {} if threads is None else {"OMP_NUM_THREADS": str(threads)}
    return {**os.environ, **named}
