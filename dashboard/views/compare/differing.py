"""Compare, Settings: what the runs do not share."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.shell import short_table
from dashboard.shell.page import Picture
from dashboard.shell.shown import Shown
from dashboard.shell.text import literal
from dashboard.views.compare.choice import OF_RUNS, Choice
from dashboard.views.compare.comparison import compared, of_comparison, origin
from ltcore.analysis import config_diff
from ltcore.plots.base.theme import Look


def show(choice: Choice, _look: Look) -> Shown:
    """Return the settings that differ, as numbers to save; the table stands below."""
    return Shown(
        words="",
        frames={"settings": _differing(choice)},
        origin=origin(choice, is_measured=False),
    )


def _differing(choice: Choice) -> pd.DataFrame:
    runs = compared(choice).runs
    names = dict(zip(runs["run"], runs["arm"], strict=True))
    firsts = {names.get(arm.records[0].id, arm.label): arm.records[0].config for arm in choice.arms}
    configs = {name: config for name, config in firsts.items() if config is not None}
    return config_diff(configs).drop(index="seed", errors="ignore").reset_index()


def _draw_table(choice: Choice) -> None:
    imports = [arm.label for arm in choice.arms if arm.records[0].config is None]
    if imports:
        st.info(_unknown(imports), icon=":material/help:")
    if len(imports) == len(choice.arms):
        return
    differing = _differing(choice)
    if not differing.empty:
        short_table.draw(differing)
    elif len(choice.arms) - len(imports) == 1 and imports:
        st.info("Only one method has known settings.", icon=":material/help:")
    else:
        st.info("These runs share every setting except the seed.", icon=":material/equal:")


def _unknown(imports: Sequence[str]) -> str:
    """Say that an import brings no settings along, so that nothing can be said of them."""
    return (
        "An import brings no settings, so how it was trained is unknown: "
        f"{literal(', '.join(imports), 1000)}."
    )


PICTURE = of_comparison(
    Picture(
        label="Settings",
        sentence="The settings in which these runs differ. If more than the method differs, so may the "
        "cause of what the pictures show.",
        settings=OF_RUNS,
        show=show,
        key="settings",
        details=_draw_table,
    ),
    is_measured=False,
)
