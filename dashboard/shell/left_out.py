"""The runs that a picture does not show, each with the reason."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from dashboard.shell.shown import NotShown
from dashboard.shell.text import literal
from ltcore.analysis import LeftOut, Unreadable
from ltcore.plots.base.text import count


def draw(
    unusable: Sequence[LeftOut],
    place: str = "left_out",
    *,
    title: str = "Not shown",
    remark: str = "",
) -> None:
    """Draw the list, folded, where there is any.

    Args:
        unusable: the runs and why each is missing.
        place: constant name of the place on the page.
        title: what they are, before their number.
        remark: what is said above the list, our own Markdown; empty for nothing.
    """
    if not unusable:
        return
    with st.expander(f"{title}: {count(len(unusable), 'run')}"):
        if remark:
            st.markdown(remark)
        st.dataframe(pd.DataFrame(unusable), hide_index=True, key=place)


def why_unreadable(unusable: Sequence[LeftOut]) -> str:
    """Return which runs have files that are not what they should be, "" where none has.

    Example:
        >>> why_unreadable([LeftOut("a", "not finished: queued"), Unreadable("b", "damaged: x is empty.")])
        'Run b cannot be read. It is damaged: x is empty.'
    """
    found = [one for one in unusable if isinstance(one, Unreadable)]
    if not found:
        return ""
    run, reason = found[0]
    if len(found) > 1:
        return f"{len(found):,} runs cannot be read. The first is {run}, {reason}"
    return f"Run {run} cannot be read. It is {reason}" if run else reason


def say_unreadable(unusable: Sequence[LeftOut]) -> bool:
    """Say which runs cannot be read, where a picture would stand; return whether there was any to say."""
    if damage := _damage(unusable):
        damage.draw()
    return damage is not None


def not_shown(
    unusable: Sequence[LeftOut],
    otherwise: str,
    icon: str,
    way_out: Callable[[], object] | None = None,
) -> NotShown:
    """Return why there is no picture, for a page that has nothing to choose from.

    Damage comes first: that there is nothing yet would not be true.

    Args:
        unusable: the runs that the picture does not show.
        otherwise: what is said where no run is damaged, in our own Markdown.
        icon: of that sentence.
        way_out: draws the link to where a run is made, and what else belongs there.
    """
    return _damage(unusable, way_out) or NotShown(otherwise, icon, way_out=way_out)


def _damage(
    unusable: Sequence[LeftOut], way_out: Callable[[], object] | None = None
) -> NotShown | None:
    if reason := why_unreadable(unusable):
        return NotShown(literal(reason, 1000), ":material/broken_image:", "warning", way_out)
    return None
