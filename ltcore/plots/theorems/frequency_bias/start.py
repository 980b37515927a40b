"""The very first gradient of a softmax classifier, in closed form: who makes it."""

from functools import lru_cache

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import Axis, Bars, Dots, Line, Panel, Scene, nothing_to_draw
from ltcore.plots.theorems.frequency_bias.steps import CLASSES, HUES
from ltcore.theory.frequency_bias.gradients import (
    cosines,
    first_bias_gradient,
    first_weight_gradients,
    path,
    undefined_because,
)
from ltcore.theory.shared.ring import Ring, means
from ltcore.types import FloatArray

KEY = "frequency_bias_start"
EXAMPLES = 10_000
RADIUS = 2.0
HEADS = np.linspace(0.34, 0.99, 40)


def start_scene(head: float, tail: float, seed: int) -> Scene:
    """Return the first move of the biases, and how well the first gradient agrees with each class's.

    Args:
        head: share of the most frequent class.
        tail: share of the rarest class.
        seed: of the draw that is measured.
    """
    priors = np.array([head, 1 - head - tail, tail])
    counts = tuple(int(number) for number in np.round(EXAMPLES * priors))
    if reason := undefined_because(counts=counts, radius=RADIUS, seed=seed):
        return nothing_to_draw(KEY, reason)
    bias = -first_bias_gradient(priors)
    exact = _cosines(priors)
    curves = _curves(tail / (1 - head))
    seen = path(Ring(counts, RADIUS, seed), "plain", 0).cosines[0]
    places = np.arange(3)
    return Scene(
        key=KEY,
        title=f"π = {numeral(head)} : {numeral(priors[1], 3)} : {numeral(tail)}: the first gradient has "
        "cosine "
        f"{exact[0]:.3f} with the head's gradient, {exact[2]:.3f} with the tail's",
        notes=(
            f"solid: exact, from the class means · dots: one draw of 10,000 examples, seed {seed}",
        ),
        words=f"The first step moves the biases by π − 1/3: {bias[0]:+.4f}, {bias[1]:+.4f} and "
        f"{bias[2]:+.4f} for head, medium and tail. It does not depend on x and lifts the "
        "frequent classes.\n"
        "On the weights, class i pulls with π_i times the length of its mean: "
        f"{percent(head, 1)}, {percent(float(priors[1]), 1)} and {percent(tail, 1)} here, "
        "because all means have the same length. The whole gradient has cosines "
        f"{_listed(exact)} with the gradients of the classes; in this draw {_listed(seen)}.",
        panels=(
            Panel(
                x=Axis(title="Class", low=-0.6, high=2.6, ticks=(0, 1, 2), tick_texts=CLASSES),
                y=Axis(title="First change of the bias, π − 1/3, at rate 1", low=-0.4, high=0.7),
                heading="Which classes do the biases lift?",
                share=0.7,
            ),
            Panel(
                x=Axis(title="Share π of the head", low=0.3, high=1, percent=True),
                y=Axis(title="Cosine with the whole gradient", low=0, high=1.05),
                heading="Which class does the first gradient follow?",
            ),
        ),
        marks=(
            *(
                Bars(name=name, x=[place], height=[bias[place]], width=0.7, hue=hue)
                for place, name, hue in zip(places, CLASSES, HUES, strict=True)
            ),
            *(
                Line(
                    name=name,
                    x=HEADS,
                    y=curves[:, label],
                    stroke="true",
                    hue=hue,
                    panel=1,
                    label=f"of the {name}",
                )
                for label, (name, hue) in enumerate(zip(CLASSES, HUES, strict=True))
            ),
            *(
                Dots(name=f"{name}, in a draw", x=[head], y=[seen[label]], hue=hue, panel=1)
                for label, (name, hue) in enumerate(zip(CLASSES, HUES, strict=True))
            ),
            Line(
                name="now",
                x=[head, head],
                y=[0, 1.05],
                stroke="guide",
                hue="ink",
                panel=1,
                given=True,
            ),
        ),
    )


def _cosines(priors: FloatArray) -> FloatArray:
    return cosines(first_weight_gradients(priors, means(3, RADIUS)))


@lru_cache(maxsize=512)
def _curves(of_the_rest: float) -> FloatArray:
    """Return the cosines for each share of the head, the tail keeping its share of what the head leaves."""
    gradients = [
        first_weight_gradients(
            np.array([head, (1 - head) * (1 - of_the_rest), (1 - head) * of_the_rest]),
            means(3, RADIUS),
        )
        for head in HEADS
    ]
    return cosines(np.array(gradients))


def _listed(values: FloatArray) -> str:
    return ", ".join(f"{value:.3f}" for value in values)
