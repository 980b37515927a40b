"""Sinkhorn in pictures: who is given to which vertex of the simplex, with and without shares to be kept."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import Axis, Bars, Dots, Line, Mark, Panel, Scene, nothing_to_draw
from ltcore.plots.theorems.sphere.classes import long_tail
from ltcore.theory.sphere.simplex import simplex
from ltcore.theory.sphere.sinkhorn import ROUNDS, allocate, softmax_labels, undefined_because
from ltcore.types import FloatArray, IntArray

Shares = Literal["true", "equal"]
_BAR = 0.36
_SMALLEST = 1e-12
"""Residuals below are rounding."""
_SOFTMAX, _SINKHORN = "softmax", "Sinkhorn"
_HUES: dict[str, Hue] = {_SOFTMAX: "grey", _SINKHORN: "purple"}


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Examples around the vertices of a simplex, drawn towards the first: a head that swallows the others.

    Attributes:
        n_classes: K, at least 3.
        ratio: largest class count over smallest.
        pull: how much of the head's vertex is added to each example's own, at least 0.
        noise: length of the noise that is added, on average, at least 0.
        seed: of the noise.
    """

    n_classes: int
    ratio: float
    pull: float
    noise: float
    seed: int = 0

    @property
    def counts(self) -> tuple[int, ...]:
        """Examples of each class."""
        return long_tail(self.n_classes, self.ratio)

    def scores(self) -> tuple[FloatArray, IntArray]:
        """Return cosines between examples and vertices, (N, K), and the labels, (N,)."""
        vertices = simplex(self.n_classes, self.n_classes - 1)
        labels = np.repeat(np.arange(self.n_classes), self.counts)
        noise = np.random.default_rng(self.seed).normal(size=(labels.size, self.n_classes - 1))
        points = (
            vertices[labels]
            + self.pull * vertices[0]
            + self.noise * noise / np.sqrt(self.n_classes - 1)
        )
        lengths = np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-12)
        return np.asarray(points / lengths @ vertices.T), labels


def allocation_scene(crowd: Crowd, *, temperature: float, shares: Shares) -> Scene:
    """Return what each vertex is given by softmax and by Sinkhorn, who keeps the own, and how fast.

    Args:
        crowd: the examples.
        temperature: what scores are divided by.
        shares: what Sinkhorn is asked for: "true", the shares of the classes, or "equal".
    """
    scores, labels = crowd.scores()
    counts = np.array(crowd.counts)
    wanted = (
        counts / counts.sum() if shares == "true" else np.full(crowd.n_classes, 1 / crowd.n_classes)
    )
    if reason := undefined_because(scores=scores, class_shares=wanted, temperature=temperature):
        return nothing_to_draw("sphere_allocation", reason)
    free = softmax_labels(scores, temperature)
    found = allocate(scores, wanted, temperature=temperature)
    tables = {_SOFTMAX: free, _SINKHORN: found.targets}
    given = {name: table.mean(axis=0) for name, table in tables.items()}
    own = {name: _own(table, labels) for name, table in tables.items()}
    return Scene(
        key="sphere_allocation",
        title=f"Softmax leaves {percent(float(own[_SOFTMAX][-1]))} of the rarest class at its own "
        f"vertex, Sinkhorn {percent(float(own[_SINKHORN][-1]))}",
        notes=(
            f"{labels.size} examples, seed {crowd.seed} · squares: the shares Sinkhorn should reach",
            "middle: share whose largest soft label is the true class · residual: share in "
            "the wrong column",
        ),
        words=_words(given, own, wanted, found.residuals),
        panels=(
            Panel(
                x=_classes("Vertex, the head's first", crowd.n_classes),
                y=Axis(title="Share of examples", low=0, high=1, percent=True),
                heading="What does each vertex get?",
            ),
            Panel(
                x=_classes("Class, most frequent first", crowd.n_classes),
                y=Axis(title="Share of the class", low=0, high=1.02, percent=True),
                heading="Which classes keep their vertex?",
            ),
            Panel(
                x=Axis(title="Round (columns, then rows)", low=1, high=ROUNDS, log=True),
                y=Axis(
                    title="Residual",
                    low=_SMALLEST,
                    high=1,
                    log=True,
                    ticks=(1e-12, 1e-9, 1e-6, 1e-3, 1.0),
                    tick_texts=("10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "1"),
                ),
                heading="How fast does it converge?",
                share=0.8,
            ),
        ),
        marks=(
            *_bars(given, 0),
            _asked(wanted),
            *_bars(own, 1, named=False),
            *_rounds(found.residuals, given, wanted),
        ),
    )


def _own(table: FloatArray, labels: IntArray) -> FloatArray:
    """Return the share of each class whose largest label is its own, (K,)."""
    right = table.argmax(axis=1) == labels
    return np.asarray(np.bincount(labels, right) / np.bincount(labels))


def _distance(given: FloatArray, wanted: FloatArray) -> float:
    return float(np.abs(given - wanted).sum() / 2)


def _words(
    given: dict[str, FloatArray],
    own: dict[str, FloatArray],
    wanted: FloatArray,
    residuals: FloatArray,
) -> str:
    enough = np.flatnonzero(residuals < 0.001)
    sinkhorn = (
        f"Sinkhorn brings this below 0.1 % after {enough[0] + 1} rounds"
        if enough.size
        else f"Sinkhorn does not bring this below 0.1 % within {len(residuals)} rounds"
    )
    mean = {name: percent(float(each.mean())) for name, each in own.items()}
    return (
        f"Softmax gives the head's vertex {percent(float(given[_SOFTMAX][0]))} of the examples "
        f"and the rarest class's {percent(float(given[_SOFTMAX][-1]), 1)}; the target is "
        f"{percent(float(wanted[0]))} and {percent(float(wanted[-1]), 1)}, so "
        f"{percent(_distance(given[_SOFTMAX], wanted))} of the examples are in the wrong column.\n"
        f"{sinkhorn}. Averaged over classes, {mean[_SOFTMAX]} of "
        f"the examples keep their own vertex with softmax, {mean[_SINKHORN]} with Sinkhorn."
    )


def _classes(title: str, n_classes: int) -> Axis:
    ticks = tuple(float(k) for k in range(1, n_classes + 1))
    return Axis(title=title, low=0.4, high=n_classes + 0.6, ticks=ticks)


def _bars(values: dict[str, FloatArray], panel: int, *, named: bool = True) -> list[Mark]:
    classes = np.arange(1, len(values[_SOFTMAX]) + 1)
    return [
        Bars(
            name=name,
            x=classes + side * _BAR,
            height=values[name],
            width=_BAR * 0.92,
            hue=_HUES[name],
            panel=panel,
            label=name if named else "",
        )
        for name, side in ((_SOFTMAX, -0.5), (_SINKHORN, 0.5))
    ]


def _asked(wanted: FloatArray) -> Mark:
    return Dots(
        name="target",
        x=np.arange(1, len(wanted) + 1),
        y=wanted,
        hue="ink",
        panel=0,
        symbol="square-open",
        size=1.0,
    )


def _rounds(
    residuals: FloatArray, given: dict[str, FloatArray], wanted: FloatArray
) -> tuple[Mark, ...]:
    rounds = np.arange(1, len(residuals) + 1)
    shown = np.where(residuals > _SMALLEST, residuals, np.nan)
    before = max(_distance(given[_SOFTMAX], wanted), _SMALLEST)
    return (
        Line(
            name="softmax",
            x=[1, ROUNDS],
            y=[before, before],
            stroke="guide",
            hue="grey",
            panel=2,
            label=_SOFTMAX,
        ),
        Line(
            name="Sinkhorn",
            x=rounds,
            y=shown,
            stroke="true",
            hue="purple",
            panel=2,
            label=_SINKHORN,
        ),
    )
