"""What papers report about pre-training, as small tables."""

from ltcore.analysis.base.plain_numbers import plain_number
from ltcore.analysis.published.excerpt import Excerpt, excerpt
from ltcore.published import Result, data_sets

RATIOS = (10, 50, 100)
ROWS = {
    "CE + SSP": "rotation, then CE",
    "CE (balanced) + SSP": "rotation, then CE with class-balanced sampling",
    "CE": "CE, without pre-training",
}
"""How the tables call a row -> how the card does."""


def rotation() -> Excerpt:
    """Return test errors after rotation on long-tailed CIFAR-10.

    Example:
        >>> for name, numbers in rotation().rows.items(): print(name, *numbers)
        rotation, then CE 12.28 21.80 26.50
        rotation, then CE with class-balanced sampling 11.57 19.60 23.47
        CE, without pre-training 13.61 25.19 29.64
    """
    heads = [f"ρ = {ratio}" for ratio in RATIOS]
    return excerpt(["self_supervised", "semi_supervised"], heads, _of_rotation)


def _of_rotation(row: Result) -> tuple[str, str] | None:
    if row.setting.data != "cifar10" or row.method not in ROWS:
        return None
    return ROWS[row.method], f"ρ = {plain_number(row.setting.ratio)}"


def few_shot_probes() -> Excerpt:
    """Return accuracies of probes after pre-training on balanced and on long-tailed images, by group.

    Example:
        >>> few_shot_probes().rows["CIFAR-10, long-tailed"]
        ('76.07 ± 3.88', '67.97 ± 5.84', '54.21 ± 10.24', '67.08 ± 2.15')
    """
    return excerpt(["few_shot_probe"], ["many", "medium", "few", "all"], _of_probe)


def _of_probe(row: Result) -> tuple[str, str] | None:
    trained_on = "balanced" if "D_b" in row.method else "long-tailed"
    return f"{data_sets()[row.setting.data].title}, {trained_on}", row.subset
