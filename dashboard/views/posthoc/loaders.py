"""The corrections of runs, cached by the run's files, never by arrays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.shell import stamps
from ltcore.analysis.base.features import read_features
from ltcore.analysis.posthoc import sweeps
from ltcore.analysis.posthoc.choice import select_offsets
from ltcore.analysis.posthoc.scores import group_curves, without_correction
from ltcore.analysis.posthoc.sweeps import CostRule, Sweep
from ltcore.analysis.posthoc.tables import (
    Outputs,
    output_files,
    read_linear_scores,
    read_outputs,
)
from ltcore.posthoc import LinearMachine, fit_machine
from ltcore.posthoc.uneven_svm import Costs
from ltcore.runs import RunRecord
from ltcore.types import GroupRule, Split


@dataclass(frozen=True, kw_only=True)
class Spec:
    """A correction with everything that is set but the value of its slider.

    Attributes:
        name: "logit", "costs", "tau_norm", "offsets", "plug_in" or "svm".
        grid: values of the slider.
        medium: offset of the medium classes ("offsets").
        positive: label of the class that has a threshold ("plug_in").
        cost_rule: "row_sum" or "expected" ("costs").
        costs: rows of the cost matrix, classes in label order ("costs").
        machine: what a missed example costs ("svm").
    """

    name: str
    grid: tuple[float, ...]
    medium: float = 0.0
    positive: int = 0
    cost_rule: CostRule = "row_sum"
    costs: tuple[tuple[float, ...], ...] = ()
    machine: Costs = "equal"


@dataclass(frozen=True, eq=False)
class Swept:
    """A correction over its whole range, on the examples of one split.

    Attributes:
        axis: the classes, frame of ``class_axis``.
        sweep: the decisions.
        curves: frame of ``group_curves``.
        plain: frame of ``without_correction``.
    """

    axis: pd.DataFrame
    sweep: Sweep
    curves: pd.DataFrame
    plain: pd.DataFrame


def swept(record: RunRecord, split: Split, rule: GroupRule, spec: Spec) -> Swept:
    """Return a correction of a run over its whole range.

    Raises:
        NotKeptError: the run has not kept what the correction needs; the message says what.
        RunError: the run is gone or damaged.
        ValueError: a class has no training example, or a setting is not legal.
    """
    return _swept(stamps.stamp(record, output_files(split)), split, rule, repr(spec), record, spec)


@st.cache_data(max_entries=32, show_spinner="Recomputing every decision")
def _swept(
    stamp: stamps.Stamp,  # noqa: ARG001 (the key under which the result is kept)
    split: Split,
    rule: GroupRule,
    named: str,  # noqa: ARG001
    _record: RunRecord,
    _spec: Spec,
) -> Swept:
    outputs = read_outputs(_record, split, rule)
    sweep = _decide(_record, outputs, _spec)
    axis = outputs.axis
    return Swept(axis, sweep, group_curves(sweep, axis), without_correction(sweep, axis))


def _decide(record: RunRecord, outputs: Outputs, spec: Spec) -> Sweep:
    ways: dict[str, Callable[[], Sweep]] = {
        "logit": lambda: sweeps.logit_sweep(outputs, spec.grid),
        "costs": lambda: sweeps.cost_sweep(outputs, spec.costs, spec.cost_rule, spec.grid),
        "tau_norm": lambda: sweeps.norm_sweep(
            outputs, *read_linear_scores(record, outputs), spec.grid
        ),
        "offsets": lambda: sweeps.offset_sweep(outputs, spec.medium, spec.grid),
        "plug_in": lambda: sweeps.threshold_sweep(outputs, spec.positive, spec.grid),
        "svm": lambda: _by_machine(record, outputs, spec),
    }
    return ways[spec.name]()


def _by_machine(record: RunRecord, outputs: Outputs, spec: Spec) -> Sweep:
    features = read_features(record, outputs.split).values
    return sweeps.machine_sweep(outputs, machine(record, spec.machine).scores(features), spec.grid)


def machine(record: RunRecord, costs: Costs) -> LinearMachine:
    """Return the linear SVM on the training features of a run.

    Raises:
        NotKeptError: the run has kept no training features.
        RunError: the run is gone or damaged.
        ValueError: fewer than two classes have a training example there.
    """
    return _machine(stamps.stamp(record, output_files("train")), costs, record)


@st.cache_data(max_entries=16, show_spinner="Fitting one hyperplane per class")
def _machine(stamp: stamps.Stamp, costs: Costs, _record: RunRecord) -> LinearMachine:  # noqa: ARG001
    features = read_features(_record, "train")
    n_classes = len(_record.class_names or ())
    return fit_machine(features.values, features.label, n_classes, costs=costs)


def best_offsets(
    record: RunRecord, rule: GroupRule, mediums: Sequence[float], tails: Sequence[float]
) -> tuple[float, float, float]:
    """Return the offsets that validation chooses and the balanced error there, see ``select_offsets``.

    Raises:
        NotKeptError: the run has no validation logits.
        RunError: the run is gone or damaged.
        ValueError: a class has no training example.
    """
    key = stamps.stamp(record, output_files("val"))
    return _best_offsets(key, rule, tuple(mediums), tuple(tails), record)


@st.cache_data(
    max_entries=32, show_spinner="Trying all pairs of offsets on the validation examples"
)
def _best_offsets(
    stamp: stamps.Stamp,  # noqa: ARG001
    rule: GroupRule,
    mediums: tuple[float, ...],
    tails: tuple[float, ...],
    _record: RunRecord,
) -> tuple[float, float, float]:
    outputs = read_outputs(_record, "val", rule)
    return select_offsets(outputs, np.array(mediums), np.array(tails))
