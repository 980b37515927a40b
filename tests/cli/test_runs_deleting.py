import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunStore, Status, run_lock


@pytest.fixture
def store(runs):
    return RunStore(runs)


@pytest.fixture
def ids(store):
    """Two runs of one method and one of another; the last failed."""

    def made(method, seed, state):
        config = RunConfig.model_validate({"method": {"name": method}, "seed": seed})
        return store.create(config, status=Status(state=state, heartbeat=1.0)).id

    return [made("erm", 0, "cancelled"), made("erm", 1, "cancelled"), made("ldam", 0, "failed")]


def test_several_runs_are_moved_to_the_trash_at_once(ltlab, store, ids):
    result = ltlab("runs", "delete", ids[0], ids[2], ids[0])
    assert result.exit_code == 0, result.output
    assert store.ids() == [ids[1]]
    assert result.stderr.count("moved ") == 2
    assert "to restore one: ltlab runs trash restore RUN_ID" in result.stderr
    assert ltlab("runs", "trash", "restore", ids[2]).exit_code == 0
    assert sorted(store.ids()) == sorted(ids[1:])


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (("--method", "erm"), [2]),
        (("--state", "failed"), [0, 1]),
        (("--state", "failed, cancelled", "--method", "ldam"), [0, 1]),
        (("--data", "digits"), []),
    ],
)
def test_what_the_filters_find_is_shown_and_deleted(ltlab, store, ids, filters, left):
    result = ltlab("runs", "delete", *filters, "--yes")
    assert result.exit_code == 0, result.output
    assert sorted(store.ids()) == sorted(ids[at] for at in left)
    shown = result.stderr.split("moved ")[0]
    assert [run_id in shown for run_id in ids] == [at not in left for at in range(3)]


@pytest.mark.parametrize(("answer", "left"), [("n\n", 3), ("y\n", 1)])
def test_a_filter_asks_first(ltlab, store, ids, answer, left):
    result = ltlab("runs", "delete", "--method", "erm", answer=answer)
    assert "Move 2 of 3 runs to the trash?" in result.output
    assert len(store.ids()) == left


@pytest.mark.parametrize("choice", [("--method", "erm", "--yes"), "named"])
def test_a_run_in_training_is_refused_and_nothing_is_deleted(ltlab, store, ids, choice):
    with run_lock(store.root / ids[1]):
        result = ltlab("runs", "delete", *(ids if choice == "named" else choice))
    assert result.exit_code == 1
    assert f"still in training: {ids[1]}. Cancel first" in result.stderr
    assert sorted(store.ids()) == sorted(ids)


def test_a_run_that_is_not_there_is_refused_and_nothing_is_deleted(ltlab, store, ids):
    result = ltlab("runs", "delete", ids[0], ids[1][:-1] + "x")
    assert (result.exit_code, "no run" in result.stderr) == (1, True)
    assert sorted(store.ids()) == sorted(ids)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "name the runs to delete, or filter them"),
        (("any", "--method", "erm"), 2, "not both"),
        (("--method", "emr"), 1, "no run has the method 'emr'; there are: erm, ldam"),
        (
            ("--state", "finished"),
            1,
            "no run has the state 'finished'; there are: cancelled, failed",
        ),
        (("--data", " "), 1, "no run has the data set ''; there are: digits"),
        (("--state", "failed", "--method", "erm"), 1, "no run is found by all of these filters"),
    ],
)
def test_what_chooses_no_run_is_refused_with_what_there_is(ltlab, store, ids, words, code, said):
    result = ltlab("runs", "delete", *words)
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
    assert sorted(store.ids()) == sorted(ids)


def test_a_damaged_run_is_found_by_its_state(ltlab, store, ids):
    (store.root / ids[0] / "config.json").write_text("{half")
    assert ltlab("runs", "delete", "--state", "damaged", "--yes").exit_code == 0
    assert sorted(store.ids()) == sorted(ids[1:])
