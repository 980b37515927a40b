"""The controls of the feature space: which runs, which map, which examples, which class stands out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import loaders, state, widgets
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
from dashboard.views.feature_space import maps
from dashboard.views.feature_space.maps import Method
from ltcore.analysis.base.collect import RunLabels
from ltcore.embeddings import MapSpec
from ltcore.runs import RunError, RunRecord
from ltcore.types import GroupRule, Split

SPLITS: Mapping[Split, str] = {"test": "Test", "val": "Validation", "train": "Training"}
ALL = "all"
MOST_RUNS = 2
PERPLEXITIES = (2, 3, 5, 10, 15, 20, 30, 40, 50, 75, 100)
NEIGHBOURS = (2, 3, 4, 5, 10, 15, 20, 30, 50, 100, 200)
MIN_DISTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0)
POINTS = (200, 500, 1_000, 2_000, 5_000, 10_000)
LARGEST_SEED = 999
RUNS_WIDTH = 400
MOST_RUNS_WIDTH = 510
SPLIT_WIDTH = 112
CLASS_WIDTH = 140
"""Pixels."""

RUNS: Linked[list[str]] = Linked("space_runs", [], state.some_of(()), state.joined)
MAP: Linked[Method] = Linked("space_map", "pca", state.one_of(maps.METHODS))
SPLIT: Linked[Split] = Linked("space_split", "test", state.one_of(SPLITS))
CLASS = Linked("space_class", ALL, state.one_of((ALL,)))
PERPLEXITY = Linked("space_perplexity", 30, state.one_of(PERPLEXITIES))
NEIGHBOUR = Linked("space_neighbours", 15, state.one_of(NEIGHBOURS))
MIN_DIST = Linked("space_min_dist", 0.1, state.one_of(MIN_DISTS))
MOST = Linked("space_most", 2_000, state.one_of(POINTS))
SEED = Linked("space_seed", 0, state.whole(0, LARGEST_SEED))
EXAMPLE: Linked[int | None] = Linked("space_example", None, state.whole(0, 2**31 - 1))
LINKED: tuple[Linked[Any], ...] = (
    RUNS,
    MAP,
    SPLIT,
    CLASS,
    PERPLEXITY,
    NEIGHBOUR,
    MIN_DIST,
    MOST,
    SEED,
    EXAMPLE,
    widgets.GROUP_RULE,
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the reader looks at.

    Attributes:
        records: one run or two.
        labels: what they are called, each differently.
        method: kind of map.
        spec: settings of the map; None for PCA, which has none.
        split: which examples.
        most: how many of them at most.
        label: the class that stands out; None for all.
        example: id of the example that was clicked; None for none.
        rule: how classes are put into head, medium and tail.
    """

    records: Sequence[RunRecord]
    labels: Sequence[str]
    method: Method
    spec: MapSpec | None
    split: Split
    most: int
    label: int | None
    example: int | None
    rule: GroupRule


def adopt(records: Mapping[str, RunRecord]) -> tuple[Linked[Any], ...]:
    """Take over what the address says, and return the settings as these runs allow them.

    Args:
        records: the runs that can be chosen, by id.
    """
    default = default_runs(list(records.values()))
    runs = replace(RUNS, default=default, read=state.some_of(records, "runs", most=MOST_RUNS))
    chosen = [run_id for run_id in state.adopt(runs) if run_id in records]
    if chosen != state.value(runs):
        widgets.tell_gone(run_id for run_id in state.value(runs) if run_id not in records)
        state.put(runs, chosen or default)
    labels = [ALL, *map(str, _classes(records[chosen[0]])[1] if chosen else ())]
    of_class = replace(CLASS, read=state.one_of(labels))
    settings = {setting.key: setting for setting in LINKED} | {
        runs.key: runs,
        of_class.key: of_class,
    }
    for setting in settings.values():
        state.adopt(setting)
    if state.value(CLASS) not in labels:
        state.put(CLASS, ALL)
    return tuple(settings.values())


def controls(records: Mapping[str, RunRecord], row: DeltaGenerator) -> Choice:
    """Draw the controls, which are adopted, and return what they say.

    Args:
        records: the runs that can be chosen, by id.
        row: where the controls stand.
    """
    names = run_names(list(records.values()))
    # In a lecture too the other controls stand beside the runs.
    with row.container(width=min(widgets.text_width(RUNS_WIDTH), MOST_RUNS_WIDTH)):
        chosen = st.multiselect(
            "Runs, one or two",
            list(records),
            format_func=lambda run_id: names[run_id],
            key=RUNS.key,
            max_selections=MOST_RUNS,
            persist_state="session",
            wrap=not state.look().lecture,
        )
    with row.container(width="content"):
        st.segmented_control(
            "Map",
            list(maps.METHODS),
            format_func=maps.METHODS.__getitem__,
            key=MAP.key,
            required=True,
            persist_state="session",
        )
    with row.container(width=widgets.text_width(SPLIT_WIDTH)):
        st.selectbox(
            "Examples",
            list(SPLITS),
            format_func=SPLITS.__getitem__,
            key=SPLIT.key,
            persist_state="session",
            on_change=forget_example,
        )
    shown = [records[run_id] for run_id in chosen]
    with row.container(width=widgets.text_width(CLASS_WIDTH)):
        _class_picker(shown)
    with row.container(width="content").popover("More", icon=":material/tune:"):
        _more(state.value(MAP))
        rule = widgets.group_rule()
    method, label = state.value(MAP), state.value(CLASS)
    spec = None if method == "pca" else maps.spec_of(method, *map(state.value, _OF_MAPS))
    return Choice(
        records=shown,
        labels=list(run_names(shown).values()),
        method=method,
        spec=spec,
        split=state.value(SPLIT),
        most=state.value(MOST),
        label=None if label == ALL else int(label),
        example=state.value(EXAMPLE),
        rule=rule,
    )


_OF_MAPS: tuple[Linked[Any], ...] = (PERPLEXITY, NEIGHBOUR, MIN_DIST, SEED)


def default_runs(records: Sequence[RunRecord]) -> list[str]:
    """Return the runs that are shown first: ERM and logit adjustment of the demo, else any two methods."""
    demo = [record for record in records if loaders.is_demo(record)]
    firsts: dict[str, str] = {}
    for record in sorted(demo or records, key=lambda record: record.seed or 0):
        firsts.setdefault(record.method, record.id)
    named = [firsts.pop(method) for method in ("erm", "logit_adjustment") if method in firsts]
    return [*named, *firsts.values()][:MOST_RUNS]


def offered_presets(records: Sequence[RunRecord]) -> list[Preset]:
    """Return the presets that the runs at hand allow: they speak of the demo runs."""
    demo = {
        (record.method, record.seed): record.id for record in records if loaders.is_demo(record)
    }
    erm, adjusted = demo.get(("erm", 0)), demo.get(("logit_adjustment", 0))
    if erm is None or adjusted is None:
        return []
    test: list[tuple[Linked[Any], Any]] = [(SPLIT, "test"), (MAP, "tsne")]
    train: list[tuple[Linked[Any], Any]] = [(SPLIT, "train"), (MAP, "tsne")]
    both, alone = [(RUNS, [erm, adjusted])], [(RUNS, [erm])]
    usual: list[tuple[Linked[Any], Any]] = [(CLASS, ALL), (PERPLEXITY, 30)]
    return [
        Preset("Features change little, recall a lot", [*test, *usual, *both]),
        Preset("The 8s lie together, and are missed", [*test, *alone, (CLASS, "8"), usual[1]]),
        Preset("On training examples all is well", [*train, *usual, *both]),
        Preset("Low perplexity makes crumbs", [*test, *alone, usual[0], (PERPLEXITY, 5)]),
    ]


def run_names(records: Sequence[RunRecord]) -> dict[str, str]:
    """Return how each run is called among all of them, by id: its arm and seed; no two alike."""
    labels = RunLabels(records)
    names = {record.id: labels.label(record) for record in records}
    told = list(names.values())
    return {
        run_id: name if told.count(name) == 1 else f"{name} ({run_id})"
        for run_id, name in names.items()
    }


def forget_example() -> None:
    """Take the ring off: ids of one split mean nothing in another."""
    state.put(EXAMPLE, None)


def _class_picker(records: Sequence[RunRecord]) -> None:
    names, order = _classes(records[0]) if records else ((), [])
    titles = {ALL: "All classes", **{str(label): names[label] for label in order}}
    st.selectbox(
        "Class",
        list(titles),
        format_func=titles.__getitem__,
        key=CLASS.key,
        persist_state="session",
        help="In frequency order, the most frequent first. One class stands out, the others stand back.",
    )


def _more(method: Method) -> None:
    _scale(
        "Perplexity: neighbours that t-SNE attends to",
        PERPLEXITY,
        PERPLEXITIES,
        off=method != "tsne",
    )
    _scale("Neighbours that UMAP links", NEIGHBOUR, NEIGHBOURS, off=method != "umap")
    _scale(
        "Least distance that UMAP draws (share of the spread)",
        MIN_DIST,
        MIN_DISTS,
        off=method != "umap",
    )
    st.number_input(
        "Seed of t-SNE and UMAP",
        min_value=0,
        max_value=LARGEST_SEED,
        key=SEED.key,
        persist_state="session",
        disabled=method == "pca",
    )
    _scale("Most examples", MOST, POINTS)


def _scale(label: str, setting: Linked[Any], values: Sequence[float], *, off: bool = False) -> None:
    st.select_slider(
        label,
        values,
        format_func=lambda value: f"{value:,}",
        key=setting.key,
        persist_state="session",
        disabled=off,
    )


def _classes(record: RunRecord) -> tuple[Sequence[str], Sequence[int]]:
    """Return the names of the classes, and their labels in frequency order; none of a run that is gone."""
    try:
        names, counts = record.class_names or (), record.class_counts
    except RunError:
        return (), []
    order = range(len(names)) if counts is None else (-counts).argsort(kind="stable").tolist()
    return names, list(order)
