"""A loss that blows up ends the run at that step, with everything that is needed to find out why."""

import json

import numpy as np
import pytest
import torch

from ltcore.engine.checkpoint import read_checkpoint
from ltcore.engine.trainer import Trainer
from ltcore.steps import SupervisedMethod
from ltcore.training import StepOutput


def strict_json(folder):
    def refuse(constant):
        raise AssertionError(f"{constant} in JSON")

    for path in folder.path.rglob("*.json*"):
        for line in (
            path.read_text().splitlines() if path.suffix == ".jsonl" else [path.read_text()]
        ):
            json.loads(line, parse_constant=refuse)


def finite_checkpoint(folder):
    checkpoint = read_checkpoint(folder.path / "checkpoint")
    assert checkpoint is not None
    for prefix in ("model", "average", "optimiser"):
        part = checkpoint.part(prefix)
        assert part
        assert all(bool(tensor.isfinite().all()) for tensor in part.values())
    return checkpoint


@pytest.fixture
def spoil(monkeypatch):
    """Turn the loss of the step number ``at`` (from 0) into ``value``."""

    def arrange(at, value):
        step = SupervisedMethod.step
        steps = 0

        def spoilt(self, model, batch, progress):
            nonlocal steps
            output = step(self, model, batch, progress)
            steps += 1
            if steps == at + 1:
                return StepOutput(output.loss * value, output.scored)
            return output

        monkeypatch.setattr(SupervisedMethod, "step", spoilt)

    return arrange


@pytest.mark.parametrize("look_back", [1, 20])
@pytest.mark.parametrize(("value", "at"), [(float("nan"), 9), (float("inf"), 0)])
def test_the_exact_step_its_rate_and_its_batch_are_named(
    lab, spoil, monkeypatch, look_back, value, at
):
    """On an accelerator the losses are looked at 20 at a time; the step named is the same."""
    build, trainers = Trainer.__init__, []

    def looking_back(self, *arguments, **named):
        build(self, *arguments, **named)
        self.look_back = look_back
        trainers.append(self)

    monkeypatch.setattr(Trainer, "__init__", looking_back)
    spoil(at, value)
    folder = lab.folder(
        lab.config(
            "erm", {"lr": 0.05}, {"name": "constant", "warmup": 0.9}, checkpoint_seconds=100
        ),
        "run",
    )
    assert lab.work(folder) == "failed"
    status = folder.read_status()
    assert status.state == "failed"
    stage = trainers[0].stages[0]
    epoch = at // stage.steps_per_epoch + 1
    rate = 0.05 * (at + 1) / stage.steps / 0.9
    assert f"the loss became NaN or infinite at step {at + 1} of {stage.steps}" in status.message
    assert f"(stage train, epoch {epoch}) at learning rate {rate:g};" in status.message
    labels = trainers[0].data.train.labels[stage.stream(at)]
    for label, count in enumerate(np.bincount(labels)):
        if count > 1:  # of the rarest ones only five are named
            assert f"{trainers[0].data.task.class_names[label]}: {count}" in status.message
    assert "smaller --lr" in status.message
    assert len(folder.read_metrics()) == at // stage.steps_per_epoch
    strict_json(folder)


@pytest.mark.parametrize("look_back", [1, 20])
def test_no_checkpoint_is_written_after_a_loss_that_is_not_finite(
    lab, same_bits, spoil, monkeypatch, look_back
):
    monkeypatch.setattr("ltcore.engine.trainer.LOOK_BACK_STEPS", look_back)
    spoil(9, float("nan"))
    folder = lab.folder(lab.config(), "run")
    assert lab.work(folder) == "failed"
    assert finite_checkpoint(folder).step == 9
    monkeypatch.undo()
    assert lab.work(folder) == "finished"
    assert folder.read_status().attempt == 2
    same_bits(lab.reference(lab.config()), folder)


def test_weights_that_blow_up_behind_a_finite_loss(lab, monkeypatch):
    """A step may end in infinite weights although its loss was finite: that is no good checkpoint."""
    step = Trainer._step

    def overflowing(self, state, number, batch):
        step(self, state, number, batch)
        if number == 5:
            with torch.no_grad():
                state.network.head.weight[0, 0] = torch.inf

    monkeypatch.setattr(Trainer, "_step", overflowing)
    folder = lab.folder(lab.config(), "run")
    assert lab.work(folder) == "failed"
    assert "the weights became NaN or infinite at step 6 of" in folder.read_status().message
    assert finite_checkpoint(folder).step == 5


def test_a_learning_rate_that_is_far_too_high(lab):
    """Nothing is staged here: this run blows up by itself."""
    config = lab.config("erm", {"lr": 100.0, "momentum": 0.99}, {"name": "constant"}, epochs=60)
    config = config.model_copy(update={"model": config.model.model_copy(update={"name": "mlp"})})
    folder = lab.folder(config, "run")
    assert lab.work(folder) == "failed"
    assert "became NaN or infinite at step" in folder.read_status().message
    assert "at learning rate 100;" in folder.read_status().message
    finite_checkpoint(folder)
    strict_json(folder)
    numbers = folder.read_metrics().select_dtypes("number").to_numpy()
    assert not np.isinf(numbers).any()
