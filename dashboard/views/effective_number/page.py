"""Effective number: how much one more image of a class is worth, and the class weights that follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.shell import answers, footer, formula, presets, state, under_hand, widgets
from dashboard.shell.components import hand
from dashboard.shell.components.picture import Drawing, drawing
from dashboard.shell.text import literal
from dashboard.shell.under_hand import Spec
from dashboard.views.effective_number.choice import (
    ALL,
    ASPECT,
    ASPECTS,
    BETA,
    BETAS,
    DATA,
    PRESETS,
    RATIO,
    RATIOS,
    SCALE,
    Choice,
    classes_of,
    controls,
    origin,
    row_of,
)
from ltcore.analysis.effective_number.curves import (
    class_weight_frame,
    effective_number_curves,
    weight_ratio,
    weight_ratio_frame,
    with_effective_number,
)
from ltcore.analysis.effective_number.published_betas import PROTOCOL, SOURCE, published_betas_frame
from ltcore.data import DataError
from ltcore.plots.base.amounts import rounded
from ltcore.plots.base.theme import Look
from ltcore.plots.effective_number.class_weights import class_weights_figure, words_class_weights
from ltcore.plots.effective_number.curves import (
    EVERY_IMAGE_NEW,
    REFERENCE_BETAS,
    Scale,
    effective_number_figure,
    words_effective_number,
)
from ltcore.plots.effective_number.published_betas import (
    published_betas_figure,
    words_published_betas,
)
from ltcore.plots.effective_number.weight_ratio import weight_ratio_figure, words_weight_ratio

QUESTION = "How much is one more image worth?"
SENTENCE = (
    "The more images a class has, the less is new in one more; the effective number counts the new."
)


@dataclass(frozen=True)
class Picture:
    """One picture of the page with what stands below it."""

    figure: go.Figure
    words: str
    notice: str
    attempt: str
    frame: pd.DataFrame


@dataclass(frozen=True)
class Asked:
    """All that the page's answer depends on.

    Attributes:
        counts: training examples per class: of most data sets they are read from the disk.
    """

    aspect: str
    name: str
    ratio: int
    beta: float
    scale: Scale
    look: Look
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """What the page shows, ready to be sent."""

    drawing: Drawing
    words: str
    notice: str
    attempt: str
    frame: pd.DataFrame
    today: str


def render() -> None:
    """Draw the page."""
    widgets.heading(QUESTION, SENTENCE)
    for setting in ALL:
        state.adopt(setting)
    first_row = st.container(horizontal=True, vertical_alignment="center")
    with first_row:
        aspect = widgets.aspect(ASPECT, ASPECTS)
    controls()
    presets.draw("preset_effective_number", PRESETS, first_row)
    state.publish(*ALL)
    widgets.show_notices(*ALL)
    name, ratio = state.value(DATA), state.value(RATIO)
    try:
        classes = classes_of(name, ratio)
    except DataError as error:
        st.info(literal(error, 1000), icon=":material/database_off:")
        return
    named = under_hand.setting(ALL)
    asked = Asked(
        aspect,
        name,
        ratio,
        state.value(BETA),
        state.value(SCALE),
        state.look(),
        tuple(classes["train_count"].tolist()),
    )
    answer = answers.made(_answer, named, asked)
    _draw(answer)
    widgets.in_words(answer.words)
    widgets.notice_and_try(answer.notice, answer.attempt)
    _formula(answer.today)
    said = f"{PROTOCOL} {SOURCE.title}, {SOURCE.where}." if aspect == "published" else origin(name)
    footer.draw({f"effective_number_{aspect}": answer.frame}, said, "effective_number")
    under_hand.follow("effective_number", named, (BETA.key, RATIO.key), _figures, asked)


def _answer(named: str, asked: Asked) -> Answer:
    made = _picture(asked)
    today = _today(_choice(asked))
    drawn = drawing(hand.told(made.figure, named))
    return Answer(drawn, made.words, made.notice, made.attempt, made.frame, today)


def _figures(slider: str, asked: Asked) -> tuple[Spec, list[Spec]]:
    """Return the picture of now, and what it is at every position of a slider."""
    moved = (
        [replace(asked, beta=beta) for beta in BETAS]
        if slider == BETA.key
        else [replace(asked, ratio=ratio) for ratio in RATIOS]
    )
    return under_hand.kept(_figure, asked), under_hand.each(
        moved, lambda other: under_hand.kept(_figure, other)
    )


def _figure(asked: Asked) -> go.Figure:
    """Return a picture of the page for settings that may not be those of now; an empty one without data."""
    try:
        return _picture(asked).figure
    except DataError:
        return go.Figure()


def _choice(asked: Asked) -> Choice:
    classes = classes_of(asked.name, asked.ratio)
    return Choice(row_of(asked.name, asked.ratio), classes, asked.beta, asked.scale)


def _picture(asked: Asked) -> Picture:
    return PICTURES[asked.aspect](_choice(asked))


def _draw(answer: Answer) -> None:
    """Draw a picture in its place; one that says how high it must be is as high as it says."""
    if answer.drawing.height is not None:
        widgets.figure(answer.drawing, "effective_number", answer.words, answer.drawing.height)
        return
    with widgets.picture_place("effective_number"):
        widgets.figure(answer.drawing, "effective_number", answer.words)


def _image(choice: Choice) -> Picture:
    frame = with_effective_number(choice.classes, choice.beta)
    betas = tuple(dict.fromkeys((*REFERENCE_BETAS, EVERY_IMAGE_NEW, choice.beta)))
    curves = effective_number_curves(choice.counts, betas)
    return Picture(
        effective_number_figure(curves, frame, choice.beta, scale=choice.scale, look=state.look()),
        words_effective_number(frame, choice.beta),
        "Every curve starts along the dashed line, where each image is new, and bends at about "
        "$n = N$: from there on more images hardly count.",
        "Move β until the head has bent and the tail has not: this is where the weights begin to differ.",
        frame,
    )


def _weights(choice: Choice) -> Picture:
    frame = class_weight_frame(choice.classes, choice.beta)
    return Picture(
        class_weights_figure(frame, choice.beta, scale=choice.scale, look=state.look()),
        words_class_weights(frame, choice.beta),
        "Among the classes that have bent, the effective number makes no difference; among those that have "
        "not, it weighs by inverse frequency.",
        "Move β from 0 to 0.999999: the blue line turns from no weights into inverse frequency.",
        frame,
    )


def _ratio(choice: Choice) -> Picture:
    frame = weight_ratio_frame(choice.counts)
    return Picture(
        weight_ratio_figure(
            frame, choice.counts, choice.beta, scale=choice.scale, look=state.look()
        ),
        words_weight_ratio(frame, choice.counts, choice.beta),
        "β = 0.9 and β = 0.99 look alike as numbers and are not; on the axis of N each step of a power of "
        "ten counts the same.",
        "Choose CIFAR-100: the same β is now much nearer to inverse frequency, because its classes are ten "
        "times smaller.",
        frame,
    )


def _published(choice: Choice) -> Picture:
    frame = published_betas_frame()
    return Picture(
        published_betas_figure(frame, choice.beta, choice.row, look=state.look()),
        words_published_betas(frame),
        "The paper says that it chose these values by cross-validation, and not on which images; point at a "
        "dot to read its loss and error.",
        "Set β to a row's value and its data set above, then look again at *How far can β go?* above.",
        frame,
    )


PICTURES: Mapping[str, Callable[[Choice], Picture]] = {
    "image": _image,
    "weights": _weights,
    "ratio": _ratio,
    "published": _published,
}


def _today(choice: Choice) -> str:
    """Return the formula with the numbers of now."""
    head, tail = int(choice.counts[0]), int(choice.counts[-1])
    frame = with_effective_number(choice.classes, choice.beta)
    of_head, of_tail = (rounded(frame["effective_number"].iloc[end]) for end in (0, -1))
    ratio = rounded(weight_ratio(choice.counts, choice.beta))
    beta = f"{choice.beta:g}"
    return (
        rf"E_{{{head}}} = \frac{{1-{beta}^{{{head}}}}}{{1-{beta}}} = {of_head}, \qquad "
        rf"E_{{{tail}}} = {of_tail}, \qquad "
        rf"\frac{{w_\text{{tail}}}}{{w_\text{{head}}}} = \frac{{{of_head}}}{{{of_tail}}} = {ratio}".replace(
            ",", "{,}"
        ).replace("{,} \\qquad", ", \\qquad")
    )


def _formula(today: str) -> None:
    formula.card(
        r"E_n = \frac{1-\beta^n}{1-\beta}, \qquad \beta = \frac{N-1}{N}, \qquad "
        r"w_j = \frac{C}{E_{n_j}} \Big/ \sum_{k=1}^{C} \frac{1}{E_{n_k}}",
        {
            "E_n": "effective number: how many different images one expects among $n$ of a class",
            "n": r"images of a class in the training set; $n_j$: those of class $j$",
            "N": "how many different images of a class there can be, at least 1; the same for all classes",
            r"\beta": "how little images overlap: 0 if all of a class are the same, towards 1 if all are new",
            "w_j": "weight of an image of class $j$ in the loss; the weights sum to $C$",
            "C": "number of classes",
            r"\rho": "imbalance ratio: images of the largest class over those of the smallest",
            r"\beta^{n-1}": "what the $n$th image adds, as a share of what the first one did",
        },
        today,
        SOURCE,
    )
