import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ltcore.analysis.both.prerequisites import (
    gain_studies,
    gains_frame,
    gains_summary,
    lines_of,
)


@pytest.fixture
def study(add, store):
    """Rotation helps the lynx more at ratio 40, and its task is solved better there."""
    for ratio, change, accuracy in ((10, -1, 0.5), (40, -3, 0.7)):
        for seed in (0, 1, 2):
            missed = 6 + seed % 2
            add(ratio=ratio, seed=seed, missed=(0, 0, missed))
            after = missed + change - (seed == 2)
            turned = [accuracy, accuracy, accuracy + 0.03 * seed]
            add(
                pretrain="rotation",
                ratio=ratio,
                seed=seed,
                missed=(0, 0, after),
                accuracy=turned,
            )
    add(pretrain="rotation", ratio=10, seed=9)  # nobody to compare with
    (found,) = gain_studies(store.records()).values()
    return found


def test_pairs_share_data_and_seed(study):
    assert study.label == "Rotation, then ERM, Digits"
    assert len(study.pairs) == 6
    for after, before in study.pairs:
        assert after.seed == before.seed
        assert after.ratio == before.ratio
        assert before.config.pretrain.name == "none"
    assert len(study.records) == 12


def test_gains_by_hand(study):
    frame, left_out = gains_frame(study, "tail_error")
    assert left_out == []
    at = frame.set_index(["ratio", "seed"])
    assert at.loc[(10.0, 0), "gain"] == pytest.approx(-0.1)
    assert at.loc[(40.0, 2), "gain"] == pytest.approx(-0.4)
    assert at.loc[(40.0, 1), "accuracy"] == pytest.approx(0.71)
    assert set(frame["n_max"]) == {200}  # what the class table says
    balanced, _ = gains_frame(study, "balanced_error")
    np.testing.assert_allclose(balanced["gain"], frame["gain"] / 3)


def test_the_interval_against_scipy(study):
    frame, _ = gains_frame(study, "tail_error")
    summary = gains_summary(frame, "ratio").set_index("ratio")
    values = frame.loc[frame["ratio"] == 40, "gain"]
    reference = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    row = summary.loc[40.0]
    assert (row["low"], row["high"]) == pytest.approx((reference.low, reference.high))
    assert row["x"] == 40
    few = gains_summary(frame[frame["seed"] < 2], "ratio")
    assert few["low"].isna().all()


def test_without_an_accuracy_there_is_nothing_to_draw_against_it(add, store):
    add()
    add(pretrain="simclr")
    (study,) = gain_studies(store.records()).values()
    frame, _ = gains_frame(study, "balanced_error")
    assert frame["accuracy"].isna().all()
    assert gains_summary(frame, "accuracy").empty
    assert len(gains_summary(frame, "n_max")) == 1


def test_one_line_for_each_value_that_is_held():
    summary = pd.DataFrame(
        {"ratio": [2.0, 10.0, 10.0], "n_max": [40, 40, 80], "x": [1.0, 2.0, 3.0]}
    )
    assert list(lines_of(summary, "ratio")) == ["largest class 40", "largest class 80"]
    assert list(lines_of(summary, "n_max")) == ["ρ 2", "ρ 10"]
    held = ["ρ 2, largest class 40", "ρ 10, largest class 40", "ρ 10, largest class 80"]
    assert list(lines_of(summary, "accuracy")) == list(lines_of(summary, "share")) == held


def test_other_pretrainings_and_methods_are_other_studies(study, add, store):
    add("ldam", seed=0)
    add("ldam", pretrain="rotation", seed=0)
    add(pretrain="simclr", seed=0)
    labels = [one.label for one in gain_studies(store.records()).values()]
    assert labels[0] == "Rotation, then ERM, Digits" or labels[0].startswith("Rotation, then ERM")
    assert len(labels) == len(set(labels)) == 3


def test_lengths_of_a_pretraining_are_of_one_study_and_have_longer_runs_of_their_own(
    study, add, store
):
    add(pretrain="rotation", ratio=10, seed=0, missed=(0, 0, 2), share=3.0)
    add(ratio=10, seed=0, missed=(0, 0, 4), train={"epochs": 12})
    add(ratio=10, seed=0, missed=(0, 0, 5), train={"epochs": 6})
    (found,) = gain_studies(store.records()).values()
    assert len(found.pairs) == 7
    frame, _ = gains_frame(found, "tail_error")
    at = frame[(frame["ratio"] == 10) & (frame["seed"] == 0)].set_index("share")
    assert at.loc[3.0, "gain"] == pytest.approx(-0.4)
    assert at.loc[3.0, "gain_beyond"] == pytest.approx(-0.2)
    assert at.loc[1.0, "longer"] == pytest.approx(0.5)
    assert at.loc[1.0, "gain_beyond"] == pytest.approx(0.0)
    assert frame.loc[frame["ratio"] == 40, "longer"].isna().all()
    assert len(found.records) == 12 + 3
    assert set(gains_summary(frame, "ratio")["share"]) == {1.0}
    assert set(gains_summary(frame, "share", "total")["share"]) == {1.0, 3.0}


def test_a_run_without_predictions_is_named(study, store):
    after, before = study.pairs[0]
    (before.folder.path / "predictions_test.parquet").unlink()
    frame, left_out = gains_frame(study, "balanced_error")
    assert [one.run for one in left_out] == [after.id]
    assert len(frame) == 5


def test_no_pair_no_study(add, store):
    add()
    assert gain_studies(store.records()) == {}
