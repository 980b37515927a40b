"""What changes between one figure and others of its kind, packed small.

A picture that follows a slider under the hand needs its figure at every position of the slider. Most of it is
the same everywhere: only what differs from the figure of now is sent, numbers as float32.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

Figure = Mapping[str, Any]
"""``data`` and ``layout`` as dictionaries, lists and arrays."""
Path = tuple[str | int, ...]
WORD = 4
"""Bytes of a float32; the browser reads arrays at multiples of it."""


def packed_changes(base: Figure, others: Sequence[Figure], about: Mapping[str, Any]) -> bytes:
    """Return what turns ``base`` into each of the others.

    Args:
        base: the figure of now.
        others: the figures at every position.
        about: told to the browser beside the changes, as JSON.

    Returns:
        Length of the header (uint32, little-endian), the header (JSON, padded with spaces to full words),
        and all arrays (float32, little-endian). The header has ``about``, ``paths``, and for each figure a
        list of changes: ``[path, value]`` sets a value (None: what is no longer there),
        ``[path, first, length]`` an array.

    Example:
        >>> at = lambda y: {"data": [{"y": np.float32([1, y])}], "layout": {}}
        >>> packed = packed_changes(at(2), [at(2), at(3)], {})
        >>> packed[4:].split(b"  ")[0]
        b'{"about":{},"paths":[["data",0,"y"]],"figures":[[],[[0,0,2]]]}'
    """
    paths: dict[Path, int] = {}
    arrays: list[NDArray[np.float32]] = []
    filled = 0
    figures: list[list[list[Any]]] = []
    for other in others:
        told: list[list[Any]] = []
        for path, value in changes(base, other):
            place = paths.setdefault(path, len(paths))
            if isinstance(value, np.ndarray):
                numbers = value.astype("<f4", copy=False)
                arrays.append(numbers)
                told.append([place, filled, numbers.size])
                filled += numbers.size
            else:
                told.append([place, value])
        figures.append(told)
    header = orjson.dumps(
        {"about": dict(about), "paths": [list(path) for path in paths], "figures": figures},
        option=orjson.OPT_SERIALIZE_NUMPY,
    )
    header += b" " * (-len(header) % WORD + WORD)
    body = b"".join(one.tobytes() for one in arrays)
    return len(header).to_bytes(WORD, "little") + header + body


def changes(base: Any, other: Any, path: Path = ()) -> list[tuple[Path, Any]]:  # noqa: ANN401 (a tree)
    """Return the places where a tree differs from another, and what stands there instead.

    Numeric arrays and everything that is no dictionary or list are leaves, as are lists of other lengths.

    Example:
        >>> changes({"a": [1, 2], "b": 0}, {"a": [1, 3]})
        [(('a', 1), 3), (('b',), None)]
    """
    if isinstance(base, Mapping) and isinstance(other, Mapping):
        if base is other:
            return []
        keys = [*base, *(key for key in other if key not in base)]
        return [
            change
            for key in keys
            for change in changes(base.get(key), other.get(key), (*path, key))
        ]
    if _is_list(base) and _is_list(other) and len(base) == len(other):
        pairs = enumerate(zip(base, other, strict=True))
        return [change for index, pair in pairs for change in changes(*pair, (*path, index))]
    return [] if _same(base, other) else [(path, _leaf(other))]


def _is_list(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, (list, tuple))


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        if not (isinstance(one, np.ndarray) and isinstance(other, np.ndarray)):
            return False
        numeric = one.dtype.kind == "f" and other.dtype.kind == "f"
        return np.array_equal(one, other, equal_nan=numeric)
    return bool(one == other) or (one != one and other != other)  # NaN is not itself


def _leaf(value: Any) -> Any:  # noqa: ANN401
    """Return an array of numbers as it is, of anything else as a list."""
    if isinstance(value, np.ndarray) and (value.dtype.kind not in "fiu" or value.ndim != 1):
        return value.tolist()
    return value
