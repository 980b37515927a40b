"""What papers and re-runs print for a setting, and the reader's own runs beside it."""

from collections.abc import Sequence, Set
from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboard.shell import answers, footer, left_out, loaders, state, widgets
from dashboard.shell.components.picture import drawn
from dashboard.shell.text import literal
from dashboard.views.published import tables
from dashboard.views.published.choice import (
    RECIPES,
    SETTINGS,
    Numbers,
    command,
    recipes_shown,
    shown,
)
from ltcore.analysis import LeftOut
from ltcore.analysis.published.own_runs import is_of_setting, learns_from_unlabelled, own_frame
from ltcore.analysis.published.results import (
    baselines,
    not_drawn,
    published_frame,
    setting_title,
)
from ltcore.plots.base.text import count
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
NO_MIX = (
    "A line of examples under a heading says how many images of the largest class have labels and how many "
    "have none. Numbers under different lines come from different data: do not compare them."
)
PICTURE = "published_results"
LEAST_HEIGHT = 480


def draw(asked: Numbers) -> None:
    """Draw the numbers of a setting, the reader's own runs among them, and how they were made."""
    setting = SETTINGS[asked.setting]
    everything = answers.of(published_frame, setting)
    recipes = recipes_shown(everything, asked)
    unlabelled = recipes == "unlabelled"
    frame, runs = shown(everything, asked), own_runs(setting, {asked.recipes, recipes})
    own = runs.frame
    # What cross-entropy comes to with all labels is no yardstick where only some images have labels.
    found = None if unlabelled else answers.of(baselines, everything)
    look = state.look()
    said = answers.of(words_published_results, frame, own, found)
    widgets.figure(
        drawn(published_results_figure, frame, own, found, setting_title(setting), look=look),
        PICTURE,
        said,
        max(answers.of(figure_height, frame, own, look), LEAST_HEIGHT),
    )
    _say_other_recipes(asked.recipes, recipes, runs.hidden)
    _say_left_out(len(everything) - len(frame), not_drawn(setting))
    widgets.in_words(said)
    if own.empty:
        left_out.say_unreadable(runs.unusable)
        _offer_a_run(setting, recipes)
    band = BAND if found is not None and found.n_families > 1 else NO_BAND
    widgets.notice_and_try(
        NO_MIX if unlabelled else band,
        "Choose CIFAR-10 with ρ = 100 and *All labelled*: longer training and stronger augmentation lower "
        "the error of cross-entropy by more than most methods do.",
    )
    tables.draw(frame)
    footer.draw(
        {"published_results": frame} | ({} if own.empty else {"own_runs_of_this_setting": own}),
        "Numbers as printed in papers, public repositories and lecture notes, one source per row. Own runs: "
        "error on all test images after the last epoch.",
        PICTURE,
    )


class OwnRuns(NamedTuple):
    """The reader's finished runs of a setting, one row per arm; those not shown, and those that cannot be."""

    frame: pd.DataFrame
    hidden: int
    unusable: Sequence[LeftOut]


def own_runs(setting: Setting, recipes: Set[str]) -> OwnRuns:
    """Return the finished runs of a setting, those with unlabelled images only beside such recipes."""
    comparable, unusable = loaders.comparable()
    records = [record for record in comparable if is_of_setting(record, setting)]
    kept = [
        record
        for record in records
        if "unlabelled" in recipes or not learns_from_unlabelled(record)
    ]
    frame, without = loaders.per_class(kept, "test", "thresholds")
    rows = pd.DataFrame() if frame.empty else own_frame(kept, frame)
    return OwnRuns(rows, len(records) - len(kept), [*without, *unusable])


def _say_other_recipes(asked: str, recipes: str, hidden: int) -> None:
    if recipes != asked:
        st.caption(
            f"No source here has numbers for this setting under *{RECIPES[asked]}*; the picture shows "
            f"*{RECIPES[recipes]}*."
        )
    if hidden:
        st.caption(
            f"Not shown: {count(hidden, 'run')} of yours with unlabelled images. Choose "
            f"*{RECIPES['unlabelled']}* to see {'it' if hidden == 1 else 'them'}."
        )


def _say_left_out(filtered: int, kept: int) -> None:
    parts = [
        f"the controls hide {filtered}" if filtered else "",
        f"{kept} are stored but never drawn (top-5, groups of classes, probes)" if kept else "",
    ]
    if said := "; ".join(filter(None, parts)):
        st.caption(f"Published numbers for this setting that the picture leaves out: {said}.")


def _offer_a_run(setting: Setting, recipes: str) -> None:
    line = command(setting, recipes)
    if not line:
        st.info(
            f"{literal(setting_title(setting))} does not come with this lab, so you cannot add your own "
            "runs here.",
            icon=":material/database_off:",
        )
        return
    st.info(
        "You have no finished run to show here yet. This command trains one; its mark will appear above "
        "the others:  \n"
        f"**{literal(line)}**",
        icon=":material/play_circle:",
    )
