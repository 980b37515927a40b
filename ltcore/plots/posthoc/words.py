"""What a correction gives and takes at one value of its parameter, in words."""

from collections.abc import Mapping

import pandas as pd

from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.posthoc.scores import ALL
from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import percent, percent_between
from ltcore.plots.posthoc.now import at_value
from ltcore.plots.posthoc.sweep import SweepView
from ltcore.types import GROUPS, Split


def words_posthoc(
    curves: Mapping[Split, pd.DataFrame], plain: pd.DataFrame, view: SweepView, selection: str
) -> str:
    """Say what the correction gives and takes at the value of now, and what was chosen.

    Args:
        curves: as for ``posthoc_figure``.
        plain: rows of ``group_curves`` without correction, on the examples of the view.
        view: what is looked at.
        selection: a sentence about the choice; empty for none.
    """
    now, before = at_value(curves[view.split], view.value), plain.set_index("group")
    where = f"{view.symbol} = {numeral(view.value)}"
    sentences = [
        f"{view.name}, {where}: the balanced error on {SPLITS[view.split]} examples is "
        f"{_between(now, ALL, 'balanced_error', 1)}; without correction it is "
        f"{_between(before, ALL, 'balanced_error', 1)}."
    ]
    groups = [group for group in GROUPS[::-1] if now.loc[group, "classes"]]
    changes = "; ".join(
        f"{group} recall {_change(before, now, group, 'recall', with_interval=True)}, "
        f"precision {_change(before, now, group, 'precision')}"
        for group in groups
    )
    sentences.append(f"{changes[0].upper()}{changes[1:]}.")
    empty = [group for group in GROUPS if not now.loc[group, "classes"]]
    if empty:
        sentences.append(f"No class is in {' or '.join(empty)}.")
    return "\n".join(filter(None, [" ".join(sentences), selection]))


def _change(
    before: pd.DataFrame,
    now: pd.DataFrame,
    group: str,
    measure: str,
    *,
    with_interval: bool = False,
) -> str:
    """Say how a number moves; an interval belongs to where it is now."""
    was, becomes = (percent(float(rows.loc[group, measure])) for rows in (before, now))
    told = _between(now, group, measure) if with_interval else becomes
    if "undefined" in (was, becomes):
        return f"is {told}, without correction {was}"
    if was == becomes:
        return f"stays at {told}"
    rises = now.loc[group, measure] > before.loc[group, measure]
    return f"{'rises' if rises else 'falls'} from {was} to {told}"


def _between(rows: pd.DataFrame, group: str, measure: str, digits: int = 0) -> str:
    low, high = (float(rows.loc[group, f"{measure}_{end}"]) for end in ("low", "high"))
    return percent_between(float(rows.loc[group, measure]), low, high, digits)
