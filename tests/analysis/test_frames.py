import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import (
    curves_frame,
    group_frame,
    paired_differences,
    per_class_frame,
    per_class_history,
    runs_frame,
    seeds_summary,
    with_elapsed_epochs,
)


def test_per_class_frame_equals_the_hand_count(store):
    frame, left_out = per_class_frame(store.records())
    assert left_out == []
    run = frame[(frame["method"] == "erm") & (frame["seed"] == 0)]
    assert run["name"].tolist() == ["cat", "fox", "lynx"]
    assert run["rank"].tolist() == [0, 1, 2]
    assert run["train_count"].tolist() == [500, 50, 5]
    assert run["group"].tolist() == ["head", "medium", "tail"]
    assert run["recall"].tolist() == [1.0, 1.0, 0.2]
    assert run["precision"].tolist() == [10 / 18, 1.0, 1.0]
    assert run["recall_low"].iloc[2] == pytest.approx(0.0567, abs=1e-4)
    assert run["recall_high"].iloc[2] == pytest.approx(0.5098, abs=1e-4)


def test_runs_frame_has_the_balanced_numbers_of_the_test_split(store):
    frame, left_out = runs_frame(store.records())
    assert left_out == []
    first = frame[(frame["method"] == "erm") & (frame["seed"] == 0)].iloc[0]
    assert first["balanced_error"] == pytest.approx(0.8 / 3)
    assert first["error"] == pytest.approx(8 / 30)
    assert first["tail_recall"] == pytest.approx(0.2)
    assert first["state"] == "finished"
    assert first["label"] == "ERM, seed 0"
    assert first["ratio"] == 100
    assert sorted(frame["arm"].unique()) == ["ERM", "LDAM-DRW"]


def test_unfinished_and_damaged_runs_are_named_with_the_reason(store, unfinished, damaged):
    records = store.records()
    frame, left_out = runs_frame(records)
    reasons = dict(left_out)
    assert reasons[unfinished.id] == "no test predictions (queued)"
    assert reasons[damaged[0].id].startswith("damaged: predictions_test.parquet is not readable")
    assert reasons[damaged[1].id].startswith("damaged: config.json is not valid JSON")
    waiting = frame.set_index("run").loc[unfinished.id]
    assert waiting["state"] == "queued"
    assert np.isnan(waiting["balanced_error"])
    assert set(frame["run"]) | set(reasons) == {record.id for record in records}


def test_a_label_outside_the_classes_damages_one_run_alone(store, unfinished):
    wrong = per_class_frame(store.records())[0].head(0)
    wrong = wrong.assign(index=[], label=[]).reindex(columns=["index", "label", "predicted"])
    wrong.loc[0] = [0, 7, 0]
    unfinished.write_predictions("test", wrong.astype("int64"))
    _, left_out = per_class_frame(store.records())
    ((run_id, reason),) = left_out
    assert run_id == unfinished.id
    assert "predictions_test.parquet: column 'label': row 1 holds 7" in reason


def test_imported_runs_are_arms_of_their_own_with_unknown_groups(store, imported):
    frame, left_out = per_class_frame(store.records())
    assert left_out == []
    rows = frame[frame["method"] == "imported"]
    assert rows["arm"].unique().tolist() == [f"ERM ({imported[0].id})", "<b>mine</b>"]
    assert rows["seed"].isna().all()
    assert set(rows["group"]) == {"unknown"}
    groups = group_frame(rows)
    assert groups["recall"].isna().all()
    assert set(groups["note"]) == {"the training counts of this run are unknown"}
    assert len(paired_differences(runs_frame(store.records())[0])) == 3


def test_curves_frame_keeps_running_runs_and_counts_cut_lines(store, unfinished):
    with (unfinished.path / "metrics.jsonl").open("a") as log:
        log.write('{"stage": "train", "epo')
    frame, left_out = curves_frame(store.records())
    run = frame[frame["run"] == unfinished.id]
    assert run["at"].tolist() == [1, 2, 3, 4]
    assert run["val_balanced_error"].tolist() == [1, 1 / 2, 1 / 3, 1 / 4]
    ((run_id, reason),) = left_out
    assert run_id == unfinished.id
    assert reason.startswith("damaged lines of metrics.jsonl skipped: 1 (line 5: ")


def test_per_class_history_follows_epochs_and_ranks(store):
    frame, left_out = per_class_history(store.records(), "test")
    assert left_out == []
    run = frame[frame["run"] == frame["run"].iloc[0]]
    assert run["at"].tolist() == np.repeat([1, 2, 3, 4], 3).tolist()
    assert run["rank"].tolist() == [0, 1, 2] * 4
    assert run["recall"].tolist() == np.repeat([0.1, 0.2, 0.3, 0.4], 3).tolist()
    missing = per_class_history(store.records(), "val").left_out
    assert {reason for _, reason in missing} == {"no epoch evaluated on val (finished)"}


def test_a_second_stage_follows_the_first_whatever_its_name():
    parts = pd.DataFrame({"stage": ["crt", "new", "train", "train"], "epoch": [1, 1, 1, 2]})
    metrics = pd.DataFrame({"stage": ["train", "train", "crt"], "epoch": [1, 2, 1]})
    assert with_elapsed_epochs(parts, metrics)["at"].tolist() == [3, 4, 1, 2]


def test_no_run_at_all_gives_empty_frames():
    for collected in (runs_frame([]), curves_frame([]), per_class_frame([])):
        assert collected.frame.empty
        assert collected.left_out == []
    assert group_frame(per_class_frame([]).frame).empty


def test_the_summary_of_the_store_keeps_every_seed(store):
    frame, _ = per_class_frame(store.records())
    summary = seeds_summary(frame, "recall")
    lynx = summary[(summary["arm"] == "ERM") & (summary["name"] == "lynx")].iloc[0]
    assert lynx["values"] == pytest.approx((0.2, 0.1, 0.3))
    assert lynx["seeds"] == (0, 1, 2)
    assert (lynx["mean"], lynx["sd"]) == pytest.approx((0.2, 0.1))
