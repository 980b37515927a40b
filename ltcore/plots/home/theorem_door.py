"""The picture of the door to the theorems: what one of them promises, what is true, what was seen."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ltcore.plots.base.palette import SHADES, Hue
from ltcore.plots.base.strokes import PROMISED, TRUE
from ltcore.plots.base.text import percent
from ltcore.plots.base.theme import Look
from ltcore.plots.home.doors import frameless
from ltcore.theory.linear_limit import FLOOR, balanced_error_floor, best_threshold, simulate

BETAS = np.geomspace(1, 1000, 61)
SEEN = slice(2, None, 6)
POINTS = 400
HUES: dict[str, Hue] = {"promised": "blue", "true": "ink", "seen": "green"}


def theorem_door_frame(*, seed: int = 0) -> pd.DataFrame:
    """Return the best balanced error of a line against the ratio of two variances.

    Args:
        seed: of the samples that were seen, 400 points of two equally large classes each.

    Returns:
        Columns beta, promised (the bound of every beta), true and seen (NaN where none was drawn).
    """
    rng = np.random.default_rng(seed)
    seen = np.full(BETAS.size, np.nan)
    seen[SEEN] = [
        simulate(best_threshold(beta, 0.5), beta, 0.5, points=POINTS, trials=1, rng=rng)[0]
        for beta in BETAS[SEEN].tolist()
    ]
    true = balanced_error_floor(BETAS)
    return pd.DataFrame({"beta": BETAS, "promised": FLOOR, "true": true, "seen": seen})


def theorem_door(frame: pd.DataFrame, look: Look | None = None) -> go.Figure:
    """Draw bound, exact law and samples of Theorem 2, as the picture of the theorems.

    Args:
        frame: frame of ``theorem_door_frame``.
        look: where it is shown.
    """
    look = look or Look()
    figure = frameless(look)
    x = np.log10(frame["beta"].to_numpy()).astype(np.float32)
    for name, dash in (("promised", PROMISED), ("true", TRUE), ("seen", TRUE)):
        shade = SHADES[look.mode][HUES[name]]
        y = frame[name].to_numpy(dtype=np.float32)
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                mode="markers" if name == "seen" else "lines",
                marker={"color": shade.line, "size": 8},
                line={"color": shade.line, "width": look.line_width, "dash": dash},
                customdata=frame["beta"].to_numpy(dtype=np.float32),
                hovertemplate=f"{name}<br>β = %{{customdata:.3~g}}: %{{y:.0%}}<extra></extra>",
            )
        )
    figure.update_yaxes(range=[0.15, 0.58])
    _label(figure, look, "promised", 0.03, FLOOR, "top")
    _label(figure, look, "true", 0.36, 0.47, "bottom")
    _label(figure, look, "seen", 0.02, 0.53, "bottom")
    return figure


def _label(figure: go.Figure, look: Look, name: str, x: float, y: float, anchor: str) -> None:
    figure.add_annotation(
        text=name,
        x=x,
        xref="x domain",
        y=y,
        xanchor="left",
        yanchor=anchor,
        showarrow=False,
        font={"color": SHADES[look.mode][HUES[name]].text, "weight": 600},
    )


def words_theorem_door(frame: pd.DataFrame) -> str:
    """Say what the picture shows.

    Args:
        frame: frame of ``theorem_door_frame``.

    Example:
        >>> words_theorem_door(theorem_door_frame())
        'For two clouds with the same centre, the best straight line is wrong 50 % of the time if they are
        equally wide, and still 27 % of the time if one has 1,000 times the variance; Theorem 2 guarantees
        an error of at least 25 %.'
    """
    ends = frame["true"].iloc[[0, -1]].tolist()
    return (
        f"For two clouds with the same centre, the best straight line is wrong {percent(ends[0])} "
        f"of the time if they are equally wide, and still {percent(ends[1])} of the time if one "
        f"has {frame['beta'].iloc[-1]:,.0f} times the variance; Theorem 2 guarantees an error of at least "
        f"{percent(FLOOR)}."
    )
