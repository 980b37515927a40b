"""What is asked about pre-training beside unlabelled data: which runs, and which error."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.shell import left_out, widgets
from dashboard.shell.controls import choice, class_thirds, of
from dashboard.shell.run_choice import RunChoice
from dashboard.shell.shown import NotShown
from dashboard.views.both import loaders as runs
from ltcore.analysis.both.cells import BALANCED_ERROR, TAIL_ERROR
from ltcore.analysis.both.longer import Steps
from ltcore.analysis.both.prerequisites import Axis, GainStudy
from ltcore.analysis.both.studies import Factorial
from ltcore.types import GroupRule

EQUAL_STEPS = (
    "A pre-training adds optimiser steps. Final network: a run without it trains as long as the network "
    "after the pre-training. In total: it takes the steps of the pre-training as well, with labels."
)
COMMAND = "ltlab sweep --config assets/both_runs.toml --runs runs"
METRICS = {BALANCED_ERROR: "All classes alike", TAIL_ERROR: "The tail alone"}
AXES: Mapping[Axis, str] = {
    "ratio": "Imbalance ρ",
    "n_max": "Amount of data",
    "share": "Length of pre-training",
    "accuracy": "Rotations recognised",
}
STEPS: Mapping[Steps, str] = {"final": "Final network", "total": "In total"}
STUDY_WIDTH, STUDY_IN_LECTURE = 580, 860
"""Pixels."""


def factorial_names() -> Mapping[str, str]:
    """Return id and name of the factorials, each with its number of runs."""
    found, _ = runs.offered()
    return {name: f"{study.label} ({len(study.records)} runs)" for name, study in found.items()}


def _factorial_stamp(name: str) -> tuple[Any, ...]:
    found, _ = runs.offered()
    return runs.stamps(found[name].records) if name in found else ()


def _no_factorial() -> NotShown:
    _, unusable = runs.offered()
    return left_out.not_shown(
        unusable,
        "The factorial will appear here once finished runs fill it: with and without pre-training, each with "
        "and without unlabelled data, all else equal. One command makes it:",
        ":material/grid_view:",
        say_command,
    )


def say_command() -> None:
    """Draw the command that makes the factorial, and the way to a run of one's own."""
    st.markdown(f"**{COMMAND}**")
    widgets.link_to_page("train", "Train with a pre-training", {})


@dataclass(frozen=True, kw_only=True)
class OfFactorial:
    """Which factorial."""

    study: str = of(
        RunChoice(
            label="Pre-training and data",
            offered=factorial_names,
            stamp=_factorial_stamp,
            missing=_no_factorial,
            called="factorials that the finished runs make up",
            width=STUDY_WIDTH,
            lecture_width=STUDY_IN_LECTURE,
        )
    )
    rule: GroupRule = class_thirds()

    @property
    def found(self) -> Factorial:
        """The runs.

        Raises:
            NotShown: they are no longer there.
        """
        found, _ = runs.offered()
        if self.study not in found:
            raise _no_factorial()
        return found[self.study]


@dataclass(frozen=True, kw_only=True)
class Errors(OfFactorial):
    """Which factorial, which error of its runs, and which runs a pre-training is compared with."""

    metric: str = choice("Error on", METRICS, BALANCED_ERROR)
    steps: Steps = choice("Equal steps", STEPS, "final", EQUAL_STEPS)


def gain_names() -> Mapping[str, str]:
    """Return id and name of the studies of pairs, each with its number of pairs."""
    found, _ = runs.pairs()
    return {name: f"{study.label} ({len(study.pairs)} pairs)" for name, study in found.items()}


def _gain_stamp(name: str) -> tuple[Any, ...]:
    found, _ = runs.pairs()
    return runs.stamps(found[name].records) if name in found else ()


def _no_pair() -> NotShown:
    _, unusable = runs.pairs()
    return left_out.not_shown(
        unusable,
        "What pre-training changes will appear here once two finished runs differ in it alone. There are "
        "none yet.",
        ":material/compare_arrows:",
        say_command,
    )


@dataclass(frozen=True, kw_only=True)
class Gains:
    """Which pairs of runs, which error, what it is drawn against, and which runs it compares with."""

    pairs: str = of(
        RunChoice(
            label="Pre-training and method",
            offered=gain_names,
            stamp=_gain_stamp,
            missing=_no_pair,
            called="pairs of runs with and without pre-training",
            width=STUDY_WIDTH,
            lecture_width=STUDY_IN_LECTURE,
        )
    )
    axis: Axis = choice("Against", AXES, "ratio", as_list=True)
    steps: Steps = choice("Equal steps", STEPS, "final", EQUAL_STEPS)
    metric: str = choice("Error on", METRICS, BALANCED_ERROR, name="gain_metric")
    rule: GroupRule = class_thirds()

    @property
    def found(self) -> GainStudy:
        """The pairs.

        Raises:
            NotShown: they are no longer there.
        """
        found, _ = runs.pairs()
        if self.pairs not in found:
            raise _no_pair()
        return found[self.pairs]
