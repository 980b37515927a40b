import math

import pytest
import torch

from ltcore.steps.selfsup.collapse import alignment, uniformity

FIRST = torch.tensor([[1.0, 0.0], [0.0, 2.0], [-3.0, 0.0]])


def test_alignment_by_hand():
    second = torch.tensor([[0.0, 1.0], [0.0, 5.0], [3.0, 0.0]])
    assert alignment(FIRST, second).item() == pytest.approx((2 + 0 + 4) / 3)


def test_uniformity_by_hand():
    """Squared distances 2, 4 and 2."""
    expected = math.log((2 * math.exp(-4) + math.exp(-8)) / 3)
    assert uniformity(FIRST).item() == pytest.approx(expected, rel=1e-5)


def test_both_are_zero_where_all_is_one_point():
    same = torch.full((4, 3), 7.0)
    assert alignment(same, same).item() == 0
    assert uniformity(same).item() == pytest.approx(0, abs=1e-6)


def test_lengths_do_not_matter():
    scaled = FIRST * torch.tensor([[0.1], [10.0], [3.0]])
    torch.testing.assert_close(uniformity(scaled), uniformity(FIRST))


def test_many_directions_are_about_minus_four():
    drawn = torch.randn(500, 128, generator=torch.Generator().manual_seed(0))
    assert uniformity(drawn).item() == pytest.approx(-3.9, abs=0.1)


def test_they_are_no_part_of_the_graph():
    embeddings = FIRST.clone().requires_grad_()
    assert not alignment(embeddings, embeddings).requires_grad
    assert not uniformity(embeddings).requires_grad
