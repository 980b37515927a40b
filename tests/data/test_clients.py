from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.data.clients import (
    dirichlet_clients,
    distances_from_all,
    few_class_clients,
    present_classes,
    present_ratios,
)


class FixedShares(np.random.Generator):
    """A generator whose Dirichlet shares are known."""

    def __init__(self, shares):
        super().__init__(np.random.PCG64(0))
        self.shares = np.array(shares)

    def dirichlet(self, alpha: Any, size: Any = None) -> Any:
        assert (len(alpha), size) == self.shares.shape[::-1]
        return self.shares


def random(seed=0):
    return np.random.default_rng(seed)


def by_largest_remainder(shares, n):
    """The method as it is told: round down, then one each where most was cut off."""
    exact = [share * n for share in shares]
    whole = [int(part) for part in exact]
    order = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in order[: n - sum(whole)]:
        whole[place] += 1
    return whole


def test_largest_remainders_by_hand():
    # 7 x (0.5, 0.3, 0.2) = 3.5, 2.1, 1.4: the one that is left over goes to the first.
    table = dirichlet_clients(np.array([7, 10]), 3, 1.0, FixedShares([[0.5, 0.3, 0.2], [0, 0, 1]]))
    assert table.tolist() == [[4, 0], [2, 0], [1, 10]]


counts_of_classes = st.lists(st.integers(0, 60), min_size=1, max_size=8).filter(any)


@settings(max_examples=80, deadline=None)
@given(counts_of_classes, st.integers(1, 12), st.floats(1e-3, 1e4), st.integers(0, 99))
def test_dirichlet_shares_become_whole_numbers_that_add_up(counts, n_clients, concentration, seed):
    n_clients = min(n_clients, sum(counts))
    table = dirichlet_clients(np.array(counts), n_clients, concentration, random(seed))
    assert table.dtype == np.int64
    assert table.shape == (n_clients, len(counts))
    assert (table >= 0).all()
    assert table.sum(axis=0).tolist() == counts
    shares = random(seed).dirichlet(np.full(n_clients, concentration), size=len(counts))
    for label, n in enumerate(counts):
        assert table[:, label].tolist() == by_largest_remainder(shares[label], n)


@settings(max_examples=80, deadline=None)
@given(counts_of_classes, st.integers(1, 12), st.integers(1, 5), st.integers(0, 99))
def test_few_classes_each_and_everything_is_dealt(counts, n_clients, per_client, seed):
    n_clients = min(n_clients, sum(counts))
    present = np.count_nonzero(counts)
    if n_clients * per_client < present:
        with pytest.raises(ValueError, match=f"but there are {present}. Give at least"):
            few_class_clients(np.array(counts), n_clients, per_client, random(seed))
        return
    table = few_class_clients(np.array(counts), n_clients, per_client, random(seed))
    assert table.dtype == np.int64
    assert table.sum(axis=0).tolist() == counts
    assert (table >= 0).all()
    assert (present_classes(table) <= per_client).all()
    assert (table.sum(axis=1) >= 1).all()


def test_shards_of_equal_classes_are_equal():
    table = few_class_clients(np.full(10, 600), 10, 2, random())
    # 20 shards of 300, as McMahan's 200 of 300 for 100 clients.
    assert set(table.ravel().tolist()) <= {0, 300, 600}
    assert (table.sum(axis=1) == 600).all()


def test_a_larger_class_has_more_shards():
    # Shards of 30, then 15 where they are largest: 30 = 15 + 15, 10, 5; four clients, one shard each.
    table = few_class_clients(np.array([30, 10, 5]), 4, 1, random())
    assert sorted(table.max(axis=1).tolist()) == [5, 10, 15, 15]


def test_concentration_makes_clients_alike():
    counts = np.full(10, 1000)
    distances = [
        distances_from_all(dirichlet_clients(counts, 10, value, random())).mean()
        for value in (0.05, 0.5, 5, 500)
    ]
    assert distances == sorted(distances, reverse=True)
    assert distances[0] > 0.6
    assert distances[-1] < 0.03


def test_shares_are_as_unequal_as_the_distribution_says():
    concentration, n_clients = 0.3, 10
    table = dirichlet_clients(np.full(4000, 10_000), n_clients, concentration, random())
    spread = np.sqrt((n_clients - 1) / (n_clients**2 * (n_clients * concentration + 1)))
    assert (table / 10_000).mean() == pytest.approx(0.1)
    assert (table / 10_000).std() == pytest.approx(spread, rel=0.02)


def test_measures_by_hand():
    table = np.array([[8, 2, 0], [0, 8, 0], [0, 0, 0]])
    assert present_classes(table).tolist() == [2, 1, 0]
    np.testing.assert_array_equal(present_ratios(table), [4, 1, np.nan])
    # All together 8 : 10 of 18; the first client (0.8, 0.2) is 0.8 - 8 / 18 away, the second 8 / 18.
    np.testing.assert_allclose(distances_from_all(table), [0.8 - 8 / 18, 8 / 18, np.nan])


@pytest.mark.parametrize("concentration", [0, -1, float("nan"), float("inf")])
def test_an_illegal_concentration_is_refused(concentration):
    with pytest.raises(ValueError, match=r"concentration is .* above 0"):
        dirichlet_clients(np.array([5, 5]), 2, concentration, random())


@pytest.mark.parametrize("n_clients", [0, -1, 11])
def test_an_illegal_number_of_clients_is_refused(n_clients):
    for divide in (dirichlet_clients, few_class_clients):
        with pytest.raises(ValueError, match=f"clients is {n_clients}: .* give 1 to 10 clients"):
            divide(np.array([5, 5]), n_clients, 1, random())


def test_illegal_counts_and_classes_are_refused():
    with pytest.raises(ValueError, match="one number of examples per class"):
        dirichlet_clients(np.array([5, -1]), 2, 1, random())
    with pytest.raises(ValueError, match="classes_per_client is 0"):
        few_class_clients(np.array([5, 5]), 2, 0, random())
