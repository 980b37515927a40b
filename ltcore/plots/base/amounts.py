"""Amounts in a sentence: three digits that matter, ordinals, small and nearly whole shares."""

import math

SMALLEST_SHARE = 0.0005
"""Below this a share reads as less than 0.1 %."""
SMALLEST_WRITTEN = 1e-4
"""Below this a number is written with a power of ten."""
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def rounded(amount: float) -> str:
    """Return an amount with three digits, whole where it has three or more before the point.

    Example:
        >>> rounded(993.28), rounded(3934.8), rounded(48.79), rounded(1.0), rounded(0.0347)
        ('993', '3,935', '48.8', '1', '0.0347')
    """
    return numeral(amount, 3)


def numeral(value: float, digits: int = 6) -> str:
    """Return a number with so many digits that matter, as people write it: no "e-06" and no "e+03".

    Args:
        value: of any size.
        digits: that matter; before the point all are written.

    Example:
        >>> numeral(1_000_000), numeral(1234.5, 3), numeral(4.5e-6, 2), numeral(1e-15, 1)
        ('1,000,000', '1,234', '4.5 × 10⁻⁶', '10⁻¹⁵')
    """
    if not math.isfinite(value) or abs(value) >= 10**digits:
        return f"{value:,.0f}"
    # Rounded first: 999.96 with four digits is 1,000.
    shown = float(f"{value:.{digits}g}")
    if shown == 0 or abs(shown) >= SMALLEST_WRITTEN:
        return f"{shown:,.{digits}g}" if abs(shown) < 10**digits else f"{shown:,.0f}"
    mantissa, power = f"{shown:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    ten = f"10{str(int(power)).translate(SUPERSCRIPTS)}"
    return {"1": ten, "-1": f"-{ten}"}.get(mantissa, f"{mantissa} × {ten}")


def latex(value: float, digits: int = 6) -> str:
    r"""Return a number as ``numeral`` does, for a formula.

    Args:
        value: of any size.
        digits: that matter; before the point all are written.

    Example:
        >>> latex(1_000_000), latex(4.5e-6, 2), latex(0.25)
        ('1{,}000{,}000', '4.5 \\cdot 10^{-6}', '0.25')
    """
    text = numeral(value, digits).replace(",", "{,}").replace(" × ", r" \cdot ")
    number, ten, power = text.partition("10⁻")
    return f"{number}10^{{-{power.translate(PLAIN_DIGITS)}}}" if ten else text


def times(ratio: float) -> str:
    """Return a ratio before the word "times": whole from ten on, where a decimal would claim too much.

    Example:
        >>> times(1.834), times(20.43), times(99.92), times(3934.8), times(0.0347)
        ('1.8', '20', '100', '3,935', '0.035')
    """
    return f"{ratio:,.0f}" if ratio >= 9.95 else numeral(ratio, 2)


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
