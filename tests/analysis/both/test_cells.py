import numpy as np
import pytest

from ltcore.analysis.both.cells import cells_frame, groups_frame, on_shared_seeds, steps_of
from ltcore.analysis.both.studies import factorials
from tests.analysis.both.conftest import STEPS

U = {"unlabelled": 2, "unlabelled_ratio": 10}


@pytest.fixture
def study(add, store):
    """Of ten lynxes ERM misses 8, after rotation 6; CReST 4, after rotation 3; one dog is always missed."""
    for method, pretrain, missed in (
        ("erm", "none", 8),
        ("erm", "rotation", 6),
        ("crest", "none", 4),
        ("crest", "rotation", 3),
    ):
        for seed in (0, 1):
            data = U if method == "crest" else {}
            add(method, pretrain=pretrain, seed=seed, missed=(0, 1, missed + seed), **data)
    (found,) = factorials(store.records()).values()
    return found


def test_the_errors_of_each_cell_by_hand(study):
    frame, left_out = cells_frame(study)
    assert left_out == []
    at = frame.set_index(["arm", "seed"])
    assert at.loc[("labels alone", 0), "balanced_error"] == pytest.approx(0.9 / 3)
    assert at.loc[("Rotation + CReST", 1), "tail_error"] == pytest.approx(0.4)
    assert set(frame["arm"]) == {"labels alone", "Rotation", "CReST", "Rotation + CReST"}
    assert frame["method"].tolist().count("crest") == 4


def test_steps_of_the_final_network_and_of_what_came_before(study):
    frame, _ = cells_frame(study)
    steps = frame.drop_duplicates("arm").set_index("arm")
    assert set(frame["final_steps"]) == {STEPS}
    assert steps["pretraining_steps"].to_dict() == {
        "labels alone": 0,
        "Rotation": STEPS,
        "CReST": 0,
        "Rotation + CReST": STEPS,
    }
    assert steps["earlier_steps"].to_dict() == {
        "labels alone": 0,
        "Rotation": 0,
        "CReST": 2 * STEPS,
        "Rotation + CReST": 2 * STEPS,
    }


def test_a_run_without_metrics_has_no_step(add, store):
    run_id = add()
    (store.root / run_id / "metrics.jsonl").unlink()
    assert set(steps_of(store.load(run_id)).values()) == {0}


def test_recall_and_precision_by_group(study):
    frame, _ = groups_frame(study)
    at = frame.set_index(["arm", "seed", "group"])
    assert at.loc[("labels alone", 0, "tail"), "recall"] == pytest.approx(0.2)
    assert at.loc[("labels alone", 0, "head"), "recall"] == 1.0
    # Missed lynxes are predicted as cats: 10 right of 18.
    assert at.loc[("labels alone", 0, "head"), "precision"] == pytest.approx(10 / 18)


def test_a_run_that_cannot_be_read_is_named(study, store):
    broken = study.records[0]
    (broken.folder.path / "predictions_test.parquet").write_bytes(b"no parquet")
    frame, left_out = cells_frame(study)
    assert [one.run for one in left_out] == [broken.id]
    assert broken.id not in set(frame["run"])
    (broken.folder.path / "predictions_test.parquet").unlink()
    _, left_out = groups_frame(study)
    assert left_out[0].reason.startswith("no test predictions")


def test_longer_runs_are_cells_but_no_groups(study, add, store):
    for seed in (0, 1):
        add("erm", seed=seed, missed=(0, 1, 7), train={"epochs": 6})
    (found,) = factorials(store.records()).values()
    frame, _ = cells_frame(found)
    longer = frame[frame["is_longer"]]
    assert set(longer["arm"]) == {"labels alone, longer"}
    assert longer["tail_error"].tolist() == pytest.approx([0.7, 0.7])
    assert len(on_shared_seeds(frame)) == len(frame)
    fewer = frame[~(frame["is_longer"] & (frame["seed"] == 1))]
    assert not on_shared_seeds(fewer)["is_longer"].any()
    assert len(on_shared_seeds(fewer)) == 8
    groups, _ = groups_frame(found)
    assert "labels alone, longer" not in set(groups["arm"])


def test_means_are_over_the_seeds_that_every_cell_has(add, store, study):
    add("erm", seed=7, missed=(0, 1, 9))
    (found,) = factorials(store.records()).values()
    frame, _ = cells_frame(found)
    assert len(frame) == 9
    assert sorted(set(on_shared_seeds(frame)["seed"])) == [0, 1]
    assert len(on_shared_seeds(frame)) == 8
    apart = frame[(frame["seed"] == 7) | (frame["arm"] != "labels alone")]
    assert len(on_shared_seeds(apart)) == len(apart)  # no seed is everywhere
    assert on_shared_seeds(frame.iloc[:0]).empty


def test_a_rule_without_a_tail_gives_no_tail_error(add, store, study):
    frame, _ = cells_frame(study, "terciles")
    assert np.isfinite(frame["tail_error"]).all()
