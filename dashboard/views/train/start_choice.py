"""Which finished runs the runs of the page can start from, and what the field calls them."""

from collections.abc import Mapping, Sequence

from dashboard.shell import loaders
from ltcore.analysis import short_title
from ltcore.config import RunConfig
from ltcore.plots.base.amounts import numeral
from ltcore.runs import RunRecord, RunStore, StartError, startable

FEATURES_FIRST = "train the features first"
NONE_YET = "no finished run on this data yet"
NONE_READABLE = "no finished run on this data can be read: {} damaged"


def starts(configs: Sequence[RunConfig]) -> Mapping[str, str]:
    """Return the finished runs that each of ``configs`` can start from.

    Args:
        configs: the runs of the page whose method takes the features of another run.

    Returns:
        Id -> label, the newest run first; before them "", which stands for no run.
    """
    records, _ = loaders.own_records() if configs else ([], "")
    newest_first = sorted(records, key=lambda record: record.created, reverse=True)
    store = loaders.own_store()
    found = {
        record.id: label(record)
        for record in newest_first
        if all(_fits(store, record, config) for config in configs)
    }
    damaged = sum(bool(record.damaged) for record in records)
    none = NONE_READABLE.format(f"{damaged:,}") if damaged else NONE_YET
    return {"": FEATURES_FIRST if found else none, **found}


def _fits(store: RunStore, record: RunRecord, config: RunConfig) -> bool:
    # The folder is opened only where what the list already knows does not rule the run out.
    if record.shown_state != "finished" or record.data != config.data.name:
        return False
    try:
        startable(store, record.id, config)
    except StartError:
        return False
    return True


def label(record: RunRecord) -> str:
    """Return method, imbalance ratio, seed and id of a run; the data are those of the page."""
    ratio = "as it is" if record.ratio is None else f"ρ = {numeral(record.ratio)}"
    return f"{short_title(record.method)}, {ratio}, seed {record.seed} ({record.id})"
