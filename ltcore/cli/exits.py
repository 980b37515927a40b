"""How a command ends: the exit codes, and the errors that carry them."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import IO, Any

import click
from pydantic import ValidationError

from ltcore.config.errors import explain, explain_name
from ltcore.registry import UnknownNameError


class ExitCode(IntEnum):
    """What a command tells the shell."""

    DONE = 0
    FAILED = 1
    WRONG_SETTINGS = 2
    ALREADY_RUNNING = 3
    TAKEN_OVER = 4
    CANCELLED = 130


EXIT_CODES: dict[ExitCode, str] = {
    ExitCode.DONE: "done",
    ExitCode.FAILED: "a run failed, or something is missing; the message says what",
    ExitCode.WRONG_SETTINGS: "wrong settings or usage; nothing was started",
    ExitCode.ALREADY_RUNNING: "another process is working on this run or queue",
    ExitCode.TAKEN_OVER: "another machine has taken the run over while this one was frozen or asleep",
    ExitCode.CANCELLED: "stopped by Ctrl-C or on request; resume continues from the checkpoint",
}
"""Exit code -> what it means; shown by --help and in the README."""


class CommandError(click.ClickException):
    """An end that a person can do something about.

    Args:
        message: what happened, with which value, and the way out.
        code: the exit code.
    """

    def __init__(self, message: str, code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(message)
        self.code = code

    @property
    def exit_code(self) -> int:  # type: ignore[override]  # click has one code per class of error
        """The exit code, where click looks for it."""
        return int(self.code)

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message; an end that was asked for is no error and is not called one."""
        if self.code == ExitCode.CANCELLED:
            click.echo(self.message, err=file is None, file=file)
        else:
            super().show(file)


@contextmanager
def wrong_settings() -> Iterator[None]:
    """Turn settings that the config refuses into exit code 2 and one sentence per setting."""
    try:
        yield
    except ValidationError as error:
        raise CommandError(explain(error), ExitCode.WRONG_SETTINGS) from error
    except UnknownNameError as error:
        raise CommandError(explain_name(error), ExitCode.WRONG_SETTINGS) from error
    except ValueError as error:  # our own checks: the message is for people
        raise CommandError(str(error), ExitCode.WRONG_SETTINGS) from error


@contextmanager
def explained() -> Iterator[None]:
    """Turn the expected errors of runs and data into their exit codes."""
    from ltcore.data.errors import DataError
    from ltcore.runs import AlreadyRunningError, ClaimLostError, RunError, RunInUseError

    try:
        yield
    except (AlreadyRunningError, RunInUseError) as error:
        raise CommandError(str(error), ExitCode.ALREADY_RUNNING) from error
    except ClaimLostError as error:
        raise CommandError(str(error), ExitCode.TAKEN_OVER) from error
    except (RunError, DataError, OSError) as error:
        raise CommandError(str(error)) from error


@contextmanager
def measuring() -> Iterator[None]:
    """Turn what keeps a benchmark from its number into exit code 1 and its message."""
    from ltcore.bench.errors import NotMeasuredError

    try:
        yield
    except NotMeasuredError as error:
        raise CommandError(str(error)) from error
