"""The effective number in a picture: samples dropped one after another, and what each adds."""

from functools import lru_cache

import numpy as np

from ltcore.plots.base.amounts import numeral, ordinal, rounded, share_in_words
from ltcore.plots.base.text import count
from ltcore.plots.scene.marks import (
    Axis,
    Band,
    Dots,
    Line,
    Mark,
    Panel,
    Scene,
    Words,
    nothing_to_draw,
)
from ltcore.plots.theorems.covering.paths import HUES, MOST, STEPS, Volume, paths, places
from ltcore.types import FloatArray

SEEN_STEPS = np.array([1, 2, 3, 5, 8, 12, 16, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100])
"""Steps at which the mean of the trials is drawn."""
TOP = 1.2
"""Above 100 % there is room for a line of text."""
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
SAMPLES = Axis(title="Samples n, one after another", low=0, high=MOST + 4)
Pieces = tuple[FloatArray, FloatArray]
"""From where to where each piece reaches, both (P,)."""


def steps_scene(volume: Volume, n: int, *, draws: int, seed: int) -> Scene:
    """Return the covered share after each sample, and where the samples of one trial fell.

    Args:
        volume: what is covered, and how.
        n: samples so far, up to 100.
        draws: trials that are simulated; the first is shown step by step.
        seed: of the simulation.
    """
    if reason := volume.undefined_because(n):
        return nothing_to_draw("covering_steps", reason)
    mean = float(volume.mean(np.array(n)))
    drawn = paths(volume, draws, seed)
    seen = (
        f"step line: the first trial · dots: mean of {count(len(drawn), 'trial')}, seed {seed}"
        if draws
        else "no trial drawn"
    )
    first = drawn[:1, : n + 1].ravel()
    return Scene(
        key="covering_steps",
        title=f"N = {numeral(volume.size)}, β = {numeral(volume.beta)}: {count(n, 'sample')} cover "
        f"{rounded(mean)} on "
        "average",
        notes=("solid: exact mean, Eₙ/N · band: ± 1 standard deviation, exact", seen),
        words=_words(volume, n, mean, first),
        panels=(
            Panel(
                x=SAMPLES,
                y=Axis(title="Covered share V/N", low=0, high=TOP, percent=True, ticks=TICKS),
                heading="How much is covered?",
            ),
            Panel(
                x=SAMPLES,
                y=Axis(title="Place in the volume", low=0, high=TOP, percent=True, ticks=TICKS),
                heading="The first trial: what does each sample add?",
            ),
        ),
        marks=(*_share(volume, n, first, drawn), *_strip(volume, n, draws, seed)),
    )


def _share(volume: Volume, n: int, first: FloatArray, drawn: FloatArray) -> tuple[Mark, ...]:
    mean, deviation = (one / volume.size for one in _exact(volume))
    walked = np.arange(first.size)
    means = (
        drawn[:, SEEN_STEPS].mean(axis=0) / volume.size
        if len(drawn)
        else np.full(SEEN_STEPS.size, np.nan)
    )
    return (
        Band(
            name="mean ± 1 standard deviation",
            x=STEPS,
            low=mean - deviation,
            high=mean + deviation,
            hue="grey",
        ),
        Line(
            name="if every sample were new, n/N",
            x=[0, min(1.1 * volume.size, MOST)],
            y=[0, min(1.1, MOST / volume.size)],
            stroke="guide",
            hue="grey",
        ),
        Line(name="mean, exact", x=STEPS, y=mean, stroke="true", hue="ink", label="mean"),
        Line(
            name="first trial",
            x=np.repeat(walked, 2)[1:],
            y=np.repeat(first / volume.size, 2)[:-1],
            stroke="true",
            hue=HUES[volume.process],
            width=0.7,
        ),
        Line(name="mean of the trials", x=SEEN_STEPS, y=means, stroke="seen", hue="green"),
        Line(name="n", x=[n, n], y=[0, TOP], stroke="guide", hue="ink"),
        Dots(name="now", x=[n], y=[mean[n]], hue="ink", size=1.1),
        Words(
            text="all new: n/N",
            x=min(1.1 * volume.size + 1, MOST - 5),
            y=1.02,
            anchor="left" if volume.size < MOST else "right",
        ),
    )


@lru_cache(maxsize=64)
def _exact(volume: Volume) -> tuple[FloatArray, FloatArray]:
    return volume.mean(STEPS), volume.deviation(STEPS)


def _strip(volume: Volume, n: int, draws: int, seed: int) -> tuple[Mark, ...]:
    """Return each sample of the first trial as a stroke at its place, what is new of it thick."""
    whole, new = _pieces(volume, min(draws, 1), seed)
    x, y = _strokes(whole[0][:n], whole[1][:n], volume.size)
    new_x, new_y = _strokes(new[0][:n], new[1][:n], volume.size)
    hue = HUES[volume.process]
    return (
        Line(name="a sample", x=x, y=y, stroke="true", hue="grey", panel=1, width=0.6),
        Line(
            name="new in this sample", x=new_x, y=new_y, stroke="true", hue=hue, panel=1, width=1.3
        ),
        Line(
            name="covered so far",
            x=np.full(new_x.size, n + 2.0),
            y=new_y,
            stroke="true",
            hue="ink",
            panel=1,
            width=1.8,
        ),
        Words(text="thick: new · thin: old · last: all together", x=0, y=1.02, hue="ink", panel=1),
    )


@lru_cache(maxsize=64)
def _pieces(volume: Volume, draws: int, seed: int) -> tuple[Pieces, Pieces]:
    """Return where the samples of the first trial lie, and which part of each is new.

    The urn's covered part is [0, V), as in ``urn_paths``: an old sample lies in one of the boxes before V, a
    new one opens the box at V.
    """
    fallen = places(volume.size, draws, seed)
    if not len(fallen):
        return (np.empty(0), np.empty(0)), (np.empty(0), np.empty(0))
    # A copy: a view would keep all trials for as long as this is remembered.
    starts, gains = fallen[0].copy(), np.diff(paths(volume, draws, seed)[0])
    if volume.process == "urn":
        covered = paths(volume, draws, seed)[0, :-1]
        boxes = np.where(gains > 0, covered, np.floor(starts))
        return (boxes, boxes + 1), (boxes, boxes + gains)
    # All arcs have length 1: the nearest older one behind covers the first part of a new one.
    behind = np.array(
        [np.min((at - starts[:i]) % volume.size, initial=1) for i, at in enumerate(starts)]
    )
    begin = starts + 1 - np.minimum(behind, 1)
    return (starts, starts + 1), (begin, begin + gains)


def _strokes(begin: FloatArray, end: FloatArray, size: float) -> tuple[FloatArray, FloatArray]:
    """Return one upright stroke per sample, with gaps, as shares; what passes the end goes on at 0."""
    at = np.arange(1.0, begin.size + 1)
    there = end > begin + 1e-12
    at, begin, end = at[there], begin[there], end[there]
    turn = np.floor(begin / size + 1e-12) * size
    begin, end = begin - turn, end - turn
    over = end > size + 1e-12
    x = np.concatenate([at, at[over]])
    low = np.concatenate([begin, np.zeros(over.sum())]) / size
    high = np.concatenate([np.minimum(end, size), end[over] - size]) / size
    gap = np.full(x.size, np.nan)
    return (
        np.stack([x, x, gap], axis=1).ravel(),
        np.stack([low, high, gap], axis=1).ravel(),
    )


def _words(volume: Volume, n: int, mean: float, first: FloatArray) -> str:
    size = volume.size
    following = 1 - mean / size
    told = (
        f" In the first simulated trial they cover V = {rounded(float(first[-1]))}."
        if first.size
        else ""
    )
    spread = float(volume.deviation(np.array(n)))
    how = {
        "urn": "In the urn, a sample is either entirely new, with probability 1 − V/N, or entirely old",
        "arcs": "Arcs of length 1 fall anywhere on a circle of length N and may overlap partially",
    }[volume.process]
    return (
        f"{how}. With N = {numeral(size)}, that is β = 1 − 1/N = {numeral(volume.beta)}, "
        f"{count(n, 'sample')} "
        f"cover Eₙ = (1 − βⁿ)/(1 − β) = {rounded(mean)} on average, with a standard deviation of "
        f"{rounded(spread)}.{told}\n"
        f"On average, the {ordinal(n + 1)} sample adds βⁿ = {share_in_words(following)} of what "
        "the first one did, because it adds nothing where it falls on the covered part."
    )
