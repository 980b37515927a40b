import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from ltcore.analysis.pseudo_labels_in_training.kept import imbalance, kept, kept_at
from ltcore.analysis.pseudo_labels_in_training.moments import Moment, moments_of
from ltcore.analysis.pseudo_labels_in_training.over_moments import group_means, over_moments
from ltcore.analysis.pseudo_labels_in_training.quality import (
    examples_at,
    foreign_total,
    quality,
    quality_at,
)
from ltcore.config import RunConfig
from ltcore.metrics import wilson
from ltcore.runs import DamagedRunError, NotKeptError, RunStore
from ltcore.runs.pseudo_labels import write_pseudo_labels

LAST = Moment("generation_1", 8)
CHOICE = Moment("generation_2", 0)


def rewritten(folder, **columns):
    table = examples_at(RunStore(folder.path.parent).load(folder.id), LAST)
    return table[["index", "predicted", "confidence", "kept"]].assign(**columns)


def test_moments_come_in_time(record):
    assert [str(moment) for moment in moments_of(record)] == [
        "generation 1, epoch 1",
        "generation 1, epoch 8",
        "before generation 2",
        "generation 2, epoch 1",
    ]


def test_stages_are_not_sorted_by_their_names(folder, record):
    """A tenth generation comes after the second, and a teacher before its student."""
    table = rewritten(folder)
    for number in (9, 10):
        folder.append_metrics({"stage": f"generation_{number}", "epoch": 1})
        write_pseudo_labels(folder, f"generation_{number}", 1, table)
    write_pseudo_labels(folder, "a_last_stage", 0, table)
    stages = list(dict.fromkeys(moment.stage for moment in moments_of(record)))
    assert stages == [f"generation_{number}" for number in (1, 2, 9, 10)] + ["a_last_stage"]


def test_a_run_without_unlabelled_data_has_no_moment(tmp_path):
    folder = RunStore(tmp_path).create(RunConfig())
    assert moments_of(RunStore(tmp_path).load(folder.id)) == []


def test_recall_and_precision_by_hand(record):
    table = quality_at(record, LAST)
    assert table["name"].tolist() == ["cat", "dog", "lynx"]
    assert table["true"].tolist() == [2, 2, 2]
    assert table["predicted"].tolist() == [4, 2, 1]
    assert table["correct"].tolist() == [2, 1, 1]
    assert table["foreign"].tolist() == [0, 1, 0]
    assert_allclose(table["recall"], [1, 0.5, 0.5])
    assert_allclose(table["precision"], [0.5, 0.5, 1])
    low, high = wilson([2, 1, 1], [4, 2, 1])
    assert_allclose(table["precision_low"], low)
    assert_allclose(table["precision_high"], high)


def test_a_threshold_leaves_the_sure_ones(record):
    table = quality_at(record, LAST, threshold=0.9)
    assert table["said"].tolist() == [4, 2, 1]
    assert table["predicted"].tolist() == [1, 2, 0]
    assert table["share"].tolist() == [0.25, 1, 0]
    assert table["precision"].tolist()[:2] == [1, 0.5]
    assert np.isnan(table["precision"].iloc[2])
    everything = quality_at(record, LAST, threshold=0)
    assert everything.drop(columns="share").equals(quality_at(record, LAST).drop(columns="share"))


def test_foreign_examples_are_counted_apart(record):
    examples = examples_at(record, LAST)
    assert foreign_total(examples) == 1
    table = quality_at(record, LAST)
    assert table["true"].sum() + 1 == len(examples) == table["predicted"].sum()


def test_the_tables_are_joined_by_the_id_and_not_by_the_row(folder, record):
    before = quality_at(record, LAST)
    write_pseudo_labels(folder, "generation_1", 8, rewritten(folder).iloc[::-1])
    pd.testing.assert_frame_equal(quality_at(record, LAST), before)


def test_labels_in_any_order_are_shown_by_their_counts():
    examples = pd.DataFrame({"label": [0, 1], "predicted": [1, 1], "confidence": 1.0})
    table = quality(examples, [5, 500], ("lynx", "cat"))
    assert table[["name", "true", "predicted", "correct"]].to_numpy().tolist() == [
        ["cat", 1, 2, 1],
        ["lynx", 1, 0, 0],
    ]


def test_what_is_not_kept_is_said_and_other_examples_are_damage(folder, record):
    with pytest.raises(NotKeptError, match="no pseudo-labels of generation 3, epoch 8"):
        quality_at(record, Moment("generation_3", 8))
    write_pseudo_labels(folder, "generation_1", 8, rewritten(folder).iloc[1:])
    with pytest.raises(DamagedRunError, match="about other examples than the hidden truth"):
        quality_at(record, LAST)


def test_what_a_generation_keeps(record):
    table = kept_at(record, CHOICE)
    assert table["said"].tolist() == [4, 2, 1]
    assert table["kept"].tolist() == [2, 2, 1]
    assert table["right"].tolist() == [1, 1, 1]
    assert table["wrong"].tolist() == [1, 0, 0]
    assert table["foreign"].tolist() == [0, 1, 0]
    assert_allclose(table["rate"], [(10 / 160) ** (1 / 3), (40 / 160) ** (1 / 3), 1])
    assert_allclose(table["realised"], [0.5, 1, 1])
    assert imbalance(table) == (16.0, 162 / 11)


def test_without_a_rule_there_are_no_rates():
    examples = pd.DataFrame({"label": [0], "predicted": [0], "kept": [1]})
    table = kept(examples, [4, 2], ("cat", "lynx"), alpha=None)
    assert table["rate"].isna().all()
    assert table["kept"].tolist() == [1, 0]
    assert np.isnan(table["realised"].iloc[1])


def test_groups_over_the_moments_without_the_choice(record):
    frame = over_moments(record, moments_of(record))
    assert frame["moment"].drop_duplicates().tolist() == [
        "generation 1, epoch 1",
        "generation 1, epoch 8",
        "generation 2, epoch 1",
    ]
    assert frame["place"].drop_duplicates().tolist() == [0, 1, 2]
    tail = frame[frame["group"] == "tail"].set_index("place")
    assert tail["recall"].tolist() == [0.5, 0.5, 1.0]
    assert tail["predicted"].tolist() == [1, 1, 2]
    assert tail["true"].tolist() == [2, 2, 2]
    assert over_moments(record, [CHOICE]).empty


def test_a_mean_over_classes_counts_each_once():
    examples = pd.DataFrame(
        {"label": [0, 0, 0, 0, 1], "predicted": [0, 0, 0, 0, 0], "confidence": 1.0}
    )
    means = group_means(quality(examples, [500, 400], ("cat", "dog")))
    assert means[["group", "classes", "recall", "true"]].to_numpy().tolist() == [
        ["head", 2, 0.5, 5]
    ]
