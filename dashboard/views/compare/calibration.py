"""Compare, Sure?: how sure a method is of its decisions, and how often it is right."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from dashboard.shell.arms import Arm
from dashboard.shell.page import Picture
from dashboard.shell.shown import NotShown, Shown
from dashboard.views.compare import calibration_card, groups, score_loaders
from dashboard.views.compare.choice import (
    SURE,
    SURE_OF,
    Choice,
    choose,
    examples_and_groups,
    settings,
)
from dashboard.views.compare.comparison import compared, of_comparison, origin
from ltcore.analysis import LeftOut
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.base.training_counts import counts_unknown
from ltcore.plots.base.axes import rule_note
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.reliability import reliability_figure, words_reliability


class Calibration(NamedTuple):
    """The numbers of every run, its bins, and the runs that have kept no logits."""

    numbers: pd.DataFrame
    bins: pd.DataFrame
    without: Sequence[LeftOut]


def show(choice: Choice, look: Look) -> Shown:
    """Return the reliability diagram of the chosen methods, over all examples or those of one group."""
    per_class = compared(choice).per_class  # raises where there is nothing to compare at all
    split, group = choice.split, choice.sure_of
    if group != "all" and counts_unknown(per_class):
        raise NotShown(groups.NO_COUNTS, ":material/help:")
    numbers, bins, without = _calibration(choice)
    if bins.empty:
        raise NotShown(
            f"No class of the {group} has {SPLITS[split]} examples ({rule_note(per_class)}). Choose another "
            "group, or other groups under More.",
            ":material/help:",
        )
    of = "" if group == "all" else group
    return Shown(
        figure=reliability_figure(bins, split=split, of=of, look=look),
        words=words_reliability(numbers, split=split, of=of),
        frames={"calibration": numbers, "reliability": bins},
        cards=[calibration_card.card(bins, numbers, split=split, of=of)],
        origin=origin(choice),
        left_out=without,
    )


def _calibration(choice: Choice) -> Calibration:
    """Return what is drawn.

    Raises:
        NotShown: no run has kept its logits.
    """
    records, split, group, rule = choice.records, choice.split, choice.sure_of, choice.rule
    of_all = group == "all"
    numbers, without = (
        score_loaders.scores(records, split)
        if of_all
        else score_loaders.group_calibration(records, split, rule)
    )
    if numbers.empty:
        raise score_loaders.no_logits(without)
    if of_all:
        return Calibration(numbers, score_loaders.reliability(records, split)[0], without)
    bins, _ = score_loaders.group_reliability(records, split, rule)
    return Calibration(
        numbers[(numbers["group"] == group) & (numbers["n"] > 0)],
        bins[bins["group"] == group] if len(bins) else bins,
        without,
    )


def _of(_arms: Sequence[Arm]) -> None:
    """Draw the choice of the classes whose examples are shown."""
    choose("Classes", SURE, SURE_OF, labelled=False)


PICTURE = of_comparison(
    Picture(
        label="Sure?",
        sentence="Each mark groups decisions that a method is about equally sure of. If marks lie below "
        "the dashed line, the method is surer than it is right.",
        settings=settings(_of, more=examples_and_groups),
        show=show,
        key="reliability",
        notice="Below the dashed line, a classifier is surer than it is right. Most examples are in the "
        "large marks, which make up most of the error; a small mark far off hardly counts.",
        try_this="Choose Tail: over all examples a method may be about as sure as it is right, and far too "
        "sure for the rare classes.",
    ),
    files=score_loaders.LOGITS,
    is_measured=False,  # its card is of other numbers
)
