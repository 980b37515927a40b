"""JSON as a run folder holds it: each key once, numbers that any program can hold, text that can be shown."""

import json
import math
from collections.abc import Sequence
from typing import Any, NoReturn

LARGEST = 2**63
"""Whole numbers are below this, as in every table and array."""
SHOWN = 60
"""Characters of a foreign key or value that a message shows."""
CONSTANTS = {None: "null", True: "true", False: "false"}


def parse(content: bytes) -> Any:  # noqa: ANN401 (whatever the file holds)
    r"""Return the value that UTF-8 JSON stands for.

    Python's own reader takes NaN, infinity and numbers of thousands of digits, keeps the last of two equal
    keys, and lets half a character pass as text; each of these breaks whoever uses the value.

    Args:
        content: the bytes.

    Raises:
        ValueError: it is not JSON, or one of these; the message names the field.

    Example:
        >>> parse(b'{"epoch": 3}')
        {'epoch': 3}
        >>> parse(b'{"epoch": 1e999}')
        Traceback (most recent call last):
        ValueError: epoch is not a finite number
        >>> parse(b'{"epoch": 3, "epoch": 4}')
        Traceback (most recent call last):
        ValueError: the key 'epoch' appears twice
    """
    try:
        value = DECODER.decode(content.decode("utf-8"))
        _check(value, "")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8") from error
    except RecursionError as error:
        raise ValueError("its lists or objects are nested too deeply") from error
    return value


def shown(value: object) -> str:
    r"""Return a foreign value as a message may hold it: on one line, not too long, in plain ASCII.

    Example:
        >>> shown("a\nb"), shown(10**400)
        ("'a\\nb'", 'a number of 401 digits')
    """
    if isinstance(value, int) and abs(value) >= LARGEST:
        return f"a number of {len(str(abs(value)))} digits"
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = CONSTANTS[value] if value is None or isinstance(value, bool) else ascii(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


def span(low: float, high: float) -> str:
    """Return a legal range in words; what rounding alone adds to its ends is not told.

    Example:
        >>> span(0, float("inf")), span(-1e-6, 1 + 1e-6), span(-1e15, 1e15)
        ('at least 0', '0 to 1', '-1e+15 to 1e+15')
    """
    first = f"{round(low, 4) + 0.0:.6g}"
    return f"at least {first}" if math.isinf(high) else f"{first} to {round(high, 4):.6g}"


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    known = dict(pairs)
    if len(known) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {shown(twice)} appears twice")
    return known


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _check(value: Any, field: str) -> None:  # noqa: ANN401 (any JSON value)
    """Refuse numbers and texts below ``field`` that JSON can spell and nobody can hold."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not (key.isascii() and _is_plain(item)):
                _check(key, f"the key {shown(key)}")
                _check(item, f"{field}.{key}" if field else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            if not _is_plain(item):
                _check(item, f"{field}[{number}]")
    elif reason := _storage_fault(value):
        raise ValueError(f"{field} {reason}")


def _is_plain(value: object) -> bool:
    """Return whether a value is beyond doubt: nearly all are, and a log of metrics has millions."""
    kind = type(value)
    if kind is float:
        return value - value == 0  # type: ignore[operator,no-any-return] # neither infinite nor NaN
    if kind is str:
        return value.isascii()  # type: ignore[attr-defined,no-any-return]
    return value is None or (kind is int and -LARGEST <= value < LARGEST)  # type: ignore[operator]


def _storage_fault(value: object) -> str:
    if isinstance(value, float):
        return "" if math.isfinite(value) else "is not a finite number"
    if isinstance(value, int):
        return "" if -LARGEST <= value < LARGEST else f"is {shown(value)}; at most 19 are legal"
    return "holds half a character" if isinstance(value, str) and not _is_whole(value) else ""


def _is_whole(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


DECODER = json.JSONDecoder(object_pairs_hook=_each_once, parse_constant=_no_constant)
"""Made once: a log of metrics has a line for each epoch."""
