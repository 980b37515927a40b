"""Compare, Memorised?: each class on the examples that it was trained on, and on others."""

from collections.abc import Sequence
from functools import partial

from dashboard.shell import left_out, loaders, widgets
from dashboard.shell.page import Picture
from dashboard.shell.shown import Shown
from dashboard.views.compare.choice import MEASURED, Choice
from dashboard.views.compare.comparison import compared, of_comparison, origin
from ltcore.analysis import LeftOut
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.gap import gap_figure, words_gap


def show(choice: Choice, look: Look) -> Shown:
    """Return recall on training examples beside that on others."""
    compared(choice)  # raises where there is nothing to compare at all
    frame, without = loaders.gaps(choice.records, choice.split, choice.rule)
    if frame.empty:
        raise left_out.not_shown(
            without,
            "This picture shows the recall of each class on its training examples. None of these runs has "
            "kept it.",
            ":material/psychology:",
            partial(_lead_on, without),
        )
    return Shown(
        figure=gap_figure(frame, split=choice.split, look=look),
        words=words_gap(frame, split=choice.split),
        frames={"gaps": frame},
        origin=origin(choice),
        left_out=without,
    )


def _lead_on(without: Sequence[LeftOut]) -> None:
    widgets.link_to_page("train", "Train one that keeps it", {})
    left_out.draw(without, "without_gap")


PICTURE = of_comparison(
    Picture(
        label="Memorised?",
        sentence="Each class appears twice: on its training examples and on other examples. What holds "
        "only for the training examples was memorised, not learned.",
        settings=MEASURED,
        show=show,
        key="gap",
        notice="A long line is a memorised class: its training examples are recognised, most others are "
        "not.",
        try_this="Go to Confusions to see what the examples that were not learned are predicted as.",
    ),
    files=("predictions_train.parquet", "status.json"),
)
