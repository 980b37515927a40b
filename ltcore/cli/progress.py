"""How training shows on standard error: a bar in a terminal, one line per epoch elsewhere."""

import sys
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from ltcore.cli.table import percent

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from ltcore.engine.reporter import Progress

BAR_LENGTH = 1000
ONE_STAGE = "train"
"""Name of the stage of a run that has no other; it goes without saying."""


class TrainingProgress:
    """Shows the progress that a worker reports; a context manager, so that the bar is closed.

    Args:
        interactive: whether to draw a bar; None looks whether standard error is a terminal.
    """

    def __init__(self, *, interactive: bool | None = None) -> None:
        interactive = sys.stderr.isatty() if interactive is None else interactive
        self.shown: tuple[Any, Any] = ("", 0)
        self.latest = ""
        self.bar: ProgressBar[int] | None = (
            click.progressbar(
                length=BAR_LENGTH, file=sys.stderr, item_show_func=lambda _: self.latest
            )
            if interactive
            else None
        )

    def __enter__(self) -> Self:
        """Begin to draw."""
        if self.bar is not None:
            self.bar.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the cursor on a line of its own."""
        if self.bar is not None:
            self.bar.__exit__(kind, error, trace)

    def __call__(self, progress: "Progress") -> None:
        """Show where the run stands."""
        epoch = (progress.metrics.get("stage"), progress.metrics.get("epoch"))
        is_new = bool(progress.metrics) and epoch != self.shown
        if is_new:
            self.shown = epoch
            self.latest = epoch_line(progress.metrics, progress.epochs)
        if self.bar is not None:
            self.bar.update(int(progress.progress * BAR_LENGTH) - self.bar.pos)
        elif is_new:
            click.echo(self.latest, err=True)


def epoch_line(metrics: Mapping[str, Any], epochs: int) -> str:
    """Return one epoch's numbers in one line.

    Example:
        >>> epoch_line({"epoch": 2, "train_loss": 0.5, "val_balanced_error": 0.25}, 60)
        'epoch 2/60  loss 0.500  val balanced error 25.0 %'
        >>> epoch_line({"stage": "generation_2", "epoch": 2, "train_loss": 0.5}, 60)
        'generation 2, epoch 2/60  loss 0.500'
    """
    stage = metrics.get("stage", ONE_STAGE)
    of_stage = "" if stage == ONE_STAGE else f"{stage.replace('_', ' ')}, "
    parts = [f"{of_stage}epoch {metrics['epoch']}/{epochs}"]
    loss = metrics.get("train_loss")
    if loss is not None:
        parts.append(f"loss {loss:.3f}")
    for split in ("val", "test"):
        error = metrics.get(f"{split}_balanced_error")
        if error is not None:
            parts.append(f"{split} balanced error {percent(error)}")
    return "  ".join(parts)
