import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from ltcore.theory.shared.ring import Ring, draw, means, quadrature, recalls, undefined_because


@pytest.mark.parametrize("n_classes", [2, 3, 5, 7])
@pytest.mark.parametrize("radius", [0.0, 1.0, 3.0])
def test_recalls_agree_with_points_that_are_drawn(n_classes, radius):
    rng = np.random.default_rng(n_classes)
    parameters = rng.normal(size=(n_classes, 3))
    n = 40_000
    points = means(n_classes, radius)[:, None] + rng.normal(size=(n_classes, n, 2))
    decided = (points @ parameters[:, :2].T + parameters[:, 2]).argmax(-1)
    seen = (decided == np.arange(n_classes)[:, None]).mean(1)
    exact = recalls(parameters, radius)
    assert (np.abs(seen - exact) < 4 * np.sqrt(exact * (1 - exact) / n) + 1e-4).all()


def test_two_classes_have_the_normal_distribution_s_recall():
    shift = np.linspace(-2, 2, 9)
    parameters = np.zeros((9, 2, 3))
    parameters[:, 0, 0] = 1
    parameters[:, 0, 2] = shift
    found = recalls(parameters, 1.5)
    np.testing.assert_allclose(
        found, np.column_stack([ndtr(1.5 + shift), ndtr(1.5 - shift)]), atol=2e-3
    )
    finer = recalls(parameters, 1.5, angles=20_000)
    np.testing.assert_allclose(
        finer, np.column_stack([ndtr(1.5 + shift), ndtr(1.5 - shift)]), atol=1e-4
    )


def test_the_nearest_mean_is_the_best_rule_and_ties_decide_nothing():
    best = np.column_stack([means(5, 3.0), np.full(5, -4.5)])
    least = recalls(best, 3.0).mean()
    rng = np.random.default_rng(0)
    others = recalls(best + 0.3 * rng.normal(size=(50, 5, 3)), 3.0).mean(-1)
    assert (others < least + 1e-5).all()
    assert np.isnan(recalls(np.zeros((3, 3)), 2.0)).all()
    np.testing.assert_array_equal(
        np.isnan(recalls(np.array([[1.0, 0, 0], [1.0, 0, 0], [0, 1.0, 0]]), 2.0)),
        [True, True, False],
    )


def test_a_rule_of_biases_alone_decides_for_one_class():
    parameters = np.array([[0.5, 1, 0], [0.5, 1, 1], [0.5, 1, -1]])
    assert recalls(parameters, 2.0).tolist() == [0, 1, 0]


def test_regions_share_the_plane():
    """Where all means coincide the recalls of all classes sum to 1."""
    parameters = np.random.default_rng(1).normal(size=(20, 4, 3))
    np.testing.assert_allclose(recalls(parameters, 0.0).sum(-1), 1, atol=1e-3)


def test_quadrature_gives_moments():
    features, shares = quadrature(5, 3.0)
    np.testing.assert_allclose(features[..., :2].swapaxes(1, 2) @ shares, means(5, 3.0), atol=1e-12)
    np.testing.assert_allclose(
        (features[..., :2] ** 2).sum(-1) @ shares, np.full(5, 9.0 + 2), atol=1e-10
    )


def test_more_examples_keep_those_that_were_there():
    few, _ = draw(Ring((20, 5)))
    more, labels = draw(Ring((30, 5)))
    np.testing.assert_array_equal(few[:20], more[:20])
    np.testing.assert_array_equal(few[20:], more[30:])
    assert np.bincount(labels).tolist() == [30, 5]
    with pytest.raises(ValueError, match="counts\\[1\\] is 0"):
        draw(Ring((3, 0)))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(-2, 5), max_size=4).map(tuple),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-3, 3),
)
def test_a_reason_or_a_draw(counts, radius, seed):
    reason = undefined_because(counts=counts, radius=radius, seed=seed)
    if reason:
        with pytest.raises(ValueError, match=r"give|needs"):
            draw(Ring(counts, radius, seed))
    elif radius < 1e6:
        features, labels = draw(Ring(counts, radius, seed))
        assert len(features) == len(labels) == sum(counts)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(-1e300, 1e300), min_size=9, max_size=9), st.floats(0, 100))
def test_recalls_are_probabilities_without_a_warning(numbers, radius):
    found = recalls(np.array(numbers).reshape(3, 3) / 100, radius, angles=36)
    assert (np.isnan(found) | ((found >= 0) & (found <= 1))).all()
