"""Compare: which classes each method knows in the end, over seeds, and against the baseline."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import loaders, score_card, state, widgets
from dashboard.arms import offered
from dashboard.comparison import LINKED, SPLITS, Choice, controls
from dashboard.text import csv_bytes, literal
from ltcore.analysis import (
    LeftOut,
    config_diff,
    deferred_switch,
    group_frame,
    paired_differences,
    run_numbers,
    seeds_summary,
)
from ltcore.plots.differences import differences_figure, words_differences
from ltcore.plots.groups import group_bars, words_groups
from ltcore.plots.per_class import per_class_figure, words_per_class
from ltcore.plots.training_curves import training_curves_figure, words_training_curves

QUESTION = "Who pays for the head's accuracy?"
SENTENCE = (
    "Each mark is the recall or precision of one class on examples that no method has trained on; the "
    "tail pays where its marks lie far below the head's."
)
SECOND_PICTURE = 420
"""Height in pixels of the pictures below the first."""
LONGEST_IDS = 20_000
"""Characters; more than the ids of all arms with twenty seeds each."""


@dataclass(frozen=True)
class Numbers:
    """What the pictures are drawn from."""

    per_class: pd.DataFrame
    groups: pd.DataFrame
    runs: pd.DataFrame
    left_out: Sequence[LeftOut]


def render() -> None:
    """Draw the page."""
    widgets.heading(QUESTION, SENTENCE)
    records, unusable = loaders.comparable()
    if not records:
        _empty(unusable)
        return
    choice = controls(offered(records))
    widgets.show_notices(*LINKED)
    if choice.arms:
        numbers = _numbers(choice)
        _classes(choice, numbers)
        if not numbers.per_class.empty:
            _groups(choice, numbers)
            _seed_by_seed(choice, numbers)
            _on_the_way(choice)
            _settings(choice, numbers)
            score_card.draw(numbers.per_class, split=choice.split)
            _footer(choice, numbers)
        unusable = [*unusable, *numbers.left_out]
    else:
        st.info("Choose at least one method.", icon=":material/arrow_upward:")
    _left_out(unusable)


def _empty(unusable: Sequence[LeftOut]) -> None:
    st.info(
        "Here the finished runs will stand side by side, class by class. There is none yet.",
        icon=":material/bar_chart:",
    )
    widgets.link_to_page("train", "Train the first ones", {})
    _left_out(unusable)


def _numbers(choice: Choice) -> Numbers:
    records = [record for arm in choice.arms for record in arm.records]
    per_class, left_out = loaders.per_class(records, choice.split, choice.rule)
    if per_class.empty:
        return Numbers(per_class, per_class, per_class, left_out)
    run_columns = per_class[["run", "label", "arm", "method", "seed"]].drop_duplicates("run")
    runs = run_columns.join(run_numbers(per_class), on="run")
    return Numbers(per_class, group_frame(per_class), runs, left_out)


def _classes(choice: Choice, numbers: Numbers) -> None:
    said = words_per_class(numbers.per_class, choice.measure, split=choice.split)
    drawn = per_class_figure(
        numbers.per_class, choice.measure, split=choice.split, look=state.look()
    )
    with widgets.picture_place("per_class"):
        widgets.figure(drawn, "per_class", said)
    widgets.in_words(said)
    widgets.notice_and_try(
        "What a method gives the tail it often takes from the head: look at both ends before you call it "
        "better.",
        "Switch to precision: what recall gives to a rare class, precision may take back.",
    )


def _groups(choice: Choice, numbers: Numbers) -> None:
    said = words_groups(numbers.groups, split=choice.split)
    drawn = group_bars(numbers.groups, split=choice.split, look=state.look())
    widgets.figure(drawn, "groups", said, SECOND_PICTURE)
    widgets.in_words(said)


def _seed_by_seed(choice: Choice, numbers: Numbers) -> None:
    st.subheader("Over seeds", anchor=False)
    st.dataframe(_spread(numbers.runs), hide_index=True, key="spread")
    baseline = next(arm.records[0].id for arm in choice.arms if arm.id == choice.baseline)
    named = numbers.runs.loc[numbers.runs["run"] == baseline, "arm"]
    if len(choice.arms) < 2 or named.empty:
        return
    differences = paired_differences(numbers.runs, named.iloc[0])
    said = words_differences(differences, split=choice.split)
    height = 180 + 56 * len(differences)
    drawn = differences_figure(differences, split=choice.split, look=state.look())
    widgets.figure(drawn, "differences", said, height)
    widgets.in_words(said)


def _spread(runs: pd.DataFrame) -> pd.DataFrame:
    """Return mean and standard deviation over the seeds, in percent, one row per arm."""
    columns = {
        "balanced_error": "Balanced error",
        "error": "Error",
        "head_recall": "Head recall",
        "medium_recall": "Medium recall",
        "tail_recall": "Tail recall",
    }
    table: dict[str, list[str]] = {}
    for column, title in columns.items():
        summary = seeds_summary(runs, column, by=())
        table.setdefault("Method", summary["arm"].tolist())
        table.setdefault("Seeds", summary["n_seeds"].astype(str).tolist())
        table[title] = [
            _mean_and_deviation(mean, deviation)
            for mean, deviation in zip(summary["mean"], summary["sd"], strict=True)
        ]
    return pd.DataFrame(table)


def _mean_and_deviation(mean: float, deviation: float) -> str:
    if pd.isna(mean):
        return "n/a"
    spread = "" if pd.isna(deviation) else f" ± {100 * deviation:.1f}"
    return f"{100 * mean:.1f}{spread} %"


def _on_the_way(choice: Choice) -> None:
    records = [record for arm in choice.arms for record in arm.records]
    frame = loaders.curves(records).frame
    if frame.empty:
        st.caption("These runs came without training curves.")
        return
    metric = loaders.watched_error(frame)
    arms = frame[["run", "arm"]].drop_duplicates().set_index("run")["arm"]
    switches = {
        arms[record.id]: at
        for record in records
        if record.config
        and record.id in arms
        and (at := deferred_switch(record.config)) is not None
    }
    said = words_training_curves(frame, metric)
    drawn = training_curves_figure(frame, metric, switches=switches, look=state.look())
    widgets.figure(drawn, "curves", said, SECOND_PICTURE)
    widgets.in_words(said)


def _settings(choice: Choice, numbers: Numbers) -> None:
    st.subheader("Settings that differ", anchor=False)
    names = dict(zip(numbers.runs["run"], numbers.runs["arm"], strict=True))
    firsts = {names.get(arm.records[0].id, arm.label): arm.records[0].config for arm in choice.arms}
    configs = {name: config for name, config in firsts.items() if config is not None}
    differing = config_diff(configs).drop(index="seed", errors="ignore")
    if differing.empty:
        st.caption("These runs share every setting but the seed.")
        return
    st.dataframe(differing.reset_index(), hide_index=True, key="settings")


def _footer(choice: Choice, numbers: Numbers) -> None:
    seeds = sorted({str(seed) for seed in numbers.runs["seed"]})
    runs = len(numbers.runs)
    st.divider()
    classes, by_run, said = st.columns([2, 2, 9], vertical_alignment="center")
    classes.download_button(
        "Classes as CSV",
        csv_bytes(numbers.per_class),
        "classes.csv",
        "text/csv",
        on_click="ignore",
        key="csv-classes",
    )
    by_run.download_button(
        "Runs as CSV",
        csv_bytes(numbers.runs),
        "runs.csv",
        "text/csv",
        on_click="ignore",
        key="csv-runs",
    )
    said.caption(
        f"{runs} run{'s' if runs != 1 else ''}, seed{'s' if len(seeds) != 1 else ''} "
        f"{literal(', '.join(seeds))}, after the last epoch, "
        f"{SPLITS[choice.split].lower()} examples. The address of this page is a link to what it shows."
    )
    with st.expander("Run ids"):
        st.markdown(literal(", ".join(numbers.runs["run"]), LONGEST_IDS))


def _left_out(unusable: Sequence[LeftOut]) -> None:
    if not unusable:
        return
    with st.expander(f"Not shown: {len(unusable)} run{'s' if len(unusable) != 1 else ''}"):
        st.dataframe(pd.DataFrame(unusable), hide_index=True, key="left_out")
