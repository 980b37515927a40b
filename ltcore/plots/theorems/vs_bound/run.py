"""The vector-scaling bound's terms of a run, epoch by epoch."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ltcore.analysis.base.bins import rank_bins
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import count, percent, plain, shorten
from ltcore.plots.scene.marks import Axis, Dots, Line, Mark, Panel, Scene, Words
from ltcore.plots.theorems.vs_bound.stack import shares_of, stack_axis, stacked
from ltcore.types import FloatArray

KEY = "vs_bound_run"
MOST_LAYERS = 10
"""More classes are put together with their neighbours in frequency."""
WATCHED_HUES: Sequence[Hue] = ("blue", "grey", "vermillion")
NAME_LENGTH = 14


def run_scene(terms: pd.DataFrame, run: str, *, shown: str) -> Scene:
    """Return the terms of a run, and the smallest probabilities that they come from.

    Args:
        terms: frame of ``ltcore.analysis.theorems.vs_terms.vs_terms_frame``.
        run: what the run is called.
        shown: "terms" or "shares" of their sum.
    """
    epochs = terms["epoch"].unique()
    classes = terms[terms["epoch"] == epochs[0]]
    grid = terms["term"].to_numpy(dtype=np.float64).reshape(len(epochs), len(classes))
    layers, names = _layers(grid, classes)
    heights = shares_of(np.nan_to_num(layers)) if shown == "shares" else layers
    middles, widths = _cells(epochs.astype(np.float64))
    missed = np.isnan(grid).any(axis=1)
    switch = _switch(terms)
    sums = np.nansum(grid, axis=1)
    top = 1.16 if shown == "shares" else 1.1 * float(sums.max())
    axis = Axis(title="Epoch", low=0, high=float(epochs[-1]) + widths[-1] / 2)
    return Scene(
        key=KEY,
        title=_title(grid, epochs),
        notes=(
            f"{plain(run, 60)} · in brackets: training examples · crosses: epochs that missed a "
            "class",
            "right: measured during training, with augmented images and changing weights",
        ),
        words=_words(grid, terms, epochs),
        panels=(
            Panel(x=axis, y=stack_axis(shown, top), heading="What makes up the sum?"),
            Panel(
                x=axis,
                y=Axis(title="Smallest probability s", low=0, high=1, percent=True),
                heading="What probability does a class's worst image get?",
            ),
        ),
        marks=(
            *stacked(middles, heights, widths, names),
            Dots(
                name="a class was not drawn",
                x=epochs[missed],
                y=np.zeros(missed.sum()),
                hue="ink",
                symbol="x",
                size=0.7,
            ),
            Line(name="switch", x=[switch, switch], y=[0, top], stroke="guide", hue="ink"),
            Words(
                text="weights or loss switch",
                x=switch,
                y=top,
                hue="ink",
                anchor="right",
                above=False,
            ),
            *_smallest(terms, epochs, classes),
            Line(name="switch", x=[switch, switch], y=[0, 1], stroke="guide", hue="ink", panel=1),
        ),
    )


def run_without_terms(reason: str) -> Scene:
    """Return what stands where a run has no terms.

    Args:
        reason: why not, a sentence without its full stop.
    """
    text = f"This run has no terms: {reason}".rstrip(".")
    return Scene(key=KEY, title=text, words=f"{text}. Choose another run.")


def _layers(grid: FloatArray, classes: pd.DataFrame) -> tuple[FloatArray, list[str]]:
    """Return summed terms of at most some layers of neighbouring classes, and what the layers are called."""
    if len(classes) <= MOST_LAYERS:
        names = [
            f"{plain(name, NAME_LENGTH)} ({number:,})"
            for name, number in zip(classes["name"], classes["train_count"], strict=True)
        ]
        return grid, names
    bins = rank_bins(classes["group"].tolist(), MOST_LAYERS - 2)
    numbers = range(int(bins.max()) + 1)
    layers = np.stack([np.nansum(grid[:, bins == number], axis=1) for number in numbers], axis=1)
    ranks = [np.flatnonzero(bins == number) + 1 for number in numbers]
    return layers, [f"ranks {rank[0]:,} to {rank[-1]:,}" for rank in ranks]


def _cells(epochs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return middle and width of the stretch that each kept epoch stands for."""
    borders = (epochs[1:] + epochs[:-1]) / 2
    first = epochs[0] - 1
    last = 2 * epochs[-1] - borders[-1] if borders.size else epochs[-1] + 1
    edges = np.concatenate([[first], borders, [last]])
    return (edges[1:] + edges[:-1]) / 2, np.diff(edges)


def _switch(terms: pd.DataFrame) -> float:
    """Return the last kept epoch before parts that waited apply, NaN where none did."""
    before = terms.loc[~terms["late"], "epoch"]
    return float(before.max()) if terms["late"].any() and len(before) else float("nan")


def _smallest(terms: pd.DataFrame, epochs: FloatArray, classes: pd.DataFrame) -> list[Mark]:
    """Return the smallest probability of the most frequent, the middle and the rarest class."""
    watched = (0, (len(classes) - 1) // 2, len(classes) - 1)
    marks: list[Mark] = []
    for rank, hue in zip(watched, WATCHED_HUES, strict=True):
        seen = terms.loc[terms["rank"] == rank, "smallest"].to_numpy(dtype=np.float64)
        name = f"{plain(classes['name'].iloc[rank], NAME_LENGTH)} ({classes['train_count'].iloc[rank]:,})"
        marks.append(
            Line(
                name=name, x=epochs, y=seen, stroke="true", hue=hue, panel=1, label=name, width=0.6
            )
        )
        marks.append(Line(name=name, x=epochs, y=seen, stroke="seen", hue=hue, panel=1))
    return marks


def _title(grid: FloatArray, epochs: FloatArray) -> str:
    whole = np.flatnonzero(~np.isnan(grid).any(axis=1))
    if not whole.size:
        return "No recorded epoch drew every class"
    first, last = whole[0], whole[-1]
    tail = shares_of(grid)[:, -1]
    return (
        f"From epoch {epochs[first]} to {epochs[last]}, the sum goes from {numeral(grid[first].sum(), 3)} "
        f"to {numeral(grid[last].sum(), 3)} and the share of the rarest class from {percent(tail[first])} "
        f"to {percent(tail[last])}"
    )


def _words(grid: FloatArray, terms: pd.DataFrame, epochs: FloatArray) -> str:
    missed = int(np.isnan(grid).any(axis=1).sum())
    rarest = terms[terms["rank"] == grid.shape[1] - 1]
    lowest = rarest.loc[rarest["smallest"].idxmin()] if rarest["smallest"].notna().any() else None
    said = [
        "These are only the terms: the whole bound also needs the complexity of the network, and "
        "no small value of it is known."
    ]
    if lowest is not None:
        last = rarest["smallest"].dropna().iloc[-1]
        said.append(
            f"The rarest class ({shorten(lowest['name'], NAME_LENGTH)}, "
            f"{count(lowest['train_count'], 'training example')}) has its worst value at epoch "
            f"{lowest['epoch']}, where its worst image gets a probability of "
            f"{numeral(lowest['smallest'], 3)}; when the class was last drawn, it was {numeral(last, 3)}."
        )
    if missed:
        said.append(
            f"{missed} of {len(epochs)} recorded epochs missed a class; their sums cover the "
            "other classes."
        )
    return "\n".join(said)
