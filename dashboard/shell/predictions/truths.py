"""The truth of a prediction, read off the figure that is shown after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.shell.predictions.arrays import array
from dashboard.shell.predictions.place_names import BELOW, BESIDE, names, title_of
from dashboard.shell.predictions.trace_names import known_as
from dashboard.shell.predictions.traces import listed
from ltcore.lessons import Bars, Curve, Cut, Number
from ltcore.plots.base.amounts import numeral

Floats = npt.NDArray[np.float64]
Figure = dict[str, Any]
"""A figure as JSON has it: ``data`` and ``layout``."""


class TruthError(ValueError):
    """A figure that does not hold the truth that a lesson names: what it holds."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """The values of a trace.

    Attributes:
        places: along the axis of its places: numbers or names.
        values: in the unit of the other axis.
        lies: whether its bars lie, so that their values are along x.
        index: of the trace in the figure.
    """

    places: list[Any]
    values: Floats
    lies: bool
    index: int


def line(figure: Figure, name: str) -> Line:
    """Return the trace of a name.

    Args:
        figure: as JSON has it.
        name: of the trace, see `known_as`; the first one of that name is taken.

    Raises:
        TruthError: there is none, or it has no values.
    """
    index = _traces(figure, name)[0]
    trace = figure["data"][index]
    lies = trace.get("orientation") == "h"
    places, values = (array(trace.get(axis)) for axis in ("yx" if lies else "xy"))
    if not len(values) or len(places) != len(values):
        raise TruthError(f"the trace {name!r} has no values to predict")
    return Line(places=list(places), values=np.asarray(values, np.float64), lies=lies, index=index)


def given(figure: Figure, names: Sequence[str]) -> list[str]:
    """Return the traces that are shown before the reveal by their numbers, as the browser takes them.

    Args:
        figure: as JSON has it.
        names: of traces, see `known_as`.

    Raises:
        TruthError: one is the name of no trace.

    Example:
        >>> given({"data": [{"name": "a"}, {"name": "b"}, {"name": "a"}]}, ["a"])
        ['#1', '#3']
    """
    return [f"#{index + 1}" for name in names for index in _traces(figure, name)]


def _traces(figure: Figure, name: str) -> list[int]:
    """Return the indices of the traces that a lesson calls so."""
    known = known_as(figure)
    if name not in known:
        raise TruthError(f"the picture has no trace {name!r}. It has: {listed(figure)}")
    return known[name]


def truth(figure: Figure, asked: Bars | Curve | Number | Cut) -> dict[str, Any]:
    """Return the truth of a prediction.

    Args:
        figure: as JSON has it.
        asked: the prediction.

    Returns:
        ``places``, ``names`` and ``values`` of bars and curves, and ``across``, what the places are;
        ``value`` of a number, ``place`` of a cut; ``log``, whether the axis of the answer is logarithmic;
        ``trace``, the index of the trace that stays hidden until the reveal; ``shares``, see `is_share`.

    Raises:
        TruthError: the figure does not hold it.
    """
    found = _truth(figure, asked)
    answers = found.get("values") or [found.get("value", found.get("place"))]
    for answer in answers:
        if not asked.low <= answer <= asked.high:
            raise TruthError(
                f"the truth is {numeral(answer)}, and low to high is {numeral(asked.low)} to "
                f"{numeral(asked.high)}: nobody could answer it"
            )
    return found


def _truth(figure: Figure, asked: Bars | Curve | Number | Cut) -> dict[str, Any]:
    told = line(figure, asked.trace)
    if isinstance(asked, Cut):
        place = _cut(figure, told, asked)
        return {"place": place, "trace": told.index, "shares": False} | _scale(
            figure, told, asked, of_values=False
        )
    scale = _scale(figure, told, asked, of_values=True)
    axis = axis_of(figure, told, of_values=False)
    if isinstance(asked, Bars | Curve):
        if np.isnan(told.values).any():
            raise TruthError(f"the trace {asked.trace!r} has places without a value")
        return scale | {
            "places": told.places,
            "names": names(axis, told.places),
            "across": title_of(axis).replace(BELOW, BESIDE),
            "values": told.values.tolist(),
            "lies": told.lies,
            "trace": told.index,
            "shares": is_share(figure, told),
        }
    about = {"trace": told.index, "lies": told.lies, "shares": is_share(figure, told)}
    return scale | about | {"value": _at(told, asked.at)}


def _scale(
    figure: Figure, told: Line, asked: Bars | Curve | Number | Cut, *, of_values: bool
) -> dict[str, bool]:
    """Return whether the axis that is answered is logarithmic: distances on it are factors.

    Raises:
        TruthError: it is, and the smallest answer has no place on it.
    """
    is_log = axis_of(figure, told, of_values=of_values).get("type") == "log"
    if is_log and asked.low <= 0:
        raise TruthError(
            f"low is {numeral(asked.low)}, and the axis is logarithmic: give more than 0"
        )
    return {"log": is_log}


def _cut(figure: Figure, told: Line, asked: Cut) -> float:
    _numbers(told)
    if not asked.other:
        return _extreme(told, asked.truth)
    return _crossing(told, _numbers(line(figure, asked.other)))


def _numbers(told: Line) -> Line:
    """Return a trace as it is.

    Raises:
        TruthError: its places are names.
    """
    if any(isinstance(place, str) for place in told.places):
        raise TruthError(f"the places of the trace are names ({told.places[0]!r} ...), not numbers")
    return told


def axis_of(figure: Figure, told: Line, *, of_values: bool) -> dict[str, Any]:
    """Return the axis of a trace's values, or that of its places."""
    along = "x" if told.lies == of_values else "y"
    named = figure["data"][told.index].get(f"{along}axis", along)
    axis: dict[str, Any] = figure["layout"].get(f"{along}axis{named[1:]}", {})
    return axis


def is_share(figure: Figure, told: Line) -> bool:
    """Return whether the values of a trace are shares whose axis shows them in percent."""
    return "%" in axis_of(figure, told, of_values=True).get("tickformat", "")


def _at(told: Line, place: float | str) -> float:
    """Return the value of a trace at a place, between two places of numbers on the line that joins them."""
    if isinstance(place, str):
        if place not in told.places:
            raise TruthError(f"the trace has no place {place!r}. It has: {told.places[:20]}")
        return _known(float(told.values[told.places.index(place)]), place)
    at = np.asarray(_numbers(told).places, np.float64)
    if not at.min() <= place <= at.max():
        raise TruthError(
            f"the trace goes from {numeral(at.min())} to {numeral(at.max())}: {numeral(place)} is outside"
        )
    order = np.argsort(at, kind="stable")
    return _known(float(np.interp(place, at[order], told.values[order])), place)


def _known(value: float, place: object) -> float:
    if np.isnan(value):
        raise TruthError(f"the trace has no value at {place!r}")
    return value


def _extreme(told: Line, which: str) -> float:
    if np.isnan(told.values).all():
        raise TruthError("the trace has no value")
    find = np.nanargmin if which == "lowest" else np.nanargmax
    return float(told.places[int(find(told.values))])


def _crossing(one: Line, other: Line) -> float:
    """Return the first place at which two traces cross."""
    at = np.asarray(one.places, np.float64)
    order = np.argsort(at, kind="stable")
    elsewhere = np.asarray(other.places, np.float64)
    by_place = np.argsort(elsewhere, kind="stable")
    there = np.interp(at[order], elsewhere[by_place], other.values[by_place])
    apart = one.values[order] - there
    changes = np.flatnonzero(np.sign(apart[:-1]) * np.sign(apart[1:]) <= 0)
    if not len(changes):
        raise TruthError("the two traces do not cross")
    left = int(changes[0])
    step = apart[left] - apart[left + 1]
    share = apart[left] / step if step else 0.0
    return float(at[order][left] + share * (at[order][left + 1] - at[order][left]))
