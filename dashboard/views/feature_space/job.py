"""Maps that take their time: begun when they are chosen, watched without moving anything, stopped."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.shell.text import duration, literal
from dashboard.views.feature_space import maps
from dashboard.views.feature_space.choice import Choice
from ltcore.embeddings import MapStatus, TsneSpec, UmapSpec
from ltcore.plots.base.amounts import latex, numeral
from ltcore.types import FloatArray

POLL_SECONDS = 1.0
AGAIN = ("absent", "failed", "cancelled", "lost")
"""States that a reader can start again."""
SAID = {
    "waiting": "waiting for another map",
    "running": "computing",
    "cancelled": "It was cancelled.",
    "failed": "It failed.",
    "lost": "",
    "absent": "It has not started yet.",
}


@dataclass(frozen=True)
class Begun:
    """The maps that a page wants, and what is there of them.

    Attributes:
        name: kind of map.
        wanted: the maps, one per run; empty for PCA, or where they cannot be made.
        coordinates: the maps, once all are there.
        problem: why they cannot be made; empty where they can.
    """

    name: str
    wanted: Sequence[maps.Wanted] = ()
    coordinates: Sequence[maps.Coordinates] = ()
    problem: str = ""

    @property
    def waits(self) -> bool:
        """Whether something else is drawn in the meantime."""
        return bool(self.problem) or len(self.coordinates) < len(self.wanted)


def begin(choice: Choice, features: Sequence[NDArray[np.float32]]) -> Begun:
    """Return the maps of these features, started where nobody has; none for PCA, which is there at once."""
    name = maps.METHODS[choice.method]
    if choice.spec is None:
        return Begun(name)
    try:
        wanted = maps.wanted(features, choice.spec)
    except ValueError as error:
        return Begun(name, problem=str(error))
    problem = maps.start(wanted, ("absent",))
    found = [one.coordinates() for one in wanted]
    there = [places for places in found if places is not None]
    return Begun(name, wanted, there if len(there) == len(wanted) else (), problem)


def draw(begun: Begun) -> None:
    """Draw how far the maps are, beside the place where they will be."""
    if begun.problem:
        st.error(literal(begun.problem, 500))
        return
    active = maps.together(_statuses(begun)).is_active
    panel = st.fragment(_panel, run_every=POLL_SECONDS if active else None, key="space_progress")
    panel(begun, active)


def _panel(begun: Begun, active: bool) -> None:  # noqa: FBT001 (a fragment takes what it is given)
    status = maps.together(_statuses(begun))
    if status.state == "finished" or status.is_active != active:
        # The whole page is drawn again: with the map, or without the timer.
        st.rerun()
    if status.is_active:
        st.progress(min(max(status.progress, 0.0), 1.0), text=_text(begun.name, status))
        if st.button("Cancel", key="space_cancel"):
            _tell(maps.cancel(begun.wanted))
            st.rerun()
        return
    st.warning(
        f"{SAID[status.state]} {literal(_reason(status), 300)}".strip(), icon=":material/cancel:"
    )
    if st.button("Start again", key="space_again", icon=":material/refresh:"):
        _tell(maps.start(begun.wanted, AGAIN))
        st.rerun()


def settings_text(choice: Choice) -> str:
    """Return the settings of a map as they follow its name; empty for PCA, which has none."""
    spec = choice.spec
    if isinstance(spec, TsneSpec):
        return f", perplexity {numeral(spec.perplexity)}"
    if isinstance(spec, UmapSpec):
        return f", {spec.n_neighbors} neighbours, minimum distance {numeral(spec.min_dist)}, seed {spec.seed}"
    return ""


def today(choice: Choice, n: int, width: int, explained: FloatArray) -> str:
    """Return LaTeX of what is put into the formula of the map now.

    Args:
        choice: what the reader looks at.
        n: number of examples.
        width: number of features.
        explained: share of the variance along each of the two principal components.
    """
    sizes = rf"N = {n}, \quad D = {width}"
    spec = choice.spec
    if isinstance(spec, TsneSpec):
        return rf"{sizes}, \quad \text{{perplexity}} = {latex(spec.perplexity)}"
    if isinstance(spec, UmapSpec):
        return (
            rf"{sizes}, \quad \text{{neighbours}} = {spec.n_neighbors}, \quad "
            rf"\text{{minimum distance}} = {latex(spec.min_dist)}"
        )
    first, second = explained.tolist()
    return (
        rf"{sizes}, \quad \text{{shares of the variance: }} {first:.2f} + {second:.2f} = "
        rf"{first + second:.2f}"
    )


def _statuses(begun: Begun) -> list[MapStatus]:
    return [one.status() for one in begun.wanted]


def _text(name: str, status: MapStatus) -> str:
    """Return what stands above the bar: the map, how far it is, and the time left where that is known."""
    said = SAID[status.state] if status.state == "waiting" else status.message or SAID["running"]
    left = f", {duration(status.eta_s)} left" if status.eta_s is not None else ""
    return literal(f"{name}: {said}{left}")


def _reason(status: MapStatus) -> str:
    """Return what a map that stopped says, where that is more than its state, as a sentence."""
    said = "" if status.message in ("", status.state) else status.message
    return said[:1].upper() + said[1:]


def _tell(problem: str) -> None:
    if problem:
        st.toast(literal(problem, 500), icon=":material/error:")
