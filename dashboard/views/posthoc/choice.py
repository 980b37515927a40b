"""The controls of the post-hoc page: which run, which correction, and its settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import loaders, state, widgets
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
from dashboard.views.posthoc import costs as posthoc_costs
from dashboard.views.posthoc.corrections import (
    CORRECTION,
    CORRECTIONS,
    OFFSETS,
    SLIDERS,
    Correction,
)
from dashboard.views.posthoc.costs import COSTS
from dashboard.views.posthoc.loaders import Spec
from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.base.collect import RunLabels
from ltcore.analysis.posthoc.sweeps import CostRule, thresholds
from ltcore.plots.base.arm_marks import Measure
from ltcore.plots.base.text import percent
from ltcore.posthoc.uneven_svm import Costs
from ltcore.runs import RunError, RunRecord
from ltcore.types import GroupRule, Split

SPLITS: Mapping[Split, str] = {"test": "Test", "val": "Validation"}
COST_RULES: Mapping[CostRule, str] = {"row_sum": "Row sums", "expected": "Expected cost"}
MACHINES: Mapping[Costs, str] = {"equal": "Equal", "inverse": "n_rest / n_class"}
RAREST = "rarest"
RUN_WIDTH, SLIDER_WIDTH = 260, 240
"""Pixels."""

RUN = Linked("posthoc_run", "", state.short_text)
MEDIUM = Linked("posthoc_medium", 0.0, state.one_of(OFFSETS))
COST_RULE: Linked[CostRule] = Linked("posthoc_rule", "row_sum", state.one_of(COST_RULES))
MACHINE: Linked[Costs] = Linked("posthoc_machine", "equal", state.one_of(MACHINES))
CLASS = Linked("posthoc_class", RAREST, state.one_of((RAREST,)))
SPLIT: Linked[Split] = Linked("posthoc_split", "test", state.one_of(SPLITS))
MEASURE: Linked[Measure] = Linked(
    "posthoc_measure", "recall", state.one_of(("recall", "precision"))
)
LINKED: tuple[Linked[Any], ...] = (
    RUN,
    CORRECTION,
    *SLIDERS,
    MEDIUM,
    COST_RULE,
    COSTS,
    MACHINE,
    CLASS,
    SPLIT,
    MEASURE,
    widgets.GROUP_RULE,
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the reader looks at.

    Attributes:
        record: the run.
        label: what it is called.
        correction: the correction.
        spec: all its settings but the value of the slider.
        value: of the slider.
        split: examples of the pictures.
        measure: what is drawn by class.
        rule: how classes are put into head, medium and tail.
        beside: where a button may stand, beside the corrections.
        row: the row of the slider.
    """

    record: RunRecord
    label: str
    correction: Correction
    spec: Spec
    value: float
    split: Split
    measure: Measure
    rule: GroupRule
    beside: DeltaGenerator
    row: DeltaGenerator


def adopt(records: Mapping[str, RunRecord]) -> tuple[Linked[Any], ...]:
    """Take over what the address says, and return the settings as these runs allow them.

    Args:
        records: the runs that can be chosen, by id.
    """
    first = default_run(list(records.values()))
    run = replace(RUN, default=first, read=state.one_of_the(records, "runs that can be corrected"))
    state.adopt(run)
    if (chosen := state.value(run)) not in records:
        widgets.tell_gone(filter(None, [chosen]))
        state.put(run, first)
    axis = axis_of(records[state.value(run)], state.adopt(widgets.GROUP_RULE))
    labels = [RAREST, *map(str, axis["class"])]
    of_class = replace(CLASS, read=state.one_of(labels))
    of_costs = replace(COSTS, read=lambda text: _legal_costs(text, axis))
    settings = {setting.key: setting for setting in LINKED}
    settings |= {setting.key: setting for setting in (run, of_class, of_costs)}
    for setting in settings.values():
        state.adopt(setting)
    _drop_other_classes(labels, axis)
    return tuple(settings.values())


def _drop_other_classes(labels: Sequence[str], axis: pd.DataFrame) -> None:
    if state.value(CLASS) not in labels:
        state.put(CLASS, RAREST)
    try:
        posthoc_costs.matrix(axis)
    except ValueError:
        state.put(COSTS, "")


def _legal_costs(text: str, axis: pd.DataFrame) -> str:
    posthoc_costs.read(text, axis)
    return text


def axis_of(record: RunRecord, rule: GroupRule) -> pd.DataFrame:
    """Return the classes of a run, none of one that is gone."""
    try:
        return class_axis(record.class_counts, record.class_names or (), rule)
    except RunError:
        return class_axis(None, ())


def default_run(records: Sequence[RunRecord]) -> str:
    """Return the id of the run that is shown first: plain cross-entropy, which leaves most to repair."""
    plain = [record for record in records if record.method == "erm"]
    return min(plain or records, key=lambda record: record.seed or 0).id


def controls(records: Mapping[str, RunRecord], first: DeltaGenerator) -> Choice:
    """Draw the controls, which are adopted, and return what they say.

    Args:
        records: the runs that can be chosen, by id.
        first: their first row.
    """
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
    split, measure = state.value(SPLIT), state.value(MEASURE)
    return Choice(
        record=record,
        label=named[run_id],
        correction=correction,
        spec=spec,
        value=value,
        split=split,
        measure=measure,
        rule=rule,
        beside=beside,
        row=row,
    )


def _settings_of(name: str, row: DeltaGenerator, axis: pd.DataFrame, run_id: str) -> Spec:
    """Draw what a correction has to set beside its slider."""
    spec = Spec(name=name, grid=CORRECTIONS[name].grid)
    if name == "offsets":
        with row.container(width=widgets.text_width(SLIDER_WIDTH)):
            medium = st.select_slider(
                "o_medium: medium classes (logits)",
                OFFSETS,
                format_func="{:g}".format,
                key=MEDIUM.key,
                persist_state="session",
            )
        return replace(spec, medium=medium)
    if name == "costs":
        with row.container(width="content"):
            _choose("Rule", COST_RULE, COST_RULES)
        with row.container(width="content").popover("Cost matrix", icon=":material/grid_on:"):
            st.markdown(
                "Cost of taking the class of a row for that of a column. To be right costs nothing."
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
    written: dict[float, str] = {value: f"{value:g}" for value in correction.grid}
    if spec.name == "plug_in" and len(axis) > 1:
        counts = axis.sort_values("class")["train_count"]
        if counts.min() > 0:
            found = thresholds(counts, spec.positive, correction.grid)
            written = {
                value: f"{value:g} (t = {percent(threshold, 2)})"
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


def offered_presets(records: Mapping[str, RunRecord]) -> list[Preset]:
    """Return the presets that the demo runs allow, none where they are not there."""
    demo = [record for record in records.values() if loaders.is_demo(record)]
    ids = {record.method: record.id for record in reversed(demo) if record.seed == 0}
    if not {"erm", "logit_adjustment"} <= set(ids):
        return []
    erm, adjusted = (RUN, ids["erm"]), (RUN, ids["logit_adjustment"])
    sliders = {name: correction.setting for name, correction in CORRECTIONS.items()}
    return [
        Preset("ERM: take the prior out", [erm, (CORRECTION, "logit"), (sliders["logit"], 1.0)]),
        Preset("Correcting twice", [adjusted, (CORRECTION, "logit"), (sliders["logit"], 1.0)]),
        Preset("Shorter head vectors", [erm, (CORRECTION, "tau_norm"), (sliders["tau_norm"], 1.0)]),
        Preset("SVM, threshold in the middle", [erm, (CORRECTION, "svm"), (sliders["svm"], 0.0)]),
        Preset("SVM, more room for the rare", [erm, (CORRECTION, "svm"), (sliders["svm"], 0.25)]),
    ]
