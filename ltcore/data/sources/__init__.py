"""One file per data source: how it is read or drawn, and written to the prepared store."""
