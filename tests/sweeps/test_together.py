from dataclasses import replace

import pytest

from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.runs import RunFolder, RunStore
from ltcore.runs.locks import is_locked
from ltcore.sweeps import QueueEvent, enqueue, run_queue
from ltcore.sweeps.together import alone_because, companies, replaced, setting_of
from ltcore.sweeps.worker import Worker
from tests.sweeps.test_queue import cancel_when_running, claimed, read_status, state


def config(seed=0, together=True, **settings):
    train = {"device": "cpu", "together": together} | settings.pop("train", {})
    return RunConfig.model_validate({"seed": seed, "train": train, **settings})


def test_every_method_of_one_plain_stage_can_be_trained_in_company():
    for name in METHODS:
        found = config(method={"name": name})
        assert bool(alone_because(found)) == (not found.method.parts.is_plain)


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"method": {"name": "crt"}}, "crt is more than one stage"),
        ({"model": {"name": "resnet32"}}, "resnet32 is not a small network (mlp, convnet)"),
        ({"train": {"ema": 0.9}}, "a moving average of the weights is kept (--ema)"),
        ({"train": {"precision": "auto"}}, "trained in auto"),
        ({"pretrain": {"name": "rotation"}}, "a pre-training comes first"),
    ],
)
def test_why_a_run_is_trained_alone(settings, why):
    assert why in alone_because(config(**settings))
    assert companies({"a": config(0, **settings), "b": config(1, **settings)}, 1) == [["a"], ["b"]]


def test_company_is_what_differs_in_the_seed_alone():
    base = config(0)
    assert setting_of(config(5, name="named")) == setting_of(base)
    for other in (
        config(method={"name": "focal"}),
        config(data={"ratio": 10}),
        config(data={"subset_seed": 1}),
        config(train={"record": "slim"}),
        config(together=False),
    ):
        assert setting_of(other) != setting_of(base)


def test_a_wish_for_company_changes_no_id_and_is_on_record():
    asked, plain = config(3), config(3, together=False)
    assert asked.run_id == plain.run_id
    assert replaced(plain, together=True) == asked
    assert RunConfig.on_record(asked.model_dump(mode="json")).train.together


def test_runs_are_gathered_in_the_order_of_the_queue_and_shared_out_among_the_places():
    waiting = {
        "a0": config(0),
        "alone": config(0, together=False),
        "b0": config(0, method={"name": "focal"}),
        "a1": config(1),
        "unreadable": None,
        "a2": config(2),
        "b1": config(1, method={"name": "focal"}),
    }
    gathered = [["a0", "a1", "a2"], ["alone"], ["b0", "b1"], ["unreadable"]]
    for places in (1, 2, 4):  # there are as many programs as places
        assert companies(waiting, places) == gathered
    assert companies(waiting, 8) == gathered  # a run alone would be no company


@pytest.mark.parametrize("n", range(1, 10))
@pytest.mark.parametrize("places", range(1, 6))
def test_every_run_is_in_one_program_and_none_is_left_alone(n, places):
    parts = companies({str(seed): config(seed) for seed in range(n)}, places)
    assert [run_id for part in parts for run_id in part] == [str(seed) for seed in range(n)]
    assert len(parts) <= places
    sizes = [len(part) for part in parts]
    assert max(sizes) - min(sizes) <= 1
    assert n == 1 or min(sizes) >= 2


COMPANY = """
import contextlib, json, os, sys, time
from pathlib import Path
import filelock, psutil
behaviour, *ids, option, root = sys.argv[1:]
with open(Path(root, "order.txt"), "a") as order:
    order.write(",".join(ids) + "\\n")
held = contextlib.ExitStack()
for run_id in ids:
    held.enter_context(filelock.FileLock(Path(root, run_id, "run.lock"), timeout=1))
def write(run_id, **changes):
    folder = Path(root, run_id)
    status = json.loads((folder / "status.json").read_text())
    (folder / "status.tmp").write_text(json.dumps({**status, **changes}))
    (folder / "status.tmp").replace(folder / "status.json")
mine = {"pid": os.getpid(), "pid_started": psutil.Process().create_time(), "attempt": 1}
for run_id in ids:
    write(run_id, state="running", **mine)
if behaviour == "dies":
    write(ids[0], state="finished")
    os.kill(os.getpid(), 9)
left = list(ids)
until = time.monotonic() + {"quick": 0, "a while": 1.5, "obeys": 30}[behaviour]
while left and time.monotonic() < until:
    for run_id in [each for each in left if Path(root, each, "control", "stop").exists()]:
        write(run_id, state="cancelled")
        Path(root, run_id, "control", "stop").unlink()
        left.remove(run_id)
    time.sleep(0.02)
for run_id in left:
    write(run_id, state="finished")
"""
"""A worker of several runs that keeps to the rules and trains nothing."""


@pytest.fixture
def company(tmp_path, worker):
    def workers(behaviour):
        made = worker(behaviour)
        (tmp_path / "worker.py").write_text(COMPANY)
        return made

    return workers


def started(store: RunStore) -> list[list[str]]:
    return [line.split(",") for line in (store.root / "order.txt").read_text().split()]


@pytest.mark.parametrize("kind", ["fresh", "warm"])
def test_a_company_is_one_process(store, company):
    ids = enqueue(store, [config(seed) for seed in range(3)])
    events: list[QueueEvent] = []
    ends = run_queue(store, workers=company("quick"), on_event=events.append)
    assert ends == dict.fromkeys(ids, "finished")
    assert started(store) == [ids]
    assert [event.kind for event in events] == ["started"] * 3 + ["finished"] * 3


def test_one_run_is_cancelled_and_the_others_go_on(store, company, wait_for):
    ids = enqueue(store, [config(seed) for seed in range(3)])
    thread = cancel_when_running(store, ids[1], wait_for, after=lambda *_: claimed(store, ids[2]))
    ends = run_queue(store, workers=company("a while"), grace=0.2)
    thread.join()
    assert ends == {ids[0]: "finished", ids[1]: "cancelled", ids[2]: "finished"}


def test_a_company_that_is_cancelled_run_by_run_ends(store, company, wait_for):
    ids = enqueue(store, [config(seed) for seed in range(2)])
    threads = [
        # The other thread may have had it cancelled before this one looks.
        cancel_when_running(
            store, run_id, wait_for, after=lambda *_: state(store, ids[1]) != "queued"
        )
        for run_id in ids
    ]
    ends = run_queue(store, workers=company("obeys"), grace=30)
    for thread in threads:
        thread.join()
    assert ends == dict.fromkeys(ids, "cancelled")


def test_a_company_that_dies_costs_the_runs_that_had_not_ended(store, company):
    ids = enqueue(store, [config(seed) for seed in range(3)])
    ends = run_queue(store, workers=company("dies"))
    assert ends == {ids[0]: "finished", ids[1]: "failed", ids[2]: "failed"}
    assert "killed by signal 9" in read_status(store, ids[1]).message
    again = enqueue(store, [config(seed) for seed in range(3)])
    assert again == ids[1:]
    assert run_queue(store, workers=company("quick")) == dict.fromkeys(ids[1:], "finished")
    assert started(store) == [ids, ids[1:]]


def test_the_last_wish_for_company_counts(store):
    (run_id,) = enqueue(store, [config(0, together=False)])
    assert not store.load(run_id).config.train.together
    assert enqueue(store, [config(0, name="another label")]) == [run_id]
    found = store.load(run_id).config
    assert (found.train.together, found.name) == (True, "")
    before = read_status(store, run_id)
    enqueue(store, [config(0, together=False)])
    assert not store.load(run_id).config.train.together
    assert state(store, run_id) == "queued"
    # A queue at work knows a run by its place: in another one it reads the settings again.
    assert read_status(store, run_id).heartbeat > before.heartbeat
    again = read_status(store, run_id)
    enqueue(store, [config(0, together=False)])
    assert read_status(store, run_id) == again


@pytest.mark.parametrize("was", ["queued", "failed"])
def test_whoever_reads_the_queue_finds_a_run_as_it_is_to_be_trained(store, monkeypatch, was):
    (run_id,) = enqueue(store, [config(0, together=False)])
    folder = store.load(run_id).folder
    folder.write_status(replace(folder.read_status(), state=was))
    seen = []
    write_status = RunFolder.write_status

    def looked(self, status):
        seen.append((self.read_config().train.together, is_locked(self.path)))
        write_status(self, status)

    monkeypatch.setattr(RunFolder, "write_status", looked)
    assert enqueue(store, [config(0)]) == [run_id]
    assert seen == [(True, True)]  # the wish first, and the place under the same lock
    assert state(store, run_id) == "queued"


def test_programs_that_take_all_cores_are_not_made_more(store, company, monkeypatch):
    monkeypatch.setattr("ltcore.sweeps.queue.places", lambda: 8)
    ids = enqueue(store, [config(seed, train={"threads": 8}) for seed in range(8)])
    assert set(run_queue(store, workers=company("quick"), jobs="auto").values()) == {"finished"}
    assert started(store) == [ids]


@pytest.mark.parametrize(("cores", "sizes"), [(1, [8]), (4, [8]), (8, [4, 4]), (16, [2] * 4)])
def test_a_setting_is_shared_out_among_the_programs_that_find_cores(cores, sizes):
    waiting = {str(seed): config(seed) for seed in range(8)}
    assert [len(part) for part in companies(waiting, cores, lambda _: 4)] == sizes


class Endless:
    """A process that does not end."""

    pid = 0

    def poll(self):
        return None


def test_runs_that_have_ended_are_not_asked_to_stop(store):
    ids = enqueue(store, [config(seed) for seed in range(3)])
    folders = [store.load(run_id).folder for run_id in ids]
    worker = Worker(folders, lambda *_: Endless(), grace=30, cores=1)
    for folder, ended in zip(folders, ("finished", "cancelled"), strict=False):
        folder.write_status(replace(folder.read_status(), state=ended))
    assert worker.unended() == folders[2:]
    worker.stop()
    assert [folder.cancel_requested() for folder in folders] == [False, False, True]
