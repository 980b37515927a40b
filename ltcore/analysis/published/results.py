"""Published numbers of one setting, and how far apart sources are for one and the same method."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ltcore.analysis.base.plain_numbers import plain_number
from ltcore.published import Result, Setting, data_sets, families, results, tables

MOST_USED = (
    "erm",
    "cb_focal",
    "ldam",
    "ldam_drw",
    "balanced_softmax",
    "logit_adjustment",
    "vs",
    "tla_adrw",
    "self_training",
    "fixmatch",
    "crest",
    "crest_plus",
)
"""Methods that most tables have, or that a table is about."""
PROFILES = {"exponential": "long-tailed", "step": "step", "as_is": "as it is"}
REFERENCE = Setting("cifar10", "exponential", 100.0)
"""The setting that most sources have run."""


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


@dataclass(frozen=True, kw_only=True)
class Rerun(Baselines):
    """What one method came to on examples of the same kind, some of them without labels, in several sources.

    Attributes:
        label: the method, as the sources write it.
        examples: which of them have labels and which have none.
    """

    label: str
    examples: str


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
    return f"{title}, {shape}, ρ = {plain_number(setting.ratio)}"


def published_frame(setting: Setting) -> pd.DataFrame:
    """Return the published errors of a setting, family by family, in the order of their tables.

    Returns:
        One row per number: family, family_title, kind, reporting, examples (which of them have labels and
        which have none; empty where all have), method (name in this lab, empty where it has none like it),
        method_settings (of that method, where the family's rows are not made with its defaults), label (as
        the source writes it, with its settings), error and spread (percent; NaN: none printed), printed (as
        an error or an accuracy, letter by letter), status ("", "copied", "picked" or "doubtful"), note,
        source, protocol, table.

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
    return None if not own.any() else Baselines(**_ends(frame[own]))


def widest_rerun(frame: pd.DataFrame) -> Rerun | None:
    """Return the method on which sources with unlabelled examples are furthest apart, on the same examples.

    Args:
        frame: frame of ``published_frame``, or some of its rows.

    Returns:
        None where no two of the sources have run one method on examples of the same kind.

    Example:
        >>> found = widest_rerun(published_frame(Setting("cifar10", "exponential", 50.0)))
        >>> found.label, found.examples, round(found.spread, 2)
        ('CReST+', '10 % labelled', 0.3)
    """
    rows = frame[(frame["kind"] == "unlabelled") & (frame["status"] == "")]
    reruns = [
        Rerun(label=str(label), examples=str(examples), **_ends(same))
        for (label, examples), same in rows.groupby(["label", "examples"], sort=False)
        if len(set(same["family"])) > 1
    ]
    return max(reruns, key=lambda one: one.spread, default=None)


def _ends(rows: pd.DataFrame) -> dict[str, Any]:
    """Return the fields of ``Baselines`` for the rows of one method."""
    rows = rows.sort_values("error", kind="stable")
    return {
        "low": float(rows["error"].iloc[0]),
        "high": float(rows["error"].iloc[-1]),
        "best": str(rows["family_title"].iloc[0]),
        "worst": str(rows["family_title"].iloc[-1]),
        "n_families": rows["family"].nunique(),
    }


def _is_drawn(result: Result) -> bool:
    whole = result.subset == "all" and result.metric != "top5_error"
    return whole and families()[result.family].kind != "probe"


def _row(result: Result) -> dict[str, object]:
    family, source = families()[result.family], tables()[result.table].source
    # A copied number was made by another family's code; its note says what is to be known of it.
    made = {} if result.status == "copied" else family.settings.get(result.ours, {})
    settings = {**made, **result.ours_settings}
    return {
        "family": result.family,
        "family_title": family.title,
        "kind": family.kind,
        "reporting": family.reporting,
        "examples": result.examples,
        "method": result.ours,
        "method_settings": ", ".join(f"{name} {value}" for name, value in settings.items()),
        "label": result.label,
        "error": round(result.error, 4),
        "spread": np.float64(result.spread),
        "printed": f"{result.metric.rpartition('_')[2]} {result.printed}",
        "status": result.status,
        "note": result.note,
        "source": f"{source.title}, {source.year}, {source.where}",
        "protocol": family.protocol,
        "table": result.table,
    }
