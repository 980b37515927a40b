import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import ldam_margins, uniform_margins


def test_known_margins():
    np.testing.assert_allclose(
        ldam_margins([5000, 500, 50]), [0.158113883008, 0.281170662595, 0.5], rtol=1e-11
    )
    np.testing.assert_allclose(
        ldam_margins([5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]),
        [
            0.158113883008,
            0.179696997087,
            0.204237705301,
            0.232091149548,
            0.263829027589,
            0.299767650583,
            0.340675191877,
            0.387220913660,
            0.440497027716,
            0.5,
        ],
        rtol=1e-11,
    )


def test_agrees_with_the_authors_formula():
    counts = np.array([31, 7, 900, 12])
    margins = 1.0 / np.sqrt(np.sqrt(counts))
    margins = margins * (0.3 / np.max(margins))
    np.testing.assert_allclose(ldam_margins(counts, 0.3), margins, rtol=1e-14)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20), st.floats(0, 2))
@settings(max_examples=50, deadline=None)
def test_rarest_class_gets_the_largest_margin_exactly(counts, max_margin):
    margins = ldam_margins(counts, max_margin)
    assert margins[np.argmin(counts)] == max_margin == margins.max()
    assert (margins >= 0).all()


def test_uniform_margins_are_those_of_equal_counts():
    np.testing.assert_array_equal(uniform_margins([5000, 500, 50], 0.3), [0.3, 0.3, 0.3])
    np.testing.assert_array_equal(uniform_margins([7, 7], 0.5), ldam_margins([7, 7], 0.5))


@pytest.mark.parametrize("illegal", [-0.1, float("nan"), float("inf")])
def test_illegal_margin_is_refused(illegal):
    with pytest.raises(ValueError, match="max_margin is"):
        ldam_margins([5, 4], illegal)
    with pytest.raises(ValueError, match=r"^margin is"):
        uniform_margins([5, 4], illegal)


def test_an_empty_class_is_refused():
    with pytest.raises(ValueError, match="class 0"):
        ldam_margins([0, 4])
