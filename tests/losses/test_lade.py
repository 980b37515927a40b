import math

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from ltcore import classwise
from ltcore.losses.lade import label_regulariser, lade
from ltcore.losses.logit_adjusted import logit_adjusted
from ltcore.methods import METHODS
from ltcore.methods.base import Composition
from ltcore.methods.parts.lade import LadeLoss
from ltcore.theory.consistency import consistency

COUNTS = np.array([5000, 500, 50])
PRIORS = torch.from_numpy(classwise.log_priors(COUNTS))
Z = torch.tensor([[2.0, 1.0, -1.0], [0.5, -0.5, 1.5], [-1.0, 3.0, 0.2]], dtype=torch.float64)
LABELS = torch.tensor([0, 0, 2])


def test_a_hand_value():
    """Two classes with priors 0.8 and 0.2, one example of each, by hand."""
    z = torch.tensor([[math.log(2), 0.0], [0.0, math.log(3)]], dtype=torch.float64)
    priors = torch.tensor([0.8, 0.2], dtype=torch.float64).log()
    # Weights 1 / (2 * 0.8) = 0.625 and 1 / (2 * 0.2) = 2.5; e^S = (0.625 * 2 + 2.5) / 2 and (0.625 + 7.5) / 2.
    spreads = math.log(1.875), math.log(4.0625)
    bounds = [math.log(n) - s - 0.1 * s**2 for n, s in zip((2, 3), spreads, strict=True)]
    expected = -(0.8 * bounds[0] + 0.2 * bounds[1])
    found = label_regulariser(z, torch.tensor([0, 1]), priors, penalty=0.1)
    assert float(found) == pytest.approx(expected, rel=1e-12)
    assert float(found) == pytest.approx(0.0799191260, rel=1e-8)


@pytest.mark.parametrize("penalty", [0.0, 0.01, 0.5])
def test_it_is_what_a_loop_in_numpy_says(penalty):
    prior, total = COUNTS / COUNTS.sum(), 0.0
    for c in {int(label) for label in LABELS}:
        own = [z[c] for z, y in zip(Z.numpy(), LABELS.numpy(), strict=True) if y == c]
        terms = [
            np.exp(z[c]) / (3 * prior[y]) for z, y in zip(Z.numpy(), LABELS.numpy(), strict=True)
        ]
        spread = np.log(np.mean(terms))
        total -= prior[c] * (np.mean(own) - spread - penalty * spread**2)
    found = label_regulariser(Z, LABELS, PRIORS, penalty=penalty)
    assert float(found) == pytest.approx(total, rel=1e-12)
    both = lade(Z, LABELS, PRIORS, strength=0.3, penalty=penalty)
    expected = float(logit_adjusted(Z, LABELS, PRIORS)) + 0.3 * total
    assert float(both) == pytest.approx(expected, rel=1e-12)


def test_without_its_penalty_it_does_not_see_a_number_added_to_the_scores_of_a_class():
    moved = Z + torch.tensor([3.0, -7.0, 0.5])
    one, other = (label_regulariser(z, LABELS, PRIORS, penalty=0.0) for z in (Z, moved))
    assert float(one) == pytest.approx(float(other), rel=1e-12)


def test_a_regulariser_of_no_weight_is_balanced_softmax():
    assert torch.equal(lade(Z, LABELS, PRIORS, strength=0.0), logit_adjusted(Z, LABELS, PRIORS))
    each = lade(Z, LABELS, PRIORS, reduction="none")
    torch.testing.assert_close(each.mean(), lade(Z, LABELS, PRIORS))


# --- where the regulariser is least: a population of four kinds of inputs ------------------------------------

DENSITY = np.array([[0.5, 0.3, 0.15, 0.05], [0.1, 0.4, 0.3, 0.2], [0.05, 0.1, 0.25, 0.6]])
"""p(x|c): one row per class, one column per kind of input."""
POPULATION = np.array([600, 250, 150])
PRIOR = POPULATION / POPULATION.sum()


def batch_of_everything():
    """A batch in which every kind of input occurs as often as in the population: (kind, label) per example."""
    number = np.rint(DENSITY * POPULATION[:, None] * 4).astype(int)
    labels, kinds = np.nonzero(number)
    return np.repeat(kinds, number[labels, kinds]), np.repeat(labels, number[labels, kinds])


def least(value):
    """Return the scores, one row per kind of input, at which a loss of (logits, labels) is least."""
    kinds, labels = (torch.from_numpy(each) for each in batch_of_everything())

    def of(scores):
        z = torch.tensor(scores.reshape(4, 3), requires_grad=True)
        loss = value(z[kinds], labels)
        loss.backward()
        assert z.grad is not None
        return float(loss.detach()), z.grad.numpy().ravel()

    found = minimize(of, np.zeros(12), jac=True, method="BFGS", options={"gtol": 1e-9})
    return found.x.reshape(4, 3)


def test_the_least_is_at_the_log_ratio_to_the_balanced_density():
    priors = torch.from_numpy(np.log(PRIOR))
    expected = np.log(DENSITY / DENSITY.mean(axis=0)).T
    alone = least(lambda z, y: label_regulariser(z, y, priors, penalty=0.1))
    assert alone == pytest.approx(expected, abs=1e-3)
    both = least(lambda z, y: lade(z, y, priors, strength=0.5, penalty=0.1))
    assert both == pytest.approx(expected, abs=1e-3)


def test_the_form_of_the_authors_code_is_least_at_the_training_posterior():
    """What the record says of theirs: its least favours frequent classes."""
    log_prior = torch.from_numpy(np.log(PRIOR))

    def theirs(z, y):
        own = torch.nn.functional.one_hot(y, 3).double()
        first = (own * z).sum(0) / own.sum(0)
        second = torch.logsumexp(z - log_prior - math.log(3), dim=0) - math.log(len(z))
        return -(log_prior.exp() * (first - second - 0.1 * second**2)).sum()

    posterior = DENSITY * PRIOR[:, None]
    expected = np.log(3 * posterior / posterior.sum(axis=0)).T
    assert least(theirs) == pytest.approx(expected, abs=1e-3)
    assert "training prior" in METHODS["lade"].differences[0].what


def test_it_is_consistent_as_balanced_softmax_is():
    assert consistency(Composition(loss=LadeLoss()), COUNTS).verdict == "consistent"


def test_a_class_that_the_batch_lacks_is_left_alone():
    z = Z.clone().requires_grad_()
    label_regulariser(z, LABELS, PRIORS).backward()
    assert z.grad is not None
    assert z.grad[:, 1].tolist() == [0, 0, 0]


def test_large_scores_and_an_empty_batch_are_finite():
    large = (1000 * Z).float().requires_grad_()
    lade(large, LABELS, PRIORS.float()).backward()
    assert large.grad is not None
    assert torch.isfinite(large.grad).all()
    assert float(label_regulariser(Z[:0], LABELS[:0], PRIORS)) == 0


def test_the_defaults_are_the_authors_for_cifar_100():
    record = METHODS["lade"]
    assert record.compose(record.settings()) == Composition(loss=LadeLoss(0.1, 0.01))
