"""The JSON objects of a run folder beside its settings: what each field may hold."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from ltcore.runs.reading import damage, read_json
from ltcore.runs.strict_json import shown, span

LATEST = 1e11
"""Seconds since 1970: the year 5138."""
LONGEST_TEXT = 100_000
NUMBERS: Mapping[str, tuple[type, ...]] = {"whole": (int,), "number": (float, int)}
KINDS = {"text": "text", "whole": "a whole number", "number": "a number", "object": "an object"}


@dataclass(frozen=True, kw_only=True)
class Field:
    """What a field may hold.

    Attributes:
        kind: "text", "whole" number, "number" or "object".
        low: least legal number.
        high: largest legal number.
        pattern: what a text must match whole; empty for any text.
        each: whether the field is a list of these.
        required: whether the field must be there; where it need not be, it may be null as well.
        fields: of an object: its own fields.
    """

    kind: Literal["text", "whole", "number", "object"] = "text"
    low: float = 0
    high: float = math.inf
    pattern: str = ""
    each: bool = False
    required: bool = False
    fields: "Mapping[str, Field]" = field(default_factory=dict)

    @cached_property
    def types(self) -> tuple[type, ...]:
        """Types of which every value within the range is legal."""
        return () if self.each else NUMBERS.get(self.kind, ())

    def fault_of(self, value: Any) -> str:  # noqa: ANN401 (any JSON value)
        """Return what is wrong with a value, "" where nothing is.

        Example:
            >>> Field(kind="number", high=1).fault_of(7)
            'is 7; it must be a number, 0 to 1'
        """
        if value is None and not self.required:
            return ""
        if self.each and not isinstance(value, list):
            return f"is {shown(value)}; it must be a list"
        reasons = map(self._fault_of_one, value if self.each else (value,))
        return next(filter(None, reasons), "")

    def _fault_of_one(self, value: Any) -> str:  # noqa: ANN401
        if not self._is_legal(value):
            return f"is {shown(value)}; it must be {self._legal()}"
        reason = fault_of(value, self.fields) if self.fields else ""
        return f"holds an illegal field: {reason}" if reason else ""

    def _is_legal(self, value: Any) -> bool:  # noqa: ANN401
        if self.kind == "text":
            return (
                isinstance(value, str)
                and len(value) <= LONGEST_TEXT
                and (not self.pattern or re.fullmatch(self.pattern, value) is not None)
            )
        if self.kind == "object":
            return isinstance(value, dict)
        # A truth value is a number to Python.
        kinds = int if self.kind == "whole" else (int, float)
        return (
            isinstance(value, kinds)
            and not isinstance(value, bool)
            and self.low <= value <= self.high
        )

    def _legal(self) -> str:
        if self.kind in ("whole", "number"):
            return f"{KINDS[self.kind]}, {span(self.low, self.high)}"
        return f"{KINDS[self.kind]} like {self.pattern}" if self.pattern else KINDS[self.kind]


def fault_of(content: Mapping[str, Any], schema: Mapping[str, Field]) -> str:
    """Return what is wrong with the first field that is not legal, "" where all are.

    Args:
        content: a JSON object; fields that the schema does not name are left alone.
        schema: name of a field -> what it may hold.
    """
    for name, one in schema.items():
        value = content.get(name)
        if value is None:
            if one.required:
                return f"{name} is {'null' if name in content else 'missing'}"
        elif type(value) in one.types and one.low <= value <= one.high:
            continue  # a log of metrics has millions of these
        elif reason := one.fault_of(value):
            return f"{name} {reason}"
    return ""


def read_object(path: Path, schema: Mapping[str, Field]) -> dict[str, Any] | None:
    """Return the JSON object in ``path``, or None where there is no such file yet.

    Raises:
        RunGoneError: the run folder is gone.
        DamagedRunError: it cannot be read, or a field is not legal; the message names it.
    """
    content = read_json(path)
    if content is not None and (reason := fault_of(content, schema)):
        raise damage(path, f": {reason}")
    return content
