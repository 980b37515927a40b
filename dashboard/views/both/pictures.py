"""The pictures of the factorial: its cells, its effects, its groups, and when pre-training helps."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.shell import footer
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Card, NotShown, Shown, formula_card
from dashboard.views.both import loaders as runs
from dashboard.views.both.choice import COMMAND, Errors, Gains, OfFactorial, say_command
from ltcore.analysis.both.cells import BALANCED_ERROR, TAIL_ERROR, on_shared_seeds
from ltcore.analysis.both.effects import effects_frame
from ltcore.analysis.both.longer import Steps
from ltcore.analysis.both.studies import Factorial, equal_settings
from ltcore.methods.sources import RETHINKING
from ltcore.plots.base.text import points_between
from ltcore.plots.base.theme import Look
from ltcore.plots.both.cells import cells_figure, words_cells
from ltcore.plots.both.effects import effects_figure, words_effects
from ltcore.plots.both.prerequisites import prerequisites_figure, words_prerequisites
from ltcore.plots.both.steps import steps_told
from ltcore.plots.compare.groups import groups_figure, words_groups

METRICS = (
    Preset("Every class counts the same", {"metric": BALANCED_ERROR}),
    Preset("Only the tail counts", {"metric": TAIL_ERROR}),
)
AXES = (
    Preset("More imbalance", {"axis": "ratio"}),
    Preset("More data", {"axis": "n_max"}),
    Preset("A longer pre-training", {"axis": "share"}),
    Preset("A better solved task", {"axis": "accuracy"}),
)
ONLY_STEPS = Preset("Is it only the extra steps?", {"steps": "total"})
COMPARED = (*METRICS, ONLY_STEPS)
NO_LONGER = (
    "Runs without pre-training that take its steps as well will appear here: none of these has been trained "
    "yet. Choose equal steps of the final network, or train the missing runs:"
)
QUESTIONS = replace(RETHINKING, where="the questions at the end of the lecture notes")


def show_cells(asked: Errors, look: Look) -> Shown:
    """Return the error of each cell, and where both together would be if the effects added up."""
    study = asked.found
    every, missing = runs.cells(study, asked.rule)
    frame = on_shared_seeds(every)
    return Shown(
        figure=cells_figure(
            frame,
            asked.metric,
            steps=asked.steps,
            pretraining=study.pretraining,
            data=study.label,
            look=look,
        ),
        words=words_cells(frame, asked.metric, steps=asked.steps, left_out=len(every) - len(frame)),
        frames={"factorial": every},
        cards=[_card(frame, asked.metric, asked.steps)],
        origin=_origin(study),
        left_out=missing,
    )


def show_effects(asked: Errors, look: Look) -> Shown:
    """Return what each changes alone and both together, and the interaction."""
    study = asked.found
    frame, missing = runs.cells(study, asked.rule)
    if asked.steps == "total" and len(frame) and not frame["is_longer"].any():
        raise NotShown(NO_LONGER, ":material/add_circle:", "info", say_command)
    compared: tuple[Steps, ...] = ("final", "total")
    effects = {
        steps: effects_frame(frame, asked.metric, steps) if len(frame) else pd.DataFrame()
        for steps in compared
    }
    told = words_effects(effects, asked.metric, steps=asked.steps, pretraining=study.pretraining)
    tables = [table.assign(equal_steps=steps) for steps, table in effects.items()]
    return Shown(
        figure=effects_figure(
            effects[asked.steps],
            asked.metric,
            steps=asked.steps,
            pretraining=study.pretraining,
            data=study.label,
            look=look,
        ),
        words="\n".join([told, *([steps_told(frame)] if len(frame) else [])]),
        frames={"effects": pd.concat(tables, ignore_index=True)},
        cards=[_card(frame, asked.metric, asked.steps)],
        origin=_origin(study),
        left_out=missing,
    )


def show_groups(asked: OfFactorial, look: Look) -> Shown:
    """Return recall and precision of head, medium and tail in each cell."""
    study = asked.found
    every, missing = runs.groups(study, asked.rule)
    frame = on_shared_seeds(every)
    return Shown(
        figure=groups_figure(frame, look=look),
        words=words_groups(frame),
        frames={"groups": every},
        origin=_origin(study),
        left_out=missing,
    )


def show_prerequisites(asked: Gains, look: Look) -> Shown:
    """Return what pre-training changes, against imbalance, amount of data, or its own accuracy."""
    study = asked.found
    frame, missing = runs.gains(study, asked.metric, asked.rule)
    return Shown(
        figure=prerequisites_figure(
            frame, asked.axis, asked.metric, steps=asked.steps, data=study.label, look=look
        ),
        words=words_prerequisites(frame, asked.axis, asked.metric, steps=asked.steps),
        frames={"gains_of_pretraining": frame},
        origin=f"{footer.of_runs([record.id for record in study.records], 'Test error')} Runs that are "
        "compared have the same seed, data and settings but for the pre-training and, where steps are equal "
        "in total, their number of epochs.",
        left_out=missing,
    )


def _card(frame: pd.DataFrame, metric: str, steps: Steps) -> Card:
    effects = effects_frame(frame, metric, steps) if len(frame) else pd.DataFrame()
    last = effects[effects["kind"] == "interaction"] if len(effects) else effects
    today = r",\quad ".join(
        rf"I_{{\text{{{row.learner}}}}} = "
        rf"\text{{{points_between(row.mean, row.low, row.high)}}}"
        for row in last.itertuples(index=False)
    )
    return formula_card(
        r"I = e_{\text{both}} - e_{\text{pre-training}} - e_{\text{unlabelled}} + e_{\text{none}}, \qquad "
        r"\bar I \pm t_{0.975,\,S-1}\; \frac{s_I}{\sqrt S}",
        {
            "e": "error of a run with the same seed in each of the four cells",
            "I": "interaction: 0 where the two effects add up, positive where together they gain less than "
            "the sum, negative where more",
            "S, s_I": "seeds that all four cells have (at least 3 for an interval), and the standard "
            "deviation of $I$ over them",
        },
        today,
        QUESTIONS,
        title="Formula: interaction",
    )


def _origin(study: Factorial) -> str:
    ids = [record.id for record in study.records]
    return (
        f"{footer.of_runs(ids, 'Test error after the last epoch')} {equal_settings(study)} Equal seeds share "
        "initial weights and labelled examples."
    )


def _how_made(_asked: object) -> None:
    """Draw the command that makes the runs of this page."""
    with st.expander("One command makes these runs", icon=":material/terminal:"):
        st.markdown(f"**{COMMAND}**")
        st.markdown(
            "It trains what is missing and leaves finished runs as they are. Copy the file to change data, "
            "pre-training or seeds."
        )


def _axes_that_vary() -> Sequence[Preset]:
    """Return the presets whose axis has at least two values in the study that is shown first."""
    found, _ = runs.pairs()
    study = next(iter(found.values()), None)
    configs = [after.config for after, _ in study.pairs if after.config] if study else []
    numbers = {
        "ratio": len({config.data.ratio for config in configs}),
        "n_max": len({config.data.n_max for config in configs}),
        "share": len({config.pretrain.share for config in configs}),
        "accuracy": len({config.run_id for config in configs}),
    }
    vary = [preset for preset in AXES if numbers[str(preset.values["axis"])] > 1]
    return [*vary, ONLY_STEPS]


CELLS = Picture(
    label="How far does each come?",
    settings=Settings(Errors, "both"),
    controls=("study", "steps"),
    more=("metric", "rule"),
    show=show_cells,
    notice="Squares are runs without pre-training that take its steps as well: what they gain is due to "
    "longer training. The dotted dash shows where both together would be if their effects simply added up.",
    try_this="Count only the tail: does the order of the cells change?",
    presets=COMPARED,
    details=_how_made,
    key="both_cells",
)
EFFECTS = Picture(
    label="Do they add up?",
    settings=Settings(Errors, "both"),
    controls=("study", "steps"),
    more=("metric", "rule"),
    show=show_effects,
    notice="Each small dot is one seed. The interaction combines four runs per seed, so its interval is "
    "wider than that of any single effect.",
    try_this="Count only the tail: does any interval leave the zero line, or come back to it?",
    presets=COMPARED,
    details=_how_made,
    key="both_effects",
)
GROUPS = Picture(
    label="Who gains?",
    settings=Settings(OfFactorial, "both"),
    controls=("study",),
    more=("rule",),
    show=show_groups,
    notice="Recall says how many examples of a group are found, precision how many predictions of its "
    "classes are right. A method can raise the recall of the tail and lower its precision. Groups are thirds "
    "of the classes by rank, as on the page about pre-training and in its papers.",
    try_this="Group the classes by count (under More): where no class has more than 100 examples, the head "
    "is empty.",
    details=_how_made,
    key="both_groups",
)
PREREQUISITES = Picture(
    label="When does pre-training help?",
    settings=Settings(Gains, "both"),
    controls=("pairs", "axis"),
    more=("steps", "metric", "rule"),
    show=show_prerequisites,
    notice="The lecture notes ask which data pre-training needs. Below the zero line it lowers the error. "
    "An interval that crosses the line shows no difference.",
    try_this="Draw the change against the rotations recognised: does a better solved task go with a larger "
    "gain?",
    presets=_axes_that_vary,
    details=_how_made,
    key="both_prerequisites",
)
