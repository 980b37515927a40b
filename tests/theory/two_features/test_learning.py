import numpy as np
import pytest
from scipy.optimize import minimize

from ltcore.theory.two_features.learning import (
    kept,
    learned,
    self_supervised_directions,
    supervised_directions,
    supervised_map,
)
from ltcore.theory.two_features.shares import (
    Setting,
    draw,
    draw_many,
    rare_mean_share,
    self_supervised_limit,
)

SMALL = Setting(d=4, n_frequent=4, n_rare=1, rho=0.3)


def lead(scores, points, labels):
    """Own score minus the largest other, (N,)."""
    table = points @ scores.T
    own = table[np.arange(len(labels)), labels]
    table[np.arange(len(labels)), labels] = -np.inf
    return own - table.max(axis=1)


def test_without_noise_the_solution_is_known_by_hand():
    """Examples e1, -e1, e2: margins of 1 between own and other scores; e2 is then kept in full."""
    scores = supervised_map(np.array([[1.0, 0], [-1, 0], [0, 1]]), np.arange(3))
    np.testing.assert_allclose(scores, [[1, -1 / 3], [-1, -1 / 3], [0, 2 / 3]], atol=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_a_general_solver_finds_the_same_map(seed):
    points, labels = draw(SMALL, np.random.default_rng(seed))
    differences = np.eye(3)[labels][:, None, :] - np.eye(3)[(labels[:, None] + [1, 2]) % 3]
    margins = (differences[..., None] * points[:, None, None, :]).reshape(-1, 12)
    found = minimize(
        lambda flat: flat @ flat,
        np.zeros(12),
        jac=lambda flat: 2 * flat,
        constraints={
            "type": "ineq",
            "fun": lambda flat: margins @ flat - 1,
            "jac": lambda _: margins,
        },
        method="SLSQP",
    )
    np.testing.assert_allclose(found.x.reshape(3, 4), supervised_map(points, labels), atol=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_no_two_layers_of_the_same_map_have_a_smaller_norm(seed):
    """The paper's objective on W1 and W2: 2 |M|^2 for the balanced layers, more for any other pair."""
    rng = np.random.default_rng(seed)
    scores = supervised_map(*draw(SMALL, np.random.default_rng(0)))
    left, sizes, right = np.linalg.svd(scores, full_matrices=False)
    first, second = np.sqrt(sizes)[:, None] * right, left * np.sqrt(sizes)

    def norms(first, second):
        return ((first.T @ first) ** 2).sum() + ((second.T @ second) ** 2).sum()

    assert norms(first, second) == pytest.approx(2 * (scores**2).sum())
    mixed = np.eye(3) + 0.3 * rng.normal(size=(3, 3))
    assert norms(mixed @ first, second @ np.linalg.inv(mixed)) > 2 * (scores**2).sum()


@pytest.mark.parametrize("seed", range(5))
def test_every_margin_is_kept_and_some_are_tight(seed):
    points, labels = draw(Setting(d=40, n_frequent=40, n_rare=3), np.random.default_rng(seed))
    scores = supervised_map(points, labels)
    assert lead(scores, points, labels).min() == pytest.approx(1, abs=1e-8)
    np.testing.assert_allclose(scores.sum(axis=0), 0, atol=1e-12)
    basis = supervised_directions(points, labels)
    np.testing.assert_allclose(basis @ basis.T, np.eye(2), atol=1e-12)


def test_classes_that_overlap_have_no_supervised_solution():
    points, labels = draw(Setting(d=3, n_frequent=100, rho=2.0), np.random.default_rng(0))
    assert np.isnan(supervised_map(points, labels)).all()
    assert supervised_directions(points, labels).shape == (2, 3)
    assert np.isnan(kept(supervised_directions(points, labels))).all()


@pytest.mark.parametrize("seed", range(3))
def test_the_self_supervised_loss_has_no_smaller_value(seed):
    """The paper's objective, whose perturbations drop out, searched from random starts."""
    points, _ = draw(SMALL, np.random.default_rng(seed))
    moments = points.T @ points / len(points)

    def loss(flat):
        gram = flat.reshape(2, 4).T @ flat.reshape(2, 4)
        return -(gram * moments).sum() + (gram**2).sum() / 2

    found = minimize(loss, np.random.default_rng(seed).normal(size=8), options={"gtol": 1e-9})
    rows = np.linalg.svd(found.x.reshape(2, 4), full_matrices=False)[2]
    basis = self_supervised_directions(points)
    np.testing.assert_allclose(rows.T @ rows, basis.T @ basis, atol=1e-4)


def test_shares_do_not_depend_on_the_basis():
    rng = np.random.default_rng(0)
    basis = np.linalg.qr(rng.normal(size=(7, 2)))[0].T
    turn = np.linalg.qr(rng.normal(size=(2, 2)))[0]
    np.testing.assert_allclose(kept(turn @ basis), kept(basis), rtol=1e-12)
    assert np.all((kept(basis) >= 0) & (kept(basis) <= 1))


@pytest.mark.parametrize("d", [60, 120])
@pytest.mark.parametrize("n_rare", [1, 3])
@pytest.mark.parametrize("rho", [0.3, 0.4])
def test_labels_lose_e2_and_self_supervision_keeps_both(d, n_rare, rho):
    """What the theorem says in the large, seen at small sizes; few rare examples, many dimensions."""
    setting = Setting(d=d, n_frequent=80, n_rare=n_rare, tau=2.0, rho=rho)
    runs = [learned(setting, seed) for seed in range(3)]
    supervised = np.mean([kept(run.supervised) for run in runs], axis=0)
    free = np.mean([kept(run.self_supervised) for run in runs], axis=0)
    assert supervised[1] < 0.35 < 0.6 < supervised[0]
    assert free.min() > 0.85


def test_with_more_rare_examples_labels_keep_more_of_e2():
    shares = [
        np.mean(
            [
                kept(
                    learned(
                        Setting(d=60, n_frequent=60, n_rare=n, tau=2.0, rho=0.35), seed
                    ).supervised
                )[1]
                for seed in range(5)
            ]
        )
        for n in (1, 8, 60)
    ]
    assert shares[0] < shares[1] < shares[2]


def test_for_few_rare_examples_labels_know_of_e2_about_what_those_examples_tell():
    shares = [
        kept(learned(Setting(d=150, n_frequent=60, n_rare=2), seed).supervised)[1]
        for seed in range(6)
    ]
    assert np.mean(shares) == pytest.approx(float(rare_mean_share(150, 2, 0.35)), abs=0.1)


def test_a_remembered_set_is_the_set_of_its_seed():
    setting = Setting(d=10, n_frequent=5, n_rare=1)
    run = learned(setting, 3)
    assert run is learned(setting, 3)
    points, labels = draw(setting, np.random.default_rng(3))
    np.testing.assert_array_equal(run.points, points[:, :2])
    np.testing.assert_array_equal(run.labels, labels)
    np.testing.assert_array_equal(run.self_supervised, self_supervised_directions(points))


def test_many_training_sets_are_learnt_at_once_as_each_alone():
    setting = Setting(d=20, n_frequent=40, n_rare=2, rho=0.5)
    points, _ = draw_many(setting, 4, np.random.default_rng(1))
    seen = kept(self_supervised_directions(points))
    assert seen.shape == (4, 2)
    alone = [kept(self_supervised_directions(part)) for part in points]
    np.testing.assert_allclose(seen, alone, rtol=1e-9)
    limits = np.stack(self_supervised_limit(20, 40, 2, 2.0, 0.5))
    np.testing.assert_allclose(seen.mean(axis=0), limits, atol=0.1)
