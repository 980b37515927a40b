"""The map of the chosen runs, what is clicked on it, and how to read it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.shell import answers, changed, class_words, footer, loaders, state, widgets
from dashboard.shell.components.picture import drawn
from dashboard.shell.shown import formula_card
from dashboard.shell.text import literal
from dashboard.views.feature_space import example, job, maps, samples, texts
from dashboard.views.feature_space.choice import KEY, WITH_FEATURES, Choice
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.feature_space.maps import FeatureSample, incomparable_reason, map_frame
from ltcore.embeddings import Pca
from ltcore.plots.base.text import count, percent
from ltcore.plots.feature_space.space import MapView, feature_space_figure
from ltcore.plots.feature_space.words import words_feature_space
from ltcore.runs import RunError, RunRecord


@dataclass(frozen=True)
class MappedRun:
    """A run that the map shows, with its sample."""

    record: RunRecord
    label: str
    sample: FeatureSample
    pca: Pca


def draw(choice: Choice) -> None:
    """Draw the map of the chosen runs, and which runs cannot be mapped."""
    shown = _read(choice)
    if not choice.records:
        st.info("Choose one run or two.", icon=":material/arrow_upward:")
    if shown:
        _mapped(choice, shown)
        changed.tell(choice.records)
    WITH_FEATURES.draw_left_out(choice.left_out)


def _read(choice: Choice) -> list[MappedRun]:
    """Return the runs that can be drawn; of the others the page says why not."""
    shown: list[MappedRun] = []
    for record, label in zip(choice.records, choice.labels, strict=True):
        try:
            found = samples.of_run(record, choice.split, choice.most, choice.rule)
            run = MappedRun(record, label, *found)
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


def _why_not_beside(first: MappedRun, second: MappedRun) -> str:
    if loaders.classes_key(first.record) != loaders.classes_key(second.record):
        return (
            f"its classes or training counts differ from those of {first.label}, so the two cannot share "
            "axes and colours. Choose it on its own"
        )
    reason = incomparable_reason(first.sample.features, second.sample.features)
    return f"{reason}, so the two cannot share axes. Choose it on its own" if reason else ""


def _mapped(choice: Choice, shown: Sequence[MappedRun]) -> None:
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
    if not jobs.waits:
        example.draw_pointed(shown[0].record, choice.split, shown[0].sample.features.index)
    with side:
        if jobs.waits:
            job.draw(jobs)
        else:
            features = [run.sample.features for run in shown]
            example.draw([run.record for run in shown], features, frame, choice)
    widgets.in_words(words)
    st.markdown(texts.READING[choice.method] + (texts.ALIGNED if len(shown) > 1 else ""))
    class_words.draw_groups(separation)
    widgets.notice_and_try(texts.NOTICE, texts.TRY)
    _formulas(choice, shown)
    footer.draw({"map": frame, "separation": separation}, _origin(choice, shown), picture=KEY)


def _rank(separation: pd.DataFrame, label: int | None) -> int | None:
    ranks = separation.loc[separation["class"] == label, "rank"]
    return int(ranks.iloc[0]) if len(ranks) else None


def _notes(choice: Choice, shown: Sequence[MappedRun], *, waits: bool) -> list[str]:
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
        drawn += f", at most {most:,} per class"
    if waits:
        return [f"PCA, faint, until {name} is ready", drawn]
    if choice.method == "pca":
        return [f"PCA of {width}, {shares} of the variance", drawn]
    return [f"{name} of {width}{job.settings_text(choice)}", drawn]


def _formulas(choice: Choice, shown: Sequence[MappedRun]) -> None:
    card = texts.card(choice.method)
    sample, explained = shown[0].sample, shown[0].pca.explained
    today = [
        job.today(choice, len(sample.features), sample.features.values.shape[1], explained),
        texts.purity_today(sample.separation),
    ]
    formula_card(card.formula, card.symbols, texts.stacked(today), card.source).draw()


def _origin(choice: Choice, shown: Sequence[MappedRun]) -> str:
    runs = "; ".join(f"{run.label} ({run.record.id})" for run in shown)
    return (
        f"Features after the last epoch of {runs}; {SPLITS[choice.split]} examples, "
        f"{len(shown[0].sample.features):,} of {shown[0].sample.total:,}. Purity and recall refer to "
        "the examples drawn; purity uses all dimensions of the features."
    )
