"""What papers and re-runs print for a setting, and the reader's own runs beside it."""

import pandas as pd
import streamlit as st

from dashboard.shell import answers, footer, left_out, loaders, state, widgets
from dashboard.shell.components.picture import drawn
from dashboard.shell.text import literal
from dashboard.views.published import tables
from dashboard.views.published.choice import SETTINGS, Numbers, command, shown
from ltcore.analysis import Collected
from ltcore.analysis.published.results import (
    baselines,
    is_of_setting,
    not_drawn,
    own_frame,
    published_frame,
    setting_title,
)
from ltcore.plots.published.lines import figure_height
from ltcore.plots.published.results import published_results_figure
from ltcore.plots.published.words import words_published_results
from ltcore.published import Setting

BAND = (
    "The grey band spans what different sources print for one and the same method. A method that beats it by "
    "less than its width has shown little, unless it also beats the baseline under its own heading."
)
NO_BAND = (
    "Compare numbers within a heading: under most headings, the first line is the baseline trained in the "
    "same way."
)
PICTURE = "published_results"
LEAST_HEIGHT = 480


def draw(asked: Numbers) -> None:
    """Draw the numbers of a setting, the reader's own runs among them, and how they were made."""
    setting = SETTINGS[asked.setting]
    everything = answers.of(published_frame, setting)
    frame, (own, unusable) = shown(everything, asked), own_runs(setting)
    found, look = answers.of(baselines, everything), state.look()
    said = answers.of(words_published_results, frame, own, found)
    widgets.figure(
        drawn(published_results_figure, frame, own, found, setting_title(setting), look=look),
        PICTURE,
        said,
        max(answers.of(figure_height, frame, own, look), LEAST_HEIGHT),
    )
    _say_left_out(len(everything) - len(frame), not_drawn(setting))
    widgets.in_words(said)
    if own.empty:
        left_out.say_unreadable(unusable)
        _offer_a_run(setting)
    widgets.notice_and_try(
        BAND if found is not None and found.n_families > 1 else NO_BAND,
        "Choose CIFAR-10 with ρ = 100 and turn on *Other recipes too*: longer training and stronger "
        "augmentation lower the error of cross-entropy by more than most methods do.",
    )
    tables.draw(frame)
    footer.draw(
        {"published_results": frame} | ({} if own.empty else {"own_runs_of_this_setting": own}),
        "Numbers as printed in papers, public repositories and lecture notes, one source per row. Own runs: "
        "error on all test images after the last epoch.",
        PICTURE,
    )


def own_runs(setting: Setting) -> Collected:
    """Return the finished runs of a setting, one row per arm, and the runs that cannot be shown."""
    comparable, unusable = loaders.comparable()
    records = [record for record in comparable if is_of_setting(record, setting)]
    frame, without = loaders.per_class(records, "test", "thresholds")
    rows = pd.DataFrame() if frame.empty else own_frame(records, frame)
    return Collected(rows, [*without, *unusable])


def _say_left_out(filtered: int, kept: int) -> None:
    parts = [
        f"the controls hide {filtered}" if filtered else "",
        f"{kept} are stored but never drawn (top-5, groups of classes, probes)" if kept else "",
    ]
    if said := "; ".join(filter(None, parts)):
        st.caption(f"Published numbers for this setting that the picture leaves out: {said}.")


def _offer_a_run(setting: Setting) -> None:
    line = command(setting)
    if not line:
        st.info(
            f"{literal(setting_title(setting))} does not come with this lab, so you cannot add your own "
            "runs here.",
            icon=":material/database_off:",
        )
        return
    st.info(
        "You have no finished run with this setting yet. This command trains one; its mark will appear above "
        "the others:  \n"
        f"**{literal(line)}**",
        icon=":material/play_circle:",
    )
