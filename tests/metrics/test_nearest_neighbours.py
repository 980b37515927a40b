import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.metrics import LabelledFeatures, neighbour_votes

RNG = np.random.default_rng(0)
BANK = LabelledFeatures(RNG.normal(size=(40, 5)), RNG.integers(0, 4, 40))
ASKED = RNG.normal(size=(30, 5))


def slow_votes(bank, asked, n_classes, k, *, skip_itself=False):
    """One example and one neighbour at a time."""
    found = []
    for place, row in enumerate(asked):
        near = []
        for other, (features, label) in enumerate(zip(bank.features, bank.labels, strict=True)):
            if not (skip_itself and other == place):
                cosine = row @ features / np.linalg.norm(row) / np.linalg.norm(features)
                near.append((cosine, label))
        near.sort(reverse=True)
        scores = [0.0] * n_classes
        for cosine, label in near[:k]:
            scores[label] += math.exp(cosine / 0.07)
        found.append(scores.index(max(scores)))
    return found


@pytest.mark.parametrize("k", [1, 5, 20, 100])
def test_votes_are_those_of_a_slow_count(k):
    votes = neighbour_votes(BANK, ASKED, 4, k=k)
    assert votes.tolist() == slow_votes(BANK, ASKED, 4, k)


@pytest.mark.parametrize("k", [1, 20, 100])
def test_no_example_votes_for_itself(k):
    votes = neighbour_votes(BANK, BANK.features, 4, k=k, are_the_bank=True)
    assert votes.tolist() == slow_votes(BANK, BANK.features, 4, k, skip_itself=True)


@given(scale=st.floats(1e-3, 1e3))
def test_lengths_do_not_matter(scale):
    votes = neighbour_votes(BANK, scale * ASKED, 4)
    assert votes.tolist() == neighbour_votes(BANK, ASKED, 4).tolist()


def test_blocks_make_no_difference(monkeypatch):
    whole = neighbour_votes(BANK, BANK.features, 4, are_the_bank=True)
    monkeypatch.setattr("ltcore.metrics.nearest_neighbours.ROWS_AT_ONCE", 7)
    parts = neighbour_votes(BANK, BANK.features, 4, are_the_bank=True)
    assert parts.tolist() == whole.tolist()


def test_features_without_a_direction_are_near_to_all():
    votes = neighbour_votes(BANK, np.zeros((2, 5)), 4, k=40)
    assert votes.tolist() == [int(np.bincount(BANK.labels).argmax())] * 2


def test_nobody_to_vote_is_refused():
    for bank, k, own in (
        (BANK, 0, False),
        (LabelledFeatures(ASKED[:0], BANK.labels[:0]), 5, False),
    ):
        with pytest.raises(ValueError, match="at least 1 neighbour"):
            neighbour_votes(bank, ASKED, 4, k=k, are_the_bank=own)
    alone = LabelledFeatures(ASKED[:1], BANK.labels[:1])
    with pytest.raises(ValueError, match="at least 1 neighbour"):
        neighbour_votes(alone, ASKED[:1], 4, are_the_bank=True)
