import itertools
import math

import numpy as np
import pytest
import torch

from ltcore.losses.equalization import equalized_logits, softmax_equalization
from ltcore.losses.softmax_cross_entropy import softmax_cross_entropy
from ltcore.methods import METHODS
from ltcore.methods.base import Composition
from ltcore.methods.parts.equalization import EqualizationLoss

Z = torch.tensor([[2.0, 1.0, -1.0], [0.5, -0.5, 1.5], [-1.0, 3.0, 0.2]], dtype=torch.float64)
LABELS = torch.tensor([0, 0, 2])
OUT = torch.tensor([0.0, 0.3, 0.9], dtype=torch.float64)


def test_hand_values():
    always = torch.tensor([0.0, 0.0, 1.0])
    # Without class 2: log(1 + e^-1). The true class counts even where it is rare: plain cross-entropy.
    for label, value in ((0, 0.313261687518), (2, 3.349012216768)):
        found = softmax_equalization(Z[:1], torch.tensor([label]), always)
        assert float(found) == pytest.approx(value, rel=1e-11)


@pytest.mark.parametrize("weighted", [False, True])
def test_it_is_what_a_loop_in_numpy_says(weighted):
    draws = torch.tensor([[0.0, 0.2, 0.95], [0.0, 0.4, 0.1], [0.9, 0.29, 0.0]], dtype=torch.float64)
    weights = np.array([0.1, 0.5, 2.4])
    expected = []
    for z, y, u in zip(Z.numpy(), LABELS.numpy(), draws.numpy(), strict=True):
        counted = sum(np.exp(z[c]) for c in range(3) if c == y or u[c] >= float(OUT[c]))
        expected.append((weights[y] if weighted else 1) * -np.log(np.exp(z[y]) / counted))
    found = softmax_equalization(
        Z, LABELS, OUT, draws=draws, class_weights=torch.tensor(weights) if weighted else None
    )
    assert float(found) == pytest.approx(np.mean(expected), rel=1e-12)


def test_its_draws_have_the_probabilities_that_were_asked_for():
    """The mean over many draws is the sum over all sets of rivals, each times its probability."""
    expected = 0.0
    for out in itertools.product((False, True), repeat=2):
        chance = math.prod(p if left else 1 - p for p, left in zip((0.3, 0.9), out, strict=True))
        counted = Z[0, 0].exp() + sum(
            Z[0, c].exp() for c, left in zip((1, 2), out, strict=True) if not left
        )
        expected += chance * float(counted.log() - Z[0, 0])
    torch.manual_seed(0)
    n = 40_000
    each = softmax_equalization(Z[:1].expand(n, 3), LABELS[:1].expand(n), OUT, reduction="none")
    error = float(each.std()) / n**0.5
    assert abs(float(each.mean()) - expected) < 5 * error


def test_a_chance_of_nothing_is_plain_cross_entropy():
    found = softmax_equalization(Z, LABELS, torch.zeros(3))
    assert torch.equal(found, softmax_cross_entropy(Z, LABELS))
    assert torch.equal(equalized_logits(Z, LABELS, torch.zeros(3)), Z)


def test_a_rival_that_is_left_out_is_not_pushed_and_nothing_is_lost():
    z = (1000 * Z).clone().requires_grad_()
    softmax_equalization(z, LABELS, torch.tensor([0.0, 0.0, 1.0])).backward()
    assert z.grad is not None
    assert torch.isfinite(z.grad).all()
    assert z.grad[:2, 2].tolist() == [0, 0]


def test_what_is_reported_is_the_probability_with_rivals_counted_on_average():
    seen = torch.softmax(equalized_logits(Z, LABELS, OUT), dim=1)[0]
    terms = Z[0].exp() * torch.tensor([1.0, 0.7, 0.1])
    assert seen.tolist() == pytest.approx((terms / terms.sum()).tolist())
    never = equalized_logits(Z, LABELS, torch.tensor([0.0, 0.0, 1.0]))
    assert torch.softmax(never, dim=1)[0, 2] == 0


def test_only_classes_below_the_share_are_left_out():
    assert EqualizationLoss(0.05, 0.8).left_out([95, 5, 0.0 + 1]).tolist() == [0, 0.8, 0.8]
    assert EqualizationLoss(0.05, 0.8).left_out([90, 5, 5]).tolist() == [0, 0, 0]


def test_the_defaults_are_bag_of_tricks():
    record = METHODS["eql"]
    assert record.compose(record.settings()) == Composition(loss=EqualizationLoss(0.05, 0.9))
    assert record.defaults["cifar100"] == {"rare_below": 0.005}


def test_the_help_says_which_share_suits_how_many_classes():
    # The default is on record in every run, and part of its id: it cannot follow the number of classes.
    field = METHODS["eql"].settings.model_fields["rare_below"]
    assert "0.5 / C" in (field.description or "")
    for n_classes, share in (
        (10, field.default),
        (100, METHODS["eql"].defaults["cifar100"]["rare_below"]),
    ):
        assert share == 0.5 / n_classes
    tail = np.round(500 * 100 ** (-np.arange(100) / 99))
    assert (EqualizationLoss().left_out(tail) > 0).all()
    assert 0.2 < (EqualizationLoss(0.5 / 100).left_out(tail) > 0).mean() < 0.8
