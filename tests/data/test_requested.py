import numpy as np
import pytest

from ltcore.config.data import DataConfig
from ltcore.data.errors import DataError
from ltcore.data.requested import requested_counts

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
    with pytest.raises(DataError, match=r"'b' \(asked 95, available 90\), 'c' .*'d' "):
        counts(n_max=95, ratio=1)
    with pytest.raises(DataError, match=r"class 'd' \(asked 71, available 70\)"):
        counts(profile="counts", counts=(1, 1, 1, 71))


def test_a_wrong_number_of_counts_is_refused():
    with pytest.raises(DataError, match="counts has 2 numbers, the data set 4 classes"):
        counts(profile="counts", counts=(1, 2))


def test_a_rank_profile_fits_a_class_that_is_smaller_than_n_max():
    available = np.array([1000, 50, 60, 70])
    config = DataConfig(ratio=100, n_max=1000)
    with pytest.raises(DataError, match=r"'b' \(asked 215, available 50\)"):
        requested_counts(config, available, NAMES)
