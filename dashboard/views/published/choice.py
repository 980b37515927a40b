"""What is asked of the published results: the setting, which methods, and which recipes."""

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state, widgets
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
from ltcore.analysis.published.results import (
    MOST_USED,
    REFERENCE,
    published_settings,
    setting_title,
)
from ltcore.config.recipes import NAMED_RECIPES, RECIPE_OF_DATA
from ltcore.published import Setting, data_sets

SETTINGS = {setting.key: setting for setting in published_settings()}
METHODS = {"used": "Most used", "here": "In this lab", "all": "All"}
LEAST_ROWS = 4
"""Numbers below which a choice of methods is widened."""
WIDTHS = (330, 290, 215)
"""Pixels of setting, methods and switch."""

SETTING = Linked("pub_setting", REFERENCE.key, state.one_of(SETTINGS))
METHOD = Linked("pub_methods", "used", state.one_of(METHODS))
STRONGER = Linked("pub_recipes", default=False, read=state.one_of((True, False)))
ALL: tuple[Linked[Any], ...] = (SETTING, METHOD, STRONGER)

PRESETS = (
    Preset(
        "One baseline, five numbers",
        ((SETTING, "cifar10-exponential-100"), (METHOD, "used"), (STRONGER, False)),
    ),
    Preset(
        "A stronger recipe beats most methods",
        ((SETTING, "cifar10-exponential-100"), (METHOD, "used"), (STRONGER, True)),
    ),
    Preset(
        "100 classes: less to gain",
        ((SETTING, "cifar100-exponential-100"), (METHOD, "used"), (STRONGER, False)),
    ),
    Preset(
        "Re-weighting can do harm",
        ((SETTING, "cifar100-step-100"), (METHOD, "here"), (STRONGER, False)),
    ),
)


def controls() -> DeltaGenerator:
    """Draw the controls, whose settings are adopted already; return their row."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    setting, methods, stronger = (row.container(width=widgets.text_width(w)) for w in WIDTHS)
    setting.selectbox(
        "Data set, profile and imbalance ratio ρ",
        SETTINGS,
        format_func=lambda key: setting_title(SETTINGS[key]),
        key=SETTING.key,
        persist_state="session",
        help="Numbers can be compared only where all three are the same.",
    )
    methods.segmented_control(
        "Methods",
        METHODS,
        format_func=METHODS.__getitem__,
        key=METHOD.key,
        required=True,
        persist_state="session",
    )
    stronger.toggle(
        "Other recipes too",
        key=STRONGER.key,
        persist_state="session",
        help="Stronger augmentation, longer training, other networks, unlabelled images: their numbers do "
        "not compare with those under crops and flips.",
    )
    return row


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers that the controls ask for.

    Where no plain recipe has run a setting, its other recipes are shown whatever the switch says; where a
    choice of methods leaves too few numbers, the next wider one is shown.
    """
    plain = frame["kind"] == "plain"
    kept = frame if state.value(STRONGER) or not plain.any() else frame[plain]
    choices = {
        "used": kept["method"].isin(MOST_USED),
        "here": kept["method"] != "",
        "all": kept["method"].notna(),
    }
    wider = list(choices)[list(choices).index(state.value(METHOD)) :]
    wanted = next(
        (choices[name] for name in wider if choices[name].sum() >= LEAST_ROWS), choices["all"]
    )
    return kept[wanted].reset_index(drop=True)


def command(setting: Setting) -> str:
    """Return the command that makes a run of a setting, empty where the lab cannot bring its data.

    Example:
        >>> command(REFERENCE)
        'ltlab train --recipe ldam_drw_cifar10'
    """
    if setting.data not in RECIPE_OF_DATA:
        return ""
    named = [recipe for recipe in NAMED_RECIPES.values() if recipe.data == setting.data]
    recipe = f"ltlab train --recipe ldam_drw_{setting.data}"
    profile = "" if setting.profile == "exponential" else f" --profile {setting.profile}"
    ratio = f" --ratio {setting.ratio:g}"
    if named:
        return recipe + profile + ("" if setting.ratio == REFERENCE.ratio else ratio)
    size = data_sets()[setting.data].n_max
    cut = f" --n-max {size}" if size else ""
    return f"ltlab train --data {setting.data} --method ldam_drw{profile}{ratio}{cut}"
