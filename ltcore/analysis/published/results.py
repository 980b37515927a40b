"""Published numbers of one setting, and the reader's own runs of the same setting beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ltcore.analysis.base.seeds import seeds_summary
from ltcore.analysis.base.settings import settings_by_path
from ltcore.analysis.compare.runs import run_numbers
from ltcore.config import RunConfig
from ltcore.config.fingerprint import NOT_FINGERPRINTED
from ltcore.config.recipes import RECIPE_FAMILIES, RECIPES
from ltcore.published import Result, Setting, data_sets, families, results, tables
from ltcore.runs import RunRecord

MOST_USED = (
    "erm",
    "cb_focal",
    "ldam",
    "ldam_drw",
    "balanced_softmax",
    "logit_adjustment",
    "vs",
    "tla_adrw",
)
"""Methods that most tables have, or that a table is about."""
PROFILES = {"exponential": "long-tailed", "step": "step", "as_is": "as it is"}
REFERENCE = Setting("cifar10", "exponential", 100.0)
"""The setting that most sources have run."""
FREE = ("name", "recipe", "seed", "data.options", "train.eval_every", "train.snapshots")
"""Settings that a run may have otherwise and still follow its recipe."""


@dataclass(frozen=True, kw_only=True)
class Baselines:
    """What one method came to in several sources that have run it themselves.

    Attributes:
        low: smallest error, in percent.
        high: largest error, in percent.
        best: title of the family with the smallest.
        worst: title of the family with the largest.
        n_families: how many families there are.
    """

    low: float
    high: float
    best: str
    worst: str
    n_families: int

    @property
    def spread(self) -> float:
        """Largest minus smallest, in points."""
        return self.high - self.low


def published_settings() -> tuple[Setting, ...]:
    """Return the settings of which there are numbers to draw, in the order of the data sets.

    Example:
        >>> [setting.key for setting in published_settings()][:2]
        ['cifar10-exponential-200', 'cifar10-exponential-150']
    """
    order = list(data_sets())
    found = {result.setting for result in results() if _is_drawn(result)}
    return tuple(
        sorted(found, key=lambda one: (order.index(one.data), one.profile == "step", -one.ratio))
    )


def setting_title(setting: Setting) -> str:
    """Return a setting as people write it.

    Example:
        >>> setting_title(REFERENCE), setting_title(Setting("imagenet_lt", "as_is", 0))
        ('CIFAR-10, long-tailed, ρ = 100', 'ImageNet-LT')
    """
    title = data_sets()[setting.data].title
    if not setting.ratio:
        return title
    shape = "balanced" if setting.ratio == 1 else PROFILES[setting.profile]
    return f"{title}, {shape}, ρ = {setting.ratio:g}"


def published_frame(setting: Setting) -> pd.DataFrame:
    """Return the published errors of a setting, family by family, in the order of their tables.

    Returns:
        One row per number: family, family_title, kind, reporting, method (name in this lab, empty where it
        has none like it), method_settings (of that method, where the family's rows are not made with its
        defaults), label (as the source writes it, with its settings), error and spread (percent; NaN: none
        printed), status ("", "copied", "picked" or "doubtful"), note, source, protocol, table.

    Example:
        >>> frame = published_frame(REFERENCE)
        >>> frame.loc[frame["label"] == "LDAM-DRW", ["family", "error"]].values.tolist()[0]
        ['ldam', 22.97]
    """
    rows = [_row(result) for result in results() if result.setting == setting and _is_drawn(result)]
    return pd.DataFrame(rows)


def not_drawn(setting: Setting) -> int:
    """Return how many numbers of a setting are kept and not drawn: of groups, top-5, and probes.

    Example:
        >>> not_drawn(Setting("imagenet_lt", "as_is", 0.0))
        24
    """
    return sum(result.setting == setting and not _is_drawn(result) for result in results())


def baselines(frame: pd.DataFrame, method: str = "erm") -> Baselines | None:
    """Return what a method came to in the plain families that have run it themselves.

    Args:
        frame: frame of ``published_frame``.
        method: its name in this lab.

    Returns:
        None where no plain family has run it.

    Example:
        >>> found = baselines(published_frame(REFERENCE))
        >>> found.low, found.high, found.n_families
        (27.16, 29.64, 5)
    """
    own = (frame["status"] == "") & (frame["kind"] == "plain") & (frame["method"] == method)
    rows = frame[own].sort_values("error", kind="stable")
    if rows.empty:
        return None
    return Baselines(
        low=float(rows["error"].iloc[0]),
        high=float(rows["error"].iloc[-1]),
        best=str(rows["family_title"].iloc[0]),
        worst=str(rows["family_title"].iloc[-1]),
        n_families=rows["family"].nunique(),
    )


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
        [0, 1]), with recipe, departures and family (empty where the run has departed from its recipe, or the
        recipe is of no published family).
    """
    if per_class.empty:
        return pd.DataFrame()
    runs = per_class[["run", "arm", "method", "seed"]].drop_duplicates("run")
    runs = runs.join(run_numbers(per_class)["error"], on="run")
    said = pd.DataFrame([_recipe_columns(record) for record in records]).set_index("run")
    keys = ("recipe", "departures", "family")
    return seeds_summary(runs.join(said, on="run"), "error", by=keys)


def _recipe_columns(record: RunRecord) -> dict[str, str]:
    config = record.config
    if config is None:
        return {"run": record.id, "recipe": "", "departures": "", "family": ""}
    departed = departures(config)
    family = "" if departed else RECIPE_FAMILIES.get(config.recipe, "")
    return {
        "run": record.id,
        "recipe": config.recipe,
        "departures": departed,
        "family": families()[family].title if family else "",
    }


def _family_settings(family: str, method: str) -> dict[str, str]:
    """Return the settings of our method with which a family's rows are made, beside its defaults."""
    return dict(families()[family].settings.get(method, {})) if family else {}


def _is_free(path: str) -> bool:
    free = [*FREE, *(f"train.{name}" for name in NOT_FINGERPRINTED["train"])]
    return any(path == one or path.startswith(f"{one}.") for one in free)


def _is_drawn(result: Result) -> bool:
    whole = result.subset == "all" and result.metric != "top5_error"
    return whole and families()[result.family].kind != "probe"


def _row(result: Result) -> dict[str, object]:
    family, source = families()[result.family], tables()[result.table].source
    # A copied number was made by another family's code; its note says what is to be known of it.
    settings = {} if result.status == "copied" else _family_settings(result.family, result.ours)
    return {
        "family": result.family,
        "family_title": family.title,
        "kind": family.kind,
        "reporting": family.reporting,
        "method": result.ours,
        "method_settings": ", ".join(f"{name} {value}" for name, value in settings.items()),
        "label": result.label,
        "error": round(result.error, 4),
        "spread": np.float64(result.spread),
        "status": result.status,
        "note": result.note,
        "source": f"{source.title}, {source.year}, {source.where}",
        "protocol": family.protocol,
        "table": result.table,
    }
