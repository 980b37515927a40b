"""Whether a class pulls through its mean alone, and how many prototypes the effective number lets it have."""

from functools import lru_cache

import numpy as np

from ltcore.classwise import class_weights
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import Axis, Dots, Line, Panel, Scene, nothing_to_draw
from ltcore.plots.theorems.frequency_bias.steps import BEFORE, CLASSES, HUES, STEPS
from ltcore.theory.frequency_bias.gradients import (
    MOST_STEPS,
    path,
    prototype_gradients,
    undefined_because,
)
from ltcore.theory.shared.ring import Ring
from ltcore.types import FloatArray

KEY = "frequency_bias_prototypes"
PROTOTYPES = np.geomspace(1, 1e6, 61)
HIGHEST = 1.3


def prototypes_scene(toy: Ring, prototypes: float) -> Scene:
    """Return what prototypes would pull beside what examples pull, and shares against the effective number.

    Args:
        toy: what is learnt by plain cross-entropy; three classes.
        prototypes: N = 1 / (1 - beta), how many different examples a class can have; at least 1.
    """
    if reason := undefined_because(**vars(toy)):
        return nothing_to_draw(KEY, reason)
    ratios, curves = _ratios(toy), _share_curves(toy.counts)
    now = pull_shares(toy.counts, prototypes)
    plain = pull_shares(toy.counts, 1.0)
    steps = np.array([BEFORE, *STEPS[1:]])
    return Scene(
        key=KEY,
        title=f"N = {prototypes:,.0f} prototypes: the tail makes up {percent(float(now[2]), 1)} "
        f"of the first gradient, {percent(float(plain[2]), 1)} without weights",
        notes=(
            f"left: cross-entropy, exact for one draw (seed {toy.seed}) · right: exact",
            "N = 1/(1 − β), β of the effective number",
        ),
        words="Before the first step, a class pulls only through its mean, so prototypes and "
        f"examples agree. After {STEPS[-1]} steps, prototypes pull with "
        f"{_listed(ratios[-1])} of the strength of the examples of head, medium and tail: "
        "the remaining pull comes from examples near the boundary.\n"
        "Weights of one over the effective number E count a class as at most N = "
        f"{prototypes:,.0f} different examples: the shares of the first gradient are then "
        f"{_percents(now)}. N = 1 means no weights; as N grows, the weights become one over "
        "the count, and each class gets a third.",
        panels=(
            Panel(
                x=Axis(title="Steps, from 0", low=0.6, high=MOST_STEPS, log=True),
                y=Axis(title="Gradient of prototypes / of examples", low=0, high=HIGHEST),
                heading="Can the mean stand for a class?",
            ),
            Panel(
                x=Axis(title="Largest number of prototypes N per class", low=1, high=1e6, log=True),
                y=Axis(title="Share of the first gradient", low=0, high=1, percent=True),
                heading="How does the effective number divide it?",
            ),
        ),
        marks=(
            Line(
                name="as if all examples were at the mean",
                x=[0.6, MOST_STEPS],
                y=[1, 1],
                stroke="guide",
                hue="ink",
            ),
            *(
                Line(
                    name=name,
                    x=steps,
                    y=ratios[:, label],
                    stroke="true",
                    hue=hue,
                    panel=0,
                    label=name,
                )
                for label, (name, hue) in enumerate(zip(CLASSES, HUES, strict=True))
            ),
            *(
                Line(
                    name=name,
                    x=PROTOTYPES,
                    y=curves[:, label],
                    stroke="true",
                    hue=hue,
                    panel=1,
                    label=name,
                )
                for label, (name, hue) in enumerate(zip(CLASSES, HUES, strict=True))
            ),
            Line(
                name="now",
                x=[prototypes, prototypes],
                y=[0, 1],
                stroke="guide",
                hue="ink",
                panel=1,
                given=True,
            ),
            *(
                Dots(
                    name=f"{name}, current",
                    x=[prototypes],
                    y=[now[label]],
                    hue=hue,
                    panel=1,
                    size=1.2,
                )
                for label, (name, hue) in enumerate(zip(CLASSES, HUES, strict=True))
            ),
        ),
    )


def pull_shares(counts: tuple[int, ...], prototypes: float) -> FloatArray:
    """Return each class's share of the first gradient under weights of one over the effective number.

    Args:
        counts: training examples per class, all means being as far out.
        prototypes: N = 1 / (1 - beta), at least 1.

    Example:
        >>> pull_shares((9000, 900, 100), 1.0).round(2).tolist()
        [0.9, 0.09, 0.01]
    """
    weights = class_weights(counts, "effective", beta=1 - 1 / prototypes, normalise="examples")
    pulls = weights * np.asarray(counts)
    return np.asarray(pulls / pulls.sum())


@lru_cache(maxsize=16)
def _share_curves(counts: tuple[int, ...]) -> FloatArray:
    return np.array([pull_shares(counts, prototypes) for prototypes in PROTOTYPES.tolist()])


@lru_cache(maxsize=32)
def _ratios(toy: Ring) -> FloatArray:
    """Return length of the prototypes' gradient over that of the examples, by step and class."""
    found = path(toy, "plain", MOST_STEPS)
    whole = [
        (prototype_gradients(toy, found.parameters[step]), found.gradients[step]) for step in STEPS
    ]
    lengths = np.array(
        [[np.linalg.norm(part[..., :2], axis=(-2, -1)) for part in both] for both in whole]
    )
    return np.asarray(lengths[:, 0] / lengths[:, 1])


def _listed(values: FloatArray) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def _percents(values: FloatArray) -> str:
    return ", ".join(percent(float(value), 1) for value in values)
