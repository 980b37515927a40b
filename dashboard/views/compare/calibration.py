"""Compare, Sure?: how sure a method is of its decisions, and how often it is right."""

from functools import partial

from dashboard.shell import left_out
from dashboard.shell.page import Picture
from dashboard.shell.shown import Shown
from dashboard.views.compare import calibration_card, score_loaders
from dashboard.views.compare.choice import MEASURED, Choice
from dashboard.views.compare.comparison import compared, of_comparison, origin
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.reliability import reliability_figure, words_reliability


def show(choice: Choice, look: Look) -> Shown:
    """Return the reliability diagram of the chosen methods."""
    compared(choice)  # raises where there is nothing to compare at all
    split = choice.split
    numbers, without = score_loaders.scores(choice.records, split)
    bins, _ = score_loaders.reliability(choice.records, split)
    if numbers.empty:
        raise left_out.not_shown(
            without,
            "Calibration needs logits, and none of these runs has kept any for these examples. Imported "
            "runs have them if the file has columns logit_0, logit_1 and so on.",
            ":material/speed:",
            partial(left_out.draw, without, "without_logits"),
        )
    return Shown(
        figure=reliability_figure(bins, split=split, look=look),
        words=words_reliability(numbers, split=split),
        frames={"calibration": numbers, "reliability": bins},
        cards=[calibration_card.card(bins, numbers, split=split)],
        origin=origin(choice),
        left_out=without,
    )


PICTURE = of_comparison(
    Picture(
        label="Sure?",
        sentence="Each mark groups decisions that a method is about equally sure of. If marks lie below "
        "the dashed line, the method is surer than it is right.",
        settings=MEASURED,
        show=show,
        key="reliability",
        notice="Below the dashed line, a classifier is surer than it is right. Most examples are in the "
        "large marks, which make up most of the error; a small mark far off hardly counts.",
        try_this="Go to Over seeds and choose another number: a method with a smaller balanced error may be "
        "worse calibrated.",
    ),
    files=score_loaders.LOGITS,
    is_measured=False,  # its card is of other numbers
)
