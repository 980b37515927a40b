"""The names of a table's columns, judged before any row is read."""

import difflib
from collections.abc import Sequence
from pathlib import Path

from ltcore.data.errors import DataError
from ltcore.data.tables.held import refuse_too_wide

SHOWN = 8
NAMELESS = ("Unnamed: ", "__index_level_", "column without a name (")
"""How pandas, Arrow and this package call a column that has no name: mostly row numbers of a data frame."""


def checked_names(names: Sequence[str], path: Path) -> tuple[str, ...]:
    """Return the names without blanks around them; one that is empty is called by its number.

    Raises:
        DataError: two columns have one name, or there are too many.

    Example:
        >>> checked_names(["", " a", "b"], Path("x.csv"))
        ('column without a name (1)', 'a', 'b')
    """
    refuse_too_wide(len(names), str(path))
    found: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        called = name.strip() or f"{NAMELESS[-1]}{number})"
        if called in found:
            raise DataError(
                f"{path}: columns {found[called]} and {number} are both called {called[:80]!r}. "
                "Rename or remove one of them; if this is a data row, write a header above it"
            )
        found[called] = number
    return tuple(found)


def is_nameless(column: str) -> bool:
    """Tell whether a column had no name of its own."""
    return column.startswith(NAMELESS)


def shown(columns: Sequence[str]) -> str:
    """Return the first columns as text, and how many more there are.

    Example:
        >>> shown(["a", "b"])
        "'a', 'b'"
    """
    more = f" and {len(columns) - SHOWN:,} more" if len(columns) > SHOWN else ""
    return ", ".join(repr(column[:80]) for column in columns[:SHOWN]) + more


def require_column(column: str, columns: Sequence[str], setting: str, path: Path) -> None:
    """Refuse a table without a column, naming the nearest one.

    Raises:
        DataError: the column is missing.
    """
    if column in columns:
        return
    near = difflib.get_close_matches(column, columns, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise DataError(f"{setting}: {path} has no column {column!r}.{hint} It has {shown(columns)}")
