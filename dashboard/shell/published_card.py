"""The card of printed numbers beside runs of one's own: a small table, its protocol and its source."""

from collections.abc import Sequence

from dashboard.shell.shown import Card
from ltcore.analysis.published.excerpt import Excerpt


def published_card(
    title: str, table: Excerpt, *, corner: str = "", said: Sequence[str] = ()
) -> Card:
    """Return the card of a few published numbers.

    Args:
        title: what they are.
        table: the numbers.
        corner: head of the column of row names.
        said: what must be said besides the protocol of the table and its notes.
    """
    lines = [
        f"| {corner} | {' | '.join(table.columns)} |",
        f"|---|{'---:|' * len(table.columns)}",
        *(f"| {name} | {' | '.join(numbers)} |" for name, numbers in table.rows.items()),
    ]
    notes = [f"Notes: {'; '.join(table.notes)}."] if table.notes else []
    return Card(
        title=f"In the papers. {title}",
        icon=":material/menu_book:",
        parts=("\n".join(lines), " ".join([table.protocol, *notes, *said])),
        source=table.source,
    )
