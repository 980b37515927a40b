"""Predictions made elsewhere: file -> columns -> classes -> checked arrays -> a run folder like any other."""

from ltcore.runs.importing.reading import Foreign, read_foreign
from ltcore.runs.importing.settings import ImportSettings
from ltcore.runs.importing.writing import import_into

__all__ = ["Foreign", "ImportSettings", "import_into", "read_foreign"]
