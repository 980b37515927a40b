import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.base.shared_items import items_from, items_of, on_other_items

LABELS = np.repeat(np.arange(3), 10)
IDS = np.arange(30)


def test_runs_on_the_same_examples_are_kept(store):
    found = {record.id: items_of(record, "test") for record in store.records()}
    assert len(found) == 5
    assert on_other_items(found, "test") == []


def test_an_import_of_the_same_rows_is_on_the_same_examples_whatever_its_ids(store, tmp_path):
    path = tmp_path / "mine.csv"
    pd.DataFrame({"label": LABELS, "predicted": LABELS}).to_csv(path, index=False)
    record = store.import_predictions(path, name="mine")
    trained = next(one for one in store.records() if one.config is not None)
    items, others = items_of(record, "test"), items_of(trained, "test")
    assert items is not None and others is not None  # noqa: PT018 (one for the types)
    assert items.same(others)


def test_the_same_examples_in_another_order_are_known_by_their_ids():
    order = np.random.default_rng(0).permutation(30)
    assert items_from(LABELS, IDS).same(items_from(LABELS[order], IDS[order]))


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (items_from(LABELS[:20], IDS[:20]), "20 test examples, not 30"),
        (
            items_from(np.minimum(LABELS, 1), IDS),
            "30 test examples as well, but other numbers of each class",
        ),
        (
            items_from(LABELS[::-1], IDS),
            "30 test examples as well, as many of each class, but in another order",
        ),
        (
            items_from(LABELS, IDS + 30, "digits"),
            "30 test examples as well, as many of each class, but other ones",
        ),
        (items_from(LABELS, IDS, "mnist"), "test examples of MNIST, not of Digits"),
    ],
)
def test_what_differs_is_said(other, reason):
    mine = items_from(LABELS, IDS, "digits")
    found = {"other": other, "one": mine, "two": mine, "waiting": None}
    assert on_other_items(found, "test") == [("other", f"measured on other examples: {reason}")]


def test_of_equally_many_the_first_is_what_others_are_compared_with():
    found = {"first": items_from(LABELS, IDS), "second": items_from(LABELS[:3], IDS[:3])}
    assert [run for run, _ in on_other_items(found, "test")] == ["second"]


def test_without_any_run_nothing_is_left_out():
    assert on_other_items({}, "test") == []
    assert on_other_items({"waiting": None}, "test") == []


def test_a_run_without_predictions_of_the_split_has_no_examples(store):
    assert items_of(store.records()[0], "val") is None
