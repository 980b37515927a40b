import copy
import struct

import numpy as np
import orjson
from hypothesis import given
from hypothesis import strategies as st

from ltcore.plots.base.figure_changes import changes, packed_changes


def unpacked(packed):
    """Read a message as the browser does."""
    (length,) = struct.unpack("<I", packed[:4])
    header = orjson.loads(packed[4 : 4 + length])
    return header, np.frombuffer(packed[4 + length :], dtype="<f4")


def applied(base, told, header, numbers):
    """Change a tree as hand.js does."""
    tree = copy.deepcopy(base)
    for place, value, *length in told:
        *keys, last = header["paths"][place]
        node = tree
        for key in keys:
            node = node[key]
        node[last] = numbers[value : value + length[0]] if length else value
    return tree


def same(one, other):
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=True)
    return one == other


def floats(numbers):
    return np.array(numbers, dtype=np.float32)


FLOATS = st.lists(st.floats(width=32), min_size=1, max_size=4).map(floats)
FIGURES = st.fixed_dictionaries(
    {
        "data": st.tuples(FLOATS, FLOATS).map(lambda pair: [{"x": pair[0]}, {"y": pair[1]}]),
        "layout": st.fixed_dictionaries(
            {
                "title": st.text(max_size=4),
                "annotations": st.lists(st.fixed_dictionaries({"y": st.floats(0, 1)}), max_size=2),
            }
        ),
    }
)


@given(FIGURES, st.lists(FIGURES, max_size=3))
def test_the_browser_gets_every_figure_back(base, others):
    header, numbers = unpacked(packed_changes(base, others, {"slider": "beta"}))
    assert header["about"] == {"slider": "beta"}
    for other, told in zip(others, header["figures"], strict=True):
        assert same(applied(base, told, header, numbers), other)


def test_what_is_the_same_is_not_sent():
    x = np.arange(1000, dtype=np.float32)
    base = {"data": [{"x": x, "y": x}], "layout": {"title": "t"}}
    packed = packed_changes(
        base, [{"data": [{"x": x.copy(), "y": x}], "layout": {"title": "u"}}], {}
    )
    assert len(packed) < 150


def test_numbers_begin_at_full_words():
    base = {"data": [{"y": floats([1, 2])}], "layout": {}}
    for padding in range(4):
        packed = packed_changes(
            base, [{"data": [{"y": floats([3, 4])}], "layout": {}}], {"a": "b" * padding}
        )
        (length,) = struct.unpack("<I", packed[:4])
        assert length % 4 == 0
        assert unpacked(packed)[1].tolist() == [3, 4]


def test_a_missing_value_is_told_as_none():
    assert changes({"layout": {"a": 1}}, {"layout": {}}) == [(("layout", "a"), None)]


def test_nan_is_the_same_as_nan():
    assert changes({"x": float("nan")}, {"x": float("nan")}) == []
    assert changes({"x": floats([np.nan])}, {"x": floats([np.nan])}) == []
