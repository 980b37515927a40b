"""The numbers of finished runs, in the words of a command."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ltcore.cli.table import one_line, percent, text_table
from ltcore.types import GROUPS

if TYPE_CHECKING:
    from ltcore.runs import RunRecord

OF_PREDICTIONS = ("balanced_error", "error", "macro_f1", *(f"{group}_recall" for group in GROUPS))
OF_LOGITS = ("top5_error", "balanced_top5_error", "ece", "balanced_ece", "classwise_ece")
NOTE = "note"
"""Why a run has no number of its logits, or what these cannot say."""
COMPARED = {
    "balanced_error": "test balanced error",
    **{f"{group}_recall": f"{group} recall" for group in GROUPS},
    "macro_f1": "macro F1",
    "balanced_top5_error": "balanced top-5 error",
    "ece": "ECE",
}
"""Columns of the table that compares methods."""


def numbers_by_run(
    records: Sequence["RunRecord"], *, scores: bool = True
) -> dict[str, dict[str, Any]]:
    """Return run id -> test numbers after the last epoch, in [0, 1], and a note; None where there is none.

    Args:
        records: the runs.
        scores: whether the logits are read as well, which are by far the largest files.
    """
    from ltcore.analysis import runs_frame

    frame, _ = runs_frame(records, scores=scores)
    shown = (*OF_PREDICTIONS, *OF_LOGITS) if scores else OF_PREDICTIONS
    return {
        str(row["run"]): {
            **{number: _finite(row[number]) for number in shown},
            **({NOTE: row[NOTE]} if scores else {}),
        }
        for row in frame.to_dict("records")
    }


def no_numbers() -> dict[str, None]:
    """Return what stands for the numbers of a run that cannot be read."""
    return dict.fromkeys((*OF_PREDICTIONS, *OF_LOGITS, NOTE))


def final_line(record: "RunRecord") -> str:
    """Return one finished run's test numbers in one line."""
    numbers = numbers_by_run([record], scores=False).get(record.id, {})
    groups = ", ".join(f"{group} {percent(numbers.get(f'{group}_recall'))}" for group in GROUPS)
    return f"test balanced error {percent(numbers.get('balanced_error'))}; recall {groups}"


def comparison_table(records: Sequence["RunRecord"]) -> tuple[str, list[str]]:
    """Return mean and spread over seeds of each group of runs that differ in nothing but the seed.

    Args:
        records: the runs.

    Returns:
        The table, and what its numbers cannot say, a line for each reason; none where all is known.
    """
    from ltcore.analysis import runs_frame, seeds_summary

    frame, _ = runs_frame(records)
    finished = frame[frame["state"] == "finished"] if not frame.empty else frame
    if finished.empty:
        return "no run has finished yet", []
    summaries = {
        column: seeds_summary(finished, column, by=("data", "ratio")) for column in COMPARED
    }
    first = summaries["balanced_error"]
    rows = [
        [
            str(first["data"][row]),
            _ratio(first["ratio"][row]),
            str(first["arm"][row]),
            *(_mean_and_spread(summary.loc[row]) for summary in summaries.values()),
            str(first["n_seeds"][row]),
        ]
        for row in first.index
    ]
    table = text_table(["data", "ratio", "method", *COMPARED.values(), "seeds"], rows)
    noted = finished[finished[NOTE] != ""].groupby(NOTE, sort=False)["arm"].unique()
    return table, [one_line(f"{', '.join(arms)}: {note}") for note, arms in noted.items()]


def _mean_and_spread(summary: Any) -> str:  # noqa: ANN401 (one row of a frame)
    spread = _finite(summary["sd"])
    return percent(_finite(summary["mean"])) + ("" if spread is None else f" ± {100 * spread:.1f}")


def _ratio(ratio: object) -> str:
    return f"{ratio:g}" if isinstance(ratio, float) and math.isfinite(ratio) else "-"


def _finite(value: Any) -> float | None:  # noqa: ANN401 (a cell of a frame)
    return float(value) if value is not None and math.isfinite(value) else None
