"""Environment variables that hold numbers: what they say, or why they cannot be meant."""

import os

WARM_VARIABLE = "LTLAB_WARM"
"""Minutes that a warm process waits for the page Train; 0 starts a process for every run."""
MOST_MINUTES = 7 * 24 * 60
THREADS_VARIABLE = "OMP_NUM_THREADS"
MOST_THREADS = 1024
"""As for the setting ``--threads``."""


class VariableError(ValueError):
    """An environment variable that cannot be meant; says its value, what is legal, and the way out."""


def warm_minutes() -> float | None:
    """Return for how many minutes a warm process may wait, 0 for no warm processes; None where unsaid.

    Raises:
        VariableError: the variable is no number, or out of range.
    """
    said = os.environ.get(WARM_VARIABLE, "").strip()
    if not said:
        return None
    try:
        minutes = float(said)
    except ValueError:
        minutes = -1.0
    if not 0 <= minutes <= MOST_MINUTES:  # also false for nan
        raise VariableError(
            f"the environment variable {WARM_VARIABLE} is {said!r}. Give the minutes that a warm "
            f"process waits for the next start: a number from 0 (no warm processes) to "
            f"{MOST_MINUTES} (a week); or unset it"
        )
    return minutes


def named_threads() -> int | None:
    """Return the threads that OMP_NUM_THREADS names, the first of a list; None where it is not set.

    Raises:
        VariableError: it is no whole number, or out of range.
    """
    said = os.environ.get(THREADS_VARIABLE, "").strip()
    if not said:
        return None
    first = said.split(",")[0].strip()  # of nested levels the outermost: OpenMP 5.2, section 21.1.2
    if not (first.isdecimal() and len(first) <= 9 and 1 <= int(first) <= MOST_THREADS):
        raise VariableError(
            f"the environment variable {THREADS_VARIABLE} is {said!r}. Give a whole number from 1 "
            f"to {MOST_THREADS}, or unset it: then each run gets the threads that suit it"
        )
    return int(first)
