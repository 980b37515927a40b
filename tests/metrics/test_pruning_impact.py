import numpy as np

from ltcore.metrics import LabelledFeatures, moved_by_pruning, neighbour_votes, share_by_class

RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 3, 40)
DENSE, PRUNED = (LabelledFeatures(RNG.normal(size=(40, 5)), LABELS) for _ in range(2))
ASKED = RNG.normal(size=(2, 25, 5))


def test_moved_are_those_whose_votes_differ():
    dense, pruned = (
        neighbour_votes(bank, asked, 3, k=5)
        for bank, asked in zip((DENSE, PRUNED), ASKED, strict=True)
    )
    moved = moved_by_pruning((DENSE, PRUNED), (ASKED[0], ASKED[1]), 3, k=5)
    assert moved.tolist() == (dense != pruned).tolist()
    assert 0 < moved.sum() < 25


def test_nothing_moves_where_nothing_was_pruned():
    assert not moved_by_pruning((DENSE, DENSE), (ASKED[0], ASKED[0]), 3).any()


def test_shares_by_hand():
    moved = np.array([True, False, False, True, True])
    shares = share_by_class(moved, np.array([0, 0, 0, 2, 2]), 4)
    assert shares[[0, 2]].tolist() == [1 / 3, 1.0]
    assert np.isnan(shares[[1, 3]]).all()
