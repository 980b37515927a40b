import numpy as np
import pytest

from ltcore.metrics import effective_rank

RNG = np.random.default_rng(0)


def test_by_hand():
    """Singular values 3 and 1: exp of the entropy of 3/4 and 1/4."""
    square = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    expected = np.exp(-(0.75 * np.log(0.75) + 0.25 * np.log(0.25)))
    assert effective_rank(square * [3, 1]) == pytest.approx(expected)


@pytest.mark.parametrize("dimensions", [1, 3, 10])
def test_even_directions_count_one_each(dimensions):
    features = np.concatenate([np.eye(dimensions), -np.eye(dimensions)])
    assert effective_rank(features) == pytest.approx(dimensions)


def test_a_line_and_a_point():
    line = np.outer(RNG.normal(size=20), RNG.normal(size=6)) + 5
    assert effective_rank(line) == pytest.approx(1, abs=1e-6)
    assert effective_rank(np.full((5, 3), 1e6, np.float32)) == 0
    assert effective_rank(np.zeros((5, 3))) == 0


def test_it_ignores_place_scale_and_rotation():
    features = RNG.normal(size=(50, 6)) * np.arange(1, 7)
    turn = np.linalg.qr(RNG.normal(size=(6, 6))).Q
    rank = effective_rank(features)
    assert 1 < rank < 6
    assert effective_rank(7 * features @ turn + 3) == pytest.approx(rank)
