"""What runs keep of their pre-training, as frames."""

import numpy as np
import pytest

from ltcore.analysis.pretraining.classes import by_group, pretext_frame, pruning_frame
from ltcore.analysis.pretraining.probes import group_spread, probes_frame
from ltcore.analysis.pretraining.progress import ends, progress_frame
from ltcore.metrics import wilson


def test_progress_by_hand(add, store):
    add()
    add(seed=1, full=False)
    frame, left_out = progress_frame(store.records())
    assert left_out == []
    first = frame[frame["seed"] == 0]
    assert first["step"].tolist() == [5, 10, 15]
    assert first["train_loss"].tolist() == [2, 1, pytest.approx(2 / 3)]
    assert first["knn_balanced_accuracy"].isna().tolist() == [False, True, False]
    assert set(frame["random_knn_balanced_accuracy"]) == {0.55}
    assert frame["uniformity"].isna().all()
    last = ends(frame, "knn_balanced_accuracy").set_index("seed")
    assert last.loc[0, "first"] == pytest.approx(0.6)
    assert last.loc[1, "last"] == pytest.approx(0.8)


def test_a_run_without_pretraining_has_no_progress(add, store):
    add("none")
    (store.records()[0].folder.path / "metrics.jsonl").write_text(
        '{"stage": "train", "epoch": 1, "step": 1}\n'
    )
    frame, left_out = progress_frame(store.records())
    assert frame.empty
    assert left_out[0].reason.startswith("no epoch of its pre-training recorded")


def test_random_features_that_were_not_measured_stay_unknown(add, store):
    folder = store.load(add()).folder
    lines = (folder.path / "metrics.jsonl").read_text().splitlines()
    (folder.path / "metrics.jsonl").write_text("\n".join(lines[1:]) + "\n")
    frame, _ = progress_frame(store.records())
    assert frame["random_effective_rank"].isna().all()
    assert frame["train_loss"].tolist() == [1, pytest.approx(2 / 3)]


def test_probes_by_group_and_both_spreads(add, store):
    for seed in (0, 1):
        add(seed=seed)
    frame, left_out = probes_frame(store.records())
    assert left_out == []
    at = frame.set_index(["seed", "backbone", "reader", "examples", "group"]).sort_index()
    row = at.loc[(0, "pretrained", "linear", "balanced")]
    assert row["recall"].to_dict() == pytest.approx(
        {"all": 0.6, "head": 0.8, "medium": 0.7, "tail": 0.3}
    )
    assert row["group_spread"].iloc[0] == pytest.approx(np.std([0.8, 0.7, 0.3]))
    assert row["learned_from"]["all"] == 21
    assert at.loc[(1, "final", "neighbours", "long_tailed", "tail"), "recall"] == pytest.approx(0.3)
    assert at.loc[(1, "final", "neighbours", "long_tailed", "all"), "learned_from"] == 255


def test_a_group_without_classes_does_not_count():
    assert np.isnan(group_spread([0.5]))
    assert group_spread([0.2, np.nan, 0.4]) == pytest.approx(0.1)


def test_runs_without_probes_say_how_to_make_them(add, store):
    run_id = add(probed=False)
    for read in (probes_frame, pruning_frame):
        frame, left_out = read(store.records())
        assert frame.empty
        assert f"ltlab probe {run_id} --keep" in left_out[0].reason


def test_the_task_class_by_class(add, store):
    add()
    frame, _ = pretext_frame(store.records())
    assert frame["name"].tolist() == ["cat", "dog", "lynx"]
    assert frame["accuracy"].tolist() == [0.9, 0.5, 0.7]
    low, high = wilson(0.9 * 20, 20)
    assert frame["accuracy_low"].iloc[0] == pytest.approx(float(low))
    assert frame["accuracy_high"].iloc[0] == pytest.approx(float(high))


def test_only_rotation_has_a_task_that_can_be_right(add, store):
    add("simclr")
    frame, left_out = pretext_frame(store.records())
    assert frame.empty
    assert "rotation has one" in left_out[0].reason


def test_whom_pruning_moves(add, store):
    for seed in (0, 1):
        add(seed=seed)
    frame, _ = pruning_frame(store.records())
    at = frame.set_index(["seed", "backbone", "name"])
    assert at.loc[(0, "pretrained", "lynx"), "share"] == 0.5
    groups = by_group(frame, "share", ("run", "seed", "backbone"))
    own = groups[(groups["backbone"] == "final") & (groups["seed"] == 1)]
    assert dict(zip(own["group"], own["share"], strict=True)) == {
        "head": 0.0,
        "medium": 0.1,
        "tail": 0.2,
    }


def test_a_damaged_file_is_named(add, store):
    folder = store.load(add()).folder
    for name, read in (
        ("probes.parquet", probes_frame),
        ("pruning.parquet", pruning_frame),
        ("pretext_accuracy.parquet", pretext_frame),
    ):
        (folder.path / name).write_bytes(b"PAR1 nonsense")
        frame, left_out = read(store.records())
        assert frame.empty
        assert left_out[0].reason.startswith(f"damaged: {name}")
