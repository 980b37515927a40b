import pytest
import torch

from ltcore.batches.drawing import Generators, draw_between, draw_integers

CPU = torch.device("cpu")


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_integers_are_equally_likely():
    drawn = draw_integers(5, (50_000,), seeded(), CPU)
    assert drawn.dtype == torch.int64
    assert (drawn.bincount() / 50_000).numpy() == pytest.approx(0.2, abs=0.01)


def test_numbers_are_uniform_between_their_bounds():
    drawn = draw_between(-2.0, 6.0, (50_000,), seeded(), CPU)
    assert drawn.dtype == torch.float32
    assert -2 <= drawn.min() < -1.99
    assert 5.99 < drawn.max() < 6
    assert drawn.mean().item() == pytest.approx(2, abs=0.05)
    assert torch.equal(drawn, draw_between(-2.0, 6.0, (50_000,), seeded(), CPU))


def test_numbers_come_to_where_they_are_wanted():
    """A device without memory stands for one that is not the generator's."""
    meta = torch.device("meta")
    assert draw_integers(5, (3,), seeded(), meta).device == meta
    assert draw_between(0.0, 1.0, (3,), seeded(), meta).device == meta


def test_numbers_between_bounds_are_drawn_by_one_generator():
    with pytest.raises(TypeError, match="not by Generators"):
        draw_between(0.0, 1.0, (4,), Generators([seeded(0), seeded(1)]), CPU)
