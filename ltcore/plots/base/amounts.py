"""Amounts in a sentence: three digits that matter, ordinals, small and nearly whole shares."""

import math

SMALLEST_SHARE = 0.0005
"""Below this a share reads as less than 0.1 %."""


def rounded(amount: float) -> str:
    """Return an amount with three digits, whole where it has three or more before the point.

    Example:
        >>> rounded(993.28), rounded(3934.8), rounded(48.79), rounded(1.0), rounded(0.0347)
        ('993', '3,935', '48.8', '1', '0.0347')
    """
    if not math.isfinite(amount) or abs(amount) >= 99.95:
        return f"{amount:,.0f}"
    return f"{amount:.3g}"


def ordinal(number: int) -> str:
    """Return a place in a row.

    Example:
        >>> [ordinal(number) for number in (1, 2, 3, 11, 50, 5001)]
        ['1st', '2nd', '3rd', '11th', '50th', '5,001st']
    """
    last = number % 100
    ending = "th" if 11 <= last <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(last % 10, "th")
    return f"{number:,}{ending}"


def share_in_words(share: float) -> str:
    """Return a share in [0, 1] as a percentage that never rounds to nothing or to all.

    Example:
        >>> [share_in_words(share) for share in (0.95, 0.0067, 0.0001, 0.9999, 1.0, 0.0)]
        ['95 %', '0.7 %', 'less than 0.1 %', 'more than 99.9 %', '100 %', 'nothing']
    """
    if share in (0, 1):
        return "100 %" if share else "nothing"
    if share < SMALLEST_SHARE:
        return "less than 0.1 %"
    if share > 1 - SMALLEST_SHARE:
        return "more than 99.9 %"
    return f"{100 * share:.{0 if 0.0995 <= share < 0.995 else 1}f} %"
