"""Compare, By group: the mean over the classes of head, medium and tail."""

from dashboard.shell.page import Picture
from dashboard.shell.shown import Shown
from dashboard.views.compare.choice import (
    Choice,
    choose_drawn,
    examples_and_groups,
    settings,
)
from dashboard.views.compare.comparison import compared, of_comparison, origin
from ltcore.analysis import group_frame
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.groups import groups_figure, words_groups


def show(choice: Choice, look: Look) -> Shown:
    """Return the means of the groups."""
    frame = group_frame(compared(choice).per_class)
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
