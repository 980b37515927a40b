"""What is asked of the published results: the setting, which methods, and which recipes."""

from dataclasses import dataclass

import pandas as pd

from dashboard.shell.controls import Toggle, choice, of
from dashboard.shell.settings import Settings
from ltcore.analysis.published.results import (
    MOST_USED,
    REFERENCE,
    published_settings,
    setting_title,
)
from ltcore.config.recipes import NAMED_RECIPES, RECIPE_OF_DATA
from ltcore.published import Setting, data_sets

SETTINGS = {setting.key: setting for setting in published_settings()}
LEAST_ROWS = 4
"""Numbers below which a choice of methods is widened."""


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Which published numbers are shown.

    Attributes:
        setting: key of the setting.
        methods: which methods.
        recipes: whether numbers of other recipes are shown too.
    """

    setting: str = choice(
        "Data set, profile and imbalance ratio ρ",
        {key: setting_title(setting) for key, setting in SETTINGS.items()},
        REFERENCE.key,
        "Compare numbers only if all three agree.",
        as_list=True,
        width=330,
    )
    methods: str = choice(
        "Methods", {"used": "Most used", "here": "In this lab", "all": "All"}, "used", width=290
    )
    recipes: bool = of(
        Toggle(
            label="Other recipes too",
            default=False,
            help="Stronger augmentation, longer training, other networks or unlabelled images. Do not "
            "compare these numbers with those obtained with crops and flips alone.",
            width=215,
        )
    )


NUMBERS = Settings(Numbers, "pub")


def shown(frame: pd.DataFrame, asked: Numbers) -> pd.DataFrame:
    """Return the numbers that are asked for.

    Where no plain recipe has run a setting, its other recipes are shown whatever the switch says; where a
    choice of methods leaves too few numbers, the next wider one is shown.
    """
    plain = frame["kind"] == "plain"
    kept = frame if asked.recipes or not plain.any() else frame[plain]
    choices = {
        "used": kept["method"].isin(MOST_USED),
        "here": kept["method"] != "",
        "all": kept["method"].notna(),
    }
    wider = list(choices)[list(choices).index(asked.methods) :]
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
