"""Two clouds of points: whether LDAM's margins move a straight boundary."""

import pandas as pd
import streamlit as st

from dashboard.shell import answers, footer, formula, state, widgets
from dashboard.shell.aspect import (
    Aspect,
    choice_on_a_line,
    control_row,
    draw_picture,
    ready,
    values,
)
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
from ltcore.methods.sources import LDAM
from ltcore.plots.margins.boundary import margin_boundary_figure, words_margin_boundary
from ltcore.theory.margins.boundary import Clouds, draw, fit, margin_shift, two_margins

COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MAX_MARGINS = (0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0)
DISTANCES = tuple(step / 2 for step in range(2, 17))
RIDGES = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
SEEDS = 1000
DRAWS = 20

N_TAIL = Linked("margin_tail", 10, state.one_of(COUNTS))
N_HEAD = Linked("margin_head", 500, state.one_of(COUNTS))
LOGITS = Linked("margin_logits", 5.0, state.one_of(MAX_MARGINS))
DISTANCE = Linked("margin_distance", 4.0, state.one_of(DISTANCES))
RIDGE = Linked("margin_ridge", 0.001, state.one_of(RIDGES))
SEED = Linked("margin_seed", 0, state.whole(0, SEEDS - 1))
LINKED = (N_TAIL, N_HEAD, LOGITS, DISTANCE, RIDGE, SEED)

PRESETS = (
    Preset(
        "On average a third fewer tail errors",
        ((N_TAIL, 10), (N_HEAD, 500), (LOGITS, 5.0), (DISTANCE, 4.0), (RIDGE, 0.001), (SEED, 0)),
    ),
    Preset(
        "Half a logit hardly moves the line",
        ((N_TAIL, 10), (N_HEAD, 500), (LOGITS, 0.5), (DISTANCE, 4.0), (RIDGE, 0.001), (SEED, 0)),
    ),
    Preset(
        "Too large a margin: more tail errors",
        ((N_TAIL, 10), (N_HEAD, 500), (LOGITS, 20.0), (DISTANCE, 4.0), (RIDGE, 0.01), (SEED, 0)),
    ),
    Preset(
        "Equal counts: nothing to move",
        ((N_TAIL, 500), (N_HEAD, 500), (LOGITS, 5.0), (DISTANCE, 4.0), (RIDGE, 0.001), (SEED, 0)),
    ),
)


def controls() -> None:
    """Draw the tail's size, the margin and the next draw; the rest under More."""
    row = control_row()
    choice_on_a_line(row, N_TAIL, COUNTS, "Points n₂ of the tail")
    choice_on_a_line(
        row,
        LOGITS,
        MAX_MARGINS,
        "Largest margin (logits)",
        pattern="{:g}",
        help="Margin of the rarer cloud. LDAM's 0.5 in cosine units times its scale of 30 is 15 logits.",
    )
    row.container(width="content").button(
        f"Draw again (seed {state.value(SEED)})",
        key="margin_draw_again",
        on_click=_next_draw,
        icon=":material/casino:",
    )
    with row.container(width="content").popover("More", icon=":material/tune:"):
        choice_on_a_line(st.container(), N_HEAD, COUNTS, "Points n₁ of the head")
        choice_on_a_line(
            st.container(),
            DISTANCE,
            DISTANCES,
            "Distance d of the means",
            pattern="{:g}",
            help="In standard deviations of a cloud; both are round.",
        )
        choice_on_a_line(
            st.container(),
            RIDGE,
            RIDGES,
            "Ridge λ",
            pattern="{:g}",
            help="Weight of |w|²/2 in the fit: the larger, the smaller the scores.",
        )


def picture() -> None:
    """Draw clouds and boundaries."""
    n_tail, n_head, max_margin, distance, ridge, seed = values(LINKED)
    clouds = Clouds(n_head, n_tail, distance, ridge, seed)
    drawn = ready((), margin_boundary_figure, clouds, max_margin, look=state.look())
    words = answers.of(words_margin_boundary, clouds, max_margin, DRAWS)
    draw_picture("margin_boundary", drawn, words)
    widgets.notice_and_try(
        "A margin counts on the scale of the scores: where |w| is large, a few logits are a small step.",
        "Under More, lower the ridge λ: the scores grow, and the same margin moves the line less.",
    )
    margins = two_margins(clouds, max_margin)
    line = fit(clouds, margins)
    formula.card(
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
    footer.draw(
        {"margin_boundary": _points(clouds)},
        f"Simulated: two Gaussian clouds of {n_head} and {n_tail} points, d = {distance:g}, λ = {ridge:g}, "
        f"seed {seed}; errors from the law, not from a sample. LDAM itself normalises features and weights "
        "instead of using a ridge.",
        picture="margin_boundary",
    )


def _next_draw() -> None:
    state.put(SEED, (state.value(SEED) + 1) % SEEDS)


def _points(clouds: Clouds) -> pd.DataFrame:
    points, y = draw(clouds)
    return pd.DataFrame({"x1": points[:, 0], "x2": points[:, 1], "y": y.astype(int)})


ASPECT = Aspect("Does it move?", LINKED, lambda: PRESETS, controls, picture)
