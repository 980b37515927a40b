"""Which runs were trained as one program: their seeds are in environment.json, under "together".

Runs that are trained as one round otherwise than runs that are trained alone, as with another number of
threads, and rounding grows: their results agree within the spread of the seeds. So it is no setting that
makes the id of a run, and is on record all the same.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ltcore.runs.folder import RunFolder

KEY = "together"


def company_of(folder: RunFolder) -> tuple[int, ...]:
    """Return the seeds of the runs that a run was ever trained together with, its own included, or ().

    Every attempt counts: a run that began together and went on alone has not been trained alone.

    Raises:
        RunGoneError: the folder has been deleted.
        DamagedRunError: environment.json cannot be read.
    """
    return tuple(
        sorted({seed for attempt in _attempts(folder.read_environment()) for seed in attempt})
    )


def changed_company(was: Mapping[str, Any] | None, now: Mapping[str, Any]) -> list[str]:
    """Return in a sentence that a run goes on in other company than before, nothing where it does not.

    Args:
        was: environment.json before this attempt, None where there is none.
        now: environment of this attempt.

    Example:
        >>> changed_company({"together": [0, 1]}, {"together": [1, 0]})
        []
        >>> changed_company({"together": [0, 1]}, {})[0].split(", so")[0]
        'it was trained together with seeds 0, 1 before and is trained alone now'
    """
    if was is None:
        return []
    before, after = _attempts(was)[-1], tuple(now.get(KEY) or ())
    if bool(before) == bool(after):
        return []
    return [
        f"it was trained {_named(before)} before and is trained {_named(after)} now, so results may differ "
        "by rounding, within the spread of the seeds"
    ]


def _attempts(environment: Mapping[str, Any] | None) -> list[tuple[int, ...]]:
    """Return the seeds of each attempt, the first one's first, () where it was alone; [] before the first."""
    if environment is None:
        return []
    attempts = [environment, *(environment.get("resumed") or ())]
    return [tuple(attempt.get(KEY) or ()) for attempt in attempts]


def _named(seeds: Sequence[int]) -> str:
    return f"together with seeds {', '.join(map(str, seeds))}" if seeds else "alone"
