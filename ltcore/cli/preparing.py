"""Preparing a data set before a run, with what is being done on standard error."""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from ltcore.cli.table import one_line
from ltcore.config import DataConfig

if TYPE_CHECKING:
    from ltcore.data.prepared import PreparedSource

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


def prepare_with_progress(config: DataConfig) -> "PreparedSource":
    """Prepare the data set where that has not been done, say so, and return it.

    Raises:
        DataError: the data set cannot be prepared; the message names the ways out.
    """
    from ltcore.data import prepare

    return prepare(config, progress=PreparingProgress())


def print_notes(notes: Iterable[str]) -> None:
    """Print what was changed or passed over in reading, one line each."""
    for note in notes:
        click.echo(f"note: {one_line(note)}", err=True)


def print_preparation(source: "PreparedSource") -> None:
    """Print the classes of each split of a source, and what was changed or passed over in reading."""
    import numpy as np

    from ltcore.data.labels import describe_classes

    for split in source.splits:
        counts = np.bincount(source.labels(split), minlength=len(source.class_names))
        click.echo(f"{split}: {describe_classes(source.class_names, counts)}", err=True)
    print_notes(source.notes)
