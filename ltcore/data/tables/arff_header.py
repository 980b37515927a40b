"""The declarations of an ARFF or KEEL file: attributes, and which of them is the class."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ltcore.data.errors import DataError
from ltcore.data.tables.arff_scanner import BRACED, COMMA, NAME, Scanner
from ltcore.data.tables.boundary import visible

KEYWORDS = ("relation", "attribute", "inputs", "input", "outputs", "output", "data")
_KEYWORD = re.compile(r"@\w+")
_TYPE = re.compile(r"\w+")
_RANGE = re.compile(r"\[[^\]]*\]")
_MULTI_LABEL = re.compile(r":.*\s-C\s+-?(\d+)")
"""How MEKA writes in the relation's name how many attributes are labels."""

Kind = Literal["number", "nominal", "text"]
KINDS: dict[str, Kind] = {
    "numeric": "number",
    "real": "number",
    "integer": "number",
    "string": "text",
    "date": "text",
}


@dataclass(frozen=True)
class Attribute:
    """One column: its name, what its values are, and the declared values of a nominal one."""

    name: str
    kind: Kind
    values: tuple[str, ...] = ()

    @property
    def omitted(self) -> str | None:
        """What a sparse row means that leaves this out: 0 or the first value; None where nothing is."""
        if self.kind == "number":
            return "0"
        return self.values[0] if self.values else None


@dataclass(kw_only=True)
class Header:
    """What stands before the rows.

    Attributes:
        attributes: one per column, by name.
        inputs: names after @inputs, none where it is missing.
        outputs: names after @outputs.
        n_labels: number of labels that the relation declares; above 1 in multi-label files.
        data_line: number of the line @data.
        notes: sentences about what is not used.
    """

    attributes: dict[str, Attribute] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    n_labels: int = 1
    data_line: int = 0
    notes: list[str] = field(default_factory=list)

    def label(self) -> str:
        """Return the class: KEEL's output, else what is called "class", else the last one if nominal."""
        if self.n_labels > 1 or len(self.outputs) > 1:
            return ""
        if self.outputs:
            return self.outputs[0]
        called = [name for name in self.attributes if name.casefold() == "class"]
        if called:
            return called[-1]
        last = list(self.attributes.values())[-1]
        return last.name if last.kind == "nominal" else ""


def read_header(path: Path, lines: Iterable[tuple[int, str]]) -> Header:
    """Read the declarations; the next line is the first row.

    Args:
        path: the file, for messages.
        lines: number and text of each line.

    Raises:
        DataError: a declaration is not understood; the message names the line.
    """
    header = Header()
    for number, text in lines:
        line = Scanner(text, f"{path}, line {number}")
        if line.at_end():
            continue
        keyword = line.match(_KEYWORD)[1:].lower()
        if keyword not in KEYWORDS:
            line.refuse(
                f"{visible(text.strip(), 40)!r} comes before @data: expected one of "
                + ", ".join(f"@{known}" for known in KEYWORDS)
            )
        if keyword == "data":
            line.refuse_rest()
            header.data_line = number
            return _checked(header, path)
        _declare(header, keyword, line)
    raise DataError(f"{path} has no line @data: it ends within the declarations")


def _declare(header: Header, keyword: str, line: Scanner) -> None:
    if keyword == "relation":
        found = _MULTI_LABEL.search(line.text)
        header.n_labels = int(found[1]) if found else 1
    elif keyword == "attribute":
        attribute = _attribute(line, header.notes)
        if attribute.name in header.attributes:
            line.refuse(f"attribute {attribute.name!r} is declared twice: rename one of them")
        header.attributes[attribute.name] = attribute
    elif keyword.startswith("input"):
        header.inputs = _names(line)
    else:
        header.outputs = _names(line)


def _attribute(line: Scanner, notes: list[str]) -> Attribute:
    name = line.word(NAME).strip()
    if not name:
        line.refuse("@attribute has no name: expected @attribute NAME TYPE")
    if line.take("{"):
        attribute = Attribute(name, "nominal", _nominal(line, name))
    else:
        attribute = Attribute(name, _kind(line, name))
    if line.weight():
        notes.append(f"the weight of attribute {name!r} is not used")
    line.refuse_rest()
    return attribute


def _kind(line: Scanner, name: str) -> Kind:
    given = line.match(_TYPE)
    kind = given.lower()
    if kind == "relational":
        line.refuse(
            f"attribute {name!r} is relational (a table in a table): give one row per example, with one "
            "attribute per number"
        )
    if kind not in KINDS:
        line.refuse(
            f"attribute {name!r} has type {given[:40]!r}: expected numeric, real, integer, string, date or "
            "{value, value}"
        )
    line.match(_RANGE)  # KEEL's "real [0.1, 2.0]" says what occurs and is no rule
    if kind == "date" and line.peek() != "{":
        line.word(NAME)  # how it is written
    return KINDS[kind]


def _nominal(line: Scanner, name: str) -> tuple[str, ...]:
    values = _list(line, BRACED)
    if not line.take("}"):
        line.refuse(f"the braces of attribute {name!r} are not closed on its line")
    if not values:
        line.refuse(f"attribute {name!r} declares no values: expected {{value, value}}")
    return values


def _names(line: Scanner) -> tuple[str, ...]:
    names = _list(line, COMMA)
    line.refuse_rest()
    return names


def _list(line: Scanner, ends: str) -> tuple[str, ...]:
    values = [line.value(ends)]
    while line.take(","):
        values.append(line.value(ends))
    return tuple(dict.fromkeys(value for value in values if value is not None))


def _checked(header: Header, path: Path) -> Header:
    if not header.attributes:
        raise DataError(f"{path} declares no attribute: expected @attribute NAME TYPE before @data")
    for name in (*header.inputs, *header.outputs):
        if name not in header.attributes:
            known = ", ".join(list(header.attributes)[:8])
            raise DataError(
                f"{path} names {name!r} in @inputs or @outputs; its attributes are: {known}"
            )
    several = header.n_labels if header.n_labels > 1 else len(header.outputs)
    if several > 1:
        header.notes.append(
            f"the file declares {several} labels per row, so none of them is used as the class"
        )
    unnamed = set(header.attributes) - set(header.inputs) - set(header.outputs)
    if header.inputs and header.outputs and unnamed:
        left_out = ", ".join(name for name in header.attributes if name in unnamed)
        header.notes.append(f"@inputs and @outputs leave out: {visible(left_out)}")
    return header
