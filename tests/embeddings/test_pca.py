import numpy as np
import pytest
from sklearn.decomposition import PCA

from ltcore.embeddings import pca


@pytest.fixture
def features():
    generator = np.random.default_rng(5)
    return generator.normal(size=(200, 12)) * np.linspace(4, 0.5, 12) + 30


def test_hand_values():
    # Along (3, 4) / 5 by -10, 0, 10, and across it by 1, -2, 1.
    along, across = np.array([-10.0, 0.0, 10.0]), np.array([1.0, -2.0, 1.0])
    points = np.outer(along, [0.6, 0.8]) + np.outer(across, [-0.8, 0.6]) + 7
    found = pca(points)
    np.testing.assert_allclose(found.coordinates, np.stack([along, -across], axis=1), atol=1e-5)
    np.testing.assert_allclose(found.explained, [200 / 206, 6 / 206])


@pytest.mark.parametrize("shape", [(200, 12), (10, 12), (200, 2), (5, 300)])
def test_agrees_with_scikit_learn_up_to_signs(features, shape):
    matrix = np.resize(features, shape) + np.random.default_rng(1).normal(size=shape)
    reference = PCA(2, svd_solver="full")
    expected = reference.fit_transform(matrix)
    found = pca(matrix)
    signs = np.sign(np.sum(expected * found.coordinates, axis=0))
    np.testing.assert_allclose(found.coordinates * signs, expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(found.explained, reference.explained_variance_ratio_)


def test_the_sign_does_not_depend_on_the_order_of_the_examples(features):
    order = np.random.default_rng(0).permutation(len(features))
    np.testing.assert_allclose(
        pca(features[order]).coordinates, pca(features).coordinates[order], atol=1e-4
    )


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_any_floating_type(features, dtype):
    found = pca(features.astype(dtype))
    assert found.coordinates.dtype == np.float32
    assert found.explained.dtype == np.float64
    assert found.explained[0] >= found.explained[1] > 0


@pytest.mark.parametrize("n", [0, 1, 2, 3])
@pytest.mark.parametrize("width", [0, 1, 2])
def test_hardly_any_examples_or_features(n, width):
    matrix = np.arange(n * width, dtype=np.float64).reshape(n, width)
    found = pca(matrix)
    assert found.coordinates.shape == (n, 2)
    assert np.isfinite(found.coordinates).all()
    # Points in a row: one direction has everything, if there is anything.
    assert found.explained.tolist() == pytest.approx([float(n > 1 and width > 0), 0.0])


@pytest.mark.parametrize("value", [0.0, 0.1, 1e30])
def test_constant_features_have_no_direction(value):
    found = pca(np.full((50, 7), value))
    assert not found.coordinates.any()
    assert not found.explained.any()


@pytest.mark.parametrize(
    ("features", "said"),
    [
        (np.zeros(5), r"\(5,\)"),
        (np.zeros((2, 2), dtype=int), "int64"),
        (np.array([[0.0], [np.inf]]), r"features\[1\]"),
    ],
)
def test_what_is_no_matrix_of_finite_numbers_is_refused(features, said):
    with pytest.raises(ValueError, match=said):
        pca(features)
