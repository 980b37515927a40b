"""Compare, Settings: what the runs do not share."""

import pandas as pd
import streamlit as st

from dashboard.shell import short_table
from dashboard.shell.page import Picture
from dashboard.shell.shown import Shown
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
    differing = _differing(choice)
    if differing.empty:
        st.info("These runs share every setting except the seed.", icon=":material/equal:")
    else:
        short_table.draw(differing)


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
