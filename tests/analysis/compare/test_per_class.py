import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.analysis import bin_classes, group_frame, per_class_table, rank_bins, run_numbers
from ltcore.metrics import balanced_error, confusion_matrix, group_means, per_class_recall_precision

RUN = {"run": "a", "label": "ERM, seed 0", "arm": "ERM", "method": "erm", "seed": 0}

tasks = st.integers(2, 8).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(1, 300), min_size=n, max_size=n),
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), min_size=1, max_size=40),
    )
)


def table_of(counts, pairs, rule="thresholds"):
    labels, predicted = np.array(pairs).T
    names = [f"class {label}" for label in range(len(counts))]
    return per_class_table(labels, predicted, counts, names, rule).assign(**RUN)


@settings(max_examples=15, deadline=None)
@given(tasks)
def test_agrees_with_the_confusion_matrix(task):
    counts, pairs = task
    table = table_of(counts, pairs).sort_values("class")
    labels, predicted = np.array(pairs).T
    confusion = confusion_matrix(labels, predicted, len(counts))
    scores = per_class_recall_precision(confusion)
    for measure in ("support", "predicted", "correct", "recall", "precision"):
        np.testing.assert_array_equal(table[measure], getattr(scores, measure))
    numbers = run_numbers(table).loc["a"]
    assert numbers["balanced_error"] == pytest.approx(balanced_error(confusion))
    for row in group_frame(table).itertuples():
        mean = group_means(scores.recall, table["group"].to_numpy(dtype="str"))[row.group]
        assert row.recall == pytest.approx(mean.mean, nan_ok=True)
        assert row.classes == mean.n_classes
        assert (
            np.isnan(row.recall) or row.recall_low <= row.recall + 1e-12 <= row.recall_high + 2e-12
        )


@settings(max_examples=15, deadline=None)
@given(tasks)
def test_rank_is_by_frequency_and_ties_by_label(task):
    counts, pairs = task
    table = table_of(counts, pairs)
    keys = list(zip(-table["train_count"], table["class"], strict=True))
    assert keys == sorted(keys)
    assert table["rank"].tolist() == list(range(len(counts)))


def test_group_interval_of_a_balanced_test_is_wilson_of_all_its_examples():
    pairs = [(0, 0)] * 6 + [(0, 2)] * 4 + [(1, 1)] * 2 + [(1, 2)] * 8 + [(2, 2)] * 10
    tail = group_frame(table_of([5, 4, 500], pairs)).iloc[2]
    assert tail["recall"] == pytest.approx(0.4)
    # Wilson's interval of 8 of 20, worked out by hand: (8 + 1.9207) / 23.8415 -+ 0.1973.
    assert (tail["recall_low"], tail["recall_high"]) == pytest.approx((0.2188, 0.6134), abs=1e-4)


def test_empty_groups_say_so_and_are_not_zero():
    rows = group_frame(table_of([500, 50], [(0, 0), (0, 1)])).set_index("group")
    assert np.isnan(rows.loc["tail", "recall"])
    assert rows.loc["tail", "note"] == "no class is in this group"
    assert rows.loc["medium", "note"] == "no class of this group has an example in this split"
    assert rows.loc["head", "note"] == ""


def test_a_class_that_is_never_predicted_has_no_precision():
    rows = group_frame(table_of([500, 5], [(0, 0), (1, 0)])).set_index("group")
    assert rows.loc["tail", "note"] == "no class of this group was ever predicted"
    assert rows.loc["tail", "recall"] == 0


@pytest.mark.parametrize(
    ("labels", "predicted", "counts", "message"),
    [
        ([0, 2], [0, 0], [1, 2], "label holds 2: with 2 classes it lies from 0 to 1"),
        ([0, 1], [0, -1], [1, 2], "predicted holds -1"),
        ([0, 1], [0], [1, 2], "give one prediction per label"),
        ([0, 1], [0, 1], [1, 2, 3], "give one count per class"),
    ],
)
def test_refuses_what_does_not_fit(labels, predicted, counts, message):
    with pytest.raises(ValueError, match=message):
        per_class_table(labels, predicted, counts, ["a", "b"])


@settings(max_examples=50, deadline=None)
@given(st.tuples(st.integers(0, 200), st.integers(0, 200), st.integers(1, 200)), st.integers(3, 60))
def test_bins_are_few_whole_and_never_cross_a_border(sizes, max_bins):
    groups = [g for g, n in zip(("head", "medium", "tail"), sizes, strict=True) for _ in range(n)]
    bins = rank_bins(groups, max_bins)
    assert len(bins) == len(groups)
    assert set(np.diff(bins)) <= {0, 1}
    assert bins.max() + 1 <= max_bins + 2
    assert all(
        len({g for g, b in zip(groups, bins, strict=True) if b == k}) == 1 for k in set(bins)
    )


def test_binned_means_weigh_classes_alike():
    pairs = [(0, 0)] * 4 + [(1, 1), (1, 0), (1, 0), (1, 0)] + [(2, 2)] * 4 + [(3, 0)] * 4
    binned = bin_classes(table_of([9, 8, 7, 6], pairs), 2)
    assert binned["recall"].tolist() == [0.625, 0.5]
    assert binned["name"].tolist() == ["ranks 1 to 2", "ranks 3 to 4"]
    assert binned["rank"].tolist() == [0.5, 2.5]
    assert binned["support"].tolist() == [8, 8]
