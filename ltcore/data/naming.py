"""How messages name classes, of which there may be thousands."""

from collections.abc import Iterable

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
