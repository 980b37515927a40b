"""The pictures of the effective number: what one more image adds, what it weighs, and which beta was best."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.shell import under_hand
from dashboard.shell.page import Picture
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Shown, formula_card
from dashboard.shell.under_hand import Spec
from dashboard.views.effective_number.choice import EffectiveNumber, classes_of, counts_of, origin
from ltcore.analysis.effective_number.curves import (
    class_weight_frame,
    effective_number_curves,
    weight_ratio,
    weight_ratio_frame,
    with_effective_number,
)
from ltcore.analysis.effective_number.published_betas import PROTOCOL, SOURCE, published_betas_frame
from ltcore.data import DataError
from ltcore.plots.base.amounts import numeral, rounded
from ltcore.plots.base.theme import Look
from ltcore.plots.effective_number.class_weights import class_weights_figure, words_class_weights
from ltcore.plots.effective_number.curves import (
    EVERY_IMAGE_NEW,
    REFERENCE_BETAS,
    effective_number_figure,
    words_effective_number,
)
from ltcore.plots.effective_number.published_betas import (
    published_betas_figure,
    with_beta,
    words_published_betas,
)
from ltcore.plots.effective_number.weight_ratio import weight_ratio_figure, words_weight_ratio

KEY = "effective_number"
FORMULA = (
    r"E_n = \frac{1-\beta^n}{1-\beta}, \qquad \beta = \frac{N-1}{N}, \qquad "
    r"w_j = \frac{C}{E_{n_j}} \Big/ \sum_{k=1}^{C} \frac{1}{E_{n_k}}"
)
SYMBOLS = {
    "E_n": "effective number: the expected number of different images among $n$ images of a class",
    "n": r"images of a class in the training set; $n_j$: those of class $j$",
    "N": "how many different images of a class there can be, at least 1; the same for all classes",
    r"\beta": "how little images overlap: 0 if all images of a class are the same, near 1 if all are new",
    "w_j": "weight of an image of class $j$ in the loss; the weights sum to $C$",
    "C": "number of classes",
    r"\rho": "imbalance ratio: images of the largest class divided by images of the smallest",
    r"\beta^{n-1}": "what the $n$th image adds, as a fraction of what the first image added",
}
Drawn = tuple[go.Figure, str, pd.DataFrame]
"""A figure, its words, and what it is drawn from."""


def picture(
    *,
    name: str,
    label: str,
    settings: Settings[Any],
    draw: Callable[[EffectiveNumber, Look], Drawn],
    notice: str,
    try_this: str,
) -> Picture[EffectiveNumber]:
    """Return a picture of the page; all have the same controls, and the same formula below.

    Args:
        name: of its table.
        label: a short question.
        settings: of the page.
        draw: settings and look in; the figure, its words and its frame out. It may raise DataError.
        notice: one thing to notice, Markdown.
        try_this: one thing to try that changes the answer, Markdown.
    """

    def figure(asked: EffectiveNumber, look: Look) -> go.Figure:
        """Return the figure; for settings under the hand without data an empty one."""
        try:
            return draw(asked, look)[0]
        except DataError:
            return go.Figure()

    def show(asked: EffectiveNumber, look: Look) -> Shown:
        drawn, words, frame = draw(asked, look)
        return Shown(
            figure=drawn,
            words=words,
            frames={f"{KEY}_{name}": frame},
            cards=[formula_card(FORMULA, SYMBOLS, _today(asked), SOURCE)],
            origin=f"{PROTOCOL} {SOURCE.title}, {SOURCE.where}."
            if name == "published"
            else origin(asked.data),
        )

    return Picture(
        label=label,
        settings=settings,
        controls=("data", "ratio", "beta", "scale"),
        show=show,
        notice=notice,
        try_this=try_this,
        drag=under_hand.kept_figure(figure),
        reads=counts_of,
        key=KEY,
    )


def image(asked: EffectiveNumber, look: Look) -> Drawn:
    """Draw the effective number against the number of images."""
    classes = classes_of(asked.data, asked.ratio)
    frame = with_effective_number(classes, asked.beta)
    betas = tuple(dict.fromkeys((*REFERENCE_BETAS, EVERY_IMAGE_NEW, asked.beta)))
    curves = effective_number_curves(_counts(classes), betas)
    figure = effective_number_figure(curves, frame, asked.beta, scale=asked.scale, look=look)
    return figure, words_effective_number(frame, asked.beta), frame


def weights(asked: EffectiveNumber, look: Look) -> Drawn:
    """Draw the weight of every class."""
    frame = class_weight_frame(classes_of(asked.data, asked.ratio), asked.beta)
    figure = class_weights_figure(frame, asked.beta, scale=asked.scale, look=look)
    return figure, words_class_weights(frame, asked.beta), frame


def ratios(asked: EffectiveNumber, look: Look) -> Drawn:
    """Draw the weight of the rarest class over that of the most frequent, for every beta."""
    counts = _counts(classes_of(asked.data, asked.ratio))
    frame = weight_ratio_frame(counts)
    figure = weight_ratio_figure(frame, counts, asked.beta, scale=asked.scale, look=look)
    return figure, words_weight_ratio(frame, counts, asked.beta), frame


def published(asked: EffectiveNumber, look: Look) -> Drawn:
    """Draw the values of beta that the paper chose."""
    frame = published_betas_frame()
    figure = published_betas_figure(frame, asked.beta, asked.row, look=look)
    return figure, words_published_betas(frame), frame


def published_under_hand(asked: EffectiveNumber, look: Look) -> Spec:
    """Return the figure of ``published`` as dictionaries: of another beta, only the line is elsewhere."""
    return with_beta(_published(asked.row, look), asked.beta)


@lru_cache(maxsize=64)
def _published(row: str, look: Look) -> Spec:
    figure = published_betas_figure(published_betas_frame(), 0.0, row, look=look)
    made: Spec = figure.to_plotly_json()
    return made


def _counts(classes: pd.DataFrame) -> np.ndarray:
    """Return the training examples per class, most frequent first."""
    return np.asarray(classes["train_count"])


def _today(asked: EffectiveNumber) -> str:
    """Return the formula with the current numbers."""
    classes = classes_of(asked.data, asked.ratio)
    counts = _counts(classes)
    head, tail = int(counts[0]), int(counts[-1])
    frame = with_effective_number(classes, asked.beta)
    of_head, of_tail = (rounded(frame["effective_number"].iloc[end]) for end in (0, -1))
    ratio = rounded(weight_ratio(counts, asked.beta))
    beta = numeral(asked.beta)
    return (
        rf"E_{{{head}}} = \frac{{1-{beta}^{{{head}}}}}{{1-{beta}}} = {of_head}, \qquad "
        rf"E_{{{tail}}} = {of_tail}, \qquad "
        rf"\frac{{w_\text{{tail}}}}{{w_\text{{head}}}} = \frac{{{of_head}}}{{{of_tail}}} = {ratio}".replace(
            ",", "{,}"
        ).replace("{,} \\qquad", ", \\qquad")
    )
