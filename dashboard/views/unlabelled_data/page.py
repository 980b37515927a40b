"""Unlabelled data: what they are made of, and what they did for runs, value by value."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.shell.published_card import published_card
from dashboard.shell.shown import Card
from dashboard.views.unlabelled_data import loaders, mix
from dashboard.views.unlabelled_data.runs import runs_picture
from ltcore.analysis.unlabelled_data.errors import BALANCED_ERROR, TAIL_ERROR
from ltcore.analysis.unlabelled_data.published import reversed_tail, self_training
from ltcore.methods.sources import RETHINKING

METRICS = (
    Preset("Every class counts the same", {"metric": BALANCED_ERROR}),
    Preset("Only the tail counts", {"metric": TAIL_ERROR}),
)
RELEVANT_SHARE = 0.6
"""Share of relevant examples at which the paper varies the imbalance."""
RELEVANCE = Card(
    title="In the papers. How relevant must unlabelled data be?",
    icon=":material/menu_book:",
    parts=(
        "On long-tailed CIFAR-10 with ρ = 50, self-training gains where about 60 % or more of the unlabelled "
        "images are of the task's classes. With 60 %, the imbalance of the relevant ones may be up to "
        "ρ_U = 50, that of the labels. The paper shows both as curves, without numbers.",
    ),
    source=replace(RETHINKING, where="Figures 2 and 3 in the lecture notes"),
)


def _imbalance_presets() -> Sequence[Preset]:
    """Return the presets of both errors, and one for data of which some are foreign, where there are any."""
    found, _ = loaders.offered("unlabelled_ratio")
    foreign = [
        name
        for name, study in found.items()
        if all(one.config and one.config.data.relevance == RELEVANT_SHARE for one in study.records)
    ]
    return (*METRICS, *(Preset("Where 40 % is foreign", {"study": name}) for name in foreign[:1]))


def _of_imbalance() -> Sequence[Card]:
    """Return what the papers report of balanced, long-tailed and reversed unlabelled data."""
    return (
        published_card(
            "Self-training, five unlabelled images per labelled one: test errors in percent",
            self_training(),
            corner="long-tailed CIFAR-10",
        ),
        published_card(
            "CReST on a reversed tail: test accuracies in percent",
            reversed_tail(),
            corner="long-tailed CIFAR-10",
            said=(
                "1,500 labelled and 3,000 unlabelled images of the most frequent class, imbalance ratio 100 "
                "in both.",
            ),
        ),
        RELEVANCE,
    )


PAGE = Page(
    slug="unlabelled_data",
    title="Unlabelled data",
    icon=":material/label_off:",
    door="Labels",
    question="What must unlabelled data look like to help the tail?",
    sentence="Labels are expensive, images are not. Whether unlabelled images help rare classes depends on "
    "which classes they show.",
    pictures={
        "mix": mix.PICTURE,
        "imbalance": runs_picture(
            "unlabelled_ratio",
            label="How balanced?",
            notice="From left to right, the unlabelled data change from a tail in reversed order to the "
            "tail of the labels. Small dots are seeds; the grey line is training on the labels alone.",
            try_this="Switch to the error of the tail alone: which method depends most on what the "
            "unlabelled data look like?",
            presets=_imbalance_presets,
            cards=_of_imbalance,
        ),
        "relevance": runs_picture(
            "relevance",
            label="How relevant?",
            notice="The size of the unlabelled set stays the same; foreign examples take the place of "
            "relevant ones. They get pseudo-labels like all others.",
            try_this="Read off at which relevance the lines cross the grey one. Under “How balanced?”, a "
            "preset varies the imbalance where 40 % is foreign.",
            presets=METRICS,
            cards=lambda: (RELEVANCE,),
        ),
        "size": runs_picture(
            "unlabelled",
            label="How many?",
            notice="Each method takes the same number of steps at every size k. More unlabelled data mean "
            "more variety, not longer training.",
            try_this="Compare the spread of the seeds on the left and on the right.",
            presets=METRICS,
        ),
        "labels": runs_picture(
            "ratio",
            label="And the labels?",
            notice="For each method there are two lines: balanced unlabelled data, and data that follow the "
            "labels. Where the labels are balanced, both are nearly the same data.",
            try_this="Read off at which ρ the two lines of a method part.",
            presets=METRICS,
        ),
    },
)
