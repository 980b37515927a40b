"""The numbers of each method, mean and spread over its seeds, as a table."""

from collections.abc import Mapping

import pandas as pd

from ltcore.analysis import seeds_summary

FROM_PREDICTIONS = {
    "balanced_error": "Balanced error",
    "error": "Error",
    "macro_f1": "Macro F1",
    "head_recall": "Head recall",
    "medium_recall": "Medium recall",
    "tail_recall": "Tail recall",
}
FROM_LOGITS = {
    "balanced_top5_error": "Balanced top-5 error",
    "top5_error": "Top-5 error",
    "ece": "ECE",
    "balanced_ece": "Balanced ECE",
    "classwise_ece": "Classwise ECE",
}
"""Column -> its title; those of the second kind are known only where a run has kept its logits."""
NUMBERS = {
    number: title
    for number, title in (FROM_PREDICTIONS | FROM_LOGITS).items()
    if not number.endswith("recall")
}
"""Those that methods are compared by, seed by seed."""


def spread(runs: pd.DataFrame, columns: Mapping[str, str] = FROM_PREDICTIONS) -> pd.DataFrame:
    """Return mean and standard deviation over the seeds as text, one row per arm.

    Args:
        runs: frame with arm, method, seed and the columns that are named.
        columns: column, a share in [0, 1] -> its title; the seeds are counted that have the first one.

    Example:
        >>> runs = pd.DataFrame({"arm": "ERM", "method": "erm", "seed": [0, 1], "ece": [0.2, 0.4]})
        >>> spread(runs, {"ece": "ECE"}).values.tolist()
        [['ERM', '2', '30.0 ± 14.1 %']]
    """
    table: dict[str, list[str]] = {}
    for column, title in columns.items():
        summary = seeds_summary(runs, column, by=())
        table.setdefault("Method", summary["arm"].tolist())
        table.setdefault("Seeds", summary["n_seeds"].astype(str).tolist())
        table[title] = [
            _mean_and_deviation(mean, deviation)
            for mean, deviation in zip(summary["mean"], summary["sd"], strict=True)
        ]
    return pd.DataFrame(table)


def _mean_and_deviation(mean: float, deviation: float) -> str:
    if pd.isna(mean):
        return "n/a"
    spread = "" if pd.isna(deviation) else f" ± {100 * deviation:.1f}"
    return f"{100 * mean:.1f}{spread} %"
