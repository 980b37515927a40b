"""What runs show: their error against one setting of the unlabelled data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd

from dashboard.shell import footer, left_out, widgets
from dashboard.shell.controls import choice, class_groups, of
from dashboard.shell.page import Picture, Presets
from dashboard.shell.run_choice import RunChoice
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Card, NotShown, Shown, formula_card
from dashboard.views.unlabelled_data import loaders
from ltcore.analysis import Unreadable
from ltcore.analysis.unlabelled_data.errors import BALANCED_ERROR, TAIL_ERROR, gains_frame
from ltcore.analysis.unlabelled_data.studies import Axis, Study
from ltcore.methods.sources import RETHINKING
from ltcore.plots.base.theme import Look
from ltcore.plots.unlabelled_data.errors import errors_figure
from ltcore.plots.unlabelled_data.words import words_errors
from ltcore.types import GroupRule

METRICS = {BALANCED_ERROR: "All classes alike", TAIL_ERROR: "The tail alone"}
STUDY_WIDTH = 360
"""Pixels."""


@dataclass(frozen=True, kw_only=True)
class RunsAsked:
    """Which runs, and which error of theirs; `asked_about` adds the choice of the runs."""

    study: str
    metric: str
    rule: GroupRule


def runs_picture(
    axis: Axis,
    *,
    label: str,
    notice: str,
    try_this: str,
    presets: Presets,
    cards: Callable[[], Sequence[Card]] = tuple,
) -> Picture[Any]:
    """Return the picture of the runs that differ in one setting.

    Args:
        axis: the setting.
        label: a short question.
        notice: one thing to notice.
        try_this: one thing to try.
        presets: what it offers.
        cards: returns what the papers report.
    """
    return Picture(
        label=label,
        settings=Settings(_asked_about(axis), f"unlabelled_{axis}"),
        controls=("study", "metric"),
        more=("rule",),
        show=lambda asked, look: _show(axis, cards, asked, look),
        notice=notice,
        try_this=try_this,
        presets=presets,
        key=f"unlabelled_errors_{axis}",
    )


def _asked_about(axis: Axis) -> type[RunsAsked]:
    """Return the settings of a picture: a choice among the studies of its axis."""

    @dataclass(frozen=True, kw_only=True)
    class Asked(RunsAsked):
        study: str = of(
            RunChoice(
                label="Runs on",
                offered=partial(_names, axis),
                stamp=partial(_stamp, axis),
                missing=partial(_no_study, axis),
                called="studies that the finished runs make up",
                width=STUDY_WIDTH,
            )
        )
        metric: str = choice("Error on", METRICS, BALANCED_ERROR)
        rule: GroupRule = class_groups()

    return Asked


def _names(axis: Axis) -> Mapping[str, str]:
    found, _ = loaders.offered(axis)
    return {name: f"{study.label} ({len(study.records)} runs)" for name, study in found.items()}


def _stamp(axis: Axis, name: str) -> tuple[Any, ...]:
    found, _ = loaders.offered(axis)
    return loaders.stamps(found[name]) if name in found else ()


def _no_study(axis: Axis) -> NotShown:
    _, unusable = loaders.offered(axis)
    return left_out.not_shown(
        unusable,
        "The errors of runs that learned from unlabelled data will appear here, once two finished runs "
        "differ in this setting alone. There are none yet.",
        ":material/label_off:",
        partial(widgets.link_to_page, "train", "Train with unlabelled data", {}),
    )


def _show(axis: Axis, cards: Callable[[], Sequence[Card]], asked: RunsAsked, look: Look) -> Shown:
    found, unusable = loaders.offered(axis)
    study = found[asked.study]
    frame, missing = loaders.errors(study, axis, asked.rule)
    words = words_errors(frame, axis, asked.metric)
    return Shown(
        figure=errors_figure(frame, axis, asked.metric, data=study.label, look=look),
        words=words,
        frames={f"errors_by_{axis}": frame},
        cards=[_card(frame, asked.metric), *cards()],
        origin=_origin(study),
        left_out=[*missing, *(one for one in unusable if isinstance(one, Unreadable))],
    )


def _card(frame: pd.DataFrame, metric: str) -> Card:
    gains = gains_frame(frame[frame[metric].notna()], metric).dropna(subset="mean")
    today = ""
    if len(gains):
        best = gains.loc[gains["mean"].idxmin()]
        today = (
            rf"\Delta = {100 * best['mean']:+.1f} \text{{ points, the mean over }} "
            rf"{best['n_pairs']} \text{{ seeds of the arm and value that gain most}}"
        )
    return formula_card(
        r"\text{err} = \frac{1}{|G|} \sum_{c \in G} \Bigl(1 - \frac{h_c}{t_c}\Bigr), \qquad "
        r"\Delta = \text{err}_{\text{with unlabelled data}} - \text{err}_{\text{labels alone}}",
        {
            "G": "the classes that count: all, or those of the tail; each counts the same",
            "t_c, h_c": "test examples of class $c$, and those of them that are recognised",
            r"\Delta": "difference of two runs with the same seed: negative where unlabelled data help",
        },
        today,
        replace(
            RETHINKING, where="Figures 2 and 3 in the lecture notes; these runs are the lab's own"
        ),
    )


def _origin(study: Study) -> str:
    ids = [record.id for record in (*study.baselines, *study.records)]
    return (
        f"{footer.of_runs(ids, 'Test error after the last epoch')} Equal seeds share initial weights and "
        "labelled examples. Every stage of a method has as many steps as the whole of ERM."
    )
