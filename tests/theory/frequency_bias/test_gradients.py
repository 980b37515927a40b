import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import softmax

from ltcore.theory.frequency_bias.gradients import (
    DEFAULT,
    PHASES,
    cosines,
    first_bias_gradient,
    first_weight_gradients,
    path,
    prototype_gradients,
    undefined_because,
)
from ltcore.theory.shared.ring import Ring, draw, means

COUNTS = [9000, 900, 100]
FEW = Ring((90, 20, 5), 2.0, 1)


def test_closed_forms_at_zero():
    np.testing.assert_allclose(first_bias_gradient(COUNTS), [-17 / 30, 73 / 300, 97 / 300])
    centres, priors = means(3, 2.0), np.array([0.9, 0.09, 0.01])
    whole = first_weight_gradients(COUNTS, centres).sum(0)
    np.testing.assert_allclose(whole, priors @ centres / 3 - priors[:, None] * centres)
    lengths = np.linalg.norm(first_weight_gradients(COUNTS, centres), axis=(1, 2))
    np.testing.assert_allclose(lengths / lengths.sum(), priors)


@pytest.mark.parametrize("toy", [DEFAULT, FEW, Ring((5, 50), 0.5)])
def test_the_first_gradient_of_the_toy_is_the_closed_form_of_its_means(toy):
    features, labels = draw(toy)
    centres = np.array([features[labels == k, :2].mean(0) for k in range(toy.n_classes)])
    first = path(toy, "plain", 0).gradients[0]
    np.testing.assert_allclose(
        first[..., :2], first_weight_gradients(toy.counts, centres), atol=1e-13
    )
    np.testing.assert_allclose(first.sum(0)[:, 2], first_bias_gradient(toy.counts), atol=1e-13)


def test_the_first_step_follows_the_head():
    """Golden, of another draw: .9955, .3546, .3053; of the laws .9953, .3416, .2771."""
    limit = cosines(first_weight_gradients(COUNTS, means(3, 2.0)))
    np.testing.assert_allclose(limit, [0.9953, 0.3416, 0.2771], atol=5e-5)
    found = path(DEFAULT, "plain", 0)
    np.testing.assert_allclose(found.cosines[0], [0.9955, 0.3546, 0.3053], atol=0.05)
    np.testing.assert_allclose(found.shares[0], [0.9, 0.09, 0.01], atol=0.005)
    np.testing.assert_allclose(path(DEFAULT, "inverse", 0).shares[0], 1 / 3, atol=0.01)
    np.testing.assert_allclose(path(DEFAULT, "inverse", 0).cosines[0], 2**-0.5, atol=0.01)


def test_the_golden_recalls_of_another_draw():
    plain, weighted = path(DEFAULT, "plain", 200).recalls, path(DEFAULT, "inverse", 200).recalls
    np.testing.assert_allclose(plain[1], [0.991, 0.786, 0.52], atol=0.06)
    np.testing.assert_allclose(plain[200], [0.991, 0.862, 0.59], atol=0.08)
    np.testing.assert_allclose(weighted[1], [0.931, 0.920, 0.92], atol=0.03)
    np.testing.assert_allclose(weighted[200], [0.932, 0.914, 0.93], atol=0.03)
    adjusted = path(DEFAULT, "adjusted", 200).recalls
    assert adjusted[1, 2] < plain[1, 2] < 0.6 < 0.9 < adjusted[200, 2]


@pytest.mark.parametrize("phase", PHASES)
def test_every_step_is_that_of_a_loop_over_examples(phase):
    found = path(FEW, phase, 3, 0.7)
    features, labels = draw(FEW)
    counts = np.array(FEW.counts)
    weights, offsets = np.ones(3), np.zeros(3)
    if phase == "inverse":
        weights = 1 / counts
    elif phase == "effective":
        weights = (1 - 0.999) / (1 - 0.999**counts)
    elif phase == "adjusted":
        offsets = np.log(counts / counts.sum())
    weights = weights * counts.sum() / (counts @ weights)
    parameters = np.zeros((3, 3))
    for step in range(4):
        np.testing.assert_allclose(found.parameters[step], parameters, atol=1e-12)
        gradients = np.zeros((3, 3, 3))
        for x, y in zip(features, labels, strict=True):
            pull = softmax(parameters @ x + offsets) - np.eye(3)[y]
            gradients[y] += weights[y] * np.outer(pull, x) / len(labels)
        np.testing.assert_allclose(found.gradients[step], gradients, atol=1e-12)
        parameters = parameters - 0.7 * gradients.sum(0)


def test_a_class_acts_through_its_prototype_at_first_and_through_its_edge_later():
    found = path(DEFAULT, "plain", 200)
    for step, least, most in ((0, 1 - 1e-12, 1 + 1e-12), (200, 0, 0.9)):
        ours, theirs = found.gradients[step], prototype_gradients(DEFAULT, found.parameters[step])
        lengths = np.linalg.norm(theirs, axis=(1, 2)) / np.linalg.norm(ours, axis=(1, 2))
        assert (lengths >= least).all()
        assert (lengths <= most).all()


def test_nothing_to_descend_on_has_a_reason():
    assert undefined_because(counts=(5, 5), rate=0).startswith("rate is 0")
    assert "steps" in undefined_because(counts=(5, 5), steps=-1)
    with pytest.raises(ValueError, match="steps is 201"):
        path(FEW, "plain", 201)
    with pytest.raises(ValueError, match="phase is 'focal'"):
        path(FEW, "focal")
    with pytest.raises(ValueError, match="counts\\[1\\] is 0"):
        path(Ring((5, 0)))
    assert np.isnan(first_bias_gradient([0, 0])).all()
    assert np.isnan(cosines(np.zeros((2, 3, 3, 2)))).all()
    assert np.isnan(path(FEW, "plain", 0).recalls).all()


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(1, 30), min_size=2, max_size=4).map(tuple),
    st.floats(0, 10),
    st.sampled_from(sorted(PHASES)),
)
def test_cosines_and_shares_are_such(counts, radius, phase):
    found = path(Ring(counts, radius), phase, 5)
    assert (np.abs(found.cosines) <= 1 + 1e-12).all()
    np.testing.assert_allclose(found.shares.sum(1), 1)
    np.testing.assert_allclose(found.gradients.sum((1, 2)), 0, atol=1e-10)
