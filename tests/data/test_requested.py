import numpy as np
import pytest

from ltcore.config.data import DataConfig
from ltcore.data.errors import DataError
from ltcore.data.requested import client_counts, counts_of_others, requested_counts

NAMES = ("a", "b", "c", "d")
AVAILABLE = np.array([100, 90, 80, 70])


def counts(**settings):
    return requested_counts(DataConfig.model_validate(settings), AVAILABLE, NAMES).tolist()


def test_exponential_starts_from_the_smallest_class():
    assert counts(ratio=8) == [70, 35, 17, 8]


def test_step_halves_the_classes():
    assert counts(profile="step", ratio=10) == [70, 70, 7, 7]


def test_pareto_falls_by_rank():
    assert counts(profile="pareto", n_max=60) == [60, 30, 20, 15]


def test_as_is_keeps_everything_up_to_n_max():
    assert counts(profile="as_is") == [100, 90, 80, 70]
    assert counts(profile="as_is", n_max=85) == [85, 85, 80, 70]


def test_explicit_counts_are_in_label_order():
    assert counts(profile="counts", counts=(5, 70, 1, 9)) == [5, 70, 1, 9]


def test_a_shuffled_order_depends_on_the_subset_seed_only():
    first, again, other = (
        counts(ratio=8, class_order="shuffled", subset_seed=seed) for seed in (1, 1, 2)
    )
    assert first == again
    assert sorted(first) == sorted(other) == [8, 17, 35, 70]
    assert first != other


def test_asking_for_too_much_names_class_asked_and_available():
    with pytest.raises(DataError, match=r"'b' \(requested 95, available 90\), 'c' .*'d' "):
        counts(n_max=95, ratio=1)
    with pytest.raises(DataError, match=r"class 'd' \(requested 71, available 70\)"):
        counts(profile="counts", counts=(1, 1, 1, 71))


def test_a_wrong_number_of_counts_is_refused():
    with pytest.raises(DataError, match="counts has 2 numbers, but the data set has 4 classes"):
        counts(profile="counts", counts=(1, 2))


def test_a_rank_profile_fits_a_class_that_is_smaller_than_n_max():
    available = np.array([1000, 50, 60, 70])
    config = DataConfig(ratio=100, n_max=1000)
    with pytest.raises(DataError, match=r"'b' \(requested 215, available 50\)"):
        requested_counts(config, available, NAMES)


OF_CLIENTS = [
    {"profile": "dirichlet_clients", "concentration": 0.2},
    {"profile": "few_class_clients", "classes_per_client": 3},
]


def of_client(client, **settings):
    return DataConfig.model_validate({"clients": 5, "client": client, **settings})


@pytest.mark.parametrize("settings", OF_CLIENTS)
def test_the_clients_together_have_the_balanced_data(settings):
    parts = [
        requested_counts(of_client(client, **settings), AVAILABLE, NAMES) for client in range(1, 6)
    ]
    assert np.array_equal(np.sum(parts, axis=0), counts(ratio=1))
    table = client_counts(of_client(1, **settings), AVAILABLE)
    assert np.array_equal(parts, table)
    before = [counts_of_others(of_client(client, **settings), AVAILABLE) for client in range(1, 6)]
    assert np.array_equal(before, np.cumsum(table, axis=0) - table)


@pytest.mark.parametrize("settings", OF_CLIENTS)
def test_clients_depend_on_the_subset_seed_and_divide_n_max(settings):
    first, again, other = (
        client_counts(of_client(1, subset_seed=seed, n_max=40, **settings), AVAILABLE)
        for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.sum(axis=0).tolist() == [40] * 4


def test_no_other_profile_leaves_examples_to_others():
    assert counts_of_others(DataConfig(ratio=8), AVAILABLE).tolist() == [0] * 4


@pytest.mark.parametrize("settings", OF_CLIENTS)
def test_clients_cannot_share_more_than_there_is(settings):
    with pytest.raises(DataError, match=r"class 'd' \(requested 71, available 70\)"):
        requested_counts(of_client(1, n_max=71, **settings), AVAILABLE, NAMES)
    with pytest.raises(DataError, match=r"clients is 300, but there are only 280 .* at most 280"):
        requested_counts(of_client(1, **{**settings, "clients": 300}), AVAILABLE, NAMES)


def test_a_client_with_nothing_says_who_has_some():
    settings = {"profile": "dirichlet_clients", "concentration": 1e-3, "clients": 200}
    table = client_counts(of_client(1, **settings), AVAILABLE)
    empty = int(np.flatnonzero(~table.any(axis=1))[0]) + 1
    full = int(np.flatnonzero(table.any(axis=1))[0]) + 1
    message = rf"client {empty} of 200 has no training examples\. Choose .*\({full}\b"
    with pytest.raises(DataError, match=message):
        requested_counts(of_client(empty, **settings), AVAILABLE, NAMES)


def test_too_few_clients_for_the_classes_are_refused():
    with pytest.raises(
        DataError, match="give clients at least 4, or give classes_per_client at least 2, or use"
    ):
        requested_counts(
            DataConfig(profile="few_class_clients", clients=2, classes_per_client=1),
            AVAILABLE,
            NAMES,
        )
