"""Compare, By class: recall, precision or F1 of every class."""

from collections.abc import Mapping, Sequence

from dashboard.shell import state
from dashboard.shell.arms import Arm
from dashboard.shell.page import Picture
from dashboard.shell.shown import Shown
from dashboard.views.compare.choice import (
    BAR_MEASURES,
    BARS,
    CLASS_BARS,
    DRAWN,
    MEASURE,
    MEASURES,
    Bars,
    Choice,
    choose,
    choose_drawn,
    examples_and_groups,
    settings,
)
from dashboard.views.compare.comparison import compared, of_comparison, origin
from ltcore.plots.base.arm_marks import Measure
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.class_bars import class_bars_figure
from ltcore.plots.compare.per_class import per_class_figure, words_per_class

TRY: Mapping[Measure, str] = {
    "recall": "Switch to precision: what recall gives to a rare class, precision may take back.",
    "precision": "Switch to F1: it is high only if recall and precision both are.",
    "f1": "Switch to recall and precision: which of the two pulls the F1 of the tail down?",
}


TRY_BARS: Mapping[Bars, str] = {
    "both": "Switch to F1: it is high only if recall and precision both are. Marks show every seed.",
    "f1": TRY["f1"],
}


def show(choice: Choice, look: Look) -> Shown:
    """Return the chosen measure class by class as marks, or recall and precision, or F1, as bars."""
    frame = compared(choice).per_class
    if choice.drawn == "bars":
        measures = BAR_MEASURES[choice.class_bars]
        words = [words_per_class(frame, measure, split=choice.split) for measure in measures]
        return Shown(
            figure=class_bars_figure(frame, measures, split=choice.split, look=look),
            words="\n".join(words),
            frames={"classes": frame},
            origin=origin(choice),
            try_this=TRY_BARS[choice.class_bars],
        )
    return Shown(
        figure=per_class_figure(frame, choice.measure, split=choice.split, look=look),
        words=words_per_class(frame, choice.measure, split=choice.split),
        frames={"classes": frame},
        origin=origin(choice),
        try_this=TRY[choice.measure],
    )


def _measure(_arms: Sequence[Arm]) -> None:
    """Draw the choice of what marks or bars show."""
    if state.value(DRAWN) == "marks":
        choose("Measure", MEASURE, MEASURES, labelled=False)
    else:
        choose("Measure", CLASS_BARS, BARS, labelled=False)


PICTURE = of_comparison(
    Picture(
        label="By class",
        sentence="Each mark or group of bars is one class, measured on examples not used in "
        "training. The tail pays if its marks or bars lie far below the head's.",
        settings=settings(choose_drawn, _measure, more=examples_and_groups),
        show=show,
        key="per_class",
        notice="What a method gives to the tail, it often takes from the head: look at both ends before "
        "you call it better. ERM is plain training: every example counts the same.",
    ),
)
