"""What is asked of the published results: the setting, which methods, and which recipes."""

from dataclasses import dataclass

import pandas as pd

from dashboard.shell.controls import choice
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
RECIPES = {"plain": "Crops and flips", "labelled": "All labelled", "unlabelled": "Unlabelled too"}
"""Which recipes -> what they are called."""
KINDS = {"plain": ("plain",), "labelled": ("plain", "other"), "unlabelled": ("unlabelled",)}
"""Which recipes -> the kinds of recipe families among them."""


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Which published numbers are shown.

    Attributes:
        setting: key of the setting.
        methods: which methods.
        recipes: which recipes.
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
    recipes: str = choice(
        "Recipes",
        RECIPES,
        "plain",
        "All labelled: also stronger augmentation, longer training, other networks and self-supervised "
        "starts. Unlabelled too: only some training images have labels; methods may learn from the others. "
        "Do not compare numbers from different recipes.",
        width=420,
    )


NUMBERS = Settings(Numbers, "pub")


def recipes_shown(frame: pd.DataFrame, asked: Numbers) -> str:
    """Return which recipes are shown: those asked for, or where none of them has numbers, others."""
    wider = list(RECIPES)[list(RECIPES).index(asked.recipes) :]
    order = [*wider, *RECIPES]
    return next(name for name in order if frame["kind"].isin(KINDS[name]).any())


def shown(frame: pd.DataFrame, asked: Numbers) -> pd.DataFrame:
    """Return the numbers that are asked for.

    Where none of the recipes asked for has run a setting, others are shown; where a choice of methods leaves
    too few numbers, the next wider one is shown.
    """
    kept = frame[frame["kind"].isin(KINDS[recipes_shown(frame, asked)])]
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


def command(setting: Setting, recipes: str = "plain") -> str:
    """Return the command that makes a run of a setting, empty where the lab cannot bring its data.

    Args:
        setting: data set, profile and ratio.
        recipes: which recipes it is to stand beside.

    Example:
        >>> command(REFERENCE), command(REFERENCE, "unlabelled")
        ('ltlab train --recipe ldam_drw_cifar10', 'ltlab train --data cifar10 --method crest --ratio 100')
    """
    if setting.data not in RECIPE_OF_DATA:
        return ""
    profile = "" if setting.profile == "exponential" else f" --profile {setting.profile}"
    ratio = f" --ratio {setting.ratio:.7g}"
    named = [recipe for recipe in NAMED_RECIPES.values() if recipe.data == setting.data]
    if named and recipes != "unlabelled":
        recipe = f"ltlab train --recipe ldam_drw_{setting.data}"
        return recipe + profile + ("" if setting.ratio == REFERENCE.ratio else ratio)
    method = "crest" if recipes == "unlabelled" else "ldam_drw"
    size = data_sets()[setting.data].n_max
    cut = f" --n-max {size}" if size else ""
    return f"ltlab train --data {setting.data} --method {method}{profile}{ratio}{cut}"
