"""When the later stages of a training start, and what they are called in pictures over the epochs."""

import pandas as pd

STAGES = ("second stage starts", "third stage starts")
"""What is marked and named; of further stages the line alone is drawn."""


def stage_starts(frame: pd.DataFrame) -> list[dict[str, float]]:
    """Return after how many epochs the second stage starts in each arm that has one, then the third, ...

    Args:
        frame: arm, at (epochs finished) and, where it is known, stage.

    Example:
        >>> frame = pd.DataFrame({"arm": "cRT", "stage": ["features", "classifier"], "at": [2, 3]})
        >>> stage_starts(frame)
        [{'cRT': 2.0}]
    """
    found: list[dict[str, float]] = []
    if "stage" not in frame:
        return found
    for arm, rows in frame.groupby("arm", sort=False):
        ends = rows.groupby("stage", sort=False)["at"].max().sort_values()
        for number, end in enumerate(ends.iloc[:-1]):
            if number == len(found):
                found.append({})
            found[number][str(arm)] = float(end)
    return found
