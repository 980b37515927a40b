"""What is asked of the effective number: the class counts, beta, and which picture of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.shell import configs, loaders, state, widgets
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
from ltcore.analysis import class_axis
from ltcore.analysis.effective_number.curves import SIZES, beta_of, size_of
from ltcore.data import CATALOG
from ltcore.data.profiles import exponential_counts
from ltcore.plots.effective_number.curves import Scale

PROFILES: Mapping[str, tuple[int, int]] = {"cifar10": (5000, 10), "cifar100": (500, 100)}
"""Data set -> images per class and classes of its full training set: enough for its long-tailed counts."""
DATA_SETS = (*PROFILES, "svhn", "mnist", "fashion_mnist", "digits", "shapes", "gaussians")
RATIOS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
BETAS = tuple(beta_of(size) for size in SIZES)
WIDTHS = (155, 165, 245, 150)
"""Pixels of data set, ratio, beta and axis."""
ASPECTS = {
    "image": "What does it add?",
    "weights": "What does it weigh?",
    "ratio": "How far can β go?",
    "published": "Which β?",
}


def read_beta(text: str) -> float:
    """Read one of the values of beta, however it is written.

    Raises:
        ValueError: it is none of them.

    Example:
        >>> read_beta("0.999"), read_beta("0")
        (0.999, 0.0)
    """
    legal = "legal is 1 − 1/N for N = 1, 2, 5, 10 and so on to 1,000,000, such as 0.999"
    try:
        beta = float(text[:20])
    except ValueError:
        raise ValueError(legal) from None
    if beta not in BETAS:
        raise ValueError(legal)
    return beta


DATA = Linked("en_data", "cifar10", state.one_of(DATA_SETS))
RATIO = Linked("en_ratio", 100, state.one_of(RATIOS))
BETA = Linked("en_beta", 0.999, read_beta)
SCALE: Linked[Scale] = Linked("en_scale", "log", state.one_of(("log", "linear")))
ASPECT = Linked("en_picture", "image", state.one_of(ASPECTS))
ALL: tuple[Linked[Any], ...] = (DATA, RATIO, BETA, SCALE, ASPECT)

PRESETS = (
    Preset(
        "The head repeats itself, the tail does not",
        ((ASPECT, "image"), (DATA, "cifar10"), (RATIO, 100), (BETA, 0.999)),
    ),
    Preset(
        "β = 0: only the first image counts",
        ((ASPECT, "image"), (DATA, "cifar10"), (RATIO, 100), (BETA, 0.0)),
    ),
    Preset(
        "From no weights to inverse frequency",
        ((ASPECT, "ratio"), (DATA, "cifar10"), (RATIO, 100), (BETA, 0.9999)),
    ),
    Preset(
        "On CIFAR-100 a smaller β was best",
        ((ASPECT, "published"), (DATA, "cifar100"), (RATIO, 100), (BETA, 0.9)),
    ),
)


@dataclass(frozen=True)
class Choice:
    """What the reader asks for, and the classes that it is about."""

    row: str
    classes: pd.DataFrame
    beta: float
    scale: Scale

    @property
    def counts(self) -> np.ndarray:
        """Training examples per class, most frequent first."""
        return np.asarray(self.classes["train_count"])


def classes_of(name: str, ratio: int) -> pd.DataFrame:
    """Return the classes of an exponential profile, most frequent first.

    Raises:
        DataError: the data set is not here, or has too few images.
    """
    if name in PROFILES:
        counts = exponential_counts(*PROFILES[name], ratio)
        return class_axis(counts, [f"no. {rank + 1}" for rank in range(len(counts))])
    [config] = configs.build(name, ["erm"], 1, {"ratio": ratio})
    task = loaders.task(config.data)
    return class_axis(task.class_counts, task.class_names)


def row_of(name: str, ratio: int) -> str:
    """Return how a table of results names a data set with its ratio."""
    return f"{CATALOG[name].title}, ρ = {ratio}"


def controls() -> None:
    """Draw the four controls; their settings are adopted already."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    data, ratio, beta, scale = (row.container(width=widgets.text_width(width)) for width in WIDTHS)
    data.selectbox(
        "Data set",
        DATA_SETS,
        format_func=lambda name: CATALOG[name].title,
        key=DATA.key,
        persist_state="session",
        help="Its class counts are all that is used here.",
    )
    ratio.select_slider(
        "Imbalance ratio ρ",
        RATIOS,
        key=RATIO.key,
        persist_state="session",
        help="Images of the largest class over those of the smallest.",
    )
    beta.select_slider(
        "Distinct images N, β = 1 − 1/N",
        BETAS,
        format_func=lambda value: f"{value:g} (N = {size_of(value):,.0f})",
        key=BETA.key,
        persist_state="session",
        help="N: how many different images of a class there can be. 0 is no weights, towards 1 inverse "
        "frequency.",
    )
    with scale:
        st.segmented_control(
            "Vertical axis",
            ("log", "linear"),
            format_func=str.capitalize,
            key=SCALE.key,
            required=True,
            persist_state="session",
            disabled=state.value(ASPECT) == "published",
        )


def origin(name: str) -> str:
    """Say where the class counts come from."""
    title = CATALOG[name].title
    if name in PROFILES:
        images, classes = PROFILES[name]
        return (
            f"Class counts of the exponential profile of {title} ({classes} classes of {images:,} training "
            "images), no images read; the computation is exact."
        )
    return f"Class counts of the exponential profile of {title}; the computation is exact."
