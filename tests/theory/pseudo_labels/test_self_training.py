import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from ltcore.theory.pseudo_labels.gaussian_rule import balanced_error
from ltcore.theory.pseudo_labels.self_training import (
    fixed_points,
    limit,
    one_step,
    path,
    precisions,
    simulate,
    undefined_because,
)
from ltcore.theory.ssl_mean import target

GRID = [(t, prior) for t in (-2.0, -0.5, 0.3, 1.0) for prior in (0.02, 0.3, 0.5, 0.9)]
places = st.floats(-1e6, 1e6)
shares = st.floats(0, 1)


@pytest.mark.parametrize(
    ("prior", "p", "q", "theorem", "real", "end", "errors"),
    [
        (0.5, 0.9565, 0.6615, 0.2949, 0.5749, 0.0, None),
        (0.1, 0.7095, 0.9462, -0.2367, 0.3434, -0.6641, (0.2614, 0.1726, 0.2083)),
    ],
)
def test_golden_values(prior, p, q, theorem, real, end, errors):
    found = precisions(1.0, prior, 1, -1, 1)
    np.testing.assert_allclose(found, (p, q), atol=5.1e-5)
    assert float(target(*found, 1, -1)) == pytest.approx(theorem, abs=1e-4)
    assert float(one_step(1.0, prior, 1, -1, 1)) == pytest.approx(real, abs=5.1e-5)
    last = float(limit(1.0, prior, 1, -1, 1))
    assert last == pytest.approx(end, abs=5.1e-5)
    if errors is not None:
        np.testing.assert_allclose(balanced_error([1.0, real, last], 1, -1, 1), errors, atol=5.1e-5)


def test_golden_fixed_points_and_their_errors():
    priors = [0.5, 0.3, 0.1, 0.02]
    ends = limit(1.0, priors, 1, -1, 1)
    np.testing.assert_allclose(ends, [0, -0.2169, -0.6641, -0.9316], atol=5.1e-5)
    np.testing.assert_allclose(
        balanced_error(ends, 1, -1, 1), [0.15866, 0.1643, 0.2083, 0.2497], atol=5.1e-5
    )
    for prior, end in zip(priors, ends, strict=True):
        ((only, attracts),) = fixed_points(prior, 1, -1, 1)
        assert only == pytest.approx(float(end), abs=1e-9)
        assert attracts


@pytest.mark.parametrize(("t", "prior"), GRID)
def test_precisions_and_step_are_those_of_the_integrals(t, prior):
    mu1, mu2, sigma = 1.3, -0.4, 0.8

    def density(x):
        return prior * norm.pdf(x, mu1, sigma), (1 - prior) * norm.pdf(x, mu2, sigma)

    means, shares = [], []
    for ends, own in (((t, 12), 0), ((-12, t), 1)):
        mass = quad(lambda x: sum(density(x)), *ends)[0]
        means.append(quad(lambda x: x * sum(density(x)), *ends)[0] / mass)
        shares.append(quad(lambda x, own=own: density(x)[own], *ends)[0] / mass)
    np.testing.assert_allclose(precisions(t, prior, mu1, mu2, sigma), shares, rtol=1e-7)
    assert float(one_step(t, prior, mu1, mu2, sigma)) == pytest.approx(sum(means) / 2, rel=1e-7)


def test_finitely_many_points_scatter_around_the_step():
    rng = np.random.default_rng(0)
    drawn = simulate(1.0, 0.1, 1, -1, 1, points=400, trials=4000, rng=rng)
    assert np.isfinite(drawn).all()
    assert abs(drawn.mean() - float(one_step(1.0, 0.1, 1, -1, 1))) < 4 * drawn.std() / np.sqrt(4000)
    fewer = simulate(1.0, 0.1, 1, -1, 1, points=4, trials=4000, rng=rng)
    assert 0.5 < np.isnan(fewer).mean() < 1


def test_repeating_helps_once_and_then_drifts_past_the_best_on_imbalanced_data(rounding):
    for prior in (0.1, 0.02):
        thresholds = path(1.0, prior, 1, -1, 1, steps=60)
        errors = balanced_error(thresholds, 1, -1, 1)
        assert errors[1] < errors[0]
        assert errors.min() < errors[-1] - 0.02
    errors = balanced_error(path(1.0, 0.5, 1, -1, 1, steps=60), 1, -1, 1)
    assert (np.diff(errors) < rounding(errors)).all()


def test_a_path_is_steps_in_a_row_in_one_direction():
    start = np.array([[-3.0], [0.2], [4.0]])
    thresholds = path(start, [0.1, 0.5], 1, -1, 1, steps=5)
    assert thresholds.shape == (6, 3, 2)
    np.testing.assert_array_equal(thresholds[0], np.broadcast_to(start, (3, 2)))
    for before, after in itertools.pairwise(thresholds):
        np.testing.assert_array_equal(after, one_step(before, [0.1, 0.5], 1, -1, 1))
    moves = np.diff(thresholds, axis=0)
    assert (np.sign(moves) == np.sign(moves[0])).all()
    np.testing.assert_array_equal(path(1.0, 0.1, 1, -1, 1, steps=0), [1.0])
    with pytest.raises(ValueError, match="steps is -1: give a whole number of at least 0"):
        path(1.0, 0.1, 1, -1, 1, steps=-1)


def test_a_rare_class_far_away_has_a_fixed_point_of_its_own():
    """Two sets that split the large class are 2-means too: the start decides where steps end."""
    found = fixed_points(0.01, 12, 0, 1)
    assert [attracts for _, attracts in found] == [True, False, True]
    left, between, right = (t for t, _ in found)
    assert right == pytest.approx(6, abs=1e-6)
    for start, end in (
        (between - 0.01, left),
        (between + 0.01, right),
        (right + 3, right),
        (left - 9, left),
    ):
        assert float(limit(start, 0.01, 12, 0, 1)) == pytest.approx(end, abs=1e-8)


@given(prior=shares, mu2=st.floats(-5, 5), gap=st.floats(0, 8), sigma=st.floats(0.3, 3))
def test_fixed_points_are_left_where_they_are_and_alternate(prior, mu2, gap, sigma):
    found = fixed_points(prior, mu2 + gap, mu2, sigma)
    attracting = [attracts for _, attracts in found]
    assert attracting == [k % 2 == 0 for k in range(len(found))]
    assert len(found) % 2 == 1
    for t, _ in found:
        assert float(one_step(t, prior, mu2 + gap, mu2, sigma)) == pytest.approx(
            t, abs=1e-10 * (1 + abs(t))
        )
        assert mu2 - sigma <= t <= mu2 + gap + sigma


@given(
    t=places,
    further=st.floats(0, 5),
    prior=shares,
    gap=st.floats(0, 20),
    sigma=st.floats(0.01, 100),
)
def test_the_step_rises_stays_between_the_set_means_and_mirrors(t, further, prior, gap, sigma):
    prior = 1 - (1 - prior)  # both classes' shares without rounding: a mirror swaps them
    here = float(one_step(t, prior, gap, 0, sigma))
    scale = 1 + abs(t) + sigma + gap
    assert np.isfinite(here)
    assert float(one_step(t + further, prior, gap, 0, sigma)) >= here - 1e-9 * scale
    mirrored = -float(one_step(-t, 1 - prior, 0, -gap, sigma))
    assert here == pytest.approx(mirrored, abs=1e-9 * scale)
    p, q = precisions(t, prior, gap, 0, sigma)
    assert prior - 1e-12 <= p <= 1
    assert 1 - prior - 1e-12 <= q <= 1


def test_far_thresholds_lose_no_digits():
    """Beyond all points but a few, E[X | X > t] is t + sigma^2 / t and the other mean is that of all points."""
    t = np.array([1e3, 1e5, 1e8])
    np.testing.assert_allclose(one_step(t, 0.3, 1, -1, 1), (t + 1 / (t - 1) - 0.4) / 2, rtol=1e-8)
    np.testing.assert_allclose(one_step(-t, 0.3, 1, -1, 1), (-t - 1 / (t - 1) - 0.4) / 2, rtol=1e-8)
    p, q = precisions(t, 0.3, 1, -1, 1)
    assert (p == 1).all()
    np.testing.assert_allclose(q, 0.7, rtol=1e-12)


def test_one_class_alone():
    for prior, mean in ((0.0, -1.0), (1.0, 1.0)):
        assert float(limit(0.3, prior, 1, -1, 1)) == pytest.approx(mean, abs=1e-9)
        assert [float(share) for share in precisions(0.3, prior, 1, -1, 1)] == [prior, 1 - prior]
    assert float(limit(0.3, 0.4, 2, 2, 1)) == pytest.approx(2)


def test_an_end_that_is_not_reached_is_no_number(monkeypatch):
    monkeypatch.setattr("ltcore.theory.pseudo_labels.self_training.MAX_STEPS", 3)
    assert np.isnan(limit([0.0, 1.0], 0.5, 1, -1, 1)).tolist() == [False, True]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"t": np.nan}, "t is nan"),
        ({"prior": 1.5}, "prior is 1.5: a share lies between 0 and 1"),
        ({"mu1": -3}, "mu1 is -3, mu2 -1"),
        ({"sigma": 0}, "sigma is 0"),
    ],
)
def test_impossible_settings_have_a_reason_and_no_numbers(changed, said):
    numbers = {"t": 1.0, "prior": 0.1, "mu1": 1, "mu2": -1, "sigma": 1, **changed}
    assert undefined_because(**numbers).startswith(said)
    assert np.isnan(one_step(**numbers))
    assert np.isnan(limit(**numbers))
    assert np.isnan(precisions(**numbers)).all()
    assert np.isnan(path(**numbers, steps=2)[1:]).all()
    del numbers["t"]
    assert ("t" in changed) == bool(fixed_points(**numbers))
    with pytest.raises(ValueError, match=said):
        simulate(
            **{"t": 1.0, **numbers, **changed}, points=1, trials=1, rng=np.random.default_rng(0)
        )


def test_no_points_are_refused():
    with pytest.raises(ValueError, match="points is 0"):
        simulate(1.0, 0.1, 1, -1, 1, points=0, trials=1, rng=np.random.default_rng(0))


anything = st.one_of(st.floats(), st.floats(-2, 2), st.sampled_from([0.0, 1.0, 1e-50, 1e50]))


@given(numbers=st.tuples(*[anything] * 5))
def test_never_an_exception_nor_a_warning(numbers):
    t, prior, mu1, mu2, sigma = numbers
    after = one_step(*numbers)
    precisions(*numbers)
    if undefined_because(t=t, prior=prior, mu1=mu1, mu2=mu2, sigma=sigma):
        assert np.isnan(after)
