"""A few printed numbers of a published table, crossed for a small table beside runs of one's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ltcore.published import Result, families, results, tables
from ltcore.registry import Source

Place = Callable[[Result], tuple[str, str] | None]
"""Says in which row and column a number belongs; None for a number that is left out."""


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """Numbers as they are printed, in percent, by row and column.

    Attributes:
        columns: heads of the columns.
        rows: name of the row -> its numbers with their spread; empty where the source has none.
        protocol: network, training, and how it was measured.
        notes: what must be said with the numbers, each once.
        source: where they are printed.
    """

    columns: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]
    protocol: str
    notes: tuple[str, ...]
    source: Source


def excerpt(names: Sequence[str], columns: Sequence[str], place: Place) -> Excerpt:
    """Return the numbers of published tables that have a place, with protocol and source of the first table.

    Args:
        names: ids of the tables, their rows in this order.
        columns: heads of the columns, in order.
        place: where a number belongs.

    Raises:
        UnknownNameError: there is no such table.

    Example:
        >>> def place(row):
        ...     return (row.method, f"{row.setting.ratio:g}") if row.setting.data == "cifar10" else None
        >>> excerpt(["self_supervised"], ["10", "100"], place).rows["CE + SSP"]
        ('12.28', '26.50')
    """
    chosen = [tables()[name] for name in names]
    cells: dict[str, dict[str, str]] = {}
    notes: dict[str, None] = {}
    for table in chosen:
        for result in results():
            at = place(result) if result.table == table.name else None
            if at is not None and at[1] in columns:
                cells.setdefault(at[0], {})[at[1]] = result.printed
                notes |= dict.fromkeys(filter(None, [result.note]))
    family = families()[chosen[0].family]
    return Excerpt(
        columns=tuple(columns),
        rows={
            row: tuple(found.get(column, "") for column in columns) for row, found in cells.items()
        },
        protocol=f"{family.protocol} Reported: {family.reporting}.",
        notes=tuple(notes),
        source=chosen[0].source,
    )
