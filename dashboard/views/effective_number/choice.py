"""What is asked of the effective number: the class counts, beta, and which picture of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.shell import configs, loaders
from dashboard.shell.controls import choice, slider
from dashboard.shell.settings import Settings
from dashboard.shell.shown import NotShown
from dashboard.shell.text import literal
from ltcore.analysis import class_axis
from ltcore.analysis.effective_number.curves import SIZES, beta_of, size_of
from ltcore.data import CATALOG, DataError
from ltcore.data.profiles import exponential_counts
from ltcore.plots.base.amounts import numeral
from ltcore.plots.effective_number.curves import Scale

PROFILES: Mapping[str, tuple[int, int]] = {"cifar10": (5000, 10), "cifar100": (500, 100)}
"""Data set -> images per class and classes of its full training set: enough for its long-tailed counts."""
DATA_SETS = (*PROFILES, "svhn", "mnist", "fashion_mnist", "digits", "shapes", "gaussians")
RATIOS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
BETAS = tuple(beta_of(size) for size in SIZES)
SCALES: Mapping[Scale, str] = {"log": "Log", "linear": "Linear"}
SCALE_WIDTH = 150
"""Pixels."""


def read_beta(text: str) -> float:
    """Read one of the values of beta, however it is written.

    Raises:
        ValueError: it is none of them.

    Example:
        >>> read_beta("0.999"), read_beta("0")
        (0.999, 0.0)
    """
    legal = "it must be 1 − 1/N for N = 1, 2, 5, 10 and so on to 1,000,000, such as 0.999"
    try:
        beta = float(text[:20])
    except ValueError:
        raise ValueError(legal) from None
    if beta not in BETAS:
        raise ValueError(legal)
    return beta


@dataclass(frozen=True, kw_only=True)
class EffectiveNumber:
    """Class counts, and how many different images of a class there can be."""

    data: str = choice(
        "Data set",
        {name: CATALOG[name].title for name in DATA_SETS},
        "cifar10",
        "This page uses only its class counts.",
        as_list=True,
        width=155,
    )
    ratio: int = slider(
        "Imbalance ratio ρ",
        RATIOS,
        100,
        "{}",
        "Number of images of the largest class divided by that of the smallest.",
        width=165,
    )
    beta: float = slider(
        "Distinct images N, β = 1 − 1/N",
        BETAS,
        0.999,
        lambda beta: f"{numeral(beta)} (N = {size_of(beta):,.0f})",
        "N is how many different images of a class there can be. β = 0 means no weights; β near 1 means "
        "inverse frequency.",
        read=read_beta,
        width=245,
    )
    scale: Scale = choice("Vertical axis", SCALES, "log", width=SCALE_WIDTH)

    @property
    def row(self) -> str:
        """How a table of results names the data set with its ratio."""
        return f"{CATALOG[self.data].title}, ρ = {self.ratio}"


@dataclass(frozen=True, kw_only=True)
class WithoutAxis(EffectiveNumber):
    """The same, for a picture whose vertical axis cannot be chosen."""

    scale: Scale = choice(
        "Vertical axis", SCALES, "log", width=SCALE_WIDTH, disabled=lambda _settings: True
    )


SETTINGS = Settings(EffectiveNumber, "en")
WITHOUT_AXIS = Settings(WithoutAxis, "en")


def counts_of(asked: EffectiveNumber) -> tuple[int, ...]:
    """Return the training examples per class: of most data sets they are read from the disk.

    Raises:
        NotShown: the data set is not here, or has too few images.
    """
    try:
        return tuple(classes_of(asked.data, asked.ratio)["train_count"].tolist())
    except DataError as error:
        raise NotShown(literal(error, 1000), ":material/database_off:") from error


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
