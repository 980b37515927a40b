"""What is asked about pre-training: which runs, what probes learn from, what is drawn beside the loss."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from dashboard.shell import left_out, loaders, widgets
from dashboard.shell.controls import choice, class_thirds, of
from dashboard.shell.run_choice import RunChoice
from dashboard.shell.shown import NotShown
from dashboard.shell.text import literal
from dashboard.views.pretraining import loaders as runs
from ltcore.analysis import Collected
from ltcore.analysis.pretraining.arms import PretrainedArm
from ltcore.plots.pretraining.progress import Beside
from ltcore.runs import NotKeptError, RunError
from ltcore.types import GroupRule

T = TypeVar("T")
PREFIX = "pt"
ARM_WIDTH, ARM_IN_LECTURE = 490, 680
"""Pixels."""
POLL_SECONDS = 4.0
FIRST = ("rotation", "erm")
"""Pre-training and method that are shown first."""
EXAMPLES: Mapping[str, str] = {"balanced": "Balanced labels", "long_tailed": "Long-tailed labels"}
BESIDE: Mapping[Beside, str] = {"rank": "Effective rank", "own": "Its own task"}


def names() -> Mapping[str, str]:
    """Return id and name of the arms, each with how many seeds it has."""
    return {
        name: f"{arm.label} ({len(arm.records)} seed{'s' if len(arm.records) != 1 else ''})"
        for name, arm in runs.arms().items()
    }


def _stamp(name: str) -> tuple[Any, ...]:
    arm = runs.arms().get(name)
    return runs.stamps(arm) if arm else ()


def shipped(pretraining: str, method: str = "erm") -> str:
    """Return the first arm with this pre-training and method, "" where there is none."""
    for name, arm in runs.arms().items():
        if arm.pretraining == pretraining and arm.records[0].method == method:
            return name
    return ""


def _first() -> str:
    return shipped(*FIRST) or next(iter(runs.arms()), "")


def _no_run() -> NotShown:
    return left_out.not_shown(
        loaders.comparable()[1],
        "What a network learns without labels will appear here, while it runs and afterwards. No run has "
        "a pre-training yet.",
        ":material/psychology:",
        partial(widgets.link_to_page, "train", "Train with a pre-training", {}),
    )


@dataclass(frozen=True, kw_only=True)
class OfArm:
    """Runs with one pre-training and one method."""

    arm: str = of(
        RunChoice(
            label="Pre-training, then method",
            offered=names,
            stamp=_stamp,
            first=_first,
            missing=_no_run,
            called="runs with a pre-training",
            width=ARM_WIDTH,
            lecture_width=ARM_IN_LECTURE,
        )
    )
    rule: GroupRule = class_thirds()

    @property
    def found(self) -> PretrainedArm:
        """The runs.

        Raises:
            NotShown: they are no longer there.
        """
        arm = runs.arms().get(self.arm)
        if arm is None:
            raise _no_run()
        return arm


@dataclass(frozen=True, kw_only=True)
class Watched(OfArm):
    """What is drawn of a pre-training as it runs."""

    beside: Beside = choice(
        "Third panel",
        BESIDE,
        "rank",
        "The effective rank says in how many directions features spread: near 1 they have collapsed onto a "
        "line. The task of rotation is to tell four turns apart; contrastive losses spread images "
        "over a sphere: a low uniformity means that they spread evenly.",
    )


@dataclass(frozen=True, kw_only=True)
class Probed(OfArm):
    """What the probes learned from."""

    examples: str = choice(
        "Probes learn from",
        EXAMPLES,
        "balanced",
        "Balanced: as many labels of each class as the data set has left, most of them new to the network. "
        "Long-tailed: the labels that the run itself had.",
    )


def reading(read: Callable[[], T]) -> T:
    """Return what is read of a run.

    Raises:
        NotShown: the run has not kept it, is gone or damaged.
    """
    try:
        return read()
    except NotKeptError as error:
        raise NotShown(_sentence(error), ":material/inbox:") from error
    except RunError as error:
        raise NotShown(
            f"This run cannot be shown: {literal(error, 500)} Choose another one, or train it again.",
            ":material/error:",
            "error",
        ) from error


def known(collected: Collected) -> Collected:
    """Return what was collected, where there is something.

    Raises:
        NotShown: no run has kept it; the first reason is given.
    """
    if collected.frame.empty:
        reason = collected.left_out[0].reason if collected.left_out else "nothing is known"
        raise left_out.not_shown(
            collected.left_out, f"Nothing to show: {literal(reason, 500)}.", ":material/inbox:"
        )
    return collected


def follow(asked: OfArm) -> None:
    """Redraw the page whenever a run that is still training has more to show."""
    arm = runs.arms().get(asked.arm)
    if arm is not None and any(record.shown_state == "running" for record in arm.records):
        _watch(asked.arm, runs.stamps(arm))


@st.fragment(run_every=POLL_SECONDS)
def _watch(name: str, stamps: tuple[Any, ...]) -> None:
    st.caption("A run of these is still training. The picture follows it.")
    arm = runs.arms().get(name)
    if arm is None or runs.stamps(arm) != stamps:
        st.rerun()


def _sentence(error: Exception) -> str:
    said = literal(error, 500)
    return f"{said[0].upper()}{said[1:]}{'' if said.endswith('.') else '.'}"
