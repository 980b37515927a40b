"""A claim that this process holds: renewed by a heartbeat, asked before every write, lost at most once."""

import json
import os
import secrets
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

from ltcore.config.variables import lease_seconds
from ltcore.runs.atomic import explained
from ltcore.runs.claims import numbered
from ltcore.runs.claims.clocks import running
from ltcore.runs.claims.judging import Standing, standing_of
from ltcore.runs.errors import AlreadyRunningError
from ltcore.runs.fences import LostError

POLL_SECONDS = 0.05


class Claim:
    """A claim, and until when it is ours without a question.

    Nobody takes a claim over within a lease after its last sign of life. Within half of one, by a clock
    that counts sleep as well, its holder may therefore write without asking. After that somebody may be
    about to take the next number, so the holder takes it itself: whoever gets it is the owner.

    Args:
        path: the folder of claims.
        number: of the claim.
        content: what was written about its owner.
        begun: by `running`, before it was made.
        takes_over: whether the one before died with it.
    """

    def __init__(
        self, path: Path, number: int, content: bytes, begun: float, *, takes_over: bool
    ) -> None:
        self.path = path
        self.number = number
        self.takes_over = takes_over
        self.is_lost = False
        self._content = content
        self._alive_at = begun
        self._lock = threading.RLock()

    def require(self) -> None:
        """Return where the claim is ours.

        Raises:
            LostError: somebody else has taken over.
            RunWriteError: the disk does not say.
        """
        if not self.is_lost and running() - self._alive_at < lease_seconds() / 2:
            return
        with self._lock:
            self._require_slowly()

    def renew(self) -> None:
        """Give a sign of life.

        Raises:
            LostError: somebody else has taken over.
            OSError: the disk does not answer.
        """
        with self._lock:
            self._require_slowly()
            begun = running()
            if not numbered.renew(self.path, self.number, self._content):
                self._lose()
            # One that took too long may have reached the server when the claim was not ours any more.
            if running() - self._alive_at < 3 * lease_seconds() / 4:
                self._alive_at = begun

    def release(self) -> None:
        """Give the claim back; where the disk does not answer, it runs out by itself."""
        with self._lock, suppress(OSError):
            numbered.end(self.path, self.number)

    def _require_slowly(self) -> None:
        if not self.is_lost and running() - self._alive_at < lease_seconds() / 2:
            return
        if self.is_lost:
            self._lose()
        try:
            self._go_on()
        except OSError as error:
            raise explained(error, self.path, 0) from error

    def _go_on(self) -> None:
        """Take the next number ourselves, after a time in which somebody may have."""
        begun = running()
        if not numbered.is_ours(self.path, self.number, self._content):
            self._lose()
        if not numbered.make(self.path, self.number + 1, self._content):
            self._lose()
        self.number, self._alive_at = self.number + 1, begun

    def _lose(self) -> None:
        self.is_lost = True
        raise LostError


def acquire(path: Path, root: Path, what: str, *, timeout: float, replaces: bool = False) -> Claim:
    """Return a new claim as soon as nobody else holds one.

    Args:
        path: the folder of claims, which must exist.
        root: a folder on the same server.
        what: how a message calls the thing that is claimed.
        timeout: seconds to wait for a holder who lives. Whether one is dead may take a quarter of a lease
            to find out, which is waited for in any case.
        replaces: whether it is certain that the holder is dead.

    Raises:
        AlreadyRunningError: somebody else holds it.
        OSError: the disk is full or cannot be written.
    """
    until = time.monotonic() + timeout
    while True:
        now = standing_of(path, root)
        if now.is_free or replaces:
            claim = _made(path, now)
            if claim is not None:
                return claim
        elif now.dead_in is not None:
            until = max(until, time.monotonic() + now.dead_in + POLL_SECONDS)
        if time.monotonic() >= until:
            place = f" on {now.host}" if now.host not in ("", socket.gethostname()) else ""
            raise AlreadyRunningError(
                f"another process{place} is already working on {what}. Watch it, wait until it ends, or "
                "cancel it."
            )
        time.sleep(POLL_SECONDS)


def _made(path: Path, before: Standing) -> Claim | None:
    about = {
        "token": secrets.token_hex(8),  # tells two owners of one number in two lives of a folder
        "host": socket.gethostname(),
        "boot": boot_id(),
        "pid": os.getpid(),
        "since": round(time.time(), 3),
        "lease": lease_seconds(),  # it renews by its own, so others wait for that one
        "lost": before.lost + 1 if before.is_held else 0,
    }
    content, begun = json.dumps(about).encode() + b"\n", running()
    if not numbered.make(path, before.number + 1, content):
        return None
    return Claim(path, before.number + 1, content, begun, takes_over=before.is_held)


def boot_id() -> str:
    """Return what tells this start of this machine from any other, "" where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""
