"""Compare, Sure?: the reliability diagram of the chosen methods, in words, and its formula."""

import pandas as pd

from dashboard.shell import answers, left_out, state, widgets
from dashboard.shell.components.picture import drawn
from dashboard.views.compare import calibration_card, score_loaders
from dashboard.views.compare.choice import Choice
from ltcore.plots.compare.reliability import reliability_figure, words_reliability


def draw(choice: Choice) -> tuple[dict[str, pd.DataFrame], str]:
    """Draw the picture; return what it shows, by file name, and the key of the figure.

    Args:
        choice: what the reader compares.
    """
    records = [record for arm in choice.arms for record in arm.records]
    numbers, without = score_loaders.scores(records, choice.split)
    bins, _ = score_loaders.reliability(records, choice.split)
    if numbers.empty:
        left_out.in_place_of_picture(
            without,
            "Calibration needs logits, and none of these runs has kept any for these examples. Imported runs "
            "have them where the file has columns logit_0, logit_1 and so on.",
            ":material/speed:",
        )
        left_out.draw(without, "without_logits")
        return {"calibration": numbers}, ""
    said = answers.of(words_reliability, numbers, split=choice.split)
    with widgets.picture_place("reliability"):
        ready = drawn(reliability_figure, bins, split=choice.split, look=state.look())
        widgets.figure(ready, "reliability", said)
    widgets.in_words(said)
    widgets.notice_and_try(
        "Below the dashed line a classifier is surer than it is right. Most examples are in the large marks: "
        "they make the error, a small mark far off hardly counts.",
        "Go to Over seeds and choose another number: a method with a smaller balanced error may be worse "
        "calibrated.",
    )
    calibration_card.draw(bins, numbers, split=choice.split)
    left_out.draw(without, "without_logits")
    return {"calibration": numbers, "reliability": bins}, "reliability"
