"""Which classes there are, in words: every page that shows data or a run says what was understood."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.shell import class_loaders, loaders
from dashboard.shell.text import literal
from ltcore.data.labels import describe_classes
from ltcore.data.labels.summary import SHOWN_WHOLE, shown_name
from ltcore.plots.base.axes import rule_note
from ltcore.runs import RunRecord
from ltcore.types import IntArray

LONGEST = 1_000
"""Characters of a line; a dozen long names and more."""


def draw(
    names: Sequence[str], counts: IntArray | None, notes: Sequence[str] = (), title: str = ""
) -> None:
    """Draw one line with the classes, most frequent first, and one for each note.

    Args:
        names: one per class, in label order; any text at all.
        counts: training examples per class, (C,); None where unknown.
        notes: sentences about what was changed or passed over in reading the data.
        title: whose classes they are, where there are several.
    """
    said = _without_counts(names) if counts is None else describe_classes(names, counts)
    st.caption(literal(f"{title}{': ' if title else ''}{said}", LONGEST))
    for note in notes:
        st.caption(f":material/info: {literal(note, LONGEST)}")


def draw_of_run(record: RunRecord) -> None:
    """Draw the classes of a run, nothing where it does not tell them yet."""
    draw_of_runs([record])


def draw_of_runs(records: Sequence[RunRecord]) -> None:
    """Draw the classes of runs, once for those that share them."""
    found: dict[str, tuple[RunRecord, class_loaders.Classes]] = {}
    for record in records:
        classes = class_loaders.of_run(record)
        if classes is not None:
            found.setdefault(loaders.classes_key(record), (record, classes))
    for record, classes in found.values():
        title = loaders.classes_title(record) if len(found) > 1 else ""
        draw(classes.names, classes.counts, classes.notes, title)


def draw_groups(frame: pd.DataFrame) -> None:
    """Say how classes were put into head, medium and tail, nothing where no class was.

    Args:
        frame: classes with their group and the rule of it, such as those of ``class_axis``.
    """
    if groups := rule_note(frame):
        st.markdown(f"**Groups of classes.** {groups[0].upper()}{groups[1:]}.")


def _without_counts(names: Sequence[str]) -> str:
    shown = ", ".join(map(shown_name, names[:SHOWN_WHOLE]))
    more = ", ..." if len(names) > SHOWN_WHOLE else ""
    return f"{len(names):,} classes, training counts unknown: {shown}{more}"
