"""Tables of people, whatever their format: content -> format -> columns -> checked rows."""

from ltcore.data.tables.opening import open_table, open_together
from ltcore.data.tables.table import ArrayRows, Rows, Table

__all__ = ["ArrayRows", "Rows", "Table", "open_table", "open_together"]
