import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.metrics import cosine_margins


def test_by_hand():
    # Weights along the axes and the diagonal; a feature of length 5 at (3, 4).
    weights = np.array([[10.0, 0.0], [0.0, 0.1], [1.0, 1.0]])
    features = np.array([[3.0, 4.0]] * 3)
    cosines = [0.6, 0.8, 7 / (5 * np.sqrt(2))]
    expected = [0.6 - cosines[2], 0.8 - cosines[2], cosines[2] - 0.8]
    np.testing.assert_allclose(cosine_margins(features, weights, np.arange(3)), expected, atol=1e-6)


def test_two_opposite_classes_reach_both_ends():
    weights = np.array([[1.0, 0.0], [-1.0, 0.0]])
    margins = cosine_margins(np.array([[7.0, 0.0], [7.0, 0.0]]), weights, np.array([0, 1]))
    assert margins.tolist() == [2.0, -2.0]


def test_a_feature_of_length_zero_is_nowhere():
    margins = cosine_margins(np.zeros((1, 3)), np.eye(3), np.array([1]))
    assert margins.tolist() == [0.0]


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 6), st.integers(2, 5), st.integers(0, 2500), st.integers(0, 99))
def test_agrees_with_a_loop_and_forgets_lengths(n_classes, n_features, n_examples, seed):
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(n_classes, n_features))
    features = rng.normal(size=(n_examples, n_features))
    labels = rng.integers(0, n_classes, n_examples)
    margins = cosine_margins(features, weights, labels)
    assert (np.abs(margins) <= 2 + 1e-6).all()
    for place in range(0, n_examples, 97):
        cosine = [
            features[place] @ weight / np.linalg.norm(features[place]) / np.linalg.norm(weight)
            for weight in weights
        ]
        right = cosine.pop(labels[place])
        assert margins[place] == pytest.approx(right - max(cosine), abs=1e-5)
    longer = cosine_margins(
        features * rng.uniform(1, 9, (n_examples, 1)),
        weights * rng.uniform(1, 9, (n_classes, 1)),
        labels,
    )
    np.testing.assert_allclose(longer, margins, atol=1e-5)


@pytest.mark.parametrize(
    ("features", "weights", "labels", "message"),
    [
        (np.ones((2, 3)), np.ones((2, 4)), [0, 1], r"shape \(2, 3\) and weights \(2, 4\)"),
        (np.ones((2, 3)), np.ones((1, 3)), [0, 0], "a margin needs at least 2"),
        (np.ones((2, 3)), np.ones((2, 3)), [0], "2 features but labels have shape"),
    ],
)
def test_what_does_not_fit_is_refused(features, weights, labels, message):
    with pytest.raises(ValueError, match=message):
        cosine_margins(features, weights, np.array(labels))
