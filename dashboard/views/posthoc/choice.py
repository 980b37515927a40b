"""What is asked of the post-hoc page: which run, which correction, and its settings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state, widgets
from dashboard.shell.runs_with import RunsWith
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
from ltcore.analysis import LeftOut
from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.posthoc.sweeps import CostRule
from ltcore.plots.base.arm_marks import Measure
from ltcore.posthoc.uneven_svm import Costs
from ltcore.runs import RunError, RunRecord
from ltcore.types import GroupRule, Split

SPLITS: Mapping[Split, str] = {"test": "Test", "val": "Validation"}
COST_RULES: Mapping[CostRule, str] = {"row_sum": "Row sums", "expected": "Expected cost"}
MACHINES: Mapping[Costs, str] = {"equal": "Equal", "inverse": "n_rest / n_class"}
RAREST = "rarest"

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


NAMED = {setting.key.removeprefix("posthoc_"): setting for setting in LINKED}
"""The settings by the names that presets use."""
LABELS: Mapping[str, str] = {
    **{
        each.setting.key.removeprefix("posthoc_"): f"{each.symbol} of {each.title}"
        for each in CORRECTIONS.values()
    },
    "run": "Finished run",
    "correction": "Correction",
    "medium": "o_medium: medium classes (logits)",
    "rule": "Rule",
    "costs": "Cost matrix",
    "machine": "Cost of a missed example",
    "class": "Class against the rest",
    "split": "Examples",
    "measure": "By class",
    "groups": "Class groups",
}
"""What a reader knows the settings by."""


def said() -> Mapping[str, Any]:
    """Return the name of each setting -> its current value."""
    return {name: state.value(one) for name, one in NAMED.items()}


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
        left_out: the runs that cannot be chosen.
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
    left_out: Sequence[LeftOut]


def _no_correction(record: RunRecord) -> str:
    """Return why the logits of a run cannot be corrected, "" where they can."""
    splits = ("test", "val")
    if not any((record.folder.path / f"logits_{split}.npy").is_file() for split in splits):
        return "has saved no logits"
    try:
        known = record.class_counts is not None
    except RunError as error:
        return f"damaged: {error}"
    return "" if known else NO_PRIOR


NO_PRIOR = "its training counts are unknown: import it again with --class-counts"
RUNS = RunsWith(
    lacks=_no_correction,
    nothing="Here you will correct a finished run with a slider. No run has saved logits yet: a run that you "
    "train here saves them; an import has them if its file has scores, and needs its training counts.",
    icon=":material/tune:",
    place="posthoc_left_out",
)


def adopt() -> Iterable[Linked[Any]]:
    """Take over what the address says, and return the settings as the runs allow them."""
    records = RUNS.offer().records
    if not records:
        return ()
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
    return settings.values()


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
