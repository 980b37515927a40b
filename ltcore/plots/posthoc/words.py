"""What a correction gives and takes at one value of its parameter, in words."""

from collections.abc import Mapping

import pandas as pd

from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.posthoc.scores import ALL
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
    where = f"{view.symbol} = {view.value:g}"
    sentences = [
        f"{view.name}, {where}: the balanced error on {SPLITS[view.split]} examples is "
        f"{_between(now, ALL, 'balanced_error', 1)}; without correction it is "
        f"{_between(before, ALL, 'balanced_error', 1)}."
    ]
    groups = [group for group in GROUPS[::-1] if now.loc[group, "classes"]]
    changes = "; ".join(
        f"{group} recall {percent(before.loc[group, 'recall'])} to {_between(now, group, 'recall')}, "
        f"precision {percent(before.loc[group, 'precision'])} to {percent(now.loc[group, 'precision'])}"
        for group in groups
    )
    sentences.append(f"{changes[0].upper()}{changes[1:]}.")
    empty = [group for group in GROUPS if not now.loc[group, "classes"]]
    if empty:
        sentences.append(f"No class is in {' or '.join(empty)}.")
    return "\n".join(filter(None, [" ".join(sentences), selection]))


def _between(rows: pd.DataFrame, group: str, measure: str, digits: int = 0) -> str:
    low, high = (float(rows.loc[group, f"{measure}_{end}"]) for end in ("low", "high"))
    return percent_between(float(rows.loc[group, measure]), low, high, digits)
