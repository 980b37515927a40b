import numpy as np
import pytest
from scipy.optimize import check_grad

from ltcore.theory.resampling.gradients import (
    SAMPLINGS,
    descended,
    draw_odds,
    gradients,
    mean_and_spread,
    seen_spread,
)
from ltcore.theory.resampling.toy import Toy, draw, new_examples

LABELS = np.array([0, 0, 0, 1])


def test_known_odds_and_weights():
    np.testing.assert_allclose(
        np.array(draw_odds(LABELS, "plain")), np.array([[0.25] * 4, [1] * 4])
    )
    np.testing.assert_allclose(
        np.array(draw_odds(LABELS, "over")), np.array([[1 / 6] * 3 + [1 / 2], [1] * 4])
    )
    np.testing.assert_allclose(
        np.array(draw_odds(LABELS, "weighted")), np.array([[0.25] * 4, [2 / 3] * 3 + [2]])
    )
    odds, weights = draw_odds(LABELS, "under", seed=3)
    assert sorted(odds[:3]) == [0, 0, 0.5]
    assert odds[3] == 0.5
    assert (weights == 1).all()


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_odds_sum_to_one_and_classes_weigh_the_same_but_as_drawn(sampling):
    _, labels = draw(Toy())
    odds, weights = draw_odds(labels, sampling)
    assert odds.sum() == pytest.approx(1)
    tail = (odds * weights)[labels == 1].sum()
    assert tail == pytest.approx(10 / 210 if sampling == "plain" else 0.5)


def test_gradients_are_those_of_the_loss():
    points, labels = draw(Toy(n_head=5, ratio=2))

    def loss(parameters):
        scores = points @ parameters[:2] + parameters[2]
        return np.logaddexp(0, np.where(labels == 1, -scores, scores)).sum()

    def gradient(parameters):
        return gradients(points, labels, parameters).sum(axis=0)

    assert check_grad(loss, gradient, np.array([0.3, -1.0, 0.5])) < 1e-5


def test_a_spread_that_can_be_checked_by_hand():
    """Gradients 0 and 2 with equal odds: mean 1, standard deviation 1; of 25 the mean deviates by 1/5."""
    each, odds, ones = np.array([[0.0], [2.0]]), np.array([0.5, 0.5]), np.ones(2)
    assert mean_and_spread(each, odds, ones, 25)[1] == pytest.approx(0.2)
    assert np.isnan(mean_and_spread(np.array([[-1.0], [1.0]]), odds, ones, 1)[1])
    with pytest.raises(ValueError, match="batch is 0"):
        mean_and_spread(each, odds, ones, 0)


@pytest.mark.parametrize("sampling", SAMPLINGS)
@pytest.mark.parametrize("batch", [1, 32])
def test_the_exact_spread_is_what_drawn_mini_batches_have(sampling, batch):
    points, labels = draw(Toy())
    each = gradients(points, labels, descended(Toy(), sampling, 3))
    odds, weights = draw_odds(labels, sampling)
    _, exact = mean_and_spread(each, odds, weights, batch)
    rng = np.random.default_rng(0)
    seen = seen_spread(each, odds, weights, batch, rng, n_batches=20_000)
    assert seen == pytest.approx(exact, rel=0.04)


def test_copies_and_weights_have_one_mean_and_weights_deviate_more(rounding):
    points, labels = draw(Toy())
    each = gradients(points, labels, np.zeros(3))
    (mean, over), (same, weighted) = (
        mean_and_spread(each, *draw_odds(labels, name), 32) for name in ("over", "weighted")
    )
    np.testing.assert_allclose(mean, same, atol=rounding(each))
    assert weighted > 2 * over


def test_at_equal_counts_all_four_are_one():
    points, labels = draw(Toy(ratio=1))
    each = gradients(points, labels, np.zeros(3))
    spreads = [mean_and_spread(each, *draw_odds(labels, name), 32)[1] for name in SAMPLINGS]
    np.testing.assert_allclose(spreads, spreads[0])


def test_descent_goes_down_and_plain_descends_with_the_counts():
    toy = Toy()
    points, labels = new_examples(toy)

    def balanced_loss(parameters):
        scores = points @ parameters[:2] + parameters[2]
        return np.logaddexp(0, np.where(labels == 1, -scores, scores)).mean()

    losses = [balanced_loss(descended(toy, "over", steps)) for steps in (0, 1, 10)]
    assert losses[0] == pytest.approx(np.log(2))
    assert losses[0] > losses[1] > losses[2]
    assert descended(toy, "plain", 10)[2] < descended(toy, "over", 10)[2] - 0.5
    np.testing.assert_array_equal(descended(toy, "over", 5), descended(toy, "weighted", 5))
