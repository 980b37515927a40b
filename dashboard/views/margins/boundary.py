"""Two clouds of points: whether LDAM's margins move a straight boundary."""

from dataclasses import dataclass

import pandas as pd

from dashboard.shell.controls import of, slider
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Shown, formula_card
from dashboard.shell.simulated import NextSeed
from ltcore.methods.sources import LDAM
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.theme import Look
from ltcore.plots.margins.boundary import margin_boundary_figure, words_margin_boundary
from ltcore.theory.margins.boundary import Clouds, draw, fit, margin_shift, two_margins

COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MAX_MARGINS = (0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0)
DISTANCES = tuple(step / 2 for step in range(2, 17))
RIDGES = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
LAST_SEED = 999
DRAWS = 20


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """Two clouds, and the margin of the rarer one."""

    tail: int = slider("Points n₂ of the tail", COUNTS, 10, "{:,}")
    head: int = slider("Points n₁ of the head", COUNTS, 500, "{:,}")
    logits: float = slider(
        "Largest margin (logits)",
        MAX_MARGINS,
        5.0,
        help="Margin of the rarer cloud. LDAM's 0.5 in cosine units times its scale of 30 is 15 logits.",
    )
    distance: float = slider(
        "Distance d of the means",
        DISTANCES,
        4.0,
        help="In standard deviations of a cloud; both clouds are round.",
    )
    ridge: float = slider(
        "Ridge λ",
        RIDGES,
        0.001,
        help="Weight of |w|²/2 in the fit. A larger weight makes the scores smaller.",
    )
    seed: int = of(
        NextSeed(label="Draw again", default=0, high=LAST_SEED, button="margin_draw_again")
    )

    @property
    def clouds(self) -> Clouds:
        """The points that are drawn."""
        return Clouds(
            n_head=self.head,
            n_tail=self.tail,
            distance=self.distance,
            ridge=self.ridge,
            seed=self.seed,
        )


def show(boundary: Boundary, look: Look) -> Shown:
    """Return clouds and boundaries."""
    clouds, max_margin = boundary.clouds, boundary.logits
    margins = two_margins(clouds, max_margin)
    line = fit(clouds, margins)
    card = formula_card(
        r"\min_{w, b}\; \frac1n \sum_i \log\left(1 + e^{-(y_i f(x_i) - \Delta_{y_i})}\right) "
        r"+ \frac{\lambda}{2} |w|^2, \qquad f(x) = w \cdot x + b",
        {
            "x_i, y_i": "point, and its cloud: $-1$ for the head, $+1$ for the tail; $n = n_1 + n_2$ points",
            "f": "score in logits; the boundary is where it is 0",
            "w, b": "direction and offset of the boundary, both fitted; $|w|$: logits per standard deviation",
            r"\Delta_y": "margin of a cloud, in logits; proportional to its $n^{-1/4}$; 0 for softmax; "
            r"$\Delta_+$ of the tail, $\Delta_-$ of the head",
            r"\lambda": "ridge; it keeps $|w|$ finite, as normalised features and weights do in LDAM",
            "d": r"distance of the means; an exact error is $\Phi$ of minus the distance from mean to line, "
            r"with $\Phi$ the standard normal distribution function",
        },
        rf"\text{{shift by unequal margins}} = \frac{{\Delta_+ - \Delta_-}}{{2 |w|}} = "
        rf"\frac{{{margins[1]:.2f} - {margins[0]:.2f}}}{{2 \cdot {line.norm:.2f}}} "
        rf"= {margin_shift(line, margins):.2f}",
        LDAM,
    )
    return Shown(
        figure=margin_boundary_figure(clouds, max_margin, look=look),
        words=words_margin_boundary(clouds, max_margin, DRAWS),
        frames={"margin_boundary": _points(clouds)},
        cards=[card],
        origin=f"Simulated: two Gaussian clouds of {boundary.head} and {boundary.tail} points, "
        f"d = {numeral(boundary.distance)}, λ = {numeral(boundary.ridge)}, seed {boundary.seed}; errors "
        "from the law, not "
        "from a sample. LDAM itself normalises features and weights instead of using a ridge.",
    )


def _points(clouds: Clouds) -> pd.DataFrame:
    points, y = draw(clouds)
    return pd.DataFrame({"x1": points[:, 0], "x2": points[:, 1], "y": y.astype(int)})


def _preset(sentence: str, **changed: float) -> Preset:
    shared = {"tail": 10, "head": 500, "logits": 5.0, "distance": 4.0, "ridge": 0.001, "seed": 0}
    return Preset(sentence, shared | changed)


PICTURE = Picture(
    label="Does it move?",
    settings=Settings(Boundary, "margin"),
    controls=("tail", "logits", "seed"),
    more=("head", "distance", "ridge"),
    show=show,
    notice="A margin is measured on the scale of the scores. Where |w| is large, a few logits are a small"
    " step.",
    try_this="Lower the ridge λ under More. The scores grow, and the same margin moves the line less.",
    presets=(
        _preset("On average a third fewer tail errors"),
        _preset("Half a logit barely moves the line", logits=0.5),
        _preset("Too large a margin: more tail errors", logits=20.0, ridge=0.01),
        _preset("Equal counts: nothing to move", tail=500),
    ),
    key="margin_boundary",
)
