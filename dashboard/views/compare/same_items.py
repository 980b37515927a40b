"""The chosen arms that were measured on the same examples, and what the page says of the others."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard.shell.arms import Arm
from dashboard.shell.stamps import RESULT_FILES, Stamp, stamp
from dashboard.shell.text import literal
from ltcore.analysis import LeftOut
from ltcore.analysis.base.shared_items import Items, items_of, on_other_items
from ltcore.plots.base.text import count
from ltcore.runs import RunError, RunRecord
from ltcore.types import Split


def split_up(arms: Sequence[Arm], split: Split) -> tuple[list[Arm], list[LeftOut]]:
    """Return the arms that can be compared on a split, and the runs that cannot, with what differs.

    A run without predictions of the split stays: the pictures say so themselves.
    """
    found = {record.id: _items(record, split) for arm in arms for record in arm.records}
    others = on_other_items(found, split)
    out = {run for run, _ in others}
    kept = [
        replace(arm, records=tuple(record for record in arm.records if record.id not in out))
        for arm in arms
    ]
    return [arm for arm in kept if arm.records], others


def tell(arms: Sequence[Arm], others: Sequence[LeftOut]) -> None:
    """Say above the picture which of the chosen runs are not in it.

    Args:
        arms: that the reader chose.
        others: runs of them that cannot be compared with the rest.
    """
    if not others:
        return
    arm_of = {record.id: arm for arm in arms for record in arm.records}
    numbers = Counter((arm_of[run], reason) for run, reason in others)
    told = [f"{_who(arm, number)} {reason}" for (arm, reason), number in numbers.items()]
    st.info(
        f"{len(arm_of) - len(others)} of {count(len(arm_of), 'chosen run')} compared. Left out: "
        f"{'; '.join(told)}. Only runs on the same examples are compared; choose these alone to see them.",
        icon=":material/rule:",
    )


def _who(arm: Arm, number: int) -> str:
    """Return how an arm is called, and how many of its runs are meant where these are not all."""
    of_all = f" ({number} of {count(len(arm.records), 'run')})"
    return f"**{literal(arm.label)}**{of_all if number < len(arm.records) else ''},"


def _items(record: RunRecord, split: Split) -> Items | None:
    try:
        return _read(stamp(record, RESULT_FILES), split, record)
    except RunError:  # the pictures name it, with the fault
        return None


@st.cache_data(max_entries=2000, show_spinner=False)
def _read(
    stamp: Stamp,  # noqa: ARG001 (the key of the cache)
    split: Split,
    _record: RunRecord,
) -> Items | None:
    return items_of(_record, split)
