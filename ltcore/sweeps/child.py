"""A child of a template, as a queue sees it."""

import time
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from ltcore.sweeps.warm import Template

REPORT_SECONDS = 5.0
"""How long a template may take to say how a child ended."""
UNKNOWN_END = 256
"""In the place of an exit code that nobody knows, because the template had ended before the child."""


class WarmProcess:
    """A child of a template; `pid` and `poll` are those of `subprocess.Popen`.

    Args:
        template: the template.
        pid: number of the child, which leads a session.
    """

    def __init__(self, template: "Template", pid: int) -> None:
        self.template = template
        self.pid = pid
        self._code: int | None = None
        self._ended_at: float | None = None
        self._process = psutil.Process(pid)  # not reaped before we say so: it is this one

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal, `UNKNOWN_END` where nobody knows; None before."""
        if self._code is None:
            self._code = self.template.code_of(self.pid)
        if self._code is None and not self._is_alive():
            self._code = self._code_without_report()
        return self._code

    def _is_alive(self) -> bool:
        try:
            return bool(
                self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE
            )
        except psutil.NoSuchProcess:
            return False

    def _code_without_report(self) -> int | None:
        """Wait a little for the template's word about a child that is dead; then give the template up."""
        now = time.monotonic()
        self._ended_at = self._ended_at or now
        if not self.template.is_lost and now - self._ended_at < REPORT_SECONDS:
            return None
        self.template.close()
        return UNKNOWN_END
