import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog, minimize
from scipy.special import logsumexp, softmax

from ltcore.theory.sphere.sinkhorn import allocate, softmax_labels, undefined_because

SHARES = np.array([0.5, 0.3, 0.2])


def scores_of(n, k, seed=0):
    return np.random.default_rng(seed).normal(size=(n, k))


def equations(n, k):
    """Rows of the tables' linear constraints: n row sums, then k column sums, entries row by row."""
    rows = np.kron(np.eye(n), np.ones(k))
    columns = np.kron(np.ones(n), np.eye(k))
    return np.vstack([rows, columns])


@pytest.mark.parametrize("seed", range(5))
def test_towards_zero_temperature_it_is_the_best_assignment(seed):
    """An independent road: the linear program over the same tables, whose optimum is a vertex."""
    n = 10
    scores = scores_of(n, 3, seed)
    best = linprog(
        -scores.ravel(), A_eq=equations(n, 3), b_eq=np.concatenate([np.ones(n), n * SHARES])
    )
    found = allocate(scores, SHARES, temperature=0.01, rounds=5000)
    np.testing.assert_array_equal(found.targets.ravel().round(), best.x.round(9))
    assert (found.targets * scores).sum() == pytest.approx(-best.fun, rel=1e-3)


def test_at_any_temperature_it_is_the_best_score_plus_entropy():
    """By the dual: prices of the classes that make the softmax labels fit, found by a general search."""
    temperature = 0.7
    scores = scores_of(25, 3)
    found = minimize(
        lambda price: (
            temperature * logsumexp((scores - price) / temperature, axis=1).mean() + SHARES @ price
        ),
        np.zeros(3),
        method="BFGS",
        options={"gtol": 1e-9},
    )
    best = softmax(scores / temperature - found.x / temperature, axis=1)
    targets = allocate(scores, SHARES, temperature=temperature).targets
    np.testing.assert_allclose(targets, best, atol=1e-6)


def test_two_by_two_by_hand():
    """Equal shares, scores (a, 0) and (0, 0): the ratio of odds is exp(a), so the odds are exp(+-a / 2)."""
    targets = allocate([[2.0, 0.0], [0.0, 0.0]], [0.5, 0.5], temperature=1.0).targets
    likely = 1 / (1 + np.exp(-1))
    np.testing.assert_allclose(targets, [[likely, 1 - likely], [1 - likely, likely]], rtol=1e-10)


@given(
    scores=arrays(np.float64, (7, 3), elements=st.floats(-1, 1)),
    parts=st.lists(st.integers(0, 50), min_size=3, max_size=3).filter(any),
    temperature=st.floats(0.05, 10),
)
def test_rows_are_exact_and_columns_come_closer(scores, parts, temperature):
    shares = np.array(parts) / sum(parts)
    found = allocate(scores, shares, temperature=temperature, rounds=50)
    assert np.all(found.targets >= 0)
    np.testing.assert_allclose(found.targets.sum(axis=1), 1, rtol=1e-10)
    off = np.abs(found.targets.mean(axis=0) - shares).sum() / 2
    assert off == pytest.approx(found.residuals[-1], abs=1e-12)
    assert np.all(np.diff(found.residuals) <= 1e-12)
    assert np.all(found.targets[:, shares == 0] == 0)


def test_the_marginals_fit_in_the_end():
    found = allocate(scores_of(200, 10) / 10, np.arange(1, 11) / 55)
    assert found.residuals[-1] < 1e-10
    np.testing.assert_allclose(found.targets.sum(axis=0), 200 * np.arange(1, 11) / 55, rtol=1e-8)


def test_what_is_added_to_an_example_or_a_class_changes_nothing():
    scores = scores_of(6, 3)
    rng = np.random.default_rng(1)
    moved = scores + rng.normal(size=(6, 1)) + rng.normal(size=(1, 3))
    before, after = (allocate(table, SHARES, temperature=0.5).targets for table in (scores, moved))
    np.testing.assert_allclose(after, before, rtol=1e-9)


def test_a_temperature_that_overflows_exponentials_does_not_matter():
    found = allocate([[1.0, 0.0], [0.0, 1.0]], [0.5, 0.5], temperature=1e-5)
    np.testing.assert_allclose(found.targets, np.eye(2), atol=1e-12)


def test_where_every_example_likes_the_head_the_tail_still_gets_its_share():
    scores = np.column_stack([np.ones(100), np.linspace(0, 0.9, 100)])
    shares = [0.8, 0.2]
    assert softmax_labels(scores).mean(axis=0)[1] < 0.02
    assert allocate(scores, shares).targets.mean(axis=0) == pytest.approx(shares, abs=1e-6)


def test_without_a_constraint_it_is_the_softmax():
    scores = scores_of(40, 4)
    free = softmax_labels(scores, 0.5)
    np.testing.assert_allclose(free.sum(axis=1), 1)
    found = allocate(scores, free.mean(axis=0), temperature=0.5)
    np.testing.assert_allclose(found.targets, free, rtol=1e-9)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scores": [1.0, 2.0]}, "examples by classes"),
        ({"scores": np.zeros((0, 2))}, "examples by classes"),
        ({"scores": [[np.nan, 0.0]]}, "finite"),
        ({"class_shares": [1.0]}, "one for each of 2 classes"),
        ({"class_shares": [1.5, -0.5]}, "at least 0"),
        ({"class_shares": [0.5, 0.4]}, "divide them by their sum"),
        ({"temperature": 0.0}, "above 0"),
        ({"temperature": np.nan}, "above 0"),
        ({"temperature": 1e-320}, "above 0"),
        ({"rounds": 0}, "at least once"),
    ],
)
def test_impossible_settings_are_refused(change, said):
    settings = {"scores": [[1.0, 0.0], [0.0, 0.0]], "class_shares": [0.5, 0.5], **change}
    with pytest.raises(ValueError, match=said):
        allocate(settings.pop("scores"), settings.pop("class_shares"), **settings)
    if "rounds" not in change:
        settings = {"scores": [[1.0, 0.0]], "class_shares": [0.5, 0.5], **change}
        assert said in undefined_because(**settings)
