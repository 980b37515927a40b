import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.data.profiles import exponential_counts
from ltcore.resampling import over_sample, under_sample

CIFAR = exponential_counts(5000, 10, 100)
COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=6)


def generator(seed=0):
    return np.random.default_rng(seed)


def shuffled(counts, seed=0):
    """Labels in no order: the classes of a data set of one's own are not sorted."""
    return generator(seed).permutation(np.repeat(np.arange(len(counts)), counts))


def histogram(labels, positions, n_classes):
    return np.bincount(labels[positions], minlength=n_classes)


def test_cifar10_cut_to_its_rarest_class_keeps_four_percent():
    labels = shuffled(CIFAR)
    kept = under_sample(labels, np.full(10, 50), generator())
    assert (len(labels), len(kept)) == (12406, 500)
    assert (histogram(labels, kept, 10) == 50).all()


def test_cifar10_copied_to_its_head_is_four_times_as_large():
    labels = shuffled(CIFAR)
    taken = over_sample(labels, np.full(10, 5000), generator())
    assert len(taken) == 50_000
    assert (histogram(labels, taken, 10) == 5000).all()
    uses = np.bincount(taken)[labels == 9]
    assert uses.mean() == 100
    assert uses.std() == pytest.approx(np.sqrt(99), rel=0.4)  # drawn, not dealt out


@given(COUNTS, st.lists(st.integers(0, 30), min_size=6, max_size=6), st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_the_histogram_of_what_stays_is_exact(counts, targets, seed):
    labels, targets = shuffled(counts, seed), np.array(targets[: len(counts)])
    kept = under_sample(labels, targets, generator(seed))
    assert kept.dtype == np.int64
    assert (np.diff(kept) > 0).all()
    assert (histogram(labels, kept, len(counts)) == np.minimum(counts, targets)).all()


@given(st.lists(st.integers(1, 30), min_size=1, max_size=6),
       st.lists(st.integers(0, 60), min_size=6, max_size=6), st.integers(0, 9))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_the_histogram_with_copies_is_exact_and_originals_come_first(counts, targets, seed):
    labels, targets = shuffled(counts, seed), np.array(targets[: len(counts)])
    taken = over_sample(labels, targets, generator(seed))
    assert taken.dtype == np.int64
    assert (taken[: len(labels)] == np.arange(len(labels))).all()
    assert (histogram(labels, taken, len(counts)) == np.maximum(counts, targets)).all()


def test_every_example_of_a_class_may_stay():
    """Over many draws each of 4 examples stays as often as any other."""
    labels = np.array([0, 0, 0, 0, 1])
    kept = [under_sample(labels, [1, 1], generator(seed))[0] for seed in range(400)]
    share = np.bincount(kept, minlength=4) / 400
    assert np.abs(share - 0.25).max() < 4 * np.sqrt(0.25 * 0.75 / 400)


@pytest.mark.parametrize("sample", [under_sample, over_sample])
def test_the_generator_decides(sample):
    labels, targets = shuffled([40, 20]), [30, 30]
    first = sample(labels, targets, generator(1))
    assert (first == sample(labels, targets, generator(1))).all()
    assert not np.array_equal(first, sample(labels, targets, generator(2)))
    rng = generator(1)
    sample(labels, targets, rng)
    assert not np.array_equal(first, sample(labels, targets, rng))


def test_a_class_without_examples_cannot_be_copied_but_dropped():
    with pytest.raises(ValueError, match="class 1 has no example and a target of 3"):
        over_sample([0, 0], [3, 3], generator())
    assert over_sample([0, 0], [2, 0], generator()).tolist() == [0, 1]
    assert under_sample([0, 0], [1, 3], generator()).size == 1
    assert under_sample([0, 0, 1], [0, 1], generator()).tolist() == [2]
    assert under_sample(np.array([], dtype=np.int64), [3], generator()).size == 0


@pytest.mark.parametrize("sample", [under_sample, over_sample])
@pytest.mark.parametrize(
    ("labels", "targets", "said"),
    [
        ([0, 2], [1, 1], r"labels\[1\] is 2"),
        ([0, -1], [1, 1], r"labels\[1\] is -1"),
        ([0.0, 1.0], [1, 1], "give integers"),
        ([[0], [1]], [1, 1], "give integers"),
        ([0, 1], [1, 1.5], r"target_counts\[1\] is 1.5"),
        ([0, 1], [-1, 1], r"target_counts\[0\] is -1"),
        ([0, 1], [1, np.nan], r"target_counts\[1\] is nan"),
        ([0, 1], [], "one number per class"),
    ],
)
def test_what_is_illegal_is_named(sample, labels, targets, said):
    with pytest.raises(ValueError, match=said):
        sample(labels, targets, generator())


def test_importing_the_package_brings_in_neither_library():
    code = (
        "import sys, ltcore.resampling; print({'sklearn', 'imblearn', 'torch'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
