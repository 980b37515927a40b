"""Feature space: what a network makes of examples before its classifier, on a map."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.shell import (
    answers,
    changed,
    footer,
    formula,
    left_out,
    loaders,
    presets,
    state,
    widgets,
)
from dashboard.shell.components.picture import drawn
from dashboard.shell.text import literal
from dashboard.views.feature_space import choice as feature_choice
from dashboard.views.feature_space import example, job, maps, samples, texts
from dashboard.views.feature_space.choice import Choice
from ltcore.analysis import LeftOut
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.feature_space.maps import FeatureSample, incomparable_reason, map_frame
from ltcore.embeddings import Pca
from ltcore.plots.base.axes import rule_note
from ltcore.plots.base.text import count, percent
from ltcore.plots.feature_space.space import MapView, feature_space_figure
from ltcore.plots.feature_space.words import words_feature_space
from ltcore.runs import RunError, RunRecord

QUESTION = "Are the rare classes apart before the classifier?"
SENTENCE = (
    "Each mark is an example, placed by its features: the numbers that the network hands to its last layer, "
    "the classifier. Open marks are those that the classifier gets wrong."
)
KEY = "feature_space"
FEATURE_FILES = ("features_test.npy", "features_val.npy", "features_train.npy")


@dataclass(frozen=True)
class Shown:
    """A run on the page."""

    record: RunRecord
    label: str
    sample: FeatureSample
    pca: Pca


def render() -> None:
    """Draw the page."""
    widgets.heading(QUESTION, SENTENCE)
    comparable, unusable = loaders.comparable()
    records = {record.id: record for record in comparable if _has_features(record)}
    without = [
        LeftOut(record.id, "has kept no features")
        for record in comparable
        if not _has_features(record)
    ]
    if not records:
        _empty([*without, *unusable])
        return
    settings = feature_choice.adopt(records)
    example.take_click(KEY)
    row = st.container(horizontal=True, vertical_alignment="bottom")
    choice = feature_choice.controls(records, row)
    if offered := feature_choice.offered_presets(list(records.values())):
        presets.draw("preset_feature_space", offered, row)
    state.publish(*settings)
    widgets.show_notices(*settings)
    shown = _read(choice)
    if not choice.records:
        st.info("Choose one run or two.", icon=":material/arrow_upward:")
    if shown:
        _page(choice, shown)
        changed.tell(choice.records)
    _left_out([*without, *unusable])


def _has_features(record: RunRecord) -> bool:
    return any((record.folder.path / name).is_file() for name in FEATURE_FILES)


def _empty(unusable: Sequence[LeftOut]) -> None:
    left_out.in_place_of_picture(
        unusable,
        "Here the features of finished runs will be mapped. No run has any yet: a run that is trained here "
        "keeps them, an imported one has only its predictions.",
        ":material/scatter_plot:",
    )
    widgets.link_to_page("train", "Train a run", {})
    _left_out(unusable)


def _read(choice: Choice) -> list[Shown]:
    """Return the runs that can be drawn; of the others the page says why not."""
    shown: list[Shown] = []
    for record, label in zip(choice.records, choice.labels, strict=True):
        try:
            found = samples.of_run(record, choice.split, choice.most, choice.rule)
            run = Shown(record, label, *found)
            if reason := _why_not_beside(shown[0], run) if shown else "":
                _say_not_drawn(label, reason)
            else:
                shown.append(run)
        except (RunError, ValueError) as error:
            _say_not_drawn(label, str(error))
    return shown


def _say_not_drawn(label: str, reason: str) -> None:
    said = literal(reason.rstrip("."), 500)
    st.warning(f"{literal(label)} is not drawn: {said}.", icon=":material/block:")


def _why_not_beside(first: Shown, second: Shown) -> str:
    if loaders.classes_key(first.record) != loaders.classes_key(second.record):
        return (
            f"it knows other classes, or other training counts, than {first.label}, so the two cannot share "
            "axes and colours. Choose it alone"
        )
    reason = incomparable_reason(first.sample.features, second.sample.features)
    return f"{reason}, so the two cannot share axes. Choose it alone" if reason else ""


def _page(choice: Choice, shown: Sequence[Shown]) -> None:
    jobs = job.begin(choice, [run.sample.features.values for run in shown])
    found = jobs.coordinates or [run.pca.coordinates for run in shown]
    frame = pd.concat(
        [
            map_frame(run.sample.features, places, run.sample.separation, run.label)
            for run, places in zip(shown, answers.of(maps.laid_over, found), strict=True)
        ],
        ignore_index=True,
    )
    separation = pd.concat(
        [run.sample.separation.assign(label=run.label) for run in shown], ignore_index=True
    )
    rank = _rank(separation, choice.label)
    words = answers.of(words_feature_space, frame, separation, rank)
    view = MapView(
        _notes(choice, shown, waits=jobs.waits),
        rank,
        choice.example,
        faint=jobs.waits,
    )
    picture, side = st.columns([6, 1], gap="small")
    with picture, widgets.picture_place(KEY):
        widgets.clickable_figure(
            drawn(feature_space_figure, frame, separation, view, look=state.look()), KEY, words
        )
    with side:
        if jobs.waits:
            job.draw(jobs)
        else:
            example.draw([run.record for run in shown], frame, choice)
    widgets.in_words(words)
    st.markdown(texts.READING[choice.method] + (texts.ALIGNED if len(shown) > 1 else ""))
    if groups := rule_note(separation):
        st.markdown(f"**Groups of classes.** {groups[0].upper()}{groups[1:]}.")
    widgets.notice_and_try(texts.NOTICE, texts.TRY)
    _formulas(choice, shown)
    footer.draw({"map": frame, "separation": separation}, _origin(choice, shown), picture=KEY)


def _rank(separation: pd.DataFrame, label: int | None) -> int | None:
    ranks = separation.loc[separation["class"] == label, "rank"]
    return int(ranks.iloc[0]) if len(ranks) else None


def _notes(choice: Choice, shown: Sequence[Shown], *, waits: bool) -> list[str]:
    """Return the method with its settings, and how many examples of how many."""
    sample, name = shown[0].sample, maps.METHODS[choice.method]
    width = count(sample.features.values.shape[1], "feature")
    shares = " and ".join(percent(run.pca.explained.sum()) for run in shown)
    drawn = count(len(sample.features), f"{SPLITS[choice.split]} example")
    if sample.total > len(sample.features):
        most = int(np.bincount(sample.features.label).max())
        drawn = (
            f"{len(sample.features):,} of {count(sample.total, f'{SPLITS[choice.split]} example')}"
        )
        drawn += f", at most {most:,} of a class"
    if waits:
        return [f"until {name} is there, PCA, faintly", drawn]
    if choice.method == "pca":
        return [f"PCA of {width}, {shares} of the variance", drawn]
    return [f"{name} of {width}{job.settings_text(choice)}", drawn]


def _formulas(choice: Choice, shown: Sequence[Shown]) -> None:
    card = texts.card(choice.method)
    sample, explained = shown[0].sample, shown[0].pca.explained
    today = [
        job.today(choice, len(sample.features), sample.features.values.shape[1], explained),
        texts.purity_today(sample.separation),
    ]
    formula.card(card.formula, card.symbols, texts.stacked(today), card.source)


def _origin(choice: Choice, shown: Sequence[Shown]) -> str:
    runs = "; ".join(f"{run.label} ({run.record.id})" for run in shown)
    return (
        f"Features after the last epoch of {runs}; {SPLITS[choice.split]} examples, "
        f"{len(shown[0].sample.features):,} of {shown[0].sample.total:,}. Purity and recall are of the "
        "examples drawn, the purity in all dimensions of the features."
    )


def _left_out(unusable: Sequence[LeftOut]) -> None:
    if not unusable:
        return
    with st.expander(f"Not offered: {count(len(unusable), 'run')}"):
        st.markdown(
            "A run that is trained here keeps its features. An import has only its predictions: train the "
            "method here to see them."
        )
        st.dataframe(pd.DataFrame(unusable), hide_index=True, key="space_left_out")
