"""All runs that come with the lab: those that every page offers, and those behind one door."""

from collections.abc import Mapping
from pathlib import Path

from dashboard.shell import labels_runs, loaders, setting_runs


def roots(*, every: bool) -> Mapping[str, Path]:
    """Return what each collection of runs is called -> its folder.

    Args:
        every: also those that are many and would crowd a list, which are shown on request.
    """
    offered = {"demo": loaders.DEMO_ROOT}
    on_request = {
        "labels": labels_runs.LABELS_ROOT,
        "deferred": setting_runs.ASSETS / "deferred_runs",
        "beta": setting_runs.ASSETS / "beta_runs",
    }
    return {**offered, **on_request} if every else offered
