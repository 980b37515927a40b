"""The picture of a correction under the hand: its figure at every place of the slider."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from dashboard.shell import answers
from dashboard.shell.components import hand
from ltcore.plots.base.theme import Look
from ltcore.plots.posthoc.sweep import SweepView, posthoc_figure
from ltcore.plots.posthoc.under_hand import posthoc_specs
from ltcore.types import Split

Curves = Mapping[Split, pd.DataFrame]


def figure(curves: Curves, plain: float, view: SweepView, *, look: Look) -> go.Figure:
    """Return the picture, ready to be followed, see ``posthoc_figure``."""
    made = posthoc_figure(curves, plain, view, look=look)
    return hand.with_setting(made, _setting(curves, plain, view, look))


def follow(  # noqa: PLR0913 (the picture, and the slider that it follows)
    picture: str,
    slider: str,
    grid: Sequence[float],
    curves: Curves,
    plain: float,
    view: SweepView,
    look: Look,
) -> None:
    """Let the picture follow the slider while it is dragged.

    Args:
        picture: key of the picture.
        slider: key of the slider.
        grid: its values, in order.
        curves: as for ``posthoc_figure``.
        plain: balanced error without correction, in [0, 1].
        view: what is looked at.
        look: where it is shown.
    """
    packed = answers.of(_packed, picture, slider, tuple(grid), curves, plain, view, look=look)
    hand.follow(slider, packed)


def _packed(  # noqa: PLR0913
    picture: str,
    slider: str,
    grid: Sequence[float],
    curves: Curves,
    plain: float,
    view: SweepView,
    *,
    look: Look,
) -> bytes:
    # The same at every place of the slider, so made once and not anew after each release.
    anywhere = replace(view, value=grid[0])
    specs = answers.of(posthoc_specs, curves, plain, anywhere, tuple(grid), look=look)
    now = specs[list(grid).index(view.value)]
    return hand.figures(picture, slider, _setting(curves, plain, view, look), now, specs)


def _setting(curves: Curves, plain: float, view: SweepView, look: Look) -> str:
    """Return a name of all that the picture shows: figures for the hand are good for no other."""
    sums = {split: pd.util.hash_pandas_object(frame).sum() for split, frame in curves.items()}
    return f"{view} {plain!r} {sums} {look}"
