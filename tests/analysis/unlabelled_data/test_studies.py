import pytest

from ltcore.analysis.unlabelled_data.studies import studies, value_on
from tests.conftest import there

U = {"unlabelled": 2, "unlabelled_ratio": 1}


def labels(found):
    return [study.label for study in found.values()]


def test_runs_that_differ_in_one_setting_are_a_study(add, store):
    add("erm")
    add("fixmatch", **U)
    add("crest", **{**U, "unlabelled_ratio": 10})
    (study,) = studies(store.records(), "unlabelled_ratio").values()
    assert sorted(record.method for record in study.records) == ["crest", "fixmatch"]
    assert [record.method for record in study.baselines] == ["erm"]
    assert study.label == "Digits, ρ 10, k 2"
    for axis in ("relevance", "unlabelled", "ratio"):
        assert studies(store.records(), axis) == {}


def test_the_order_is_part_of_the_imbalance(add, store):
    add("fixmatch", **{**U, "unlabelled_ratio": 10})
    add("fixmatch", **{**U, "unlabelled_ratio": 10, "unlabelled_order": "reversed"})
    (study,) = studies(store.records(), "unlabelled_ratio").values()
    values = {value_on("unlabelled_ratio", there(record.config)) for record in study.records}
    assert values == {10.0, 0.1}


def test_a_ratio_that_was_left_to_the_labels_is_that_of_the_labels(add, store):
    add("fixmatch", unlabelled=2)
    add("fixmatch", unlabelled=3, unlabelled_ratio=10)
    (study,) = studies(store.records(), "unlabelled").values()
    assert study.label == "Digits, ρ 10, unlabelled ρ 10"


def test_a_baseline_knows_the_same_classes(add, store):
    add("erm")
    seven = add("erm", foreign_classes=3)
    add("fixmatch", **U, foreign_classes=3, relevance=0.6)
    add("fixmatch", **U, foreign_classes=3)
    add("ldam", foreign_classes=3)
    (study,) = studies(store.records(), "relevance").values()
    assert [record.id for record in study.baselines] == [seven]
    assert study.label == "Digits, ρ 10, unlabelled ρ 1, k 2"


def test_where_the_labels_vary_the_baselines_vary_with_them(add, store):
    for ratio in (2, 10):
        add("erm", ratio=ratio)
        add("fixmatch", ratio=ratio, unlabelled=2, unlabelled_ratio=1)
        add("fixmatch", ratio=ratio, unlabelled=2)
    (study,) = studies(store.records(), "ratio").values()
    assert len(study.records) == 4
    assert sorted(there(record.ratio) for record in study.baselines) == [2, 10]
    assert study.label == "Digits, k 2"


def test_what_is_free_makes_no_other_study_and_all_else_does(add, store):
    for ratio in (1, 10):
        add("fixmatch", **{**U, "unlabelled_ratio": ratio}, train={"snapshots": ratio})
        add("fixmatch", **{**U, "unlabelled_ratio": ratio}, train={"epochs": 9})
    found = studies(store.records(), "unlabelled_ratio")
    assert sorted(len(study.records) for study in found.values()) == [2, 2]
    assert sorted(labels(found)) == ["Digits, ρ 10, k 2, epochs 3", "Digits, ρ 10, k 2, epochs 9"]


def test_the_study_with_most_values_comes_first_and_ids_are_stable(add, store):
    for ratio in (1, 5, 10):
        add("fixmatch", **{**U, "unlabelled_ratio": ratio})
    for ratio in (1, 10):
        add("fixmatch", unlabelled=3, unlabelled_ratio=ratio)
        add("crest", unlabelled=3, unlabelled_ratio=ratio)
    found = studies(store.records(), "unlabelled_ratio")
    assert labels(found) == ["Digits, ρ 10, k 2", "Digits, ρ 10, k 3"]
    assert list(studies(store.records()[::-1], "unlabelled_ratio")) == list(found)
    assert all(name == study.id and len(name) == 8 for name, study in found.items())


@pytest.mark.parametrize("axis", ["unlabelled_ratio", "relevance", "unlabelled", "ratio"])
def test_nothing_makes_no_study(axis):
    assert studies([], axis) == {}
