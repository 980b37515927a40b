"""The reader's own runs of a published setting: which recipe they follow, and which examples they have."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ltcore.analysis.base.plain_numbers import plain_number
from ltcore.analysis.base.seeds import seeds_summary
from ltcore.analysis.base.settings import settings_by_path
from ltcore.analysis.compare.runs import run_numbers
from ltcore.config import RunConfig
from ltcore.config.fingerprint import NOT_FINGERPRINTED
from ltcore.config.recipes import RECIPE_FAMILIES, RECIPES
from ltcore.data.unlabelled import requested_unlabelled
from ltcore.published import Setting, data_sets, families
from ltcore.runs import RunRecord

FREE = ("name", "recipe", "seed", "data.options", "train.eval_every", "train.snapshots")
"""Settings that a run may have otherwise and still follow its recipe."""
OF_EXAMPLES = ("n_max", "unlabelled", "unlabelled_ratio", "unlabelled_order")
"""Settings of the data that say which examples have labels and which have none."""


def is_of_setting(record: RunRecord, setting: Setting) -> bool:
    """Return whether a run learns from the data of a setting."""
    data = record.config.data if record.config else None
    return data is not None and (data.name, data.profile, data.ratio) == (
        setting.data,
        setting.profile,
        setting.ratio,
    )


def departures(config: RunConfig) -> str:
    """Return in what a run departs from its own recipe, empty where it follows it.

    Of a run with unlabelled examples, their number and imbalance are no departure: they are said beside it.
    The settings that the published rows of the recipe's family have are part of the recipe: the rows of the
    LDAM paper with class-balanced weights divide by the summed weights of a batch, our default by its size.

    Example:
        >>> departures(RunConfig(data={"name": "cifar10"})), departures(RunConfig(train={"epochs": 3}))
        ('', 'train.epochs 3')
        >>> departures(RunConfig(data={"name": "cifar10"}, method={"name": "cb_softmax"}))
        'method.settings.normalise_by batch'
    """
    if config.recipe not in RECIPES:
        return f"recipe {config.recipe}, which this version does not know"
    name = config.data.name
    data = {
        "name": name,
        "profile": config.data.profile,
        "ratio": config.data.ratio,
        "n_max": data_sets()[name].n_max if name in data_sets() else 0,
    }
    if config.data.unlabelled:
        data |= {setting: getattr(config.data, setting) for setting in OF_EXAMPLES}
    method = config.method.name
    published = _family_settings(RECIPE_FAMILIES.get(config.recipe, ""), method)
    pattern = RunConfig.model_validate(
        {
            "recipe": config.recipe,
            "data": data,
            "method": {"name": method, **({"settings": published} if published else {})},
        }
    )
    expected = settings_by_path(pattern)
    return ", ".join(
        f"{path} {text}"
        for path, text in settings_by_path(config).items()
        if not _is_free(path) and text != expected.get(path)
    )


def own_frame(records: Sequence[RunRecord], per_class: pd.DataFrame) -> pd.DataFrame:
    """Return the reader's runs of one setting: one row per arm, after the last epoch.

    Args:
        records: its finished runs.
        per_class: frame of ``per_class_frame`` of these runs on the test examples.

    Returns:
        The frame of ``seeds_summary`` for the error over all test examples, as papers print it (shares in
        [0, 1]), with recipe, departures, family (empty where the run has departed from its recipe, or the
        recipe is of no published family) and examples (which have labels and which have none; empty where
        all have).
    """
    if per_class.empty:
        return pd.DataFrame()
    runs = per_class[["run", "arm", "method", "seed"]].drop_duplicates("run")
    runs = runs.join(run_numbers(per_class)["error"], on="run")
    said = pd.DataFrame([_recipe_columns(record) for record in records]).set_index("run")
    said["examples"] = [
        _examples(record, per_class[per_class["run"] == record.id]) for record in records
    ]
    keys = ("recipe", "departures", "family", "examples")
    return seeds_summary(runs.join(said, on="run"), "error", by=keys)


def learns_from_unlabelled(record: RunRecord) -> bool:
    """Return whether a run has examples without labels beside those with."""
    return record.config is not None and record.config.data.unlabelled > 0


def _recipe_columns(record: RunRecord) -> dict[str, str]:
    config = record.config
    if config is None:
        return {"run": record.id, "recipe": "", "departures": "", "family": ""}
    departed = departures(config)
    # No published family with unlabelled examples is a recipe of this lab.
    alike = not departed and not config.data.unlabelled
    family = RECIPE_FAMILIES.get(config.recipe, "") if alike else ""
    return {
        "run": record.id,
        "recipe": config.recipe,
        "departures": departed,
        "family": families()[family].title if family else "",
    }


def _examples(record: RunRecord, classes: pd.DataFrame) -> str:
    """Return which examples of a run have labels and which have none, as published numbers say it."""
    if record.config is None or not record.config.data.unlabelled:
        return ""
    data = record.config.data
    labelled = classes.sort_values("class")["train_count"].to_numpy(dtype=np.int64)
    n_classes = len(labelled) + data.foreign_classes
    plenty = np.full(n_classes, np.iinfo(np.int64).max)
    names = tuple(map(str, range(n_classes)))
    without = requested_unlabelled(data, labelled, plenty, names)[: len(labelled)]
    ratio = f"{plain_number(data.unlabelled_ratio or data.ratio)}"
    order = ratio if data.unlabelled_order == "same" else f"1/{ratio}"
    return f"N₁ = {labelled.max()}, M₁ = {without.max()}, ρ_U = {order}"


def _family_settings(family: str, method: str) -> dict[str, str]:
    """Return the settings of our method with which a family's rows are made, beside its defaults."""
    return dict(families()[family].settings.get(method, {})) if family else {}


def _is_free(path: str) -> bool:
    free = [*FREE, *(f"train.{name}" for name in NOT_FINGERPRINTED["train"])]
    return any(path == one or path.startswith(f"{one}.") for one in free)
