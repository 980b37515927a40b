"""Environment variables that hold numbers: what they say, or why they cannot be meant."""

import os
from typing import Literal, cast, get_args

WARM_VARIABLE = "LTLAB_WARM"
"""Minutes that a warm process waits for the page Train; 0 starts a process for every run."""
MOST_MINUTES = 7 * 24 * 60
THREADS_VARIABLE = "OMP_NUM_THREADS"
MOST_THREADS = 1024
"""As for the setting ``--threads``."""
LOCKS_VARIABLE = "LTLAB_LOCKS"
"""How machines agree on who works on which run."""
Locks = Literal["auto", "local", "shared"]
LEASE_VARIABLE = "LTLAB_LEASE"
"""Seconds without a sign of life after which what this process claims on a shared disk is free."""
LEASE_SECONDS = 60.0
LEASES = (0.5, 3600.0)


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


def wanted_locks() -> Locks:
    """Return how work on runs is agreed on: by the kind of disk ("auto"), by locks or by claims.

    Raises:
        VariableError: the variable is none of these.
    """
    said = os.environ.get(LOCKS_VARIABLE, "").strip() or "auto"
    if said not in get_args(Locks):
        raise VariableError(
            f"the environment variable {LOCKS_VARIABLE} is {said!r}. Give auto (claims on a network "
            "disk, locks elsewhere), local (locks of this machine) or shared (claims that several "
            "machines understand); or unset it"
        )
    return cast(Locks, said)


def lease_seconds() -> float:
    """Return after how many seconds without a sign of life a claim on a shared disk is free.

    Raises:
        VariableError: the variable is no number, or out of range.
    """
    said = os.environ.get(LEASE_VARIABLE, "").strip()
    if not said:
        return LEASE_SECONDS
    try:
        seconds = float(said)
    except ValueError:
        seconds = -1.0
    if not LEASES[0] <= seconds <= LEASES[1]:  # also false for nan
        raise VariableError(
            f"the environment variable {LEASE_VARIABLE} is {said!r}. Give the seconds after which a "
            f"run on a shared disk is lost by a machine without a sign of life: a number from "
            f"{LEASES[0]:g} to {LEASES[1]:g}; or unset it for {LEASE_SECONDS:g}"
        )
    return seconds
