import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ltcore.analysis.long_tail.clients import clients_frame, clients_summary

TABLE = np.array([[1, 9, 0], [0, 3, 3], [0, 0, 0]])
NAMES = ("a", "b", "c")


def test_the_frame_by_hand():
    frame = clients_frame(TABLE, NAMES)
    assert frame["client"].tolist() == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert frame["name"].tolist() == ["b", "c", "a"] * 3
    assert frame["class"].tolist() == [1, 2, 0] * 3
    assert frame["n"].tolist() == [9, 0, 1, 3, 3, 0, 0, 0, 0]
    np.testing.assert_allclose(
        frame["share"], [0.9, 0, 0.1, 0.5, 0.5, 0, *[np.nan] * 3], atol=1e-12
    )


def test_the_summary_by_hand():
    summary = clients_summary(TABLE, NAMES)
    assert summary["examples"].tolist() == [10, 6, 0]
    assert summary["classes"].tolist() == [2, 2, 0]
    assert summary["of_classes"].tolist() == [3, 3, 3]
    np.testing.assert_allclose(summary["ratio"], [9, 1, np.nan])
    assert summary["largest"].tolist() == ["b", "b", ""]
    np.testing.assert_allclose(summary["largest_share"], [0.9, 0.5, np.nan])
    # All together (1, 12, 3) of 16; half of |0.1 - 1/16| + |0.9 - 12/16| + 3/16, and of 1/16 + 0.25 + 5/16.
    np.testing.assert_allclose(summary["distance"], [0.1875, 0.3125, np.nan])


@given(
    arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(0, 9))
)
def test_the_frame_is_the_table_again(table):
    frame = clients_frame(table, [str(label) for label in range(table.shape[1])])
    again = frame.pivot_table(index="client", columns="class", values="n", aggfunc="sum")
    assert np.array_equal(again.to_numpy(), table)
    totals = frame.groupby("rank")["n"].sum()
    assert totals.is_monotonic_decreasing
    shares = frame.groupby("client")["share"].sum(min_count=1)
    np.testing.assert_allclose(shares[table.any(axis=1)], 1)


def test_a_name_for_each_class_is_needed():
    with pytest.raises(ValueError, match="2 class names for 3 classes"):
        clients_frame(TABLE, ("a", "b"))
