"""What papers report about unlabelled data, as small tables."""

from ltcore.analysis.base.plain_numbers import plain_number
from ltcore.analysis.published.excerpt import Excerpt, excerpt
from ltcore.published import Result

ALONE = "labels alone"
FACTORS = {0.5: "ρ / 2", 1.0: "ρ", 2.0: "2 ρ"}
"""Imbalance of the unlabelled images over that of the labels -> head of its column."""
COMPARED = ("erm", "fixmatch", "crest", "crest_plus")
"""Methods of this lab of which the benchmark of reversed tails is shown."""


def self_training() -> Excerpt:
    """Return test errors of self-training on long-tailed CIFAR-10, by imbalance of the unlabelled images.

    Example:
        >>> self_training().rows["CE, ρ = 100"]
        ('17.48', '18.42', '18.74', '20.06', '29.64')
    """
    return excerpt(["semi_supervised"], ["ρ_U = 1", *FACTORS.values(), ALONE], _of_self_training)


def _of_self_training(row: Result) -> tuple[str, str] | None:
    if row.setting.data != "cifar10":
        return None
    name = f"{row.method.removesuffix(' + unlabelled')}, ρ = {plain_number(row.setting.ratio)}"
    unlabelled = row.settings.get("rho_u", "")
    if not unlabelled:
        return name, ALONE
    if unlabelled == "1":
        return name, "ρ_U = 1"
    return name, FACTORS[float(unlabelled) / row.setting.ratio]


def reversed_tail() -> Excerpt:
    """Return test accuracies of CReST where the unlabelled tail is reversed, from a library's benchmark.

    Example:
        >>> reversed_tail().rows["CReST+"]
        ('78.25 ± 0.36', '68.81 ± 0.63')
    """
    return excerpt(["usb_imbalanced"], ["same order", "reversed"], _of_reversed)


def _of_reversed(row: Result) -> tuple[str, str] | None:
    settings = row.settings
    if row.ours not in COMPARED or row.setting.ratio != 100 or settings["N1"] != "1500":
        return None
    name = ALONE if row.ours == "erm" else row.method.removeprefix("FixMatch + ")
    return name, {"100": "same order", "1/100": "reversed"}[settings["rho_u"]]
