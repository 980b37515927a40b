"""How messages name classes, of which there may be thousands."""

from collections.abc import Iterable, Sequence

import numpy as np

from ltcore.types import IntArray

SHOWN_NAMES = 3


def in_words(names: Iterable[str]) -> str:
    """Return classes by name, the first few of many.

    Example:
        >>> in_words(["cat"]), in_words("abcde")
        ("class 'cat'", "class 'a', 'b', 'c' and 2 more")
    """
    found = list(names)
    shown = ", ".join(map(repr, found[:SHOWN_NAMES]))
    more = f" and {len(found) - SHOWN_NAMES} more" if len(found) > SHOWN_NAMES else ""
    return f"class {shown}{more}"


def shortages(names: Sequence[str], requested: IntArray, available: IntArray) -> str:
    """Return the classes of which more is requested than there is, with both numbers; "" for none.

    Args:
        names: one per class.
        requested: examples of each class, int64 (C,).
        available: same.

    Example:
        >>> shortages(("cat", "dog"), np.array([5, 3]), np.array([4, 3]))
        "class 'cat' (requested 5, available 4)"
    """
    short = np.flatnonzero(requested > available)
    shown = ", ".join(
        f"{names[label]!r} (requested {requested[label]}, available {available[label]})"
        for label in short[:SHOWN_NAMES]
    )
    more = f" and {len(short) - SHOWN_NAMES} more" if len(short) > SHOWN_NAMES else ""
    return f"class {shown}{more}" if len(short) else ""
