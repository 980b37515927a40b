import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from ltcore.posthoc import one_against_rest
from ltcore.theory.logit_adjustment.two_classes import floor, gaussian_errors
from ltcore.theory.plug_in.regret import (
    POINTS_AT_ONCE,
    best_am,
    limits,
    regrets,
    simulate,
    study,
    table,
    undefined_because,
)

GOLDEN = [
    (0.1, 100, 3.92e-3, 0.1373), (0.1, 300, 1.24e-3, 0.1238), (0.1, 1000, 3.75e-4, 0.1214), (0.1, 10_000,
    3.79e-5, 0.1200), (0.02, 100, 1.41e-2, 0.2752), (0.02, 300, 5.64e-3, 0.2712), (0.02, 1000, 1.64e-3,
    0.2630),
]  # fmt: skip


def both(values, trials=400):
    """Standard error of the difference of two means, of ours and of the golden runs."""
    return np.nanstd(values) * math.sqrt(1 / trials + 1 / np.isfinite(values).sum())


@pytest.mark.parametrize(("prior", "n", "empirical", "half"), GOLDEN)
def test_the_golden_regrets_within_their_error(prior, n, empirical, half):
    golden_runs = 60 if n == 10_000 else 400
    parts = list(study([n], prior, trials=400, seed=1))
    for name, golden in (("empirical", empirical), ("half", half)):
        values = np.concatenate([getattr(part, name) for part in parts])
        assert abs(np.nanmean(values) - golden) < 4 * both(values, golden_runs)


def test_samples_without_a_positive_are_counted():
    """400 samples of 100 at prior .02: .98 ^ 100 of them, 53 +- 7."""
    trials = simulate(100, 0.02, trials=400, rng=np.random.default_rng(0))
    assert abs(trials.failed - 400 * 0.98**100) < 4 * 6.8
    assert np.isnan(trials.empirical).sum() == np.isnan(trials.half).sum() == trials.failed
    few = simulate(2, 0.001, trials=3, rng=np.random.default_rng(0))
    assert few.failed == 3
    assert table([few])["mean"].isna().all()


@pytest.mark.parametrize(("prior", "expected"), [(0.1, 0.119946), (0.02, 0.256101)])
def test_the_flat_regret_of_one_half(rounding, prior, expected):
    empirical, half = limits(prior)
    assert half == pytest.approx(expected, abs=5e-7)
    assert half == pytest.approx(float(gaussian_errors(0, 1, 1, prior)[1] - floor(1, 1)), rel=1e-12)
    assert empirical == pytest.approx(0, abs=rounding(1))


@pytest.mark.parametrize("spread", [0.1, 0.5, 0.9, 1.0, 1.1, 2.0, 10.0])
def test_the_best_am_is_the_integral_of_the_larger_density(spread):
    def larger(x):
        return max(norm.pdf(x, 1, spread), norm.pdf(x, -1, 1))

    points = np.linspace(-6, 6, 13)
    whole = quad(larger, -12 * max(1, spread), 12 * max(1, spread), points=points, limit=1000)[0]
    assert best_am(spread) == pytest.approx(whole / 2, abs=1e-7)


@given(st.floats(-5, 5), st.sampled_from([-1.0, 0.0, 1.0]), st.floats(0.1, 10))
def test_no_cut_is_better_than_the_best(cut, slope, spread):
    assert float(regrets(np.array(slope), np.array(cut), spread)) >= -1e-12


def test_the_regret_of_a_fit_agrees_with_new_points():
    """Redo one trial by hand: the same draws, and the errors of the lab's rule counted on new points."""
    n, prior = 200, 0.1
    trial = simulate(n, prior, trials=1, rng=np.random.default_rng(5))
    rng = np.random.default_rng(5)
    positives = int(rng.binomial(n, prior, size=1)[0])
    y = np.arange(n) < positives
    x = rng.normal(size=(1, n))[0] + np.where(y, 1, -1)
    linear_model = pytest.importorskip("sklearn.linear_model")
    model = linear_model.LogisticRegression(C=1 / (2 * 0.05 * n**0.25), tol=1e-12, max_iter=2000)
    model.fit(x[:, None], y)
    new = np.random.default_rng(6).normal(size=400_000)
    for threshold, regret in ((positives / n, trial.empirical), (0.5, trial.half)):
        rates = [
            one_against_rest(model.predict_proba((new + mean)[:, None]), 1, [threshold]).mean()
            for mean in (1, -1)
        ]
        am = 0.5 * (rates[0] + 1 - rates[1])
        assert best_am() - am == pytest.approx(float(regret[0]), abs=3e-3)


def test_regret_falls_like_1_over_n_and_ends_at_the_limits():
    seen = table(list(study([100, 1000, 10_000], 0.1, trials=150, seed=0))).set_index(
        ["threshold", "n"]
    )
    means = seen.loc["empirical", "mean"].to_numpy()
    assert (means[:-1] / means[1:] > 5).all()
    assert (means[:-1] / means[1:] < 20).all()
    last = seen.loc[("half", 10_000)]
    assert last["mean"] == pytest.approx(limits(0.1)[1], abs=2e-3)
    assert (seen["low"] <= seen["median"]).all()
    assert (seen["median"] <= seen["high"]).all()


def test_a_wrong_model_keeps_a_regret():
    parts = list(study([20_000], 0.1, trials=40, seed=0, spread=2.0))
    for name, limit in zip(("empirical", "half"), limits(0.1, 2.0), strict=True):
        values = np.concatenate([getattr(part, name) for part in parts])
        assert limit > 0.01
        assert abs(values.mean() - limit) < 4 * values.std() / math.sqrt(40) + 2e-4


def test_the_limit_is_continuous_at_the_right_model():
    for prior in (0.02, 0.3, 0.9):
        np.testing.assert_allclose(limits(prior, 1 + 1e-7), limits(prior), atol=1e-6)


def test_parts_are_small_say_how_far_they_are_and_do_not_depend_on_other_sizes():
    parts = list(study([100, 3000], 0.2, trials=100, seed=3))
    assert all(part.n * len(part.half) <= POINTS_AT_ONCE for part in parts)
    progress = [part.progress for part in parts]
    assert progress == sorted(progress)
    assert progress[-1] == 1
    alone = list(study([3000], 0.2, trials=100, seed=3))
    np.testing.assert_array_equal(
        np.concatenate([part.half for part in parts if part.n == 3000]),
        np.concatenate([part.half for part in alone]),
    )
    seen = table(parts)
    assert seen["trials"].tolist() == [100] * 4
    assert seen["n"].tolist() == [100, 100, 3000, 3000]


@given(st.integers(2, 60), st.floats(0.01, 0.99), st.floats(0.1, 10), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_every_legal_setting_gives_regrets_in_range(n, prior, spread, seed):
    trials = simulate(n, prior, trials=5, rng=np.random.default_rng(seed), spread=spread)
    for values in (trials.empirical, trials.half):
        assert np.isnan(values).sum() == trials.failed
        seen = values[~np.isnan(values)]
        assert ((seen >= -1e-12) & (seen <= 1)).all()
    assert np.isfinite(limits(prior, spread)).all()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"prior": 0}, "prior is 0"),
        ({"prior": math.nan}, "prior is nan"),
        ({"prior": 0.1, "spread": 0}, "spread is 0"),
        ({"prior": 0.1, "n": 1}, "n is 1"),
    ],
)
def test_impossible_settings_are_refused_before_anything_is_drawn(values, said):
    assert said in undefined_because(**values)
    n = values.pop("n", 100)
    with pytest.raises(ValueError, match=said):
        simulate(n, trials=1, rng=np.random.default_rng(0), **values)
    with pytest.raises(ValueError, match=said):
        study([100, n], trials=1, seed=0, **values)
    if n == 100:
        assert np.isnan(limits(**values)).all()


def test_no_trials_and_no_best_am():
    with pytest.raises(ValueError, match="trials is 0"):
        study([100], 0.1, trials=0, seed=0)
    assert math.isnan(best_am(0.0))
