"""The long tail: how many examples each class has, why accuracy hides the tail, and where one can act."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.shell import (
    answers,
    class_loaders,
    class_words,
    footer,
    left_out,
    loaders,
    presets,
    state,
    widgets,
)
from dashboard.shell.arms import Arm, arms_of
from dashboard.shell.components.picture import drawn
from dashboard.shell.text import literal
from dashboard.views.long_tail import cards, client_choice, clients, places
from dashboard.views.long_tail import choice as tail_choice
from dashboard.views.long_tail.choice import TailChoice
from ltcore.analysis import LeftOut, class_counts_frame, seeds_summary
from ltcore.analysis.long_tail.majority import majority_curve
from ltcore.analysis.long_tail.risk import risk_by_class, risk_of_runs
from ltcore.config.data import DataConfig
from ltcore.data import CATALOG, DataError
from ltcore.plots.base.text import count, percent
from ltcore.plots.long_tail.accuracy_paradox import accuracy_paradox_figure, words_accuracy_paradox
from ltcore.plots.long_tail.class_counts import class_counts_figure, words_class_counts
from ltcore.plots.long_tail.class_samples import class_samples_figure, words_class_samples
from ltcore.plots.long_tail.risk_by_class import risk_by_class_figure, words_risk_by_class

QUESTION = "Long tail: why is 99 % right not enough?"
SENTENCE = (
    "Few classes have most of the examples; an average over examples hardly sees the many others."
)
WITH_RUNS = ("paradox", "risk")
"""Pictures that show trained methods too."""
PER_CLASS = 3
"""Images shown of each class."""
MOST_DRAWN = 50
"""Classes up to which a set is drawn to show its images; more would keep the reader waiting."""
STEPS = 41
"""Points of a curve over the imbalance ratio."""
MOVE = {
    "exponential": "Move ρ from 1 to 1,000",
    "step": "Move ρ from 1 to 1,000",
    "pareto": "Move α from 0 to 3",
    "as_is": "Choose the exponential profile and move ρ from 1 to 1,000",
    "dirichlet_clients": "Move α from 100 to 0.01",
    "few_class_clients": "Move the classes per client from 10 to 1",
}
"""Profile -> what makes its tail longer."""
ERM = "ERM, empirical risk minimisation, is plain training in which every example counts alike."
PROTOCOL = (
    "after the last epoch, recalls on test examples weighed by the shares of the training set"
)


def render() -> None:
    """Draw the page."""
    widgets.heading(QUESTION, SENTENCE)
    tail_choice.adopt()
    first_row = st.container(horizontal=True, vertical_alignment="center")
    with first_row:
        picture = widgets.picture_choice(tail_choice.PICTURE, tail_choice.PICTURES)
    if picture == "places":
        presets.draw("preset_long_tail", tail_choice.PRESETS, first_row)
        tail_choice.publish()
        widgets.show_notices(*tail_choice.LINKED)
        places.draw()
        return
    if picture == "clients":
        split = tail_choice.draw_split()
        presets.draw("preset_long_tail", tail_choice.PRESETS, first_row)
        tail_choice.publish()
        widgets.show_notices(*tail_choice.LINKED)
        clients.draw(split)
        return
    now = tail_choice.config(state.value(tail_choice.PROFILE))
    arms, unusable = _arms(now) if picture in WITH_RUNS else ([], ())
    fourth = {"counts": tail_choice.scale, "risk": _method_control(arms)}.get(picture)
    choice = tail_choice.draw(fourth)
    presets.draw("preset_long_tail", tail_choice.PRESETS, first_row)
    tail_choice.publish()
    widgets.show_notices(*tail_choice.LINKED)
    try:
        task = loaders.task(choice.data)
    except DataError as error:
        st.info(literal(error, 1000), icon=":material/database_off:")
        return
    frame = answers.of(class_counts_frame, task, choice.rule)
    if picture == "counts":
        _counts(choice, frame)
    elif picture == "samples":
        _samples(choice, frame)
    elif picture == "paradox":
        _paradox(choice, frame, arms)
    else:
        _risk(choice, arms, unusable)
    class_words.draw(task.class_names, task.class_counts, class_loaders.notes_of(choice.data))


def _arms(config: DataConfig) -> tuple[list[Arm], Sequence[LeftOut]]:
    """Return the arms that were trained on exactly these data, ERM first."""
    records, unusable = loaders.comparable()
    fitting = [record for record in records if record.config and record.config.data == config]
    return sorted(arms_of(fitting), key=lambda arm: arm.records[0].method != "erm"), unusable


def _method_control(arms: Sequence[Arm]) -> Callable[[], None] | None:
    """Return what draws the choice of the method, None where none was trained on these data."""
    if not arms:
        return None
    offers = {arm.id: f"{arm.label} ({count(len(arm.records), 'seed')})" for arm in arms}

    def draw() -> None:
        state.adopt(replace(tail_choice.METHOD, read=state.one_of_the(offers, "methods")))
        if state.value(tail_choice.METHOD) not in offers:
            state.put(tail_choice.METHOD, arms[0].id)
        st.selectbox(
            "Method",
            list(offers),
            format_func=offers.__getitem__,
            key=tail_choice.METHOD.key,
            persist_state="session",
        )

    return draw


def _counts(choice: TailChoice, frame: pd.DataFrame) -> None:
    log = state.value(tail_choice.SCALE) == "log"
    said = answers.of(words_class_counts, frame)
    with widgets.picture_place("tail"):
        widgets.figure(drawn(class_counts_figure, frame, log=log, look=state.look()), "tail", said)
    widgets.in_words(said)
    widgets.notice_and_try(
        f"Head, medium and tail are the shaded bands. {_tail_in_numbers(choice, frame)}",
        "Set the axis to Log: an exponential profile falls along a straight line. Which shape has a Pareto "
        "profile?",
    )
    cards.counts(choice.data, frame)
    footer.draw({"class_counts": frame}, _origin(choice), picture="tail")


def _tail_in_numbers(choice: TailChoice, frame: pd.DataFrame) -> str:
    tail = frame[frame["group"] == "tail"]
    said = "No class is in the tail."
    if len(tail):
        classes = percent(len(tail) / len(frame))
        examples = percent(tail["train_count"].sum() / frame["train_count"].sum(), 1)
        said = f"The tail has {classes} of the classes and {examples} of the examples."
    if choice.data.profile not in ("exponential", "step"):
        return said
    realised = frame["train_count"].max() / frame["train_count"].min()
    if f"{realised:.3g}" != f"{choice.data.ratio:.3g}":
        said += (
            f" Counts are rounded down, so that ρ = {choice.data.ratio:g} becomes {realised:.4g}."
        )
    return said


def _samples(choice: TailChoice, frame: pd.DataFrame) -> None:
    name = CATALOG[choice.data.name].title
    if CATALOG[choice.data.name].kind != "images":
        st.info(
            f"{literal(name)} has no images: its examples are vectors of numbers. Choose another data set.",
            icon=":material/hide_image:",
        )
        return
    if choice.data.name in tail_choice.DRAWN and len(frame) > MOST_DRAWN:
        st.info(
            f"To show images of {len(frame):,} classes all of them would have to be drawn first. Choose up "
            f"to {MOST_DRAWN} classes under More.",
            icon=":material/hourglass_disabled:",
        )
        return
    try:
        by_label = loaders.class_samples(choice.data, PER_CLASS)
    except DataError as error:
        st.info(literal(error, 1000), icon=":material/database_off:")
        return
    images = [(by_label or ())[label] for label in frame["class"]]
    said = answers.of(words_class_samples, frame, PER_CLASS)
    with widgets.picture_place("tail"):
        widgets.figure(drawn(class_samples_figure, frame, images, look=state.look()), "tail", said)
    widgets.in_words(said)
    widgets.notice_and_try(
        "An empty place is an image that does not exist: from what is left a method has to guess how the "
        "class varies.",
        "Move ρ and watch the tail lose its images while the head keeps all of its own.",
    )
    footer.draw({"class_counts": frame}, _origin(choice), picture="tail")


def _paradox(choice: TailChoice, frame: pd.DataFrame, arms: Sequence[Arm]) -> None:
    erm = next((arm for arm in arms if arm.records[0].method == "erm"), None)
    records = erm.records if erm else ()
    per_class, without = loaders.per_class(records, "test", choice.rule)
    runs = None if per_class.empty else risk_of_runs(per_class)
    trained = None
    if runs is not None:
        metrics = ("accuracy", "balanced_accuracy")
        trained = pd.concat([seeds_summary(runs, metric, by=()) for metric in metrics])
    curve, now = _curve(choice, frame)
    said = answers.of(words_accuracy_paradox, frame, trained)
    with widgets.picture_place("tail"):
        widgets.figure(
            drawn(accuracy_paradox_figure, frame, curve, now, trained=trained, look=state.look()),
            "tail",
            said,
        )
    widgets.in_words(said)
    widgets.notice_and_try(
        "The rule never looks at its input. All that its accuracy tells is how large the largest class is."
        + (f" {ERM}" if trained is not None else ""),
        f"{MOVE[choice.data.profile]}: the accuracy climbs, the balanced accuracy stays where guessing is.",
    )
    left_out.draw(without)
    cards.paradox(frame)
    frames = {"majority_rule": curve} | ({} if runs is None else {"trained_runs": runs})
    footer.draw(frames, _origin(choice, erm if trained is not None else None), picture="tail")


def _curve(choice: TailChoice, frame: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Return the curve of the profile, and where today's data are on its axis."""
    profile, largest = choice.data.profile, int(frame["train_count"].max())
    if profile == "pareto":
        at = np.linspace(0, max(tail_choice.EXPONENTS), STEPS).tolist()
        return majority_curve(profile, largest, len(frame), at), choice.setting
    if profile in ("exponential", "step"):
        at = np.geomspace(1, max(tail_choice.RATIOS), STEPS).tolist()
        return majority_curve(profile, largest, len(frame), at), choice.setting
    rarest = int(frame["train_count"].min())
    return majority_curve("exponential", 1, 2, []), largest / rarest if rarest else math.inf


def _risk(choice: TailChoice, arms: Sequence[Arm], unusable: Sequence[LeftOut]) -> None:
    arm = next((arm for arm in arms if arm.id == state.value(tail_choice.METHOD)), None)
    if arm is None:
        _no_runs(choice, unusable)
        return
    per_class, without = loaders.per_class(arm.records, "test", choice.rule)
    if per_class.empty:
        _no_runs(choice, without)
        return
    parts, runs = risk_by_class(per_class), risk_of_runs(per_class)
    said = answers.of(words_risk_by_class, parts, runs)
    with widgets.picture_place("tail"):
        widgets.figure(drawn(risk_by_class_figure, parts, runs, look=state.look()), "tail", said)
    widgets.in_words(said)
    widgets.notice_and_try(
        "The area is the risk R, the expected share of errors. On the left the tail's rectangles are nearly "
        "too thin to see; on the right each class is as wide as any other. " + ERM,
        "Choose another method: which of the two areas does it make smaller, and at whose cost?",
    )
    cards.risk(parts)
    tables = {"risk_by_class": parts.drop(columns=["seeds", "values"]), "risk_of_runs": runs}
    footer.draw(tables, _origin(choice, arm), picture="tail")
    if unusable:
        st.caption(f"{len(unusable):,} runs cannot be shown; Compare says why.")


def _no_runs(choice: TailChoice, unusable: Sequence[LeftOut]) -> None:
    records, _ = loaders.comparable()
    there = sorted({loaders.classes_title(record) for record in records})
    left_out.in_place_of_picture(unusable)
    st.info(
        "Here the errors of a trained method will be split by class. No finished run has these class counts "
        f"yet. There are runs on: {literal('; '.join(there) or 'nothing', 500)}."
        + (" The preset **An average hides the tail** shows one." if there else ""),
        icon=":material/area_chart:",
    )
    query = {"data": choice.data.name, "ratio": f"{choice.data.ratio:g}"}
    if client_choice.has_clients(choice.data.profile):
        query = client_choice.in_address_of_train(choice.data)
    if choice.data.profile == "exponential" or client_choice.has_clients(choice.data.profile):
        widgets.link_to_page("train", "Train methods on this setting", query)


def _origin(choice: TailChoice, arm: Arm | None = None) -> str:
    data = choice.data
    words = f"{CATALOG[data.name].title}, profile {tail_choice.PROFILES[data.profile].lower()}"
    if client_choice.has_clients(data.profile):
        words += f", {client_choice.how(data)}, client {data.client} of {data.clients}"
    words += f", subset seed {data.subset_seed}."
    if arm is None:
        return words
    seeds, ids = zip(*((str(record.seed), record.id) for record in arm.records), strict=True)
    return f"{words} {arm.label}, seeds {', '.join(seeds)}, {PROTOCOL}. Runs: {', '.join(ids)}."
