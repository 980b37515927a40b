"""The editable cost matrix: between classes where there are few, else between head, medium and tail."""

import math
import zlib

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.shell import state
from dashboard.shell.state import Linked
from dashboard.shell.text import literal
from ltcore.plots.base.text import shorten
from ltcore.types import GROUPS, FloatArray

MOST_CLASSES = 10
"""Up to this many classes every pair has a cost of its own."""
DEAREST = 1_000_000.0
COSTS: Linked[str] = Linked("posthoc_costs", "", str)
_BASE = "posthoc_costs_base"
"""Under this key: what the editor began with, and what it last said."""


def matrix(axis: pd.DataFrame) -> FloatArray:
    """Return the costs that the address asks for, rows and columns as the editor shows them.

    Args:
        axis: the classes, frame of ``class_axis``.
    """
    text = state.value(COSTS)
    return read(text, axis) if text else by_counts(axis)


def by_counts(axis: pd.DataFrame) -> FloatArray:
    """Return costs that make all classes matter alike: largest count over the count of the true class.

    Args:
        axis: the classes; of many the mean counts of head, medium and tail are taken, 1 for an empty group. A
            class without an example, for which there is no correction, is taken for one of 1.

    Example:
        >>> from ltcore.analysis.base.classes import class_axis
        >>> by_counts(class_axis([5, 500], ["lynx", "cat"])).tolist()
        [[0.0, 1.0], [100.0, 0.0]]
    """
    if len(axis) <= MOST_CLASSES:
        counts = axis["train_count"].to_numpy(dtype=np.float64)
        costs = np.repeat(
            [[_rounded(counts.max() / max(number, 1))] for number in counts], len(counts), 1
        )
        np.fill_diagonal(costs, 0)
        return costs
    means = axis.groupby("group")["train_count"].mean().clip(lower=1).reindex(GROUPS)
    ratios = [_rounded(value) for value in (means.max() / means).fillna(1.0)]
    return np.repeat(np.array(ratios)[:, None], len(GROUPS), axis=1)


def read(text: str, axis: pd.DataFrame) -> FloatArray:
    """Return the cost matrix that a text writes, row after row.

    Args:
        text: numbers from 0 to a million, with commas between them.
        axis: the classes.

    Raises:
        ValueError: there are too few numbers, or one is not legal.

    Example:
        >>> from ltcore.analysis.base.classes import class_axis
        >>> read("0,1,20,0", class_axis([5, 500], ["lynx", "cat"])).tolist()
        [[0.0, 1.0], [20.0, 0.0]]
    """
    size = len(_titles(axis))
    cells = [_number(cell) for cell in text.split(",")]
    if len(cells) != size**2:
        raise ValueError(f"it must be {size**2} numbers separated by commas, {size} per row")
    costs = np.array(cells).reshape(size, size)
    if len(axis) <= MOST_CLASSES and costs.diagonal().any():
        raise ValueError("a correct prediction costs nothing, so give 0 on the diagonal")
    return costs


def write(costs: FloatArray) -> str:
    """Return a cost matrix as text, see ``read``.

    Example:
        >>> write(np.array([[0.0, 1.5], [20.0, 0.0]]))
        '0,1.5,20,0'
    """
    return ",".join(f"{cell:.6g}" for cell in costs.ravel())


def between_classes(costs: FloatArray, axis: pd.DataFrame) -> tuple[tuple[float, ...], ...]:
    """Return the costs between classes in label order, with 0 on the diagonal.

    Args:
        costs: as the editor shows them: between classes in frequency order, or between groups.
        axis: the classes.
    """
    if len(axis) <= MOST_CLASSES:
        place = np.argsort(axis["class"].to_numpy())
    else:
        place = np.array([GROUPS.index(group) for group in axis.sort_values("class")["group"]])
    spread = costs[np.ix_(place, place)]
    np.fill_diagonal(spread, 0)
    return tuple(map(tuple, spread.tolist()))


def editor(axis: pd.DataFrame, run_id: str) -> FloatArray:
    """Draw the matrix for editing, and return what it says.

    Args:
        axis: the classes.
        run_id: of the run that they are of.
    """
    titles = _titles(axis)
    said = state.value(COSTS)
    started = state.remembered(_BASE, ("", "", ""))
    if started[0] != run_id or started[2] != said:
        # Somebody else has set the costs: the editor starts again from there.
        started = (run_id, write(matrix(axis)), said)
    base = pd.DataFrame(read(started[1], axis), index=pd.Index(titles, name="true"), columns=titles)
    edited = st.data_editor(
        base,
        key=f"posthoc_editor_{run_id}_{zlib.crc32(started[1].encode())}",
        column_config={
            title: st.column_config.NumberColumn(min_value=0, max_value=DEAREST, required=True)
            for title in titles
        },
    )
    costs: FloatArray = edited.to_numpy(dtype=np.float64, copy=True)
    if not np.isfinite(costs).all():
        st.warning(
            "A cell is empty; it counts as 0 until you enter a number.", icon=":material/grid_on:"
        )
        costs = np.nan_to_num(costs, nan=0.0)
    if len(axis) <= MOST_CLASSES:
        np.fill_diagonal(costs, 0)
    now = write(costs)
    text = "" if now == write(by_counts(axis)) else now
    state.put(COSTS, text)
    state.remember(_BASE, (run_id, started[1], text))
    return costs


def _titles(axis: pd.DataFrame) -> list[str]:
    if len(axis) > MOST_CLASSES:
        return list(GROUPS)
    return [
        f"{place}. {literal(shorten(name, 16))}" for place, name in enumerate(axis["name"], start=1)
    ]


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and 0 <= value <= DEAREST and text.isascii()):
        raise ValueError("it must be numbers from 0 to 1,000,000 separated by commas")
    return value


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")
