"""In which line of a TOML file a value stands: what is wrong with a lesson is said with its line."""

import re
from collections.abc import Sequence

_QUOTES = re.compile(r"\"{3}|'{3}")
_HEADER = re.compile(r"^\s*\[(\[)?\s*([\w.\s-]+?)\s*\]")


Place = tuple[str | int, ...]
"""Names of tables and of a value, and indices in arrays of tables."""


def line_of(text: str, place: Sequence[str | int]) -> int:
    r"""Return the line, from 1, of a value; of its table where it has none of its own.

    Args:
        text: of the file.
        place: as pydantic says it, such as ``("scenes", 2, "predict", "bars", "low")``. Names that are not in
            the file, as those of the kinds of a union, are passed over.

    Example:
        >>> line_of('title = "A"\n[[scenes]]\n[scenes.predict]\nlow = 1', ("scenes", 0, "predict", "low"))
        4
    """
    tables = _tables(text)
    found = 1
    here: Place = ()
    for part in place:
        deeper: Place = (*here, part)
        if deeper in tables:
            here, found = deeper, tables[deeper]
            continue
        line = _key(text, part, after=found if here else 0)
        if line is not None:
            return line
    return found


def outside_texts(text: str) -> list[str]:
    r"""Return the lines, those within a text of several lines empty: what stands there names nothing.

    Example:
        >>> outside_texts("notes = '''\nminutes = 2\n'''")
        ["notes = '''", '', '']
    """
    lines, within = [], ""
    for line in text.splitlines():
        lines.append("" if within else line)
        for quotes in _QUOTES.findall(line):
            if not within:
                within = quotes
            elif quotes == within:
                within = ""
    return lines


def _tables(text: str) -> dict[Place, int]:
    """Return place of a table -> line of its header; an array of tables is where its first one is."""
    tables: dict[Place, int] = {}
    arrays: dict[str, int] = {}
    for number, line in enumerate(outside_texts(text), 1):
        header = _HEADER.match(line)
        if header is None:
            continue
        names = [name.strip() for name in header[2].split(".")]
        if header[1]:
            arrays[names[0]] = arrays.get(names[0], -1) + 1
            tables.setdefault((names[0],), number)
        place: list[str | int] = []
        for depth, name in enumerate(names):
            place.append(name)
            if depth == 0 and name in arrays:
                place.append(arrays[name])
        tables[tuple(place)] = number
    return tables


def _key(text: str, name: str | int, *, after: int) -> int | None:
    """Return the line in which a key of the table whose header is in line ``after`` is set."""
    key = re.compile(rf"^\s*{re.escape(str(name))}\s*=")
    for number, line in enumerate(outside_texts(text)[after:], after + 1):
        if _HEADER.match(line):
            return None
        if key.match(line):
            return number
    return None
