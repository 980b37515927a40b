"""The runs that differ in one setting are what their grids say, finished, slim, and small."""

import tomllib
from pathlib import Path

import pytest

from ltcore.analysis.base.setting_studies import (
    BALANCED_ERROR,
    setting_errors_frame,
    setting_studies,
)
from ltcore.analysis.deferred_schedules.lateness import NEVER, lateness_studies
from ltcore.runs.store import RunStore
from ltcore.sweeps import expand_each
from tests.conftest import there

ASSETS = Path(__file__).parents[1] / "assets"
MOST_BYTES = {"deferred_runs": 8 * 2**20, "beta_runs": 2 * 2**20}


@pytest.fixture(scope="module")
def records():
    return {name: RunStore(ASSETS / name).records() for name in MOST_BYTES}


@pytest.mark.parametrize("name", MOST_BYTES)
def test_they_are_the_runs_of_their_grid_finished_slim_and_small(records, name):
    file = tomllib.loads((ASSETS / f"{name}.toml").read_text())
    axes = file["axes"] if isinstance(file["axes"], list) else [file["axes"]]
    wanted = {config.run_id: config for config in expand_each(file["base"], axes)}
    assert {record.id: record.config for record in records[name]} == wanted
    for record in records[name]:
        assert not record.damaged
        assert record.shown_state == "finished"
        assert record.folder.read_predictions("test") is not None
        assert record.folder.read_logits("test") is None
        assert there(record.config).train.record == "slim"
    files = [path for path in (ASSETS / name).rglob("*") if path.is_file()]
    kept = [path for path in files if path.parent.name != "checkpoint" and path.suffix != ".lock"]
    assert sum(path.stat().st_size for path in kept) < MOST_BYTES[name]
    for path in kept:
        if path.suffix in (".json", ".jsonl", ".txt"):
            assert str(Path.home()) not in path.read_text("utf-8")


def test_every_method_has_every_switch_with_five_seeds(records):
    [study] = lateness_studies(records["deferred_runs"]).values()
    frame, left_out = setting_errors_frame(study)
    assert left_out == []
    assert set(study.arms) == {"DRW", "LDAM-DRW", "DRS"}
    sizes = frame.groupby(["arm", "x"]).size()
    assert (sizes == 5).all()
    assert set(frame["x"]) == {0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, NEVER}


def test_without_weights_class_balanced_softmax_is_plain_training(records):
    [study] = setting_studies(records["beta_runs"], "beta").values()
    frame, _ = setting_errors_frame(study)
    [late] = lateness_studies(records["deferred_runs"]).values()
    plain, _ = setting_errors_frame(late)
    never = plain[(plain["arm"] == "DRW") & (plain["x"] == NEVER)].set_index("seed")
    none = frame[frame["x"] == 0].set_index("seed")
    # The same examples and batches; the losses are the same number, rounded in another place.
    assert (none[BALANCED_ERROR] - never[BALANCED_ERROR]).abs().max() < 0.02
