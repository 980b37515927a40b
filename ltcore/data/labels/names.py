"""What a label is called, whatever type it has in its file, and in which order classes come."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

import numpy as np

WHOLE = re.compile(r"[+-]?(0|[1-9]\d{0,17})(\.0*)?")
"""A whole number as CSV files write it; "007" is none: a code with leading zeros is a name."""
SCIENTIFIC = re.compile(r"[+-]?\d(\.\d{1,18})?[eE][+-]?\d{1,2}")
"""A number as numpy.savetxt and polars write it; "12e5" is a name."""
NUMBER = re.compile(rf"[+-]?\d{{1,18}}(\.\d{{1,18}})?|{SCIENTIFIC.pattern}")
LARGEST_EXACT = 2**53


def class_name(value: object) -> str:
    """Return the name of the class that a label means; "" where the label is missing.

    Whole numbers lose their decimals, so that 3, 3.0 and "3.0" are one class in every format. Names are
    text without the blanks around it, in Unicode's composed form (NFC), since file systems decompose it.

    Args:
        value: text, bytes in UTF-8, a number, a truth value, or None.

    Raises:
        UnicodeDecodeError: bytes are not UTF-8.

    Example:
        >>> [class_name(label) for label in (3, 3.0, "3.0", " cat  ", b"owl", True, 0.5, float("nan"))]
        ['3', '3', '3', 'cat', 'owl', 'True', '0.5', '']
    """
    if value is None or value != value:  # NaN differs from itself
        return ""
    if isinstance(value, float | np.floating):
        whole = np.isfinite(value) and value == np.rint(value)
        return str(int(value)) if whole else str(value)
    text = value.decode("utf-8") if isinstance(value, bytes) else str(value)
    name = unicodedata.normalize("NFC", text.strip())
    if SCIENTIFIC.fullmatch(name) and float(name).is_integer() and abs(float(name)) < LARGEST_EXACT:
        return str(int(float(name)))
    return str(int(name.split(".")[0])) if WHOLE.fullmatch(name) else name


def differ_in_capitals(names: Iterable[str]) -> list[str]:
    """Return a sentence about the first classes whose names differ in capitals only, [] where none do.

    Example:
        >>> differ_in_capitals(["ill", "ILL", "well"])
        ["classes 'ILL' and 'ill' differ only in capitals: they remain two classes"]
    """
    seen: dict[str, str] = {}
    for name in sorted(names):
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            return [
                f"classes {other!r} and {name!r} differ only in capitals: they remain two classes"
            ]
    return []


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return names in class order: numbers by value where all are numbers, else by alphabet.

    Example:
        >>> in_order(["10", "9", "-1"]), in_order(["b", "10", "a"])
        (('-1', '9', '10'), ('10', 'a', 'b'))
    """
    found = set(names)
    if all(NUMBER.fullmatch(name) for name in found):
        return tuple(sorted(found, key=lambda name: (Decimal(name), name)))
    return tuple(sorted(found))
