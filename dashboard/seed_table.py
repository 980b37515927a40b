"""The balanced numbers of each method, mean and spread over its seeds, as a table."""

import pandas as pd

from ltcore.analysis import seeds_summary


def spread(runs: pd.DataFrame) -> pd.DataFrame:
    """Return mean and standard deviation over the seeds as text, one row per arm.

    Args:
        runs: frame with arm, method, seed and the columns of ``run_numbers``.

    Example:
        >>> numbers = dict.fromkeys(["error", "head_recall", "medium_recall", "tail_recall"], 0.5)
        >>> runs = pd.DataFrame({"arm": "ERM", "method": "erm", "seed": [0, 1],
        ...                      "balanced_error": [0.2, 0.4], **numbers})
        >>> spread(runs)[["Method", "Seeds", "Balanced error"]].values.tolist()
        [['ERM', '2', '30.0 ± 14.1 %']]
    """
    columns = {
        "balanced_error": "Balanced error",
        "error": "Error",
        "head_recall": "Head recall",
        "medium_recall": "Medium recall",
        "tail_recall": "Tail recall",
    }
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
