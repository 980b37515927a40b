import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import crest_keep_rates

COUNTS = st.lists(st.integers(1, 10**6), min_size=1, max_size=20)


def test_the_rates_of_the_paper_on_an_exponential_tail():
    counts = 1000 * 100 ** (-np.arange(10) / 9)
    golden = [0.2154, 0.2555, 0.3030, 0.3594, 0.4262, 0.5055, 0.5995, 0.7110, 0.8432, 1]
    np.testing.assert_allclose(crest_keep_rates(counts, 1 / 3), golden, atol=5e-5)
    assert crest_keep_rates(counts, 1 / 3)[0] == pytest.approx(0.215443, abs=5e-7)


def test_labels_that_are_not_sorted_are_ranked_by_their_counts():
    """By hand: the largest keeps 10/1000, the middle 100/1000, the rarest all."""
    assert crest_keep_rates([100, 10, 1000], 1).tolist() == pytest.approx([0.1, 1.0, 0.01])


@given(COUNTS, st.floats(0, 5))
@settings(max_examples=50, deadline=None)
def test_a_rarer_class_never_keeps_less(counts, alpha):
    rates = crest_keep_rates(counts, alpha)
    ranked = rates[np.argsort(-np.array(counts), kind="stable")]
    assert (np.diff(ranked) >= 0).all()
    assert ranked[-1] == 1
    assert (crest_keep_rates(counts, 0) == 1).all()


@pytest.mark.parametrize("alpha", [-0.1, float("nan"), float("inf")])
def test_illegal_alpha_is_refused(alpha):
    with pytest.raises(ValueError, match="alpha is"):
        crest_keep_rates([5, 4], alpha)
