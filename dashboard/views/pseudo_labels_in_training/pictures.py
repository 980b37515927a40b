"""The pictures of pseudo-labels against the truth: at a moment, over moments, kept, above a threshold."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.shell import footer
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Shown
from dashboard.shell.under_hand import Spec
from dashboard.views.pseudo_labels_in_training import cards
from dashboard.views.pseudo_labels_in_training import loaders as runs
from dashboard.views.pseudo_labels_in_training.choice import (
    MOST_MOMENTS,
    PREFIX,
    AboveThreshold,
    AtMoment,
    BeforeStage,
    OfRun,
    follow,
    present,
    reading,
    shipped,
)
from ltcore.plots.base.axes import RULES
from ltcore.plots.base.theme import Look
from ltcore.plots.pseudo_labels_in_training.kept import kept_figure, words_kept
from ltcore.plots.pseudo_labels_in_training.over_moments import (
    over_moments_figure,
    words_over_moments,
)
from ltcore.plots.pseudo_labels_in_training.quality import quality_figure, words_quality
from ltcore.plots.pseudo_labels_in_training.threshold import threshold_figure, words_threshold


def _origin(asked: OfRun, what: str) -> str:
    of_run = str(reading(footer.of_run, asked.run))
    return (
        f"{of_run}, {what}, compared with hidden_truth.parquet, which training never reads. Every "
        "unlabelled example counts once, without augmentation."
    )


def _quality(asked: AtMoment, threshold: float = 0.0) -> pd.DataFrame:
    when = asked.when
    frame: pd.DataFrame = reading(
        lambda record: runs.quality(record, when, asked.rule, threshold), asked.run
    )
    return frame


def _quality_figure(asked: AtMoment, look: Look) -> go.Figure:
    frame = _quality(asked)
    return quality_figure(frame, run=asked.name, moment=str(asked.when), look=look)


def show_quality(asked: AtMoment, look: Look) -> Shown:
    """Return number, recall and precision of each class's pseudo-labels."""
    frame = _quality(asked)
    foreign = reading(lambda record: runs.foreign(record, asked.when), asked.run)
    return Shown(
        figure=_quality_figure(asked, look),
        words=words_quality(frame, foreign=foreign),
        frames={"pseudo_labels": frame},
        cards=[cards.quality(frame)],
        origin=_origin(asked, f"pseudo-labels of {asked.when}"),
    )


def _drag_quality(asked: AtMoment, look: Look) -> Spec:
    made: Spec = _quality_figure(asked, look).to_plotly_json()
    return made


def show_over_moments(asked: OfRun, look: Look) -> Shown:
    """Return recall and precision of the groups over the run."""
    frame = reading(lambda record: runs.development(record, asked.rule), asked.run)
    return Shown(
        figure=over_moments_figure(frame, run=asked.name, rule=RULES[asked.rule], look=look),
        words=words_over_moments(frame),
        frames={"pseudo_labels_over_moments": frame},
        origin=_origin(asked, "pseudo-labels of every moment"),
    )


def _kept_figure(asked: BeforeStage, look: Look) -> go.Figure:
    frame = _kept(asked)
    return kept_figure(frame, run=asked.name, moment=str(asked.when), look=look)


def _kept(asked: BeforeStage) -> pd.DataFrame:
    when = asked.when
    frame: pd.DataFrame = reading(lambda record: runs.kept(record, when, asked.rule), asked.run)
    return frame


def show_kept(asked: BeforeStage, look: Look) -> Shown:
    """Return what a stage took over as labels."""
    frame = _kept(asked)
    return Shown(
        figure=_kept_figure(asked, look),
        words=words_kept(frame),
        frames={"pseudo_labels_kept": frame},
        cards=[cards.keep_rates(frame)] if frame["rate"].notna().all() else [cards.all_kept()],
        origin=_origin(asked, f"pseudo-labels kept {asked.when}"),
    )


def _drag_kept(asked: BeforeStage, look: Look) -> Spec:
    made: Spec = _kept_figure(asked, look).to_plotly_json()
    return made


def _threshold_figure(asked: AboveThreshold, look: Look) -> go.Figure:
    frame = _quality(asked, asked.threshold)
    return threshold_figure(
        frame, asked.threshold, run=asked.name, moment=str(asked.when), look=look
    )


def show_threshold(asked: AboveThreshold, look: Look) -> Shown:
    """Return which pseudo-labels stay above a threshold, and how many of those are right."""
    frame = _quality(asked, asked.threshold)
    return Shown(
        figure=_threshold_figure(asked, look),
        words=words_threshold(frame, asked.threshold),
        frames={"pseudo_labels_above_threshold": frame},
        cards=[cards.threshold(frame, asked.threshold)],
        origin=_origin(asked, f"pseudo-labels of {asked.when}"),
    )


def _drag_threshold(asked: AboveThreshold, look: Look) -> Spec:
    made: Spec = _threshold_figure(asked, look).to_plotly_json()
    return made


def _quality_presets() -> Sequence[Preset]:
    last = MOST_MOMENTS
    return present(
        Preset("FixMatch labels while it learns", {"run": shipped("fixmatch"), "moment": last}),
        Preset("CReST adds labels by generation", {"run": shipped("crest"), "moment": last}),
        Preset("A teacher labels once", {"run": shipped("self_training"), "moment": last}),
    )


QUALITY = Picture(
    label="Which are right?",
    settings=Settings(AtMoment, PREFIX),
    controls=("run", "moment"),
    more=("rule",),
    show=show_quality,
    notice="Recall tends to fall towards the tail, and precision to rise: a network that rarely says “tail” "
    "is mostly right when it does. CReST keeps such labels first.",
    try_this="Move the moment from the first epoch to the last and watch which class is found last.",
    presets=_quality_presets,
    drag=_drag_quality,
    details=follow,
    key="pseudo_label_quality",
)
OVER_MOMENTS = Picture(
    label="How do they change?",
    settings=Settings(OfRun, PREFIX),
    controls=("run",),
    more=("rule",),
    show=show_over_moments,
    notice="Each stage starts with random weights, so recall begins low again. What differs is what it can "
    "learn from.",
    try_this="Group the classes by rank (under More) to see three equal parts of the axis.",
    presets=lambda: present(
        Preset("One stage: FixMatch", {"run": shipped("fixmatch")}),
        Preset("Three generations: CReST", {"run": shipped("crest")}),
        Preset("Teacher and student", {"run": shipped("self_training")}),
    ),
    details=follow,
    key="pseudo_labels_over_moments",
)
KEPT = Picture(
    label="Which are kept?",
    settings=Settings(BeforeStage, PREFIX),
    controls=("run", "stage"),
    more=("rule",),
    show=show_kept,
    notice="CReST keeps all pseudo-labels of the rarest class and few of the head, the most confident ones "
    "first. Self-training keeps all.",
    try_this="Compare CReST with self-training: how many wrong pseudo-labels does each take over?",
    presets=lambda: present(
        Preset("CReST keeps more of the tail", {"run": shipped("crest"), "stage": 1}),
        Preset("Self-training keeps everything", {"run": shipped("self_training"), "stage": 1}),
    ),
    drag=_drag_kept,
    details=follow,
    key="pseudo_labels_kept",
)
THRESHOLD = Picture(
    label="How sure are they?",
    settings=Settings(AboveThreshold, PREFIX),
    controls=("run", "moment", "threshold"),
    more=("rule",),
    show=show_threshold,
    notice="A threshold removes more of the classes of which the network is unsure. What stays is right "
    "more often, but the pseudo-labels can become even more imbalanced.",
    try_this="Drag the threshold from 0 to 0.995: which class loses its pseudo-labels first?",
    presets=lambda: present(
        Preset("FixMatch's threshold", {"run": shipped("fixmatch"), "threshold": 0.95}),
        Preset("No threshold, as in self-training", {"run": shipped("fixmatch"), "threshold": 0.0}),
    ),
    drag=_drag_threshold,
    details=follow,
    key="pseudo_label_threshold",
)
