"""Who carries out a run: a child of a warm template, or a process that is started for it.

A template forks where the system is Linux, the run cannot find an accelerator, and the run is to have as
many threads as the template. In every other case, and wherever a template fails, a process is started.
"""

import contextlib
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from io import FileIO
from typing import Protocol

from ltcore.config import RunConfig
from ltcore.config.variables import warm_minutes
from ltcore.sweeps.cores import Share, may_use_accelerator
from ltcore.sweeps.failures import Failures
from ltcore.sweeps.warm import TEMPLATE_COMMAND, Template, TemplateLostError, environment

WARM_UP_SECONDS = 120.0
"""How long a template may take to import everything."""


class Process(Protocol):
    """What a queue needs of a process."""

    @property
    def pid(self) -> int:
        """Its number; it leads a session."""

    def poll(self) -> int | None:
        """Return its exit code, negative for a signal; None while it runs."""


class Starts(Protocol):
    """Starts the process of a run."""

    def __call__(self, arguments: Sequence[str], log: FileIO) -> Process:
        """Start it with the run id and its options, and its output in the log."""


WORKER_COMMAND = (sys.executable, "-m", "ltcore.cli", "work")
"""What is started for a run; the run id, ``--runs`` and the root are added."""


@dataclass(frozen=True)
class Workers:
    """How the processes of a queue are started.

    Attributes:
        command: program and arguments of a process of its own, before the run id.
        template_command: what is started as a template; None for a process of its own for every run.
        template: one that is ready already.
    """

    command: Sequence[str] = WORKER_COMMAND
    template_command: Sequence[str] | None = TEMPLATE_COMMAND
    template: Template | None = None


class Crew:
    """Starts the processes of a queue.

    Args:
        workers: how.
        threads: of the runs that a template can take, None for those that the environment says.
    """

    def __init__(self, workers: Workers, *, threads: int | None) -> None:
        self.command = workers.command
        self.template_command = workers.template_command if can_fork() else None
        self.threads = threads
        self._template = workers.template
        if self._template is not None and self._template.threads != threads:
            self._template = None
        self._warm_until = 0.0
        self._failures = Failures()
        self._left: list[Template] = []

    def starts(self, config: RunConfig, share: Share) -> Starts | None:
        """Return how the process of a run is started; None while a template for it is warming up.

        Args:
            config: of the run.
            share: what it gets.
        """
        if may_use_accelerator(config) or share.threads != self.threads:
            return self._fresh(share)
        return self._from_template(share)

    def close(self) -> None:
        """Let the templates end; what they have forked goes on."""
        for template in (self._template, *self._left):
            if template is not None:
                template.close()
        self._template, self._left = None, []

    def _from_template(self, share: Share) -> Starts | None:
        for left in [each for each in self._left if each.is_idle]:
            left.close()
            self._left.remove(left)
        template = self._template
        if template is not None and template.is_ready and not template.is_current:
            # Its children go on, and so it must: it tells how they end. The next run gets the code of now.
            self._left.append(template)
            self._template = template = None
        if template is not None and not template.is_alive:
            self._give_up(template)
            template = None
        if template is None:
            template = self._new()
        if template is None:
            return self._fresh(share)
        if template.is_ready:
            return self._fork(template, share)
        if time.monotonic() > self._warm_until:
            self._give_up(template)
            return self._fresh(share)
        return None

    def _new(self) -> Template | None:
        if self.template_command is None or self._failures.are_too_many:
            return None
        try:
            self._template = Template.start(self.template_command, threads=self.threads)
        except OSError as error:
            self._failures.note_refusal(error)
            return None
        self._warm_until = time.monotonic() + WARM_UP_SECONDS
        return self._template

    def _give_up(self, template: Template) -> None:
        self._failures.note(template)
        template.close()
        self._template = None

    def _fork(self, template: Template, share: Share) -> Starts:
        def start(arguments: Sequence[str], log: FileIO) -> Process:
            with contextlib.suppress(TemplateLostError):
                return template.fork(["work", *arguments], log)
            self._give_up(template)
            return self._fresh(share)(arguments, log)

        return start

    def _fresh(self, share: Share) -> Starts:
        def start(arguments: Sequence[str], log: FileIO) -> Process:
            return subprocess.Popen(  # noqa: S603 (our own command, no shell)
                [*self.command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment(share.threads),
                start_new_session=True,
            )

        return start


def can_fork() -> bool:
    """Return whether templates are wanted and the system is one on which forking is safe.

    Raises:
        VariableError: LTLAB_WARM cannot be meant.
    """
    return sys.platform == "linux" and warm_minutes() != 0
