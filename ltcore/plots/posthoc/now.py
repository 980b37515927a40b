"""What of the picture of a correction belongs to the value of now: title and marks."""

import math
from typing import Any

import numpy as np
import pandas as pd

from ltcore.analysis.posthoc.scores import ALL
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import percent, percent_between

NOW = "now"
"""What the meta of a mark of the value of now says: its group and its measure."""


def title_at(curves: pd.DataFrame, plain: float, symbol: str, value: float) -> str:
    """Return the title of the picture at a value of the parameter.

    Args:
        curves: frame of ``group_curves`` of the split of the view.
        plain: balanced error without correction, in [0, 1].
        symbol: of the parameter.
        value: of the parameter.
    """
    now = at_value(curves, value).loc[ALL, "balanced_error"]
    return (
        f"Balanced error {percent(now, 1)} at {symbol} = {numeral(value)}, "
        f"{percent(plain, 1)} without correction"
    )


def at_value(curves: pd.DataFrame, value: float) -> pd.DataFrame:
    """Return the rows of the value in the grid that is nearest, by group.

    Args:
        curves: frame of ``group_curves``.
        value: of the parameter.

    Example:
        >>> curves = pd.DataFrame({"value": [0.0, 1.0], "group": "all", "balanced_error": [0.5, 0.2]})
        >>> at_value(curves, 0.9)["balanced_error"].to_dict()
        {'all': 0.2}
    """
    values = curves["value"].unique()
    nearest = values[np.abs(values - value).argmin()]
    return curves[curves["value"] == nearest].set_index("group")


def mark_of_now(row: pd.Series, measure: str) -> dict[str, Any]:
    """Return what a mark of the value of now has of its own: place, whiskers, text under the pointer.

    Args:
        row: of ``group_curves``, of one group at one value.
        measure: "recall", "precision" or "balanced_error".
    """
    mean, low, high = (float(row[f"{measure}{end}"]) for end in ("", "_low", "_high"))
    known = math.isfinite(mean)
    text = f"current: {percent_between(mean, low, high, 1)}<extra></extra>" if known else ""
    return {
        "x": np.array([row["value"]], dtype=np.float32),
        "y": np.array([mean], dtype=np.float32),
        "error_y": {"array": [high - mean], "arrayminus": [mean - low]} if known else {},
        "hovertemplate": text,
    }
