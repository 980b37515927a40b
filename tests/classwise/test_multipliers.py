import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import vs_multipliers


def test_known_multipliers():
    np.testing.assert_allclose(
        vs_multipliers([5000, 500, 50], 0.2), [1, 0.630957344480, 0.398107170553], rtol=1e-11
    )


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20), st.floats(0, 3))
@settings(max_examples=50, deadline=None)
def test_they_are_one_over_the_authors_temperatures(counts, gamma):
    array = np.array(counts, dtype=float)
    multipliers = vs_multipliers(counts, gamma)
    np.testing.assert_allclose(multipliers * (array.max() / array) ** gamma, 1, rtol=1e-12)
    assert multipliers.max() == 1


@pytest.mark.parametrize("gamma", [-0.1, float("nan"), float("inf")])
def test_illegal_gamma_is_refused(gamma):
    with pytest.raises(ValueError, match="gamma is"):
        vs_multipliers([5, 4], gamma)
