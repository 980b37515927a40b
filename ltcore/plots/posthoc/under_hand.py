"""The picture of a correction at every value of its parameter, made of one: only marks and title differ."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from ltcore.plots.base.theme import Look
from ltcore.plots.posthoc.now import NOW, at_value, mark_of_now, title_at
from ltcore.plots.posthoc.sweep import SweepView, posthoc_figure
from ltcore.types import Split


def posthoc_specs(
    curves: Mapping[Split, pd.DataFrame],
    plain: float,
    view: SweepView,
    values: Sequence[float],
    *,
    look: Look,
) -> list[dict[str, Any]]:
    """Return ``posthoc_figure`` at each of these values, as dictionaries; what is alike is shared.

    Args:
        curves: as for ``posthoc_figure``.
        plain: balanced error without correction, in [0, 1].
        view: what is looked at; its value does not matter.
        values: of the parameter.
        look: where it is shown.
    """
    first = posthoc_figure(curves, plain, replace(view, value=values[0]), look=look)
    spec = first.to_plotly_json()
    return [_moved(spec, curves[view.split], plain, view, value) for value in values]


def _moved(
    spec: Mapping[str, Any], shown: pd.DataFrame, plain: float, view: SweepView, value: float
) -> dict[str, Any]:
    rows = at_value(shown, value)
    layout = spec["layout"]
    title = {**layout["title"], "text": title_at(shown, plain, view.symbol, value)}
    shapes = [
        {**shape, "x0": value, "x1": value} if shape["line"]["dash"] == "solid" else shape
        for shape in layout["shapes"]
    ]
    return {
        "data": [_at(trace, rows) for trace in spec["data"]],
        "layout": {**layout, "title": title, "shapes": shapes},
    }


def _at(trace: Mapping[str, Any], rows: pd.DataFrame) -> Mapping[str, Any]:
    if NOW not in trace.get("meta", {}):
        return trace
    group, measure = trace["meta"][NOW]
    made = mark_of_now(rows.loc[group], measure)
    how = {key: trace["error_y"][key] for key in ("type", "color", "thickness", "width")}
    return {**trace, **made, "error_y": {**made["error_y"], **how}}
