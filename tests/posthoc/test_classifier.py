import numpy as np
import pytest

from ltcore.posthoc import classifier_logits, norm_factors, tau_normalise

W = [[3.0, 4.0], [1.0, 0.0], [0.6, 0.8]]
X = [[1.0, 0.5]]


@pytest.mark.parametrize(
    ("tau", "logits"),
    [(0.0, [5, 1, 1]), (0.5, [2.236067977, 1, 1]), (1.0, [1, 1, 1]), (2.0, [0.2, 1, 1])],
)
def test_the_golden_logits(tau, logits):
    weight, bias = tau_normalise(W, None, tau)
    assert bias is None
    np.testing.assert_allclose(classifier_logits(X, weight), [logits], atol=1e-9)


def test_the_bias_is_kept_which_the_reference_drops():
    weight, bias = tau_normalise(W, [1, 2, 3], 1.0)
    np.testing.assert_allclose(classifier_logits(X, weight, bias), [[2, 3, 4]])


def test_tau_0_reproduces_and_tau_1_makes_lengths_equal():
    rng = np.random.default_rng(0)
    vectors, bias = rng.normal(size=(7, 5)), rng.normal(size=7)
    same, kept = tau_normalise(vectors, bias, 0.0)
    assert same.tolist() == vectors.tolist()
    assert kept is not None
    assert kept.tolist() == bias.tolist()
    np.testing.assert_allclose(np.linalg.norm(tau_normalise(vectors, bias, 1.0)[0], axis=1), 1)


def test_a_vector_of_length_zero_stays_and_no_number_is_lost():
    weight, _ = tau_normalise([[0, 0], [3, 4]], None, 1.5)
    assert weight[0].tolist() == [0, 0]
    assert np.isfinite(weight).all()
    assert norm_factors([[0, 0]], 2.0).tolist() == [1]


def test_illegal_values_are_named():
    with pytest.raises(ValueError, match=r"tau is -0\.5"):
        tau_normalise(W, None, -0.5)
    with pytest.raises(ValueError, match="tau is nan"):
        norm_factors(W, float("nan"))
    with pytest.raises(ValueError, match="one vector per class"):
        tau_normalise([1, 2], None, 1.0)
    with pytest.raises(ValueError, match="bias has shape"):
        tau_normalise(W, [1, 2], 1.0)
    with pytest.raises(ValueError, match="features have shape"):
        classifier_logits([[1, 2, 3]], W)
