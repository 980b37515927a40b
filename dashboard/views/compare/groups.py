"""Compare, By group: recall and precision, F1 or calibration of head, medium and tail."""

from collections.abc import Sequence

from dashboard.shell.arms import Arm
from dashboard.shell.page import Picture
from dashboard.shell.shown import NotShown, Shown
from dashboard.shell.text import literal
from dashboard.views.compare import score_loaders
from dashboard.views.compare.choice import (
    BAR_MEASURES,
    GROUP_BARS,
    OF_GROUPS,
    Choice,
    choose,
    choose_drawn,
    examples_and_groups,
    settings,
)
from dashboard.views.compare.comparison import compared, of_comparison, origin
from ltcore.analysis import group_frame
from ltcore.analysis.base.training_counts import counts_unknown
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.group_calibration import (
    group_calibration_figure,
    words_group_calibration,
)
from ltcore.plots.compare.groups import groups_figure, words_groups

NO_COUNTS = (
    "Head, medium and tail are known only with training counts, and those of these imports are unknown. "
    f"Import the files again with **{literal('--class-counts')}** to see their groups."
)
NOTICE_SURE = (
    "An example belongs to the group of its true class. A method that is calibrated over all examples may "
    "still be too sure in the tail."
)
TRY_SURE = (
    "Go to Sure? and choose Tail: the diagram shows at which confidences the tail goes wrong."
)


def show(choice: Choice, look: Look) -> Shown:
    """Return the means of the groups, or their calibration."""
    per_class = compared(choice).per_class
    if counts_unknown(per_class):
        raise NotShown(NO_COUNTS, ":material/help:")
    if choice.group_bars == "calibration":
        return _calibration(choice, look)
    frame = group_frame(per_class)
    measures = BAR_MEASURES[choice.group_bars]
    return Shown(
        figure=groups_figure(frame, measures, split=choice.split, drawn=choice.drawn, look=look),
        words=words_groups(frame, measures, split=choice.split),
        frames={"groups": frame},
        origin=origin(choice),
    )


def _calibration(choice: Choice, look: Look) -> Shown:
    frame, without = score_loaders.group_calibration(choice.records, choice.split, choice.rule)
    if frame.empty:
        raise score_loaders.no_logits(without)
    return Shown(
        figure=group_calibration_figure(frame, split=choice.split, drawn=choice.drawn, look=look),
        words=words_group_calibration(frame, split=choice.split),
        frames={"group_calibration": frame},
        origin=origin(choice),
        notice=NOTICE_SURE,
        try_this=TRY_SURE,
        left_out=without,
    )


def _measure(_arms: Sequence[Arm]) -> None:
    """Draw the choice of what is shown of each group."""
    choose("Measure", GROUP_BARS, OF_GROUPS, labelled=False)


PICTURE = of_comparison(
    Picture(
        label="By group",
        sentence="Each bar is the mean over the classes of one group. What a method gives to the tail, it "
        "may take from the head.",
        settings=settings(choose_drawn, _measure, more=examples_and_groups),
        show=show,
        key="groups",
        notice="A mean over a few classes changes with every one of them; their number is given below the "
        "bars.",
        try_this="Under More, split the classes into thirds by rank: the bars change, the runs do not.",
    ),
    files=score_loaders.LOGITS,
)
