"""The resampling toy step by step: examples, what a technique does to them, what becomes of the boundary."""

import numpy as np
import plotly.graph_objects as go

from ltcore.analysis.resampling.comparison import Comparison, Step, Which, balanced_error
from ltcore.plots.base.axes import caption
from ltcore.plots.base.palette import Style, method_style
from ltcore.plots.base.strokes import TRUE
from ltcore.plots.base.text import count, percent
from ltcore.plots.base.theme import Look, new_figure
from ltcore.plots.resampling.marks import draw_examples, draw_treated
from ltcore.plots.resampling.names import (
    CLASSIFIER_TITLES,
    TECHNIQUE_TITLES,
    sentence_form,
    style_of,
)
from ltcore.plots.resampling.words import sizes_after
from ltcore.theory.resampling.toy import NEW_PER_CLASS

KEY = "resampling_boundary"


def resampling_boundary_figure(
    comparison: Comparison, step: Step, *, look: Look | None = None
) -> go.Figure:
    """Draw one step.

    Args:
        comparison: a draw with a technique, see ``ltcore.analysis.resampling.comparison.compare``.
        step: "data", the examples; "technique", what it does to them; "boundary", the rules before and
            after it.
        look: where it is shown.
    """
    look = look or Look()
    figure = new_figure(
        KEY, _title(comparison, step), caption(_notes(comparison, step), look), look
    )
    if step == "data":
        draw_examples(figure, comparison, look)
    else:
        draw_treated(figure, comparison, look)
    for which in ("best", "plain", "after"):
        if step == "boundary" or which == "best":
            _draw_boundary(figure, comparison, which, look)
    x, y = comparison.x, comparison.y
    figure.update_xaxes(range=[x[0], x[-1]], title_text="x₁ (standard deviations)")
    figure.update_yaxes(range=[y[0], y[-1]], scaleanchor="x", title_text="x₂", showgrid=False)
    figure.update_layout(
        xaxis_constrain="domain",
        yaxis_constrain="domain",
        legend={"orientation": "v", "x": 1, "y": 1, "xanchor": "right", "yanchor": "top"},
    )
    return figure


def _title(comparison: Comparison, step: Step) -> str:
    toy, technique = comparison.toy, TECHNIQUE_TITLES[comparison.treatment.technique]
    if step == "data":
        return f"{count(toy.n_head, 'example')} in the head, {toy.n_tail:,} in the tail"
    if step == "technique" or comparison.treatment.technique == "plain":
        head, tail = sizes_after(comparison)
        return f"{technique}: {count(head, 'example')} in the head, {tail:,} in the tail"
    before, after = (balanced_error(comparison.recalls[which]) for which in ("plain", "after"))
    after_it = f"{percent(after, 1)} with {sentence_form(technique)}"
    return f"Balanced error {percent(before, 1)} as drawn, {after_it}"


def _notes(comparison: Comparison, step: Step) -> list[str]:
    if step != "boundary":
        return ["two classes of Gaussian clouds with standard deviation 1"]
    return [
        sentence_form(CLASSIFIER_TITLES[comparison.classifier]),
        f"errors on {NEW_PER_CLASS:,} new examples per class",
        f"error of the best rule: {percent(balanced_error(comparison.recalls['best']), 1)}",
    ]


def _draw_boundary(figure: go.Figure, comparison: Comparison, which: Which, look: Look) -> None:
    """Draw where a rule changes its mind, and its line in the legend."""
    technique = comparison.treatment.technique
    if which == "after" and technique == "plain":
        return
    name, style, dash = {
        "best": ("best rule", Style("ink", 0), TRUE),
        "plain": ("as drawn", method_style("erm"), "8px,5px"),
        "after": (
            f"with {sentence_form(TECHNIQUE_TITLES[technique])}",
            style_of(technique),
            "solid",
        ),
    }[which]
    line = {
        "color": look.shade(style).line,
        "width": look.line_width + (which == "after") - 0.7 * (which == "best"),
        "dash": dash,
    }
    figure.add_trace(
        go.Contour(
            x=comparison.x.astype(np.float32),
            y=comparison.y.astype(np.float32),
            z=comparison.scores[which],
            contours={"start": 0, "end": 0, "size": 1, "coloring": "none"},
            line={**line, "smoothing": 0},
            name=name,
            showscale=False,
            showlegend=False,
            hoverinfo="skip",
        )
    )
    figure.add_trace(go.Scatter(x=[None], y=[None], mode="lines", name=name, line=line))
