"""The sentence that shows people which classes were understood, and how many examples each has."""

from collections.abc import Sequence

import numpy as np

from ltcore.types import IntArray

SHOWN_WHOLE = 12
"""Up to this many classes are all named."""
SHOWN_FIRST, SHOWN_LAST = 6, 3
LONGEST_NAME = 40


def describe_classes(names: Sequence[str], counts: Sequence[int] | IntArray) -> str:
    """Return the number of classes with names and counts, from the most to the least frequent.

    Args:
        names: C names in label order; control characters are shown escaped.
        counts: examples of each class, at least 0, (C,).

    Example:
        >>> describe_classes(("cat", "dog", "owl"), (100, 340, 3))
        '3 classes: dog 340, cat 100, owl 3'
        >>> describe_classes(("0", "1"), (62, 104))
        '2 classes: 1: 104, 0: 62'
    """
    order = np.argsort(-np.asarray(counts), kind="stable")
    # "0 104, 1 62" reads as four numbers.
    mark = ":" if any(name[-1:].isdigit() for name in names) else ""
    parts = [f"{shown_name(names[label])}{mark} {counts[label]:,}" for label in order]
    if len(parts) > SHOWN_WHOLE:
        parts = [*parts[:SHOWN_FIRST], "...", *parts[-SHOWN_LAST:]]
    plural = "class" if len(names) == 1 else "classes"
    return f"{len(names):,} {plural}: {', '.join(parts)}"


def shown_name(name: str) -> str:
    r"""Return a class name as a line of text can hold it: printable and not too long.

    Example:
        >>> shown_name("cat"), shown_name("two\nlines")
        ('cat', 'two\\nlines')
    """
    printable = name if name.isprintable() else name.encode("unicode_escape").decode("ascii")
    return printable if len(printable) <= LONGEST_NAME else f"{printable[: LONGEST_NAME - 1]}…"
