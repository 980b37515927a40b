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
            "Here stands what each class recalls of its training examples. None of these runs has kept it.",
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
        sentence="Each class twice: on the examples that it was trained on, and on others; what is known of "
        "the first alone was memorised, not learnt.",
        settings=MEASURED,
        show=show,
        key="gap",
        notice="A long line is a class known by heart: its training examples are recalled, most others are "
        "not.",
        try_this="Go to Confusions: there stands what the examples that were not learnt are taken for.",
    ),
    files=("predictions_train.parquet", "status.json"),
)
