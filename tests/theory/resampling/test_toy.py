import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.special import ndtr
from scipy.stats import multivariate_normal

from ltcore.theory.resampling.toy import Toy, best_score, centres, draw, new_examples

SCENES = ("clouds", "around", "apart")


@pytest.mark.parametrize(
    ("n_head", "ratio", "n_tail"), [(200, 20, 10), (200, 1, 200), (5, 2, 3), (3, 100, 1)]
)
def test_the_ratio_says_how_many_the_tail_has(n_head, ratio, n_tail):
    toy = Toy(n_head=n_head, ratio=ratio)
    _, labels = draw(toy)
    assert toy.n_tail == n_tail
    assert np.bincount(labels).tolist() == [n_head, n_tail]


@pytest.mark.parametrize("scene", SCENES)
def test_the_score_is_the_log_ratio_of_the_densities(scene):
    toy = Toy(scene=scene, distance=2)
    points = np.random.default_rng(0).normal(0, 2, (20, 2))
    head, tail = (
        np.mean([multivariate_normal(mean).pdf(points) for mean in means], axis=0)
        for means in centres(toy)
    )
    np.testing.assert_allclose(best_score(toy, points), np.log(tail / head), rtol=1e-10, atol=1e-12)


def test_the_best_rule_of_two_clouds_errs_as_known():
    """For two round clouds at distance d both recalls are Phi(d / 2)."""
    toy = Toy(distance=2.5)
    points, labels = new_examples(toy)
    right = (best_score(toy, points) > 0) == (labels == 1)
    assert right.mean() == pytest.approx(ndtr(1.25), abs=4 * np.sqrt(0.1 * 0.9 / len(labels)))


@pytest.mark.parametrize("scene", SCENES)
def test_the_densities_sum_to_one(scene):
    """exp(score) times the density of the head is that of the tail, whose integral is 1."""
    toy = Toy(scene=scene, distance=1)
    head, _ = centres(toy)

    def tail_density(y, x):
        point = np.array([[x, y]])
        of_head = np.mean(np.exp(-((point - head) ** 2).sum(1) / 2)) / (2 * np.pi)
        return float(np.exp(best_score(toy, point)[0]) * of_head)

    total, _ = dblquad(tail_density, -6, 6, -6, 6, epsabs=1e-4)
    assert total == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("scene", SCENES)
def test_a_smaller_ratio_keeps_the_examples_that_were_there(scene):
    few, few_labels = draw(Toy(scene=scene, ratio=20))
    many, many_labels = draw(Toy(scene=scene, ratio=5))
    np.testing.assert_array_equal(few[few_labels == 0], many[many_labels == 0])
    np.testing.assert_array_equal(few[few_labels == 1], many[many_labels == 1][:10])


def test_new_examples_are_the_same_for_every_draw_and_none_that_was_trained_on():
    points, _ = new_examples(Toy(seed=1, ratio=5))
    np.testing.assert_array_equal(points, new_examples(Toy(seed=2))[0])
    drawn, _ = draw(Toy(seed=1))
    assert not np.isin(drawn[:, 0], points[:, 0]).any()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"scene": "moons"}, "scene is 'moons'"),
        ({"n_head": 0}, "n_head is 0"),
        ({"seed": -1}, "seed -1"),
        ({"ratio": 0.5}, "ratio is 0.5"),
        ({"ratio": np.inf}, "ratio is inf"),
        ({"distance": np.nan}, "distance nan"),
    ],
)
def test_impossible_settings_are_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        Toy(**settings)
