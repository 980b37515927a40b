"""The controls of the post-hoc page: each correction has its own beside the slider."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import loaders, state, widgets
from dashboard.shell.state import Linked
from dashboard.views.posthoc import costs as posthoc_costs
from dashboard.views.posthoc.choice import (
    CLASS,
    COST_RULE,
    COST_RULES,
    MACHINE,
    MACHINES,
    MEASURE,
    MEDIUM,
    RAREST,
    RUN,
    RUNS,
    SPLIT,
    SPLITS,
    Choice,
    axis_of,
)
from dashboard.views.posthoc.corrections import CORRECTION, CORRECTIONS, OFFSETS, Correction
from dashboard.views.posthoc.loaders import Spec
from ltcore.analysis.base.collect import RunLabels
from ltcore.analysis.posthoc.sweeps import thresholds
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import percent
from ltcore.runs import RunRecord

RUN_WIDTH, SLIDER_WIDTH = 260, 240
"""Pixels."""


def draw(first: DeltaGenerator) -> Choice:
    """Draw the controls, which are adopted, and return what they say.

    Args:
        first: their first row.

    Raises:
        NotShown: no run can be corrected.
    """
    records, left_out = RUNS.offer()
    if not records:
        raise RUNS.not_shown(left_out)
    labels = RunLabels(records.values())
    named = {run_id: _label(record, labels) for run_id, record in records.items()}
    with first.container(width="content"):
        st.segmented_control(
            "Correction",
            list(CORRECTIONS),
            format_func=lambda key: CORRECTIONS[key].title,
            key=CORRECTION.key,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
    name = state.value(CORRECTION)
    beside = first.container(width="content")
    with first.container(width="content").popover("More", icon=":material/tune:"):
        _choose("Examples", SPLIT, SPLITS)
        _choose("By class", MEASURE, {"recall": "Recall", "precision": "Precision"})
        rule = widgets.group_rule()
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row.container(width=widgets.text_width(RUN_WIDTH)):
        run_id = st.selectbox(
            "Finished run",
            list(records),
            format_func=named.__getitem__,
            key=RUN.key,
            persist_state="session",
        )
    record, correction = records[run_id], CORRECTIONS[name]
    axis = axis_of(record, rule)
    spec = _settings_of(name, row, axis, run_id)
    with row.container(width=widgets.text_width(SLIDER_WIDTH)):
        value = _slider(correction, spec, axis)
    return Choice(
        record=record,
        label=named[run_id],
        correction=correction,
        spec=spec,
        value=value,
        split=state.value(SPLIT),
        measure=state.value(MEASURE),
        rule=rule,
        beside=beside,
        row=row,
        left_out=left_out,
    )


def _settings_of(name: str, row: DeltaGenerator, axis: pd.DataFrame, run_id: str) -> Spec:
    """Draw what a correction has to set beside its slider."""
    spec = Spec(name=name, grid=CORRECTIONS[name].grid)
    if name == "offsets":
        with row.container(width=widgets.text_width(SLIDER_WIDTH)):
            medium = st.select_slider(
                "o_medium: medium classes (logits)",
                OFFSETS,
                format_func=numeral,
                key=MEDIUM.key,
                persist_state="session",
            )
        return replace(spec, medium=medium)
    if name == "costs":
        with row.container(width="content"):
            _choose("Rule", COST_RULE, COST_RULES)
        with row.container(width="content").popover("Cost matrix", icon=":material/grid_on:"):
            st.markdown(
                "Each cell is the cost of predicting the column's class for an example of the row's class. A "
                "correct prediction costs nothing."
            )
            costs = posthoc_costs.editor(axis, run_id)
        between = posthoc_costs.between_classes(costs, axis)
        return replace(spec, cost_rule=state.value(COST_RULE), costs=between)
    if name == "svm":
        with row.container(width="content"):
            _choose("Cost of a missed example", MACHINE, MACHINES)
        return replace(spec, machine=state.value(MACHINE))
    return replace(spec, positive=_class(row, axis)) if name == "plug_in" else spec


def _class(row: DeltaGenerator, axis: pd.DataFrame) -> int:
    names = dict(zip(axis["class"].astype(str), axis["name"], strict=True))
    with row.container(width=widgets.text_width(SLIDER_WIDTH)):
        chosen = st.selectbox(
            "Class against the rest",
            [RAREST, *names],
            format_func=lambda label: "The rarest" if label == RAREST else names[label],
            key=CLASS.key,
            persist_state="session",
        )
    if not len(axis):
        return 0
    return int(axis["class"].iloc[-1]) if chosen == RAREST else int(chosen)


def _slider(correction: Correction, spec: Spec, axis: pd.DataFrame) -> float:
    written: dict[float, str] = {value: numeral(value) for value in correction.grid}
    if spec.name == "plug_in" and len(axis) > 1:
        counts = axis.sort_values("class")["train_count"]
        if counts.min() > 0:
            found = thresholds(counts, spec.positive, correction.grid)
            written = {
                value: f"{numeral(value)} (t = {percent(threshold, 2)})"
                for value, threshold in zip(correction.grid, found, strict=True)
            }
    return st.select_slider(
        correction.axis,
        correction.grid,
        format_func=written.__getitem__,
        key=correction.setting.key,
        persist_state="session",
    )


def _choose(label: str, setting: Linked[Any], options: Mapping[Any, str]) -> None:
    st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        key=setting.key,
        required=True,
        persist_state="session",
    )


def _label(record: RunRecord, labels: RunLabels) -> str:
    return labels.label(record) + (" (demo)" if loaders.is_demo(record) else "")
