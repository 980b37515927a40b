import pytest

from ltcore import sweeps
from ltcore.config import RunConfig
from ltcore.runs import RunStore
from ltcore.sweeps import QueueEvent

IDS = [RunConfig(seed=seed).run_id for seed in range(3)]


@pytest.fixture
def interrupted(monkeypatch):
    """Return a function that lets the queue be interrupted while so many of its runs are in training."""

    def stop(in_training, finished=()):
        def run_queue(store, *, on_event, **_):
            for run_id in in_training:
                on_event(QueueEvent(run_id, "started", "", 0))
                on_event(QueueEvent(run_id, "stopping", "it saves first", 0))
                store.cancel(run_id)
            for run_id in finished:
                on_event(QueueEvent(run_id, "finished", "", 0))
            raise KeyboardInterrupt

        monkeypatch.setattr(sweeps, "run_queue", run_queue)

    return stop


@pytest.fixture
def queued(runs):
    return sweeps.enqueue(RunStore(runs), [RunConfig(seed=seed) for seed in range(3)])


def test_a_sweep_says_what_was_stopped_what_waits_and_how_to_go_on(ltlab, interrupted, runs):
    interrupted(IDS[:1])
    result = ltlab("sweep", "--seed", "0-2")
    assert result.exit_code == 130
    assert f"{IDS[0]} stopping; it saves first" in result.stderr
    assert result.stderr.splitlines()[-1] == (
        "Stopped: no run of this queue is in training any more. 1 run was stopped early: "
        f"{IDS[0]}. 2 runs are still queued. The same command continues with all of them"
    )


def test_a_queue_names_the_command_for_each(ltlab, interrupted, runs, queued):
    interrupted(IDS[:2])
    result = ltlab("queue")
    assert result.exit_code == 130
    said = result.stderr[result.stderr.index("Stopped:") :].splitlines()
    assert said[0].endswith("1 run is still queued. To go on:")
    assert said[1:] == [
        f"  ltlab resume {IDS[0]} {IDS[1]} --runs {runs}",
        f"  ltlab queue --runs {runs}",
    ]


def test_a_queue_that_had_not_begun_has_nothing_to_resume(ltlab, interrupted, runs, queued):
    interrupted([])
    said = ltlab("queue").stderr
    assert "stopped early" not in said
    assert said.endswith(f"3 runs are still queued. To go on:\n  ltlab queue --runs {runs}\n")


def test_what_was_handed_back_is_not_called_stopped(ltlab, interrupted, runs, queued, monkeypatch):
    """A queue that stays queues its runs again when it is told to stop: there is nothing to resume."""
    interrupted(IDS[:2])
    stop = sweeps.run_queue

    def hand_back(store, **named):
        try:
            stop(store, **named)
        finally:
            sweeps.enqueue(store, [RunConfig(seed=0)])

    monkeypatch.setattr(sweeps, "run_queue", hand_back)
    said = ltlab("queue", "--stay").stderr
    assert f"1 run was stopped early: {IDS[1]}. 2 runs are still queued. To go on:" in said
    assert f"resume {IDS[1]} --runs" in said


def test_of_many_runs_three_are_named(ltlab, interrupted, runs):
    ids = sweeps.enqueue(RunStore(runs), [RunConfig(seed=seed) for seed in range(5)])
    interrupted(ids)
    said = ltlab("queue").stderr
    assert f"5 runs were stopped early: {', '.join(ids[:3])} and 2 more." in said
    assert said.endswith(f"To go on:\n  ltlab resume {' '.join(ids)} --runs {runs}\n")


def test_a_run_that_finished_before_it_could_be_stopped_was_not_stopped(
    ltlab, interrupted, runs, queued
):
    interrupted(IDS[:1], finished=IDS[:1])
    assert "stopped early" not in ltlab("queue").stderr
