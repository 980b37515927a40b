"""Which runs were trained as one program: their seeds are in environment.json, under "together".

Runs that are trained as one end with other last bits than runs that are trained alone, as with another number
of threads. So it is no setting that makes the id of a run, and is on record all the same.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ltcore.runs.folder import RunFolder

KEY = "together"


def company_of(folder: RunFolder) -> tuple[int, ...]:
    """Return the seeds of the runs that a run was last trained together with, its own included; () if alone.

    Raises:
        RunGoneError: the folder has been deleted.
        DamagedRunError: environment.json cannot be read.
    """
    return _last(folder.read_environment())


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
    before, after = _last(was), tuple(now.get(KEY) or ())
    if was is None or bool(before) == bool(after):
        return []
    return [
        f"it was trained {_named(before)} before and is trained {_named(after)} now, so results may differ "
        "in the last bits"
    ]


def _last(environment: Mapping[str, Any] | None) -> tuple[int, ...]:
    if environment is None:
        return ()
    attempts = environment.get("resumed") or [environment]
    return tuple(attempts[-1].get(KEY) or ())


def _named(seeds: Sequence[int]) -> str:
    return f"together with seeds {', '.join(map(str, seeds))}" if seeds else "alone"
