"""Two clouds and the lines that cross-entropy and LDAM put between them."""

import math

import numpy as np
import plotly.graph_objects as go

from ltcore.plots.base.palette import SHADES, Style, method_style
from ltcore.plots.base.text import count, percent
from ltcore.plots.base.theme import Look, empty_figure, new_figure, translucent
from ltcore.theory.margins.boundary import (
    Clouds,
    Line,
    draw,
    exact_errors,
    fit,
    margin_shift,
    over_draws,
    two_margins,
    undefined_because,
)
from ltcore.types import FloatArray

KEY = "margin_boundary"
HEIGHT = 3.6
"""The picture shows so many standard deviations above and below the means."""
BESIDE = 0.38
"""The picture shows so many standard deviations beyond the means per pixel of text, with room for words."""
WORDS_AT = 3.2
"""The words on a cloud begin so many standard deviations beyond its mean."""
LITTLE = 0.1
"""A line that moves by less, in standard deviations, hardly moves."""
METHODS: tuple[tuple[str, str], ...] = (("erm", "softmax"), ("ldam", "LDAM"))


def margin_boundary_figure(
    clouds: Clouds, max_margin: float, *, look: Look | None = None
) -> go.Figure:
    """Draw one sample of both clouds, the two boundaries, and what each gets wrong.

    Args:
        clouds: what is drawn, and with which seed.
        max_margin: LDAM's margin of the rarer cloud, in logits.
        look: where it is shown.
    """
    look = look or Look()
    if reason := undefined_because(**vars(clouds)):
        return empty_figure(KEY, f"No boundary: {reason}", look)
    lines = _lines(clouds, max_margin)
    errors = [exact_errors(line, clouds.distance) for line in lines]
    title = f"Error of the tail {percent(errors[0][1], 1)} with softmax, {percent(errors[1][1], 1)} with LDAM"
    subtitle = (
        "exact errors of the two Gaussians (rings: 1 and 2 standard deviations); dots: the sample"
    )
    figure = new_figure(KEY, title, subtitle, look)
    points, y = draw(clouds)
    tail = SHADES[look.mode]["vermillion"]
    for place, (name, colour, size) in enumerate(
        (("head", look.ground.bar, 5), ("tail", tail.line, 9))
    ):
        sign = 2 * place - 1
        _draw_rings(figure, sign * clouds.distance / 2, colour)
        _draw_points(figure, points[y == sign], name, (colour, size))
        numbers = (clouds.n_head, clouds.n_tail)[place]
        words = _cloud_words(name, numbers, [pair[place] for pair in errors], look)
        figure.add_annotation(
            text=words,
            x=sign * (clouds.distance / 2 + WORDS_AT),
            y=0,
            xanchor=("right", "left")[place],
            align=("right", "left")[place],
            showarrow=False,
        )
    for (method, name), line in zip(METHODS, lines, strict=True):
        _draw_line(figure, line, method_style(method), name, look)
    _name_lines(figure, lines, look)
    reach = clouds.distance / 2 + BESIDE * look.text_size
    figure.update_xaxes(range=[-reach, reach], title_text="x₁ (standard deviations)")
    figure.update_yaxes(range=[-HEIGHT, HEIGHT], scaleanchor="x", title_text="x₂", showgrid=False)
    figure.update_layout(showlegend=False)
    return figure


def words_margin_boundary(clouds: Clouds, max_margin: float, draws: int = 20) -> str:
    """Say how far the boundary moves, why, and what that does to both errors, here and on average.

    Args:
        clouds: what is drawn, and with which seed.
        max_margin: LDAM's margin of the rarer cloud, in logits.
        draws: seeds that the average is over.
    """
    if reason := undefined_because(**vars(clouds)):
        return f"There is no boundary: {reason}."
    lines, margins = _lines(clouds, max_margin), two_margins(clouds, max_margin)
    (head, tail), (head_ldam, tail_ldam) = (exact_errors(line, clouds.distance) for line in lines)
    mean = over_draws(clouds, max_margin, draws)
    better = int((mean[:, 1, 1] < mean[:, 0, 1]).sum())
    averages = [percent(error, 1) for error in mean.mean(axis=0).ravel()]
    return (
        f"In this draw, the tail's exact error goes from {percent(tail, 1)} to "
        f"{percent(tail_ldam, 1)}, the head's from {percent(head, 2)} to {percent(head_ldam, 2)}. "
        f"Mean over {draws} draws: tail {averages[1]} to {averages[3]}, head {averages[0]} to "
        f"{averages[2]}; the tail's error falls in {better} of {draws}.\n"
        f"{_boundary_shift(lines, margins)}"
    )


def crossing(line: Line, height: float = 0.0) -> float:
    """Return where a boundary is at a height, NaN where it never is; the means are at height 0.

    Example:
        >>> crossing(Line(2.0, 0.0, -1.0))
        0.5
    """
    return -(line.b + line.w2 * height) / line.w1 if line.w1 else math.nan


def _lines(clouds: Clouds, max_margin: float) -> tuple[Line, Line]:
    return fit(clouds), fit(clouds, two_margins(clouds, max_margin))


def _boundary_shift(lines: tuple[Line, Line], margins: tuple[float, float]) -> str:
    softmax, ldam = lines
    moved = crossing(softmax) - crossing(ldam)
    unequal = margin_shift(ldam, margins)
    if not (math.isfinite(moved) and math.isfinite(unequal)):
        return "One of the lines never crosses the line between the means."
    how = "hardly moves" if abs(moved) < LITTLE else "moves"
    size = f"{abs(moved):.2f} standard deviations towards the {'head' if moved >= 0 else 'tail'}"
    return (
        f"The boundary {how}, by {size}: {_towards(unequal)} because the margins are unequal "
        f"({margins[0]:.2f} and {margins[1]:.2f} logits, at |w| = {ldam.norm:.1f} logits per "
        f"standard deviation) and {_towards(moved - unequal)} because both classes must keep a "
        "larger margin."
    )


def _towards(shift: float) -> str:
    """Return a shift along the first axis in words, towards the head where it is positive.

    Example:
        >>> _towards(0.32), _towards(-1.214), _towards(0.001)
        ('0.32 towards the head', '1.21 towards the tail', '0.00')
    """
    size = f"{abs(shift):.2f}"
    return size if float(size) == 0 else f"{size} towards the {'head' if shift > 0 else 'tail'}"


def _draw_rings(figure: go.Figure, centre: float, colour: str) -> None:
    for radius in (1, 2):
        figure.add_shape(
            type="circle",
            x0=centre - radius,
            x1=centre + radius,
            y0=-radius,
            y1=radius,
            line={"color": translucent(colour, 0.55), "width": 1.5},
            layer="below",
        )


def _draw_points(figure: go.Figure, points: FloatArray, name: str, mark: tuple[str, int]) -> None:
    colour, size = mark
    figure.add_trace(
        go.Scatter(
            x=points[:, 0].astype(np.float32),
            y=points[:, 1].astype(np.float32),
            mode="markers",
            name=name,
            marker={"color": translucent(colour, 0.55 if name == "head" else 0.9), "size": size},
            hoverinfo="skip",
        )
    )


def _draw_line(figure: go.Figure, line: Line, style: Style, name: str, look: Look) -> None:
    """Draw a boundary across the picture: its point nearest to 0, and 100 standard deviations each way."""
    if line.norm == 0:
        return
    along = np.array([-100.0, 100.0])
    nearest = -line.b / line.norm**2
    x = (nearest * line.w1 - along * line.w2 / line.norm).astype(np.float32)
    y = (nearest * line.w2 + along * line.w1 / line.norm).astype(np.float32)
    shade = look.shade(style)
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            name=name,
            line={"color": shade.line, "width": look.line_width + 0.5, "dash": style.dash},
            hovertemplate=f"boundary of {name}<extra></extra>",
        )
    )


def _name_lines(figure: go.Figure, lines: tuple[Line, Line], look: Look) -> None:
    """Write the name of each line where both are farther apart, above or below, on its outer side."""
    height = max((0.93 * HEIGHT, -0.93 * HEIGHT), key=lambda at: abs(_gap(lines, at)))
    ends = [crossing(line, height) for line in lines]
    for place, (method, name) in enumerate(METHODS):
        left = ends[place] < ends[1 - place] or (ends[0] == ends[1] and place == 0)
        if math.isfinite(ends[place]):
            figure.add_annotation(
                text=f"{name} " if left else f" {name}",
                x=ends[place],
                y=height,
                xanchor="right" if left else "left",
                showarrow=False,
                font={"color": look.shade(method_style(method)).text, "weight": 600},
            )


def _gap(lines: tuple[Line, Line], height: float) -> float:
    gap = crossing(lines[0], height) - crossing(lines[1], height)
    return gap if math.isfinite(gap) else 0.0


def _cloud_words(name: str, number: int, errors: list[float], look: Look) -> str:
    """Return how many points a cloud has, and what each line gets wrong of its law, as lines of text."""
    rows = [f"<b>{name}</b>: {count(number, 'point')}", "wrong:"]
    for (method, title), error in zip(METHODS, errors, strict=True):
        colour = look.shade(method_style(method)).text
        rows.append(f'<span style="color:{colour}"><b>{title} {percent(error, 1)}</b></span>')
    return "<br>".join(rows)
