"""Numbers in labels as people write them, without exponents."""

import numpy as np

DIGITS = 7
"""That matter: an imbalance ratio goes to 1,000,000."""


def plain_number(value: float) -> str:
    """Return a number without an exponent, thousands apart.

    Args:
        value: finite.

    Example:
        >>> plain_number(1e6), plain_number(100.0), plain_number(0.1), plain_number(2e-6), plain_number(1 / 3)
        ('1,000,000', '100', '0.1', '0.000002', '0.3333333')
    """
    text = np.format_float_positional(value, precision=DIGITS, fractional=False, trim="-")
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}"
