"""Published results: tables of papers as data, each with its source and recipe family."""

from functools import cache

from ltcore.published.reading import (
    PublishedDataError,
    assets_folder,
    read_corrections,
    read_data,
    read_families,
    read_results,
    read_tables,
)
from ltcore.published.records import (
    Correction,
    Family,
    PublishedData,
    PublishedTable,
    Result,
    Setting,
)
from ltcore.registry import Registry


@cache
def data_sets() -> Registry[PublishedData]:
    """Return the data sets that the tables are about."""
    return read_data(assets_folder())


@cache
def families() -> Registry[Family]:
    """Return the recipe families.

    Example:
        >>> families()["ldam"].reporting
        'best test epoch'
    """
    return read_families(assets_folder())


@cache
def tables() -> Registry[PublishedTable]:
    """Return the tables, without their rows."""
    return read_tables(assets_folder(), families())


@cache
def results() -> tuple[Result, ...]:
    """Return every printed number, table by table.

    Example:
        >>> [row.value for row in results() if row.table == "ldam_cifar" and row.method == "LDAM-DRW"][:2]
        [22.97, 11.84]
    """
    folder = assets_folder()
    return tuple(
        result for table in tables().values() for result in read_results(folder, table, data_sets())
    )


@cache
def corrections() -> tuple[Correction, ...]:
    """Return what is printed wrongly, or what sources disagree about, and what is used here."""
    return read_corrections(assets_folder(), tables())


__all__ = [
    "Correction",
    "Family",
    "PublishedData",
    "PublishedDataError",
    "PublishedTable",
    "Result",
    "Setting",
    "corrections",
    "data_sets",
    "families",
    "results",
    "tables",
]
