"""How noisy training is: the spread of mini-batch gradients under copying, dropping and weighting."""

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
        "Steps of gradient descent on new examples, starting at 0, before the gradients are measured.",
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
            r"$(\sigma(f(x_i)) - y_i)(x_i, 1)$, where $y_i$ is 1 in the tail and 0 otherwise",
            "f": "score of the model: two slopes and a constant",
            r"\sigma": r"logistic function, $\sigma(f) = 1 / (1 + e^{-f})$",
            "p_i": "probability of drawing example $i$: $1/N$ as drawn and when re-weighted, $1/(2 n_y)$ "
            "when over-sampled, and the same among the kept examples when under-sampled",
            "w_i": "weight of example $i$: $N/(2 n_y)$ when re-weighted, otherwise 1",
            "n_y, N": "training examples in its class, and in both classes",
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
        origin=f"{asked.described}, seeds 0 to {asked.draws - 1}; 400 mini-batches for each dot and data "
        "set. The paper says that weights make the training of deep networks unstable; this model has 3 "
        "parameters.",
    )


def _preset(sentence: str, ratio: int, batch: int = 32, steps: int = 0) -> Preset:
    here = {"scene": "clouds", "distance": 2.5}
    return Preset(sentence, {"ratio": ratio, "batch": batch, "steps": steps, **here})


PICTURE = Picture(
    label="How noisy are the gradients?",
    settings=Settings(Gradients, PREFIX),
    controls=("ratio", "batch", "steps"),
    more=("scene", "distance", "draws"),
    show=show,
    notice="Copying and weighting give the same mean gradient. Copied examples come often with a small "
    "weight, re-weighted ones rarely with a large weight.",
    try_this="Raise B: the solid lines fall with its square root. The dashed ones stay, because no "
    "mini-batch knows more than its data set.",
    presets=(
        _preset("Rare and heavy: weighting is noisy", 50),
        _preset("Equal counts: all four agree", 1),
        _preset("Larger batches calm all four alike", 50, batch=256),
        _preset("Later the mean is small, but the noise is not", 50, steps=10),
    ),
)
