"""A template that waits for the queue which a page is about to start."""

import threading
from collections.abc import Sequence

from ltcore.config.variables import warm_minutes
from ltcore.sweeps.cores import threads_of_small_runs
from ltcore.sweeps.crew import can_fork
from ltcore.sweeps.failures import Failures
from ltcore.sweeps.warm import TEMPLATE_COMMAND, Template


class Standby:
    """At most one template of a server; safe to be called by several threads.

    The template ends with the server, after a time without work, and when it does not stand for the code
    and the environment of the moment any more. After `MOST_TEMPLATES` that failed no other is started.

    Args:
        command: what is started as the template; how long it waits is added.
    """

    def __init__(self, command: Sequence[str] = TEMPLATE_COMMAND) -> None:
        self.command = command
        self._template: Template | None = None
        self._failures = Failures()
        self._lock = threading.Lock()

    def get_ready(self) -> None:
        """Start a template, or keep the one that waits; return at once.

        Nothing happens unless the variable LTLAB_WARM says for how many minutes it may wait.

        Raises:
            OSError: the program cannot be started.
            VariableError: LTLAB_WARM cannot be meant.
        """
        minutes = warm_minutes() or 0.0
        with self._lock:
            if not minutes or not can_fork():
                return
            template = self._kept()
            if template is None and not self._failures.are_too_many:
                self._start((*self.command, "--idle", f"{60 * minutes:g}"))
            elif template is not None and template.is_ready:
                template.stay()

    @property
    def is_ready(self) -> bool:
        """Whether a start would be a fork now."""
        with self._lock:
            return self._template is not None and self._template.is_ready

    def ready(self) -> Template | None:
        """Return the template where it can fork now; one that is still importing is let go.

        Whoever starts a queue now imports the same things, and two at once would only wait for each other.
        """
        with self._lock:
            template = self._kept()
            if template is not None and not template.is_ready:
                self.close()
            return self._template

    def close(self) -> None:
        """Leave the template."""
        if self._template is not None:
            self._template.close()
            self._template = None

    def _start(self, command: Sequence[str]) -> None:
        try:
            self._template = Template.start(command, threads=threads_of_small_runs())
        except OSError as error:
            self._failures.note_refusal(error)
            raise

    def _kept(self) -> Template | None:
        template = self._template
        if template is None:
            return None
        if not template.is_alive:
            self._failures.note(template)
            self.close()
        elif not template.is_current:
            self.close()
        return self._template
