"""Names given by people are text: what must happen to them before they meet Markdown or a spreadsheet."""

import math
import re

import pandas as pd

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=/\"'])")
_AUTOLINK = re.compile(r"(?i)(?<=:)(?=//)|(?<=www)(?=\.)|(?<=.)(?=@)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")
_FORMULA = re.compile(
    r"[\s\ufeff\u200b-\u200d\u2060\x00-\x1f\x7f]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
)
"""How a cell begins that a spreadsheet may take for a formula: some pass over what is not seen before the
sign, and some read the signs of full width as the usual ones."""
_RETURN = re.compile(r"\r\n?")
_ZERO_WIDTH_SPACE = "\u200b"


def literal(text: object, limit: int = 200) -> str:
    r"""Return ``text`` such that Streamlit's Markdown shows it letter by letter.

    Args:
        text: anything; its ``str`` is shown.
        limit: characters kept; a longer text ends in an ellipsis.

    Example:
        >>> literal("![x](http)")
        '\\!\\[x\\]\\(http\\)'
    """
    shown = _CONTROL.sub(" ", str(text))
    if len(shown) > limit:
        shown = shown[: limit - 1] + "…"
    # Web addresses are linked after the parser has taken the backslashes off, hence the invisible space.
    return _MARKDOWN.sub(r"\\\1", _AUTOLINK.sub(_ZERO_WIDTH_SPACE, shown))


def code(text: object) -> str:
    """Return ``text`` as code in Streamlit's Markdown, letter by letter, what would end a code span too.

    Example:
        >>> code("ltlab runs"), code("a`b")
        ('`ltlab runs`', '`` a`b ``')
    """
    shown = _CONTROL.sub(" ", str(text))
    longest = max(map(len, re.findall("`+", shown)), default=0)
    if not longest:
        return f"`{shown}`"
    fence = "`" * (longest + 1)
    return f"{fence} {shown} {fence}"


def csv_bytes(frame: pd.DataFrame) -> bytes:
    r"""Return ``frame`` as CSV whose text cells no spreadsheet takes for a formula.

    Example:
        >>> csv_bytes(pd.DataFrame({"name": ["=1+1", "cat"], "recall": [-0.5, 1.0]}))
        b"name,recall\n'=1+1,-0.5\ncat,1.0\n"
    """
    safe = frame.map(_without_formula).rename(columns=_without_formula)
    return str(safe.to_csv(index=False)).encode()


def _without_formula(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    # A return alone is not quoted, and spreadsheets begin a new row at it.
    text = _RETURN.sub("\n", cell)
    return f"'{text}" if _FORMULA.match(text) else text


def duration(seconds: float) -> str:
    """Return a time as people say it.

    Example:
        >>> duration(8.2), duration(95), duration(7300)
        ('9 s', '1 min 35 s', '2 h 1 min')
    """
    whole = max(1, math.ceil(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def roughly(seconds: float) -> str:
    """Return a time that is only estimated, as people say it: no digits that nobody can promise.

    Example:
        >>> [roughly(each) for each in (0.4, 31, 55, 115, 3000, 4900, 7200)]
        ['10 s', '40 s', '1 min', '2 min', '50 min', '1 h 20 min', '2 h']
    """
    if seconds <= 50:
        return f"{10 * max(1, math.ceil(seconds / 10))} s"
    if seconds < 3570:
        return f"{max(1, round(seconds / 60))} min"
    hours, tens = divmod(round(seconds / 600), 6)
    return f"{hours} h {10 * tens} min" if tens else f"{hours} h"
