import os
import time

import pytest

from ltcore.runs import Status
from ltcore.runs.locks import exclusive
from ltcore.sweeps import enqueue, left_waiting, queued_records
from ltcore.sweeps.runners import QUEUE_LOCK
from ltcore.sweeps.waiting import QUEUE_STARTED, START_SECONDS, mark_start


def long_ago(store, run_id, state="queued"):
    folder = store.load(run_id).folder
    folder.write_status(Status(state=state, heartbeat=time.time() - 3600))


def left(store, **more):
    return left_waiting(store.root, store.records(), **more)


@pytest.fixture
def queued(store, configs):
    """Three runs that have been queued for an hour."""
    ids = enqueue(store, configs)
    for run_id in ids:
        long_ago(store, run_id)
    return ids


def test_nothing_waits_where_nothing_is(store):
    assert left(store) == []
    assert not store.root.exists()


def test_a_queue_that_was_killed_leaves_its_runs_waiting(store, queued):
    assert left(store) == sorted(queued)
    assert not (store.root / QUEUE_LOCK).exists()
    (store.root / QUEUE_LOCK).touch()  # what a runner that was killed leaves behind
    assert left(store) == sorted(queued)


def test_only_queued_runs_wait(store, queued):
    for run_id, state in zip(queued, ("finished", "cancelled"), strict=False):
        long_ago(store, run_id, state)
    assert left(store) == queued[2:]


def test_a_runner_at_work_has_them_all(store, queued):
    with exclusive(store.root / QUEUE_LOCK, "the queue"):
        assert left(store) == []
    assert left(store) == sorted(queued)


def test_a_look_leaves_the_lock_free(store, queued):
    (store.root / QUEUE_LOCK).touch()
    left(store)
    with exclusive(store.root / QUEUE_LOCK, "the queue"):
        pass


def test_a_run_that_was_queued_just_now_is_given_time(store, configs):
    (run_id,) = enqueue(store, configs[:1])
    heartbeat = store.load(run_id).status.heartbeat
    assert left(store, now=heartbeat + START_SECONDS - 1) == []
    assert left(store, now=heartbeat + START_SECONDS + 1) == [run_id]
    assert left(store, now=heartbeat - 3600) == [run_id]  # the clock was set back


def test_a_runner_that_was_started_just_now_is_given_time(store, queued):
    mark_start(store.root)
    assert left(store) == []
    past = time.time() - START_SECONDS - 1
    os.utime(store.root / QUEUE_STARTED, (past, past))
    assert left(store) == sorted(queued)


def test_a_lock_that_may_not_be_opened_claims_nothing(store, queued, tmp_path):
    assert left(store) == sorted(queued)
    (store.root / QUEUE_LOCK).symlink_to(tmp_path / "elsewhere")
    assert left(store) == []


def test_queued_runs_are_found_without_reading_the_others(store, queued):
    long_ago(store, queued[0], "finished")
    (store.root / queued[0] / "config.json").write_text("{")
    (store.root / queued[1] / "status.json").write_text("{")
    assert [record.id for record in queued_records(store)] == queued[2:]
