"""Unlabelled data: what they are made of, and what they did for runs, value by value."""

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.unlabelled_data import mix
from dashboard.views.unlabelled_data.runs import published_card, runs_picture
from ltcore.analysis.unlabelled_data.errors import BALANCED_ERROR, TAIL_ERROR
from ltcore.analysis.unlabelled_data.published import REVERSED, SELF_TRAINING

METRICS = (
    Preset("Every class counts the same", {"metric": BALANCED_ERROR}),
    Preset("Only the tail counts", {"metric": TAIL_ERROR}),
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
            presets=METRICS,
            cards=(published_card(SELF_TRAINING), published_card(REVERSED)),
        ),
        "relevance": runs_picture(
            "relevance",
            label="How relevant?",
            notice="The size of the unlabelled set stays the same; foreign examples take the place of "
            "relevant ones. They get pseudo-labels like all others.",
            try_this="Choose the runs with the relevance fixed at 60 % under “How balanced?”.",
            presets=METRICS,
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
