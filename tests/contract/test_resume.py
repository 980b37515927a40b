"""Whatever kills a run, wherever: resumed, it ends with the same bits as one that was left alone."""

import os
import random
import subprocess
import sys
import textwrap

import pytest

from ltcore.engine import checkpoint as checkpoints
from ltcore.engine import worker
from ltcore.engine.hardware import has_bf16
from ltcore.engine.stage_start import StageStart
from ltcore.engine.trainer import Trainer
from ltcore.methods import METHODS
from ltcore.runs.atomic import atomic_write_bytes
from ltcore.runs.disk import temporary_name
from ltcore.samplers import PermutationStream
from ltcore.steps import SupervisedMethod, build_stages
from ltcore.training import Stage
from tests.contract.kinds import OF_EVERY_KIND


class Killed(BaseException):
    """Passes every handler, as a kill would: nobody gets to clean up."""


@pytest.fixture
def kill_at_step(monkeypatch):
    """Die inside the step number ``count`` of this process, before or after the weights change."""

    def arrange(count: int, *, after: bool) -> None:
        step = Trainer._step
        seen = 0

        def dying(self, state, number, batch):
            nonlocal seen
            seen += 1
            if seen == count and not after:
                raise Killed
            step(self, state, number, batch)
            if seen == count:
                raise Killed

        monkeypatch.setattr(Trainer, "_step", dying)

    yield arrange
    monkeypatch.undo()


@pytest.fixture
def kill_in_checkpoint(monkeypatch):
    """Die inside the checkpoint write number ``count``, at one of its file writes."""

    def arrange(count: int, *, suffix: str, torn: bool) -> None:
        write = atomic_write_bytes
        seen = 0

        def dying(path, content):
            nonlocal seen
            if path.suffix == suffix:
                seen += 1
                if seen == count:
                    if torn:  # what a file system without the rename would leave
                        path.with_name(temporary_name(path.name)).write_bytes(
                            content[: len(content) // 2]
                        )
                    raise Killed
            write(path, content)

        monkeypatch.setattr(checkpoints, "atomic_write_bytes", dying)

    yield arrange
    monkeypatch.undo()


def killed_then(lab, folder, monkeypatch):
    with pytest.raises(Killed):
        lab.work(folder)
    monkeypatch.undo()
    assert folder.read_status().state == "running"  # nobody could write down the end


def killed_then_resumed(lab, folder, monkeypatch, attempt=2):
    killed_then(lab, folder, monkeypatch)
    assert lab.work(folder) == "finished"
    assert folder.read_status().attempt == attempt


def steps_of(folder):
    """Return the optimiser steps of a finished run, over all its stages."""
    return int(folder.read_metrics().groupby("stage")["step"].max().sum())


@pytest.mark.parametrize("method", OF_EVERY_KIND)
def test_every_kind_resumes_from_any_moment(
    lab, same_bits, method, monkeypatch, kill_at_step, kill_in_checkpoint
):
    """Three deaths of one run, one in each third of it: in a step, after one, in the write of a checkpoint."""
    config = lab.config(method)
    straight = lab.reference(config)
    chance = random.Random(method)
    third = steps_of(straight) // 3
    folder = lab.folder(config, "killed")
    kill_at_step(chance.randint(1, third), after=False)
    killed_then(lab, folder, monkeypatch)
    kill_at_step(chance.randint(1, third), after=True)
    killed_then(lab, folder, monkeypatch)
    suffix = chance.choice([".json", ".safetensors"])
    kill_in_checkpoint(chance.randint(1, third), suffix=suffix, torn=True)
    killed_then_resumed(lab, folder, monkeypatch, attempt=4)
    same_bits(straight, folder)


@pytest.mark.parametrize(
    ("optim", "schedule", "train"),
    [
        ({"name": "sgd", "nesterov": True}, {"name": "cosine"}, {}),
        ({"name": "adamw", "lr": 1e-3}, {"name": "one_cycle", "warmup": 0.3}, {"ema": 0.0}),
        ({"name": "sgd", "momentum": 0.0}, {"name": "constant"}, {"augment": "crop_flip_cutout"}),
    ],
)
def test_every_optimiser_and_schedule_resumes_to_the_same_bits(
    lab, same_bits, optim, schedule, train, monkeypatch, kill_at_step
):
    config = lab.config("ldam_drw", optim, schedule, **train)
    straight = lab.reference(config)
    folder = lab.folder(config, "killed")
    kill_at_step(8, after=True)
    killed_then_resumed(lab, folder, monkeypatch)
    same_bits(straight, folder)


@pytest.mark.skipif(not has_bf16("cpu"), reason="this processor has no native bf16")
def test_bf16_resumes_to_the_same_bits(lab, same_bits, monkeypatch, kill_at_step):
    config = lab.config("cb_focal", precision="bf16")
    straight = lab.reference(config)
    folder = lab.folder(config, "killed")
    kill_at_step(8, after=True)
    killed_then_resumed(lab, folder, monkeypatch)
    same_bits(straight, folder)


def two_stages(config, data):
    """LDAM-DRW, then a re-trained head on what it learnt; as decoupled methods are built."""
    task = data.task
    first = build_stages(config, data)[0]
    recipe = METHODS["cb_softmax"].compose(METHODS["cb_softmax"].settings())
    second = Stage(
        name="head",
        method=SupervisedMethod(recipe, task.class_counts),
        stream=PermutationStream(int(task.class_counts.sum()), 16, key=(config.seed, 1)),
        epochs=2,
        steps_per_epoch=first.steps_per_epoch,
        initial_weights="previous",
        trainable="head",
    )
    return first, second


@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_a_kill_in_any_stage(lab, same_bits, ema, monkeypatch, kill_at_step):
    monkeypatch.setattr(worker, "build_stages", two_stages)
    config = lab.config("ldam_drw", ema=ema)
    straight = lab.straight(config)
    steps = straight.read_metrics().groupby("stage")["step"].max()
    assert list(steps.index) == ["head", "train"]
    folder = lab.folder(config, "killed")
    done = 0
    for share in (0.2, 0.6, 0.61, 0.95):
        dies_at = max(1, round(share * steps.sum()))
        kill_at_step(dies_at - done, after=True)
        monkeypatch.setattr(worker, "build_stages", two_stages)
        killed_then(lab, folder, monkeypatch)
        done = dies_at - 1  # the step in which it died was not kept
    monkeypatch.setattr(worker, "build_stages", two_stages)
    assert lab.work(folder) == "finished"
    same_bits(straight, folder)


@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_the_frozen_backbone_of_a_head_stage_does_not_move(lab, ema, monkeypatch):
    monkeypatch.setattr(worker, "build_stages", two_stages)
    stages = []
    begin = StageStart.__call__

    def watching(self, *arguments):
        state = begin(self, *arguments)
        stages.append((state, {k: v.clone() for k, v in state.network.state_dict().items()}))
        return state

    monkeypatch.setattr(StageStart, "__call__", watching)
    lab.straight(lab.config("erm", ema=ema))
    state, before = stages[1]
    after = state.network.state_dict()
    moved = {name for name, tensor in after.items() if not tensor.equal(before[name])}
    assert moved == {"head.weight", "head.bias"}


def test_cancel_and_resume(lab, same_bits, monkeypatch):
    config = lab.config("drw")
    straight = lab.reference(config)
    folder = lab.folder(config, "cancelled")
    monkeypatch.setattr("ltcore.engine.trainer.HEARTBEAT_SECONDS", 0.0)
    step = Trainer._step
    seen = 0

    def asking(self, state, number, batch):
        nonlocal seen
        seen += 1
        if seen == 7:
            folder.request_cancel()
        step(self, state, number, batch)

    monkeypatch.setattr(Trainer, "_step", asking)
    assert lab.work(folder) == "cancelled"
    assert folder.read_status().state == "cancelled"
    assert not folder.cancel_requested()
    monkeypatch.undo()
    assert lab.work(folder) == "finished"
    same_bits(straight, folder)


def test_a_run_that_was_asked_to_stop_before_it_began(lab):
    folder = lab.folder(lab.config("erm"), "early")
    folder.request_cancel()
    assert lab.work(folder) == "cancelled"
    assert folder.read_status().state == "cancelled"
    assert not (folder.path / "checkpoint").exists()
    assert lab.work(folder) == "finished"


def test_a_finished_run_is_left_alone(lab):
    folder = lab.straight(lab.config("erm"))
    before = (folder.path / "metrics.jsonl").read_bytes()
    assert lab.work(folder) == "finished"
    assert (folder.path / "metrics.jsonl").read_bytes() == before
    assert folder.read_status().attempt == 1


def test_a_real_kill_9(lab, same_bits):
    """A worker process kills itself without warning; nothing in it can clean up."""
    config = lab.config("ldam_drw")
    straight = lab.reference(config)
    killed = {where: lab.folder(config, where) for where in ("step", "checkpoint")}
    paths = {where: str(folder.path) for where, folder in killed.items()}
    code = f"""
        import os, signal
        from pathlib import Path
        from ltcore.engine import checkpoint, worker
        from ltcore.engine.trainer import Trainer
        from ltcore.runs import RunFolder
        from ltcore.runs.disk import HeldFolder

        seen = 0
        def die():
            global seen
            seen += 1
            if seen == 13:
                os.kill(os.getpid(), signal.SIGKILL)
        def work(where, path):
            if where == "step":
                step = Trainer._step
                Trainer._step = lambda *a: (die(), step(*a))
            else:  # after the bytes are written, before the rename
                replace = HeldFolder.replace
                HeldFolder.replace = lambda self, *names: (
                    die() if "safetensors" in names[1] else None, replace(self, *names)
                )
            worker.work(RunFolder(Path(path)), store=Path({str(lab.store)!r}))
        for where, path in {paths!r}.items():  # torch is imported once, and each worker is its own
            if not (child := os.fork()):
                work(where, path)
                os._exit(0)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            assert status == -9, (where, status)
    """
    subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        check=True,
        timeout=120,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    for folder in killed.values():
        assert folder.read_status().state == "running"
        assert lab.work(folder) == "finished"
        same_bits(straight, folder)
