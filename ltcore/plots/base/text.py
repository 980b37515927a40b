"""Text in figures: names made harmless, and numbers as people write them."""

import html
import math
import re

import pandas as pd

LABEL_LENGTH = 24
"""Longest name written beside a mark; the hover shows it whole."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")
"""Control characters, among them those that turn the direction of the text that follows."""


def one_line(text: object) -> str:
    r"""Return ``text`` on one line, without control characters.

    Example:
        >>> one_line("a\tname\n with \u202eturned letters")
        'a name with turned letters'
    """
    return " ".join(_CONTROL.sub(" ", str(text)).split())


def shorten(text: object, limit: int = LABEL_LENGTH) -> str:
    """Return ``text`` on one line, at most ``limit`` characters long, an ellipsis where it was cut.

    Example:
        >>> shorten("a class with a very long name", 12)
        'a class wit…'
    """
    line = one_line(text)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def shorten_middle(text: object, limit: int = LABEL_LENGTH) -> str:
    """Return ``text`` on one line, its middle cut out where it is longer than ``limit``.

    For labels of arms and runs, which often differ only in their ends.

    Example:
        >>> shorten_middle("Class-balanced softmax, seed 0", 20)
        'Class-bala…x, seed 0'
    """
    line = one_line(text)
    if len(line) <= limit:
        return line
    end = (limit - 1) // 2
    return line[: limit - 1 - end].rstrip() + "…" + line[len(line) - end :].lstrip()


def plain(text: object, limit: int | None = None) -> str:
    """Return ``text`` so that plotly draws it letter by letter.

    Plotly reads `<b>`, `<a>` and the like as markup and `$...$` as LaTeX, in titles, ticks, legends and
    hovers alike. Names of classes and runs pass through here before they enter a figure.

    Args:
        text: a name given by people or read from a file.
        limit: cut to this many characters, before escaping; None keeps all.

    Example:
        >>> plain("<b>cats</b> & dogs")
        '&lt;b&gt;cats&lt;/b&gt; &amp; dogs'
    """
    line = one_line(text)
    if limit is not None:
        line = shorten(line, limit)
    return html.escape(line, quote=False).replace("$", "&#36;")


def percent(share: float, digits: int = 0) -> str:
    """Return a share in [0, 1] as a percentage.

    Example:
        >>> percent(0.118), percent(0.118, 1), percent(float("nan"))
        ('12 %', '11.8 %', 'undefined')
    """
    return f"{100 * share:.{digits}f} %" if math.isfinite(share) else "undefined"


def probability(share: float) -> str:
    """Return a probability in percent, without calling certain or impossible what is not.

    Example:
        >>> [probability(share) for share in (0.3987, 0.999981, 1.0, 0.0002)]
        ['39.9 %', '> 99.9 %', '100 %', '< 0.1 %']
    """
    if share in (0.0, 1.0):
        return percent(share)
    if share >= 0.9995:
        return "> 99.9 %"
    return "< 0.1 %" if share < 0.0005 else percent(share, 1)


def percent_between(share: float, low: float, high: float, digits: int = 0) -> str:
    """Return a share with its interval, the interval left out where there is none.

    Example:
        >>> percent_between(0.12, 0.034, 0.29)
        '12 % [3, 29]'
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return percent(share, digits)
    return f"{percent(share, digits)} [{100 * low:.{digits}f}, {100 * high:.{digits}f}]"


def points_between(difference: float, low: float, high: float) -> str:
    """Return a difference of shares in percentage points with its interval.

    Example:
        >>> points_between(-0.112, -0.131, -0.093)
        '−11.2 points [−13.1, −9.3]'
        >>> points_between(-0.0001, -0.01, 0.01)
        '0.0 points [−1.0, +1.0]'
    """
    if not math.isfinite(difference):
        return "undefined"
    text = f"{_signed(difference)} points"
    if math.isfinite(low) and math.isfinite(high):
        text += f" [{_signed(low)}, {_signed(high)}]"
    # The minus sign, as on the axes beside it; a hyphen is shorter than the plus.
    return text.replace("-", "−")


def _signed(share: float) -> str:
    """Return percentage points with their sign; what rounds to 0 has none."""
    text = f"{100 * share:+.1f}"
    return "0.0" if float(text) == 0 else text


def number_between(low: int, high: int) -> str:
    """Return a range of whole numbers, one number where both ends are the same.

    Example:
        >>> number_between(5, 5), number_between(5, 1200)
        ('5', '5 to 1,200')
    """
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def examples_between(numbers: "pd.Series[int]", split: str = "") -> str:
    """Return how many examples there are, from the least to the most.

    Example:
        >>> examples_between(pd.Series([20, 8]), "test"), examples_between(pd.Series([1]))
        ('8 to 20 test examples', '1 example')
    """
    number = number_between(numbers.min(), numbers.max())
    noun = f"{split} example" if split else "example"
    return f"{number} {noun if number == '1' else noun + 's'}"


def count(number: float, noun: str) -> str:
    """Return a number with its noun, both as people write them.

    Example:
        >>> count(1, "class"), count(1200, "class"), count(2, "seed")
        ('1 class', '1,200 classes', '2 seeds')
    """
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{number:,.0f} {noun if number == 1 else plural}"
