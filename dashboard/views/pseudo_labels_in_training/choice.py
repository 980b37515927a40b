"""What is asked about pseudo-labels: the run, the moment, and how sure a prediction must be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import labels_runs, left_out, loaders, widgets
from dashboard.shell.controls import Slider, class_groups, of, slider
from dashboard.shell.presets import Preset
from dashboard.shell.run_choice import RunChoice
from dashboard.shell.shown import NotShown
from dashboard.shell.state import Linked
from dashboard.shell.text import literal
from dashboard.views.pseudo_labels_in_training import loaders as runs
from ltcore.analysis.pseudo_labels_in_training.moments import Moment
from ltcore.plots.base.amounts import numeral
from ltcore.runs import NotKeptError, RunError, RunRecord
from ltcore.types import GroupRule

PREFIX = "pl"
MOST_MOMENTS = 400
"""More places than a slider of moments ever has; the default is the last one that there is."""
THRESHOLDS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995)
MOMENT_WIDTH = 280
"""Pixels."""
POLL_SECONDS = 4.0
_NONE_WRITTEN = (
    "The pseudo-labels of a run will appear here while it trains, next to what the examples really are. No "
    "run has written any yet."
)
_NONE_YET = "This run has written down no pseudo-labels yet. They appear after its first epochs."
_NO_CHOICE = (
    "The pseudo-labels that a stage takes over as labels will appear here. Runs of CReST, CReST+ and "
    "self-training have such stages; FixMatch uses pseudo-labels only inside each batch."
)


def moments_at(run: str, *, choices: bool) -> Sequence[Moment]:
    """Return the moments of a run: what its stages chose before they began, or all others.

    Args:
        run: its id; of one that is not there nothing is known.
        choices: which of the two.
    """
    try:
        found = runs.moments(runs.record(run))
    except RunError:
        return ()
    return [moment for moment in found if moment.is_choice is choices]


@dataclass(frozen=True, kw_only=True)
class MomentSlider(Slider):
    """A slider over the moments of the chosen run, numbered from 1.

    Attributes:
        choices: whether they are what stages chose before they began.
    """

    values: tuple[int, ...] = tuple(range(1, MOST_MOMENTS + 1))
    default: int = MOST_MOMENTS
    choices: bool = False

    def positions(self, settings: Any) -> tuple[int, ...]:  # noqa: ANN401 (a dataclass)
        """Return the numbers of the moments that the run has."""
        return self.values[: len(moments_at(settings.run, choices=self.choices))]

    def draw(self, place: DeltaGenerator, setting: Linked[Any], settings: Any) -> None:  # noqa: ANN401
        """Draw the slider, each position with its moment in words."""
        found = moments_at(settings.run, choices=self.choices)
        titles = {number: str(moment) for number, moment in enumerate(found, start=1)}
        place.select_slider(
            self.label,
            list(titles) or [setting.default],
            format_func=lambda number: titles.get(number, "none yet"),
            key=setting.key,
            persist_state="session",
            help=self.help or None,
            disabled=len(titles) < 2,
        )


def _first() -> str:
    """Return the reader's latest run, else FixMatch on balanced unlabelled data, else any."""
    return _first_of(runs.names(), "fixmatch")


def _first_that_keeps() -> str:
    """Return the reader's latest run that takes pseudo-labels over, else CReST, else any."""
    return _first_of(_that_keep(), "crest")


def _first_of(offered: Mapping[str, str], method: str) -> str:
    records = [record for record in runs.records() if record.id in offered]
    own = [record for record in records if not labels_runs.is_kept(record)]
    if own:
        return max(own, key=lambda record: record.created).id
    return shipped(method) or next((record.id for record in records), "")


def _that_keep() -> Mapping[str, str]:
    """Return id and name of the runs of which a stage takes pseudo-labels over as labels."""
    return {run: name for run, name in runs.names().items() if moments_at(run, choices=True)}


def shipped(method: str) -> str:
    """Return the run of a method with seed 0 that comes with the lab, "" where there is none.

    Of several it is the one whose unlabelled data are most balanced, in the order of the labels.
    """
    ratios = {
        record.id: record.config.data.unlabelled_ratio or record.config.data.ratio
        for record in runs.records()
        if labels_runs.is_kept(record)
        and record.config is not None
        and (record.method, record.seed) == (method, 0)
        and record.config.data.unlabelled_order == "same"
    }
    return min(ratios, key=ratios.__getitem__, default="")


def present(*presets: Preset) -> Sequence[Preset]:
    """Return the presets whose run is there."""
    return [preset for preset in presets if preset.values.get("run", "?")]


def _no_run(sentence: str) -> NotShown:
    return left_out.not_shown(
        loaders.comparable()[1],
        sentence,
        ":material/label_off:",
        partial(widgets.link_to_page, "train", "Train with unlabelled data", {}),
    )


@dataclass(frozen=True, kw_only=True)
class OfRun:
    """A run that learns from unlabelled data."""

    run: str = of(
        RunChoice(
            label="Run",
            offered=runs.names,
            stamp=runs.stamps,
            first=_first,
            missing=partial(_no_run, _NONE_WRITTEN),
            called="runs with pseudo-labels",
        )
    )
    rule: GroupRule = class_groups()

    @property
    def name(self) -> str:
        """What the run is called."""
        return runs.names().get(self.run, self.run)


@dataclass(frozen=True, kw_only=True)
class AtMoment(OfRun):
    """A run at a moment."""

    moment: int = of(
        MomentSlider(
            label="Moment",
            help="The network as it was then predicts every unlabelled example.",
            width=MOMENT_WIDTH,
        )
    )

    @property
    def when(self) -> Moment:
        """The moment.

        Raises:
            NotShown: the run has none yet.
        """
        return _chosen(self.run, self.moment, choices=False, otherwise=_NONE_YET)


@dataclass(frozen=True, kw_only=True)
class BeforeStage(OfRun):
    """A run before one of its stages; its run is its own, because not every run has such a stage."""

    run: str = of(
        RunChoice(
            label="Run",
            offered=_that_keep,
            stamp=runs.stamps,
            first=_first_that_keeps,
            missing=partial(_no_run, _NO_CHOICE),
            called="runs that keep pseudo-labels",
            name="kept_run",
        )
    )
    stage: int = of(
        MomentSlider(
            label="Moment",
            help="What the stage took over as labels before it began.",
            choices=True,
            width=MOMENT_WIDTH,
        )
    )

    @property
    def when(self) -> Moment:
        """The moment.

        Raises:
            NotShown: no stage of the run takes pseudo-labels over.
        """
        return _chosen(self.run, self.stage, choices=True, otherwise=_NO_CHOICE)


@dataclass(frozen=True, kw_only=True)
class AboveThreshold(AtMoment):
    """A run at a moment, and how sure a prediction must be."""

    threshold: float = slider(
        "Confidence threshold",
        THRESHOLDS,
        0.95,
        numeral,
        "Smallest probability of the predicted class with which a prediction counts as a pseudo-label. "
        "FixMatch's own default is 0.95.",
    )


def _chosen(run: str, number: int, *, choices: bool, otherwise: str) -> Moment:
    found = moments_at(run, choices=choices)
    if not 1 <= number <= len(found):
        raise NotShown(otherwise, ":material/label_off:")
    return found[number - 1]


def reading(read: Callable[[RunRecord], Any], run: str) -> Any:  # noqa: ANN401 (whatever it reads)
    """Return what is read of a run.

    Raises:
        NotShown: the run has not kept it, is gone or damaged.
    """
    try:
        return read(runs.record(run))
    except NotKeptError as error:
        raise NotShown(literal(error, 500), ":material/inbox:") from error
    except RunError as error:
        raise NotShown(
            f"This run cannot be shown: {literal(error, 500)} Choose another run, or train it again.",
            ":material/error:",
            "error",
        ) from error


def follow(asked: OfRun) -> None:
    """Redraw the page whenever a run that is still training has written down more."""
    try:
        record = runs.record(asked.run)
    except RunError:
        return
    if record.shown_state == "running":
        _watch(asked.run, runs.stamps(asked.run))


@st.fragment(run_every=POLL_SECONDS)
def _watch(run: str, stamps: tuple[Any, ...]) -> None:
    st.caption("This run is still training. The picture follows it.")
    if runs.stamps(run) != stamps:
        st.rerun()
