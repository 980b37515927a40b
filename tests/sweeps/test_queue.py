import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from ltcore.runs import AlreadyRunningError, RunStore, Status, run_lock
from ltcore.runs.status import worker_process
from ltcore.sweeps import (
    QueueEvent,
    Workers,
    cores,
    enqueue,
    left_waiting,
    queue_again,
    run_queue,
)
from ltcore.sweeps import queue as queue_module

RUNNER = """
import json, sys
from ltcore.runs import RunStore
from ltcore.sweeps import Workers, run_queue
try:
    run_queue(RunStore(sys.argv[1]), workers=Workers(*json.loads(sys.argv[2])), grace=5.0)
except KeyboardInterrupt:
    sys.exit(130)
"""


both_kinds = pytest.mark.parametrize("kind", ["fresh", "warm"])


def read_status(store: RunStore, run_id: str) -> Status:
    return store.load(run_id).folder.read_status()


def state(store: RunStore, run_id: str) -> str:
    return read_status(store, run_id).state


def set_status(store: RunStore, run_id: str, **changes) -> None:
    folder = store.load(run_id).folder
    folder.write_status(dataclasses.replace(folder.read_status(), **changes))


def started(store: RunStore) -> list[str]:
    path = store.root / "order.txt"
    return path.read_text().split() if path.exists() else []


def claimed(store: RunStore, run_id: str) -> bool:
    return state(store, run_id) == "running"


@both_kinds
def test_runs_are_carried_out_oldest_first_one_at_a_time(store, configs, worker):
    ids = enqueue(store, configs)
    events: list[QueueEvent] = []
    ends = run_queue(store, workers=worker("quick"), on_event=events.append)
    assert ends == dict.fromkeys(ids, "finished")
    assert started(store) == ids == [config.run_id for config in configs]
    assert [(event.run_id, event.kind) for event in events] == [
        (run_id, kind) for run_id in ids for kind in ("started", "finished")
    ]
    assert [event.waiting for event in events] == [2, 2, 1, 1, 0, 0]


def test_an_empty_queue_ends_at_once(store, worker):
    assert run_queue(store, workers=worker("quick")) == {}


def test_finished_runs_are_skipped_and_stopped_ones_resumed(store, configs, worker):
    finished, failed, cancelled = enqueue(store, configs)
    set_status(store, finished, state="finished")
    set_status(store, failed, state="failed", attempt=1, progress=0.5, message="disk full")
    set_status(store, cancelled, state="cancelled")
    store.load(cancelled).folder.request_cancel()
    assert enqueue(store, [*configs, configs[0]]) == [failed, cancelled]
    again = read_status(store, failed)
    assert (again.state, again.attempt, again.progress, again.message) == ("queued", 1, 0.5, "")
    run_queue(store, workers=worker("quick"))
    assert started(store) == [failed, cancelled]
    assert read_status(store, failed).attempt == 2


def test_a_lost_run_is_queued_again_and_a_living_one_left_alone(store, configs):
    lost, alive, _ = enqueue(store, configs)
    set_status(store, lost, state="running", pid=2**22 + 1, pid_started=1.0)
    set_status(store, alive, state="running", pid=os.getpid())
    with run_lock(store.load(alive).folder.path):
        assert enqueue(store, configs[:2]) == [lost, alive]
    assert state(store, lost) == "queued"
    assert state(store, alive) == "running"


@both_kinds
@pytest.mark.parametrize(
    ("behaviour", "end", "message"),
    [
        ("vanishes", "failed", "killed by signal 9 (out of memory?)"),
        ("exits", "failed", "the worker ended with code 7"),
        ("fails", "failed", "loss is not finite"),
    ],
)
def test_how_a_worker_died_is_written_down(store, configs, worker, behaviour, end, message):
    (run_id,) = enqueue(store, configs[:1])
    assert run_queue(store, workers=worker(behaviour)) == {run_id: end}
    status = read_status(store, run_id)
    assert status.state == end
    assert message in status.message


@both_kinds
def test_what_a_worker_prints_is_in_the_runs_log(store, configs, worker):
    (run_id,) = enqueue(store, configs[:1])
    run_queue(store, workers=worker("exits"))
    assert "a word in the log" in store.load(run_id).folder.read_log()


@both_kinds
def test_a_failure_does_not_stop_the_rest(store, configs, worker):
    ids = enqueue(store, configs)
    assert set(run_queue(store, workers=worker("vanishes")).values()) == {"failed"}
    assert started(store) == ids


def test_a_worker_that_cannot_be_started_fails_its_run(store, configs):
    (run_id,) = enqueue(store, configs[:1])
    assert run_queue(store, workers=Workers(("/no/such/program",), None)) == {run_id: "failed"}
    assert "could not be started" in read_status(store, run_id).message


@both_kinds
def test_a_run_that_somebody_else_works_on_is_left_to_them(store, configs, worker):
    taken, free, _ = enqueue(store, configs)
    store.cancel(configs[2].run_id)
    with run_lock(store.load(taken).folder.path):
        assert run_queue(store, workers=worker("quick")) == {
            taken: "taken",
            free: "finished",
        }
    assert state(store, taken) == "queued"
    assert started(store) == [free]


@both_kinds
def test_a_worker_that_finds_its_run_taken_changes_nothing(store, configs, worker):
    (run_id,) = enqueue(store, configs[:1])
    assert run_queue(store, workers=worker("taken")) == {run_id: "taken"}
    assert state(store, run_id) == "queued"


def test_a_damaged_run_does_not_disturb_the_queue(store, configs, worker):
    damaged, good, deleted = enqueue(store, configs)
    (store.root / damaged / "status.json").write_text('{"state": "dancing"}')
    (store.root / deleted / "config.json").unlink()
    ends = run_queue(store, workers=worker("quick"))
    assert ends[good] == "finished"
    assert damaged not in ends


@both_kinds
def test_a_run_deleted_while_it_runs_is_reported_and_the_queue_goes_on(store, configs, worker):
    ids = enqueue(store, configs[:2])

    def on_event(event):
        if event.kind == "started" and event.run_id == ids[0]:
            (store.root / ids[0]).rename(store.root / ".gone")

    ends = run_queue(store, workers=worker("slow"), on_event=on_event)
    assert ends == {ids[0]: "failed", ids[1]: "finished"}


@both_kinds
def test_several_at_a_time(store, configs, worker):
    enqueue(store, configs)
    events: list[QueueEvent] = []
    run_queue(store, workers=worker("slow"), on_event=events.append, jobs=3)
    assert [event.kind for event in events] == ["started"] * 3 + ["finished"] * 3
    with pytest.raises(ValueError, match="jobs is 0"):
        run_queue(store, jobs=0)


@pytest.mark.parametrize(("gib", "at_once"), [(1, 1), (64, 2)])
def test_runs_stand_side_by_side_where_there_is_memory_at_the_time(
    store, configs, worker, monkeypatch, gib, at_once
):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setattr(queue_module, "places", lambda: 2)  # as it was when the queue began
    monkeypatch.setattr(cores, "available_memory", lambda: gib * 2**30)
    monkeypatch.setattr(cores, "DEVICES", ())
    running: set[str] = set()
    most = 0

    def note(event):
        nonlocal most
        (running.add if event.kind == "started" else running.discard)(event.run_id)
        most = max(most, len(running))

    ids = enqueue(store, configs)
    ends = run_queue(store, workers=worker("slow"), on_event=note, jobs="auto")
    assert (ends, most) == (dict.fromkeys(ids, "finished"), at_once)


def test_a_queued_run_is_cancelled_before_it_begins(store, configs, worker):
    first, second, third = enqueue(store, configs)
    store.cancel(second)
    assert read_status(store, second).message == "cancelled before it started"
    run_queue(store, workers=worker("quick"))
    assert started(store) == [first, third]


def cancel_when_running(store, run_id, wait_for, after=claimed):
    def cancel():
        wait_for(lambda: after(store, run_id))
        store.cancel(run_id)

    thread = threading.Thread(target=cancel)
    thread.start()
    return thread


@both_kinds
def test_a_running_run_is_asked_to_stop(store, configs, worker, wait_for):
    (run_id,) = enqueue(store, configs[:1])
    thread = cancel_when_running(store, run_id, wait_for)
    assert run_queue(store, workers=worker("obeys"), grace=30) == {run_id: "cancelled"}
    thread.join()
    assert state(store, run_id) == "cancelled"


@both_kinds
def test_a_worker_that_does_not_listen_is_killed(store, configs, worker, wait_for):
    (run_id,) = enqueue(store, configs[:1])
    thread = cancel_when_running(store, run_id, wait_for)
    assert run_queue(store, workers=worker("deaf"), grace=0.2) == {run_id: "cancelled"}
    thread.join()
    assert state(store, run_id) == "cancelled"


@both_kinds
def test_a_worker_that_has_not_begun_is_ended_at_once(store, configs, worker, wait_for):
    (run_id,) = enqueue(store, configs[:1])
    thread = cancel_when_running(store, run_id, wait_for, after=lambda *_: started(store))
    assert run_queue(store, workers=worker("silent"), grace=30) == {run_id: "cancelled"}
    thread.join()


def runner(store, workers):
    how = json.dumps([workers.command, workers.template_command])
    return subprocess.Popen([sys.executable, "-c", RUNNER, str(store.root), how])


@both_kinds
def test_interrupting_the_runner_stops_its_worker_and_keeps_the_rest(
    store, configs, worker, wait_for
):
    first, second, _ = enqueue(store, configs)
    with runner(store, worker("obeys")) as process:
        wait_for(lambda: claimed(store, first))
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    assert state(store, first) == "cancelled"
    assert state(store, second) == "queued"
    assert started(store) == [first]


@pytest.mark.parametrize(
    ("behaviour", "interrupts", "said", "end"),
    [
        ("obeys", 1, ["saves a checkpoint first"], ("cancelled", "")),
        ("slow", 1, ["saves a checkpoint first"], ("finished", "")),
        (
            "deaf",
            2,
            ["saves a checkpoint first", "killed at once"],
            ("cancelled", "stopped before it could save"),
        ),
    ],
)
def test_who_watches_is_told_at_once_what_an_interrupt_does(
    store, configs, worker, wait_for, behaviour, interrupts, said, end
):
    (run_id,) = enqueue(store, configs[:1])
    events: list[QueueEvent] = []

    def interrupt():
        wait_for(lambda: claimed(store, run_id))
        for sent in range(1, interrupts + 1):
            os.kill(os.getpid(), signal.SIGINT)
            wait_for(lambda n=sent: len([each for each in events if each.kind == "stopping"]) >= n)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        run_queue(store, workers=worker(behaviour), on_event=events.append)
    thread.join()
    *stopping, last = events[1:]
    assert [each.kind for each in stopping] == ["stopping"] * interrupts
    assert all(word in each.message for word, each in zip(said, stopping, strict=True))
    assert (last.kind, end[1] in last.message) == (end[0], True)


@both_kinds
def test_a_second_interrupt_kills_a_deaf_worker(store, configs, worker, wait_for):
    (run_id,) = enqueue(store, configs[:1])
    with runner(store, worker("deaf")) as process:
        wait_for(lambda: claimed(store, run_id))
        process.send_signal(signal.SIGINT)
        wait_for(store.load(run_id).folder.cancel_requested)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 130
    assert state(store, run_id) == "cancelled"


def gone(pid):
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@both_kinds
def test_a_worker_survives_its_runner_and_the_next_runner_leaves_it_alone(
    store, configs, worker, wait_for
):
    first, second, _ = enqueue(store, configs)
    store.cancel(configs[2].run_id)
    with runner(store, worker("slow")) as process:
        wait_for(lambda: claimed(store, first))
        process.kill()
        process.wait(60)
    (parent,) = set((store.root / "parents.txt").read_text().split())
    wait_for(lambda: gone(int(parent)))  # the runner, or its template
    assert worker_process(read_status(store, first)) is not None
    assert left_waiting(store.root, store.records(), now=time.time() + 60) == [second]
    assert run_queue(store, workers=worker("quick"), wait=5) == {second: "finished"}
    wait_for(lambda: state(store, first) == "finished")


@both_kinds
def test_two_runners_and_one_works(store, configs, worker, wait_for):
    ids = enqueue(store, configs)
    with runner(store, worker("slow")) as process:
        wait_for(lambda: started(store))
        with pytest.raises(
            AlreadyRunningError, match=r"another process is already working on the queue of"
        ):
            run_queue(store, workers=worker("quick"), wait=0.1)
        assert process.wait(60) == 0
    assert started(store) == ids


def test_a_run_queued_while_the_first_runner_leaves_is_not_lost(
    store, configs, worker, wait_for, monkeypatch
):
    enqueue(store, configs[:1])
    leaving = threading.Event()
    original = queue_module._Runner.run

    def run_then_linger(self, interrupts):
        ends = original(self, interrupts)
        leaving.set()
        time.sleep(0.5)
        return ends

    monkeypatch.setattr(queue_module._Runner, "run", run_then_linger)
    first = threading.Thread(target=run_queue, args=(store,), kwargs={"workers": worker("quick")})
    first.start()
    assert leaving.wait(20)
    (late,) = enqueue(store, configs[1:2])
    assert run_queue(store, workers=worker("quick")) == {late: "finished"}
    first.join()


def test_what_is_queued_while_the_runner_works_is_done_too(store, configs, worker):
    enqueue(store, configs[:1])

    def on_event(event):
        if event.kind == "started":
            enqueue(store, configs[1:2])

    ends = run_queue(store, workers=worker("quick"), on_event=on_event)
    assert ends == {config.run_id: "finished" for config in configs[:2]}


def test_enqueue_leaves_a_queued_run_its_place(store, configs):
    (run_id,) = enqueue(store, configs[:1])
    before = read_status(store, run_id)
    assert enqueue(store, configs[:1]) == [run_id]
    assert read_status(store, run_id) == before


def test_the_queue_works_by_folder(store, configs, worker):
    first, second, third = enqueue(store, configs)
    (store.root / first).rename(store.root / "the-baseline")
    set_status(store, second, state="cancelled")
    assert queue_again(store.load(second).folder)
    assert enqueue(store, configs) == ["the-baseline", second, third]
    ends = run_queue(store, workers=worker("quick"))
    assert ends == dict.fromkeys(["the-baseline", second, third], "finished")
    assert store.ids() == sorted(["the-baseline", second, third])
    assert not queue_again(store.load("the-baseline").folder)
