"""How unsteady training is: the spread of mini-batch gradients under copying, dropping and weighting."""

from dataclasses import dataclass

from dashboard.shell.controls import slider
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Shown, formula_card
from dashboard.views.resampling import loaders
from dashboard.views.resampling.choice import CLAIM, PREFIX, RATIOS, Clouds
from ltcore.plots.base.theme import Look
from ltcore.plots.resampling.gradients import (
    resampling_gradients_figure,
    words_resampling_gradients,
)

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
STEPS_BEFORE = (0, 1, 3, 10, 30, 100)


@dataclass(frozen=True, kw_only=True)
class Gradients(Clouds):
    """Mini-batches of some size, after some steps of training."""

    batch: int = slider("Mini-batch B (examples)", BATCHES, 32, "{:,}")
    steps: int = slider(
        "Steps before",
        STEPS_BEFORE,
        0,
        "{:,}",
        "Steps of gradient descent on new examples, from 0: where the gradients are looked at.",
    )


def show(asked: Gradients, look: Look) -> Shown:
    """Return the spreads."""
    batch, steps = asked.batch, asked.steps
    frame = loaders.spreads(asked.any_draw, RATIOS, batch, steps, asked.draws)
    now = frame[frame["seen"].notna()].set_index("sampling")["spread"]
    card = formula_card(
        r"\frac{\sqrt{\mathbb E\, |g - \mathbb E g|^2}}{|\mathbb E g|} = \frac{1}{\sqrt B} \cdot "
        r"\frac{\sqrt{\sum_i p_i\, |w_i \nabla \ell_i - \mathbb E g|^2}}{|\mathbb E g|}, \qquad "
        r"\mathbb E g = \sum_i p_i w_i \nabla \ell_i",
        {
            "g": "mean gradient of a mini-batch of $B$ examples, drawn with replacement",
            r"\nabla \ell_i": "gradient of the logistic loss at example $i$, "
            r"$(\sigma(f(x_i)) - y_i)(x_i, 1)$, with $y_i$ 1 in the tail, else 0",
            "f": "score of the model: two slopes and a constant",
            r"\sigma": r"logistic function, $\sigma(f) = 1 / (1 + e^{-f})$",
            "p_i": "probability of example $i$ at each draw: $1/N$ as drawn and re-weighted, $1/(2 n_y)$ "
            "over-sampled, the same among the examples kept under-sampled",
            "w_i": "weight of example $i$: $N/(2 n_y)$ re-weighted, else 1",
            "n_y, N": "training examples of its class and of both",
        },
        rf"\text{{re-weighted}}\ {now['weighted']:.3f}, \quad \text{{over-sampled}}\ {now['over']:.3f}, "
        rf"\quad \text{{as drawn}}\ {now['plain']:.3f}",
        CLAIM,
    )
    return Shown(
        figure=resampling_gradients_figure(frame, batch, steps, look=look),
        words=words_resampling_gradients(frame, batch, steps),
        frames={"resampling_gradients": frame},
        cards=[card],
        origin=f"{asked.described}, seeds 0 to {asked.draws - 1}; 400 mini-batches drawn for each dot of "
        "each data set. The paper says of deep networks that weights make training unstable; here is a model "
        "of 3 numbers.",
    )


def _preset(sentence: str, ratio: int, batch: int = 32, steps: int = 0) -> Preset:
    here = {"scene": "clouds", "distance": 2.5}
    return Preset(sentence, {"ratio": ratio, "batch": batch, "steps": steps, **here})


PICTURE = Picture(
    label="How unsteady are gradients?",
    settings=Settings(Gradients, PREFIX),
    controls=("ratio", "batch", "steps"),
    more=("scene", "distance", "draws"),
    show=show,
    notice="Copies and weights ask for the same mean gradient. Copies come often and weigh little, weights "
    "come seldom and weigh much.",
    try_this="Raise B: the solid lines fall by the root of it, the dashed ones stay, for no mini-batch can "
    "know more than its data set.",
    presets=(
        _preset("Rare and heavy: weights are unsteady", 50),
        _preset("Equal counts: all four are one", 1),
        _preset("Larger batches calm all alike", 50, batch=256),
        _preset("Later the mean is small, the noise is not", 50, steps=10),
    ),
)
