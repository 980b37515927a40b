"""Preparing a data set before a run, with what is being done on standard error."""

import time

import click

from ltcore.config import DataConfig

BETWEEN_LINES = 2.0
"""Seconds between two lines, so that a quick preparation says nothing."""


class PreparingProgress:
    """Prints a line now and then while data are prepared or downloaded."""

    def __init__(self, *, at_once: bool = False) -> None:
        self.next_line = time.monotonic() + (0.0 if at_once else BETWEEN_LINES)

    def __call__(self, share: float, message: str) -> None:
        """Show the share that is done, in [0, 1], and a sentence."""
        if time.monotonic() >= self.next_line:
            self.next_line = time.monotonic() + BETWEEN_LINES
            click.echo(f"{100 * share:3.0f} %  {message}", err=True)


def prepare_with_progress(config: DataConfig) -> None:
    """Prepare the data set where that has not been done, and say so.

    Raises:
        DataError: the data set cannot be prepared; the message names the ways out.
    """
    from ltcore.data import prepare

    prepare(config, progress=PreparingProgress())
