"""What values and measures are called in the pictures about runs with unlabelled data."""

from collections.abc import Mapping

from ltcore.analysis.unlabelled_data.errors import BALANCED_ERROR, TAIL_ERROR
from ltcore.analysis.unlabelled_data.studies import Axis
from ltcore.plots.base.amounts import numeral

NOTHING = "No finished run answers this yet"
METRICS: Mapping[str, str] = {
    BALANCED_ERROR: "Balanced test error",
    TAIL_ERROR: "Test error of the tail",
}
AXES: Mapping[Axis, str] = {
    "unlabelled_ratio": "Imbalance ratio ρ_U of the unlabelled data",
    "relevance": "Relevance: share of the unlabelled data from the task's classes",
    "unlabelled": "Size factor k: unlabelled examples per labelled one",
    "ratio": "Imbalance ratio ρ of the labelled data",
}
SYMBOLS: Mapping[Axis, str] = {
    "unlabelled_ratio": "ρ_U = ",
    "relevance": "relevance ",
    "unlabelled": "k = ",
    "ratio": "ρ = ",
}


def value_text(axis: Axis, x: float) -> str:
    """Return a value of an axis as people write it.

    Example:
        >>> value_text("unlabelled_ratio", 0.1), value_text("relevance", 0.6), value_text("unlabelled", 1.5)
        ('10 reversed', '60 %', '1.5')
    """
    if axis == "unlabelled_ratio" and x < 1:
        return f"{numeral(1 / x, 4)} reversed"
    return f"{numeral(100 * x, 4)} %" if axis == "relevance" else numeral(x, 4)


def at_value(axis: Axis, x: float) -> str:
    """Return a value of an axis with its symbol.

    Example:
        >>> at_value("unlabelled", 3), at_value("ratio", 100)
        ('k = 3', 'ρ = 100')
    """
    return f"{SYMBOLS[axis]}{value_text(axis, x)}"
