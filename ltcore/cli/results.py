"""The numbers of finished runs, in the words of a command."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ltcore.cli.table import percent, text_table
from ltcore.types import GROUPS

if TYPE_CHECKING:
    from ltcore.runs import RunRecord

NUMBERS = ("balanced_error", "error", *(f"{group}_recall" for group in GROUPS))


def numbers_by_run(records: Sequence["RunRecord"]) -> dict[str, dict[str, float | None]]:
    """Return run id -> test numbers after the last epoch, in [0, 1]; None where there is none."""
    from ltcore.analysis import runs_frame

    frame, _ = runs_frame(records)
    if frame.empty:
        return {}
    return {
        str(row["run"]): {number: _finite(row[number]) for number in NUMBERS}
        for row in frame.to_dict("records")
    }


def final_line(record: "RunRecord") -> str:
    """Return one finished run's test numbers in one line."""
    numbers = numbers_by_run([record]).get(record.id, {})
    groups = ", ".join(f"{group} {percent(numbers.get(f'{group}_recall'))}" for group in GROUPS)
    return f"test balanced error {percent(numbers.get('balanced_error'))}; recall {groups}"


def comparison_table(records: Sequence["RunRecord"]) -> str:
    """Return mean and spread over seeds of each group of runs that differ in nothing but the seed."""
    from ltcore.analysis import runs_frame, seeds_summary

    frame, _ = runs_frame(records)
    finished = frame[frame["state"] == "finished"] if not frame.empty else frame
    if finished.empty:
        return "no run has finished yet"
    columns = ["balanced_error", *(f"{group}_recall" for group in GROUPS)]
    summaries = {
        column: seeds_summary(finished, column, by=("data", "ratio")) for column in columns
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
    header = ["data", "ratio", "method", "test balanced error"]
    return text_table([*header, *(f"{group} recall" for group in GROUPS), "seeds"], rows)


def _mean_and_spread(summary: Any) -> str:  # noqa: ANN401 (one row of a frame)
    spread = _finite(summary["sd"])
    return percent(_finite(summary["mean"])) + ("" if spread is None else f" ± {100 * spread:.1f}")


def _ratio(ratio: object) -> str:
    return f"{ratio:g}" if isinstance(ratio, float) and math.isfinite(ratio) else "-"


def _finite(value: Any) -> float | None:  # noqa: ANN401 (a cell of a frame)
    return float(value) if value is not None and math.isfinite(value) else None
