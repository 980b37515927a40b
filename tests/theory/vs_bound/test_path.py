import numpy as np
import pytest

from ltcore.theory.shared.ring import Ring, draw
from ltcore.theory.vs_bound.loss import linear_loss_and_gradient, vs_loss
from ltcore.theory.vs_bound.path import RATE, RECIPES, Descent, class_numbers, path, phases
from ltcore.theory.vs_bound.terms import class_terms, smallest_probabilities
from ltcore.theory.vs_bound.toy import DEFAULT

PRIORS = np.array(DEFAULT.counts) / 1457
FEW = Ring((100, 10))


def test_algorithm_1_cuts_the_multipliers_keeps_the_offsets_and_adds_weights():
    before, after = class_numbers(Descent("algorithm_1"), DEFAULT.counts)
    np.testing.assert_array_equal(before.weights, 1)
    np.testing.assert_allclose(before.multipliers, (PRIORS / PRIORS[0]) ** 0.05)
    np.testing.assert_array_equal(after.multipliers, 1)
    np.testing.assert_array_equal(after.offsets, before.offsets)
    np.testing.assert_allclose(after.offsets, 0.75 * np.log(PRIORS))
    np.testing.assert_allclose(after.weights / after.weights[0], (PRIORS / PRIORS[0]) ** -0.25)
    assert after.weights @ PRIORS == pytest.approx(1)


def test_the_epoch_that_starts_at_the_switch_is_the_first_of_the_second_phase():
    assert Descent().switch == 160
    assert [Descent(defer_until=share, epochs=10).switch for share in (0, 0.05, 0.7, 0.99)] == [
        0,
        1,
        7,
        10,
    ]
    weights = path(FEW, Descent("late", epochs=10)).weights
    assert (weights[:9] == 1).all()
    assert weights[9, 1] == pytest.approx(5.5)


def test_every_epoch_is_a_step_of_the_loss_that_is_in_force():
    descent = Descent("algorithm_1", defer_until=0.5, epochs=6)
    found, losses = path(FEW, descent), class_numbers(descent, FEW.counts)
    features, labels = draw(FEW)
    for epoch in range(1, 7):
        loss = losses[0] if epoch <= 3 else losses[1]
        _, gradient = linear_loss_and_gradient(found.parameters[epoch - 1], features, labels, loss)
        rate = RATE if epoch <= 3 else RATE * 0.1
        np.testing.assert_allclose(
            found.parameters[epoch], found.parameters[epoch - 1] - rate * gradient, atol=1e-14
        )
        smallest = smallest_probabilities(features @ found.parameters[epoch].T, labels, loss)
        np.testing.assert_allclose(found.smallest[epoch], smallest)
        np.testing.assert_allclose(
            found.terms[epoch], class_terms(FEW.counts, smallest, loss.weights, loss.multipliers)
        )


def test_at_the_start_weights_are_paid_in_full():
    plain, early, late = (path(DEFAULT, Descent(name)).terms for name in ("ce", "early", "late"))
    np.testing.assert_allclose(plain[0], np.sqrt(2 * PRIORS) * 0.8)
    np.testing.assert_allclose(early[0], np.sqrt(2 * PRIORS) * 0.8 / (5 * PRIORS))
    np.testing.assert_array_equal(late[:161], plain[:161])
    assert early[0].sum() > 2.9 * plain[0].sum()


@pytest.mark.parametrize("seed", range(3))
def test_on_the_toy_waiting_does_not_pay(seed):
    """There are no features to learn: the smallest probability of the tail falls before the switch."""
    toy = Ring(DEFAULT.counts, seed=seed)
    early, late = path(toy, Descent("early")), path(toy, Descent("late"))
    assert late.smallest[160, 4] < 0.2 * late.smallest[0, 4]
    assert (early.terms[161:].sum(1) < late.terms[161:].sum(1)).all()
    assert (early.recalls[1:].mean(1) > late.recalls[1:].mean(1)).all()


def test_phases_are_those_of_the_recipes():
    assert [phases(Descent(name))[0].weights.scheme for name in RECIPES] == [
        "none",
        "inverse",
        "none",
        "none",
    ]
    assert [phases(Descent(name))[1].weights.scheme for name in RECIPES] == [
        "none",
        "inverse",
        "inverse",
        "adrw",
    ]
    loss = vs_loss(phases(Descent("late"))[1], DEFAULT.counts)
    np.testing.assert_allclose(loss.weights, 1 / (5 * PRIORS))


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"recipe": "vs"}, "recipe is 'vs'"),
        ({"defer_until": 1.0}, "defer_until is 1"),
        ({"epochs": 0}, "epochs 0"),
        ({"drop": 0.0}, "drop 0"),
    ],
)
def test_illegal_settings_are_refused(settings, reason):
    with pytest.raises(ValueError, match=reason):
        Descent(**settings)
    with pytest.raises(ValueError, match="counts\\[1\\] is 0"):
        path(Ring((5, 0)), Descent())
