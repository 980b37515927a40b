"""All runs that come with the lab: those that every page offers, and those behind one door."""

from collections.abc import Mapping
from pathlib import Path

from dashboard.shell import labels_runs, loaders

DEFERRED_ROOT = Path(__file__).parents[2] / "assets" / "deferred_runs"
"""Of the page Deferred schedules."""


def roots(*, every: bool) -> Mapping[str, Path]:
    """Return what each collection of runs is called -> its folder.

    Args:
        every: also those that are many and would crowd a list, which are shown on request.
    """
    offered = {"demo": loaders.DEMO_ROOT}
    on_request = {"labels": labels_runs.LABELS_ROOT, "deferred": DEFERRED_ROOT}
    return {**offered, **on_request} if every else offered
