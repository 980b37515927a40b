"""The picture of the long tail's images: the first of each class, and empty places."""

import hashlib
from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.shell import loaders
from dashboard.shell.page import Picture
from dashboard.shell.shown import NotShown, Shown
from dashboard.shell.text import literal
from dashboard.views.long_tail import choice, classes
from dashboard.views.long_tail.choice import DRAWN, TailChoice
from ltcore.data import CATALOG, DataError
from ltcore.plots.base.theme import Look
from ltcore.plots.long_tail.class_samples import class_samples_figure, words_class_samples

PER_CLASS = 3
"""Images shown of each class."""
MOST_DRAWN = 50
"""Classes up to which a set is drawn to show its images; more would keep the reader waiting."""


def show(asked: TailChoice, look: Look) -> Shown:
    """Return the images."""
    frame = classes.frame_of(asked)
    return Shown(
        figure=class_samples_figure(frame, _images(asked, frame), look=look),
        words=words_class_samples(frame, PER_CLASS),
        frames={"class_counts": frame},
        origin=classes.origin(asked),
    )


def _images(asked: TailChoice, frame: pd.DataFrame) -> Sequence[NDArray[np.uint8]]:
    """Return the first images of each class, most frequent class first.

    Raises:
        NotShown: the data set has none, they cannot be read, or there would be too many to draw.
    """
    entry = CATALOG[asked.data.name]
    if entry.kind != "images":
        raise NotShown(
            f"{literal(entry.title)} has no images: its examples are vectors of numbers. Choose another data "
            "set.",
            ":material/hide_image:",
        )
    if asked.data.name in DRAWN and len(frame) > MOST_DRAWN:
        raise NotShown(
            f"Showing images of {len(frame):,} classes would mean generating all of them first. Choose up "
            f"to {MOST_DRAWN} classes under More.",
            ":material/hourglass_disabled:",
        )
    try:
        by_label = loaders.class_samples(asked.data, PER_CLASS)
    except DataError as error:
        raise classes.why_no_data(error) from error
    return [(by_label or ())[label] for label in frame["class"]]


def _read(asked: TailChoice) -> Hashable:
    """Return what changes whenever the source does: its classes, and the images themselves."""
    images = _images(asked, classes.frame_of(asked))
    return classes.read(asked), tuple(hashlib.sha256(each.tobytes()).digest() for each in images)


PICTURE = Picture(
    label="Which images?",
    settings=choice.asked_by(choice.tail),
    show=show,
    notice="An empty place is an image that does not exist. A method must guess from the remaining images "
    "how the class varies.",
    try_this="Move ρ and watch the tail lose images while the head keeps all of its own.",
    reads=_read,
    below=lambda asked: classes.draw_classes(asked.data),
    key="tail",
)
