"""What a lesson is, in sentences: how long it takes, how often the hall predicts, and when first."""

import pandas as pd

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import count


def words_timeline(frame: pd.DataFrame) -> str:
    """Say how long a lesson takes, how often it asks, and the longest time without a question.

    Args:
        frame: frame of ``ltcore.analysis.lessons.scenes.scenes_frame``.

    Example:
        >>> scenes = {"begins": [0.0, 2.0], "minutes": [2.0, 3.0], "asks": ["", "bars"]}
        >>> print(words_timeline(pd.DataFrame(scenes)))
        2 scenes take 5 minutes. The hall predicts once, first in minute 2.
        The longest time without a question is 2 minutes.
    """
    total = float(frame["minutes"].sum())
    take = "takes" if len(frame) == 1 else "take"
    said = f"{count(len(frame), 'scene')} {take} {_minutes(total)}."
    asked = frame["begins"][frame["asks"] != ""]
    if asked.empty:
        return f"{said} No scene asks for a prediction."
    few = {1: "once", 2: "twice"}
    times = few.get(len(asked), f"{len(asked):,} times")
    first = float(asked.iloc[0])
    begins = f"first in minute {numeral(first)}" if first > 0 else "first at the start"
    answered = (frame["begins"] + frame["minutes"])[asked.index]
    without = max(
        later - earlier for earlier, later in zip([0.0, *answered], [*asked, total], strict=True)
    )
    return f"{said} The hall predicts {times}, {begins}.\n{_longest(without)}"


def _longest(without: float) -> str:
    if without == 0:
        return "Every scene asks."
    return f"The longest time without a question is {_minutes(without)}."


def _minutes(number: float) -> str:
    return f"{numeral(number)} minute{'' if number == 1 else 's'}"
