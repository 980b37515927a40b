"""Compare, By group: the mean over the classes of head, medium and tail."""

from dashboard.shell.page import Picture
from dashboard.shell.shown import NotShown, Shown
from dashboard.shell.text import literal
from dashboard.views.compare.choice import (
    Choice,
    choose_drawn,
    examples_and_groups,
    settings,
)
from dashboard.views.compare.comparison import compared, of_comparison, origin
from ltcore.analysis import group_frame
from ltcore.analysis.base.training_counts import counts_unknown
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.groups import groups_figure, words_groups

NO_COUNTS = (
    "Head, medium and tail are known only with training counts, and those of these imports are unknown. "
    f"Import the files again with **{literal('--class-counts')}** to see their groups."
)


def show(choice: Choice, look: Look) -> Shown:
    """Return the means of the groups."""
    per_class = compared(choice).per_class
    if counts_unknown(per_class):
        raise NotShown(NO_COUNTS, ":material/help:")
    frame = group_frame(per_class)
    return Shown(
        figure=groups_figure(frame, split=choice.split, drawn=choice.drawn, look=look),
        words=words_groups(frame, split=choice.split),
        frames={"groups": frame},
        origin=origin(choice),
    )


PICTURE = of_comparison(
    Picture(
        label="By group",
        sentence="Each bar is the mean over the classes of one group. What a method gives to the tail, it "
        "may take from the head.",
        settings=settings(own=choose_drawn, more=examples_and_groups),
        show=show,
        key="groups",
        notice="A mean over a few classes changes with every one of them; their number is given below the "
        "bars.",
        try_this="Under More, split the classes into thirds by rank: the bars change, the runs do not.",
    ),
)
