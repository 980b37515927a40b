"""Frequency bias step by step: where each class's vector is moved, by whose examples, and what it decides."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import (
    Arrows,
    Axis,
    Dots,
    Line,
    Mark,
    Panel,
    Scene,
    Words,
    nothing_to_draw,
)
from ltcore.theory.frequency_bias.gradients import MOST_STEPS, Path, path, undefined_because
from ltcore.theory.shared.ring import Ring, draw, means
from ltcore.types import FloatArray

KEY = "frequency_bias_moves"
CLASSES = ("head", "medium", "tail")
HUES: Sequence[Hue] = ("blue", "grey", "vermillion")
COUNTS: Mapping[str, tuple[int, int, int]] = {
    "90:9:1": (9000, 900, 100),
    "7:2:1": (7000, 2000, 1000),
    "1:1:1": (3333, 3333, 3333),
}
STEPS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200)
LOSSES: Mapping[str, str] = {
    "plain": "cross-entropy",
    "inverse": "weights 1/π",
    "effective": "weights 1/effective number",
    "adjusted": "logit adjustment, τ = 1",
}
FARTHEST = 5.0
OUTSIDE = 4.3
"""How far from the centre the classes' names stand."""
LONGEST = 3.2
"""Length of the longest arrow: they shrink a hundredfold, and what is shown is where they go."""
ONE_OF = 45
"""Of so many examples one is drawn."""
BEFORE = 0.7
"""Where step 0 stands on a logarithmic axis that begins with step 1."""
PLACES = np.array([BEFORE, *range(1, MOST_STEPS + 1)])


def moves_scene(toy: Ring, *, loss: str, step: int, vector: str, watched: str) -> Scene:
    """Return what the next step does to the vectors of three classes, and the whole path.

    Args:
        toy: what is learnt; three classes.
        loss: a key of ``LOSSES``.
        step: steps that have been made, one of ``STEPS``.
        vector: "all": the move of each vector; "head", "medium" or "tail": whose examples move this one.
        watched: "recalls", or "shares" of the gradient.
    """
    if reason := undefined_because(**vars(toy), steps=step):
        return nothing_to_draw(KEY, reason)
    found = path(toy, loss, MOST_STEPS)
    values = found.recalls if watched == "recalls" else found.shares
    plane = Axis(title="x₁", low=-FARTHEST, high=FARTHEST)
    return Scene(
        key=KEY,
        title=_title(found, step, loss),
        notes=(
            "arrows: "
            + ("the next move of each vector" if vector == "all" else _whose(vector))
            + f", the longest {numeral(_longest(found, step, vector), 2)} · points: 1 example in {ONE_OF} "
            "· lines: decision boundaries",
            f"{LOSSES[loss]}, one draw, seed {toy.seed} · right: exact",
        ),
        words=_words(found, step),
        panels=(
            Panel(
                x=plane,
                y=Axis(title="x₂", low=-FARTHEST, high=FARTHEST),
                heading="Which class moves which vector?",
                equal=True,
                share=0.9,
            ),
            Panel(
                x=Axis(title="Steps, from 0", low=0.6, high=MOST_STEPS, log=True),
                y=Axis(
                    title="Recall on new data" if watched == "recalls" else "Share of the gradient",
                    low=0,
                    high=1,
                    percent=True,
                ),
                heading="Which classes benefit?"
                if watched == "recalls"
                else "Which examples make up the gradient?",
                share=1.1,
            ),
        ),
        marks=(
            *_points(toy),
            _borders(found.parameters[step]),
            *_arrows(found, step, vector),
            *_names(),
            *(
                Line(
                    name=name,
                    x=PLACES,
                    y=values[:, label],
                    stroke="true",
                    hue=hue,
                    panel=1,
                    label=name,
                )
                for label, (name, hue) in enumerate(zip(CLASSES, HUES, strict=True))
            ),
            Line(
                name="now",
                x=[max(step, BEFORE)] * 2,
                y=[0, 1],
                stroke="guide",
                hue="ink",
                panel=1,
                given=True,
            ),
        ),
    )


def others_share(found: Path, step: int, label: int) -> float:
    """Return which share of the pulls on a class's vector comes from examples of other classes.

    Args:
        found: a path.
        step: steps that have been made.
        label: the class whose vector it is.
    """
    pulls = np.linalg.norm(found.gradients[step, :, label, :2], axis=-1)
    return float(1 - pulls[label] / pulls.sum()) if pulls.sum() > 0 else float("nan")


@lru_cache(maxsize=32)
def _points(toy: Ring) -> tuple[Dots, ...]:
    features, labels = draw(toy)
    return tuple(
        Dots(
            name=name,
            x=features[labels == label][::ONE_OF, 0],
            y=features[labels == label][::ONE_OF, 1],
            hue=hue,
            size=0.4,
            opacity=0.4,
        )
        for label, (name, hue) in enumerate(zip(CLASSES, HUES, strict=True))
    )


def _names() -> list[Words]:
    """Return the classes' names, further out than the classes."""
    return [
        Words(text=name, x=float(x), y=float(y), hue=hue, anchor="center")
        for name, (x, y), hue in zip(CLASSES, means(3, OUTSIDE), HUES, strict=True)
    ]


def _borders(parameters: FloatArray) -> Line:
    """Return the three rays along which two classes tie before the third; NaN where they do not meet."""
    pairs = ((0, 1, 2), (1, 2, 0), (2, 0, 1))
    gaps = np.array([parameters[first] - parameters[second] for first, second, _ in pairs])
    rays = np.full((3, 3, 2), np.nan)  # from the meeting, to the end, and a gap
    if abs(np.linalg.det(gaps[:2, :2])) >= 1e-12:
        meeting = np.linalg.solve(gaps[:2, :2], -gaps[:2, 2])
        for row, (first, _, third) in enumerate(pairs):
            along = np.array([-gaps[row, 1], gaps[row, 0]]) / np.linalg.norm(gaps[row, :2])
            behind = along @ (parameters[third, :2] - parameters[first, :2]) > 0
            rays[row, :2] = meeting, meeting + (-40 if behind else 40) * along
    x, y = rays.reshape(-1, 2).T
    return Line(name="decision", x=x, y=y, stroke="guide", hue="ink")


def _moves(found: Path, step: int, vector: str) -> FloatArray:
    """Return three moves, against the gradient: of the vectors, or of one by the examples of each class."""
    gradients = found.gradients[step, :, :, :2]
    if vector == "all":
        return np.asarray(-gradients.sum(axis=0))
    return np.asarray(-gradients[:, CLASSES.index(vector)])


def _longest(found: Path, step: int, vector: str) -> float:
    return float(np.linalg.norm(_moves(found, step, vector), axis=1).max())


def _arrows(found: Path, step: int, vector: str) -> list[Mark]:
    longest = _longest(found, step, vector)
    ends = LONGEST * _moves(found, step, vector) / (longest if longest > 0 else np.nan)
    return [
        Arrows(
            name=f"by {name}" if vector != "all" else name,
            x=[0],
            y=[0],
            to_x=[end[0]],
            to_y=[end[1]],
            hue=hue,
        )
        for name, end, hue in zip(CLASSES, ends, HUES, strict=True)
    ]


def _whose(vector: str) -> str:
    return f"how the examples of each class move the vector of the {vector}"


def _title(found: Path, step: int, loss: str) -> str:
    head, _, tail = (float(share) for share in found.shares[step])
    return (
        f"Step {step}, {LOSSES[loss]}: the head's examples make up {percent(head)} of the "
        f"gradient, the tail's {percent(tail)}"
    )


def _words(found: Path, step: int) -> str:
    cosines = ", ".join(f"{value:.3f}" for value in found.cosines[step])
    first = (
        f"The whole gradient has cosines {cosines} with the gradients of head, medium and tail. "
        f"Examples of other classes cause {percent(others_share(found, step, 2), 1)} of the pulls "
        "on the tail's vector."
    )
    if step == 0:
        return f"{first}\nBefore the first step all scores are equal, so nothing is decided yet."
    recalls = ", ".join(percent(float(value), 1) for value in found.recalls[step])
    last = ", ".join(percent(float(value), 1) for value in found.recalls[-1])
    later = f"; after {MOST_STEPS} steps {last}" if step < MOST_STEPS else ""
    return (
        f"{first}\nAfter {step} step{'s' * (step > 1)} the recalls of head, medium and tail are {recalls}"
        f"{later}."
    )
