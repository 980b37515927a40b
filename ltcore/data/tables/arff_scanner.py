"""The words of an ARFF line: plain and quoted values, braces and comments."""

import re
from typing import NoReturn

from ltcore.data.errors import DataError
from ltcore.data.tables.boundary import visible

MISSING_VALUES = frozenset({"?", "", "<null>"})
"""How ARFF ("?") and KEEL ("<null>") write that a value is missing, without quotes."""
COMMA, BLANK, BRACED, NAME = ",", " \t", ",}", " \t{"
"""What may end a value: in a row, in a row without commas, inside braces; and what ends a name."""
_PLAIN = {ends: re.compile(rf"[^{re.escape(ends)}%{{}}]*") for ends in (COMMA, BLANK, BRACED, NAME)}
QUOTES = ("'", '"')
_BLANKS = re.compile(r"\s*")
QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_SPECIAL = re.compile(r"['\"%{}]")
_UNCLEAN = re.compile(r"[\s?<]|,,|^,|,$")
_COMMON = re.compile(rf"""\s*(?:({QUOTED.pattern})\s*|((?:[^\s,'"%{{}}][^,%{{}}]*)?))(?:,|$)""")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_WEIGHT = re.compile(r"\{\s*(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*\}")


class Scanner:
    r"""Reads one line from left to right.

    Args:
        text: the line.
        where: how messages call it, "a.arff, line 3".

    Example:
        >>> line = Scanner(r"'it\'s, so' , ? % said", "a.arff, line 3")
        >>> line.value(COMMA), line.take(","), line.value(COMMA), line.at_end()
        ("it's, so", True, None, True)
    """

    def __init__(self, text: str, where: str) -> None:
        self.text = text
        self.where = where
        self._at = 0

    def peek(self) -> str:
        """Return the next character that is no blank, "" at the end."""
        self._at = _BLANKS.match(self.text, self._at).end()  # type: ignore[union-attr] # matches all
        return self.text[self._at : self._at + 1]

    def at_end(self) -> bool:
        """Return whether nothing follows but a comment."""
        return self.peek() in ("", "%")

    def take(self, character: str) -> bool:
        """Pass a character, if it comes next."""
        found = self.peek() == character
        self._at += found
        return found

    def match(self, pattern: re.Pattern[str]) -> str:
        """Pass what matches a pattern here and return it, "" where nothing does."""
        self.peek()
        found = pattern.match(self.text, self._at)
        if found is None:
            return ""
        self._at = found.end()
        return found[0]

    def value(self, ends: str) -> str | None:
        """Read a value up to one of the characters ``ends``; None where it is missing.

        Raises:
            DataError: a quote is not closed, or a value needs quotes.
        """
        if self.peek() in QUOTES:
            return self._quoted(ends)
        plain = self.plain(ends)
        return None if plain in MISSING_VALUES else plain

    def word(self, ends: str) -> str:
        """Read a value that cannot be missing: a name.

        Raises:
            DataError: as `value`.
        """
        return self._quoted(ends) if self.peek() in QUOTES else self.plain(ends)

    def plain(self, ends: str) -> str:
        """Read what stands without quotes, without the blanks around it."""
        self.peek()
        found = _PLAIN[ends].match(self.text, self._at)
        plain = found[0] if found else ""
        self._at += len(plain)
        following = self.text[self._at : self._at + 1]
        inside = plain and not plain[-1].isspace()
        if following and following not in ends and (inside or following == "}"):
            self.refuse(
                f"{following!r} follows {visible(plain, 40)!r}: put quotes around values with %, {{ or }}"
            )
        return plain.strip()

    def weight(self) -> bool:
        """Pass an instance weight, "{5}", if it comes next."""
        return bool(self.match(_WEIGHT))

    def refuse(self, message: str) -> NoReturn:
        """Refuse the line.

        Raises:
            DataError: always.
        """
        raise DataError(f"{self.where}: {message}")

    def refuse_rest(self) -> None:
        """Refuse what follows, unless it is a comment.

        Raises:
            DataError: something follows.
        """
        if not self.at_end():
            self.refuse(f"{visible(self.text[self._at :], 40)!r} is one item too many on this line")

    def _quoted(self, ends: str) -> str:
        found = QUOTED.match(self.text, self._at)
        if found is None:
            self.refuse(
                f"the quote before {visible(self.text[self._at + 1 :], 40)!r} is not closed"
            )
        self._at = found.end()
        separated = self.text[self._at : self._at + 1] in (*ends, " ", "\t")
        allowed = ("", "%", *ends, *("{" if separated else ""))
        if self.peek() not in allowed and not (separated and " " in ends):
            self.refuse(
                f"{visible(self.text[self._at :], 40)!r} follows a quoted value: write quotes inside quotes "
                "with a backslash, \\'"
            )
        return _ESCAPE.sub(_unescape, found[0][1:-1])


def common_row(text: str, n_attributes: int) -> list[str | None] | None:
    """Return the values of a row of the common form, many times faster than `Scanner`; None for others.

    Common are values between commas, quoted or not, without comments, weights, braces.

    Args:
        text: the line.
        n_attributes: number of values that are expected.

    Example:
        >>> common_row("1, 'a, b',?", 3), common_row("{0 1}", 3), common_row("1 2 3", 3)
        (['1', 'a, b', None], None, None)
    """
    if _SPECIAL.search(text):
        return _quoted_row(text, n_attributes)
    parts = text.split(",")
    if len(parts) == 1 != n_attributes or text.isspace() or not text:
        return None
    if _UNCLEAN.search(text) is None:
        return parts  # type: ignore[return-value] # a list of text is a list of text or None
    return [None if (part := raw.strip()) in MISSING_VALUES else part for raw in parts]


def _quoted_row(text: str, n_attributes: int) -> list[str | None] | None:
    values: list[str | None] = []
    at = 0
    for found in _COMMON.finditer(text):
        if found.start() != at or len(values) == n_attributes:
            return None
        at = found.end()
        quoted, plain = found.groups()
        if quoted is None:
            values.append(None if (part := plain.strip()) in MISSING_VALUES else part)
        else:
            values.append(_ESCAPE.sub(_unescape, quoted[1:-1]) if "\\" in quoted else quoted[1:-1])
        if at == len(text) and not found[0].endswith(","):
            break
    return values if at == len(text) and len(values) == n_attributes else None


def _unescape(escape: re.Match[str]) -> str:
    letter = escape[1]
    if len(letter) == 5:  # u and four hexadecimal digits
        return chr(int(letter[1:], 16))
    return _ESCAPED.get(letter, letter)
