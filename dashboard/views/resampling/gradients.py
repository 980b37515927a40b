"""How unsteady training is: the spread of mini-batch gradients under copying, dropping and weighting."""

from dashboard.shell import answers, footer, formula, state, widgets
from dashboard.shell.aspect import Aspect, choice_on_a_line, control_row, draw_picture, ready
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
from dashboard.views.resampling import loaders
from dashboard.views.resampling.choice import (
    DISTANCE,
    N_DRAWS,
    RATIO,
    RATIOS,
    SCENE,
    any_draw,
    described,
    distance_control,
    draws_control,
    more,
    ratio_control,
    scene_control,
)
from ltcore.methods.sources import LDAM
from ltcore.plots.resampling.gradients import (
    resampling_gradients_figure,
    words_resampling_gradients,
)
from ltcore.registry import Source

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
STEPS_BEFORE = (0, 1, 3, 10, 30, 100)

BATCH = Linked("resampling_batch", 32, state.one_of(BATCHES))
STEPS = Linked("resampling_steps", 0, state.one_of(STEPS_BEFORE))
LINKED = (RATIO, BATCH, STEPS, DISTANCE, SCENE, N_DRAWS)
CLAIM = Source(LDAM.title, LDAM.year, LDAM.url, "Sec. 1")

PRESETS = (
    Preset(
        "Rare and heavy: weights are unsteady",
        ((RATIO, 50), (BATCH, 32), (STEPS, 0), (SCENE, "clouds"), (DISTANCE, 2.5)),
    ),
    Preset(
        "Equal counts: all four are one",
        ((RATIO, 1), (BATCH, 32), (STEPS, 0), (SCENE, "clouds"), (DISTANCE, 2.5)),
    ),
    Preset(
        "Larger batches calm all alike",
        ((RATIO, 50), (BATCH, 256), (STEPS, 0), (SCENE, "clouds"), (DISTANCE, 2.5)),
    ),
    Preset(
        "Later the mean is small, the noise is not",
        ((RATIO, 50), (BATCH, 32), (STEPS, 10), (SCENE, "clouds"), (DISTANCE, 2.5)),
    ),
)


def controls() -> None:
    """Draw ratio, batch and steps; the rest under More."""
    row = control_row()
    ratio_control(row)
    choice_on_a_line(row, BATCH, BATCHES, "Mini-batch B (examples)")
    choice_on_a_line(
        row,
        STEPS,
        STEPS_BEFORE,
        "Steps before",
        help="Steps of gradient descent on new examples, from 0: where the gradients are looked at.",
    )
    place = more(row)
    scene_control(place)
    distance_control(place)
    draws_control(place)


def picture() -> None:
    """Draw the spreads."""
    drawn, draws = any_draw(), state.value(N_DRAWS)
    batch, steps = state.value(BATCH), state.value(STEPS)
    frame = loaders.spreads(drawn, RATIOS, batch, steps, draws)
    figure = ready((), resampling_gradients_figure, frame, batch, steps, look=state.look())
    words = answers.of(words_resampling_gradients, frame, batch, steps)
    draw_picture("resampling_gradients", figure, words)
    widgets.notice_and_try(
        "Copies and weights ask for the same mean gradient. Copies come often and weigh little, weights come "
        "seldom and weigh much.",
        "Raise B: the solid lines fall by the root of it, the dashed ones stay, for no mini-batch can know "
        "more than its data set.",
    )
    now = frame[frame["seen"].notna()].set_index("sampling")["spread"]
    formula.card(
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
    footer.draw(
        {"resampling_gradients": frame},
        f"{described(drawn)}, seeds 0 to {draws - 1}; 400 mini-batches drawn for each dot of each data set. "
        "The paper says of deep networks that weights make training unstable; here is a model of 3 numbers.",
        picture="resampling_gradients",
    )


ASPECT = Aspect("How unsteady are gradients?", LINKED, lambda: PRESETS, controls, picture)
