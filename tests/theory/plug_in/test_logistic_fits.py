import numpy as np
import pytest
from scipy.special import expit

from ltcore.theory.plug_in.logistic_fits import fit_lines


def slope_of_the_loss(x, y, line, ridge):
    pull = expit(line[0] * x + line[1]) - y
    return np.array([(pull * x).mean() + 2 * ridge * line[0], pull.mean()])


def sample(rng, n, positives, gap=1.0):
    x = rng.normal(size=n) + np.where(np.arange(n) < positives, gap, -gap)
    return x, (np.arange(n) < positives).astype(float)


@pytest.mark.parametrize("ridge", [0.0016, 0.05, 3.0])
@pytest.mark.parametrize("begin", [0.0, 2.0, -20.0])
def test_the_slope_of_every_fit_vanishes_from_any_start(ridge, begin):
    rng = np.random.default_rng(0)
    x, y = map(np.array, zip(*(sample(rng, 60, k, gap=3.0) for k in (1, 5, 30, 59)), strict=True))
    start = np.full(4, begin), np.full(4, -begin)
    lines = np.stack(fit_lines(x, 1 / 60, y / 60, ridge=ridge, start=start), axis=1)
    for feature, label, line in zip(x, y, lines, strict=True):
        assert np.abs(slope_of_the_loss(feature, label, line, ridge)).max() < 1e-8


def test_scikit_learn_fits_the_same_line():
    linear_model = pytest.importorskip("sklearn.linear_model")
    x, y = sample(np.random.default_rng(1), 200, 20)
    ridge = 0.01
    theirs = linear_model.LogisticRegression(C=1 / (2 * ridge * 200), tol=1e-12, max_iter=1000)
    theirs.fit(x[:, None], y)
    slope, intercept = fit_lines(
        x[None], 1 / 200, y[None] / 200, ridge=ridge, start=(np.zeros(1), np.zeros(1))
    )
    np.testing.assert_allclose(
        [slope[0], intercept[0]], [theirs.coef_[0, 0], theirs.intercept_[0]], rtol=1e-5
    )


def test_weights_are_repeated_examples():
    x, y = sample(np.random.default_rng(2), 20, 6)
    weight = np.repeat([1, 3], 10)
    many = np.repeat(x, weight), np.repeat(y, weight)
    start = np.ones(1), np.zeros(1)
    weighted = fit_lines(x[None], weight / 40, (weight * y)[None] / 40, ridge=0.01, start=start)
    repeated = fit_lines(many[0][None], 1 / 40, many[1][None] / 40, ridge=0.01, start=start)
    np.testing.assert_allclose(weighted, repeated, atol=1e-9)


def test_nothing_to_fit():
    nothing = np.zeros((0, 5))
    slope, intercept = fit_lines(nothing, 0.2, nothing, ridge=0.1, start=(np.zeros(0), np.zeros(0)))
    assert slope.shape == intercept.shape == (0,)
