import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.theory.sphere.simplex import even_directions, simplex, simplex_cosine, undefined_because


@pytest.mark.parametrize("n_classes", [2, 3, 4, 10, 100])
@pytest.mark.parametrize("spare", [0, 1, 28])
def test_every_pair_has_the_same_cosine(n_classes, spare):
    vertices = simplex(n_classes, n_classes - 1 + spare)
    cosines = vertices @ vertices.T
    np.testing.assert_allclose(np.diag(cosines), 1, rtol=1e-10)
    np.testing.assert_allclose(
        cosines[~np.eye(n_classes, dtype=bool)], -1 / (n_classes - 1), atol=1e-10
    )
    np.testing.assert_allclose(vertices.sum(axis=0), 0, atol=1e-10)


def test_it_is_the_frame_of_the_authors_code_up_to_a_turn():
    """Rows of sqrt(K / (K - 1)) (I - 11' / K): the same cosines."""
    k = 7
    frame = math.sqrt(k / (k - 1)) * (np.eye(k) - 1 / k)
    vertices = simplex(k, 6)
    np.testing.assert_allclose(vertices @ vertices.T, frame @ frame.T, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_no_other_directions_have_a_smaller_largest_cosine(seed):
    rows = np.random.default_rng(seed).normal(size=(4, 3))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert (rows @ rows.T)[np.triu_indices(4, 1)].max() > simplex_cosine(4)


@given(n_classes=st.integers(-3, 40), d=st.integers(-3, 40))
def test_what_is_no_simplex_has_a_reason_and_is_nan(n_classes, d):
    reason = undefined_because(n_classes=n_classes, d=d)
    if n_classes >= 0 and d >= 0:
        vertices = simplex(n_classes, d)
        assert vertices.shape == (n_classes, d)
        assert vertices.size == 0 or np.isnan(vertices).any() == bool(reason)
    assert bool(reason) == (n_classes < 2 or d < 1 or n_classes > d + 1)
    assert math.isnan(simplex_cosine(n_classes)) == (n_classes < 2)


@pytest.mark.parametrize("bad", [math.nan, math.inf, 2.5])
def test_numbers_that_are_no_counts_get_a_reason(bad):
    assert undefined_because(n_classes=bad, d=3)
    assert undefined_because(n_classes=3, d=bad)


@pytest.mark.parametrize(("d", "tolerance"), [(2, 1e-12), (3, 1e-3)])
def test_even_directions_have_the_moments_of_the_uniform_law(d, tolerance):
    directions = even_directions(2000, d)
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(directions.mean(axis=0), 0, atol=tolerance)
    np.testing.assert_allclose(directions.T @ directions / 2000, np.eye(d) / d, atol=tolerance)


@pytest.mark.parametrize(("n", "d"), [(0, 2), (5, 4)])
def test_directions_are_for_circle_and_sphere(n, d):
    with pytest.raises(ValueError, match="2 or 3 dimensions"):
        even_directions(n, d)
