"""The runs behind the door Labels: those that come with it, in a root of their own, and the reader's.

They are many and small, and would crowd the lists of the pages that compare runs.
"""

from pathlib import Path

from dashboard.shell import loaders
from dashboard.shell.stamps import Stamp, folder_stamp
from ltcore.analysis import LeftOut
from ltcore.runs import RunRecord, RunStore

SECONDS = 1.0
"""For so long a listing of the runs is current: one drawing of a page asks for it many times."""
LABELS_ROOT = Path(__file__).parents[2] / "assets" / "labels_runs"


def kept_records() -> tuple[list[RunRecord], str]:
    """Return the runs that come with the lab, and why they cannot be listed, if so."""
    return loaders.listed(RunStore(LABELS_ROOT))


def is_kept(record: RunRecord) -> bool:
    """Return whether a run came with the lab."""
    return record.folder.path.parent == LABELS_ROOT


def listing() -> tuple[Stamp, ...]:
    """Return what changes whenever a run comes or goes: a key for what is kept of a listing for a moment."""
    return tuple(folder_stamp(root, (".",)) for root in (loaders.own_store().root, LABELS_ROOT))


def finished() -> tuple[list[RunRecord], list[LeftOut]]:
    """Return the finished runs, the reader's own first, and what cannot be used, and why."""
    return loaders.usable_of(loaders.own_records(), kept_records())
