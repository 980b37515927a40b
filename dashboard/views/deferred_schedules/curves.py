"""What happens at the switch, epoch by epoch, beside runs that switch at once and never."""

from dataclasses import dataclass

import pandas as pd

from dashboard.shell import footer
from dashboard.shell import loaders as shell_loaders
from dashboard.shell.controls import choice, slider
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.settings import Settings
from dashboard.shell.shown import NotShown, Shown
from dashboard.shell.text import literal
from dashboard.views.deferred_schedules.lateness import STUDIES
from ltcore.analysis import deferred_switch
from ltcore.analysis.base.setting_studies import Arm
from ltcore.analysis.deferred_schedules.lateness import NEVER
from ltcore.methods import METHODS
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.training_curves import training_curves_figure, words_training_curves
from ltcore.plots.deferred_schedules.lateness import switch_text
from ltcore.runs import RunRecord

METRICS = {
    "tail_recall": "Tail recall",
    "head_recall": "Head recall",
    "val_balanced_error": "Balanced error",
}
METHOD_TITLES = {name: METHODS[name].title.split(" (")[0] for name in ("drw", "drs", "ldam_drw")}
ENDS = {
    "drw": ("cb_softmax", "erm"),
    "drs": ("class_balanced_sampling", "erm"),
    "ldam_drw": ("cb_softmax", "ldam"),
}
"""Method -> what it amounts to, in its weights or draws, from the start; and when it never switches. They are
drawn so."""
SWITCHES = (0.2, 0.4, 0.6, 0.8, 0.9, 0.95)


@dataclass(frozen=True, kw_only=True)
class Curves:
    """Which runs, which method, its switch, and what is followed."""

    study: str = STUDIES.choice()
    method: str = choice("Method", METHOD_TITLES, "drw", as_list=True, width=130)
    switch: float = slider("Switch after", SWITCHES, 0.8, "{:.0%}")
    metric: str = choice("Follow", METRICS, "tail_recall")


def show(asked: Curves, look: Look) -> Shown:
    """Return the curves of three switches.

    Raises:
        NotShown: no run of this method has the switch.
    """
    study = STUDIES.offered()[asked.study]
    arms = [arm for arm in study.arms.values() if arm.method == asked.method]
    chosen = next(filter(None, (_chosen(arm, asked.switch) for arm in arms)), {})
    if not chosen:
        raise NotShown(
            f"No finished run of {literal(METHOD_TITLES[asked.method])} on {literal(study.label)} switches "
            f"after {asked.switch:.0%}. Choose another switch, or train one on the page *Train*.",
            ":material/schedule:",
        )
    frame, missing = shell_loaders.curves([record for _, record in chosen.values()])
    frame = _renamed(frame, asked.method, {run: x for run, (x, _) in chosen.items()})
    switches = {
        _arm_name(x): at
        for x, record in chosen.values()
        if 0 < x < NEVER and record.config and (at := deferred_switch(record.config)) is not None
    }
    return Shown(
        figure=training_curves_figure(frame, asked.metric, switches=switches, look=look),
        words=words_training_curves(frame, asked.metric),
        frames={"curves": frame},
        origin=footer.of_runs(list(chosen), "Validation examples, after each evaluated epoch"),
        left_out=missing,
    )


def _chosen(arm: Arm, switch: float) -> dict[str, tuple[float, RunRecord]]:
    """Return the runs of a method with this switch and those of both ends, by id; none without it."""
    if switch not in {x for x, _ in arm.runs}:
        return {}
    return {record.id: (x, record) for x, record in arm.runs if x in (0.0, switch, NEVER)}


def _renamed(frame: pd.DataFrame, method: str, switches: dict[str, float]) -> pd.DataFrame:
    """Return curves whose arms are called by their switch and drawn in three colours, the latest first."""
    if frame.empty:
        return frame
    at = frame["run"].map(switches)
    start, never = ENDS[method]
    looks = {0.0: start, NEVER: never}
    named = frame.assign(
        arm=at.map(_arm_name), method=[looks.get(x, method) for x in at], place=-at
    )
    return named.sort_values(["place", "seed", "at"], kind="stable").drop(columns="place")


def _arm_name(x: float) -> str:
    return f"after {switch_text(x)}" if 0 < x < NEVER else switch_text(x)


PICTURE = Picture(
    label="What happens then?",
    settings=Settings(Curves, "deferred_curves"),
    controls=("study", "method", "switch", "metric"),
    show=show,
    notice="Until the switch, the deferred run learns as the run that never switches does: both have the "
    "same network and see the same batches. From there on it must catch up with the run that has had its "
    "class weights all the time.",
    try_this="Move the switch from 20 % to 95 %. How many epochs does the tail need after it?",
    presets=(
        Preset("The tail, switched at 80 %", {"metric": "tail_recall", "switch": 0.8}),
        Preset("What the head pays", {"metric": "head_recall", "switch": 0.8}),
        Preset("Nearly too late: 95 %", {"metric": "tail_recall", "switch": 0.95}),
    ),
    key="deferred_curves",
)
