"""How a stage starts: which network its method sees, and what it trains on when it is resumed."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ltcore.data import Examples
from ltcore.engine import worker
from ltcore.engine.checkpoint import read_checkpoint, write_checkpoint
from ltcore.engine.trainer import Trainer
from ltcore.methods.base import Composition
from ltcore.samplers import PermutationStream
from ltcore.steps import SupervisedMethod, build_stages
from ltcore.training import Stage
from tests.conftest import there


class Killed(BaseException):
    """Passes every handler, as a kill would."""


class Anchored(SupervisedMethod):
    """Holds the weights back where the stage found them."""

    def start(self, network, *, new_head):
        self.new_head = new_head
        self.held = (network,)  # not a part of the method: the loop trains it
        for place, tensor in enumerate(network.parameters()):
            self.register_buffer(f"anchor_{place}", tensor.detach().clone())

    def step(self, model, batch, progress):
        output = super().step(model, batch, progress)
        weights = enumerate(self.held[0].parameters())
        pull = sum(((w - self.get_buffer(f"anchor_{place}")) ** 2).sum() for place, w in weights)
        return replace(output, loss=output.loss + 0.5 * pull)


def most_active(data, features):
    """The half of the training examples whose features are longest under the network as it is."""
    lengths = np.linalg.norm(features(), axis=1)
    rows = np.sort(np.argsort(lengths, kind="stable")[len(lengths) // 2 :])
    return Examples(data.train.pool, data.train.rows[rows], data.train.labels[rows])


def two_stages(config, data):
    """Plain training, then more of it, from where the first ended, on what the network chose."""
    (first,) = build_stages(config, data)
    n_chosen = -(-len(data.train.labels) // 2)
    second = Stage(
        name="chosen",
        method=Anchored(Composition(), data.task.class_counts),
        stream=PermutationStream(n_chosen, 16, key=(config.seed, 1)),
        epochs=2,
        steps_per_epoch=4,
        initial_weights="previous",
        examples=most_active,
    )
    return first, second


@pytest.fixture
def starts(monkeypatch):
    """(stage, network as its method saw it, whether with a new head), once per start."""
    seen = []
    start = SupervisedMethod.start

    def watching(self, network, *, new_head):
        weights = {name: tensor.clone() for name, tensor in network.state_dict().items()}
        seen.append((type(network.head).__name__, weights, new_head))
        start(self, network, new_head=new_head)

    monkeypatch.setattr(SupervisedMethod, "start", watching)
    return seen


def trained(folder):
    return there(read_checkpoint(folder.path / "checkpoint")).part("average.module")


def test_a_stage_that_goes_on_starts_from_what_the_one_before_has_learnt(lab, starts):
    learnt = trained(lab.reference(lab.config("erm")))
    starts.clear()
    lab.straight(lab.config("lws"))
    (first, _, fresh), (second, weights, of_second) = starts
    assert (first, fresh) == ("LinearHead", True)
    assert (second, of_second) == ("RescaledHead", False)
    assert weights["head.frozen_weight"].equal(learnt["head.weight"])


@pytest.mark.parametrize(("method", "new_head"), [("crt", True), ("smote", True), ("lws", False)])
def test_a_method_is_told_whether_its_head_has_learnt_anything(lab, starts, method, new_head):
    lab.straight(lab.config(method, epochs=1))
    assert [told for _, _, told in starts] == [True, new_head]


def test_a_method_starts_with_the_weights_of_the_run_that_was_forked(lab, starts):
    """The bias that a sigmoid loss gives a new head must not replace one that was learnt."""
    source = lab.straight(lab.config("sigmoid", epochs=1), "source")
    starts.clear()
    config = lab.config("sigmoid", epochs=1).model_copy(update={"fork": source.id})
    folder = lab.folder(config, "fork")
    assert lab.work(folder) == "finished"
    ((_, weights, new_head),) = starts
    assert not new_head
    for name, tensor in trained(source).items():
        assert weights[name].equal(tensor), name


def kill_at(monkeypatch, step):
    """Die before a step of the second stage."""
    train = Trainer._step

    def dying(self, state, number, batch):
        if (state.stage.name, number) == ("chosen", step):
            raise Killed
        train(self, state, number, batch)

    monkeypatch.setattr(Trainer, "_step", dying)


@pytest.mark.parametrize("ema", [0.0, 0.9])
@pytest.mark.parametrize("step", [0, 1, 5, 7])
def test_a_resumed_stage_trains_on_what_it_chose_when_it_began(
    lab, same_bits, monkeypatch, step, ema
):
    with monkeypatch.context() as patched:
        patched.setattr(worker, "build_stages", two_stages)
        straight = lab.straight(lab.config("erm", epochs=1, ema=ema))
        folder = lab.folder(lab.config("erm", epochs=1, ema=ema), "killed")
        kill_at(patched, step)
        with pytest.raises(Killed):
            lab.work(folder)
    monkeypatch.setattr(worker, "build_stages", two_stages)
    assert lab.work(folder) == "finished"
    same_bits(straight, folder)


def test_the_weights_that_chose_are_others_than_those_of_the_checkpoint(lab, monkeypatch):
    """Else the test above would pass without them."""
    monkeypatch.setattr(worker, "build_stages", two_stages)
    folder = lab.straight(lab.config("erm", epochs=1))
    checkpoint = there(read_checkpoint(folder.path / "checkpoint"))
    start, now = checkpoint.part("start"), checkpoint.part("model")
    assert start.keys() == now.keys()
    assert not all(tensor.equal(now[name]) for name, tensor in start.items())


def test_a_checkpoint_without_the_weights_that_chose_is_refused(lab, monkeypatch):
    monkeypatch.setattr(worker, "build_stages", two_stages)
    folder = lab.folder(lab.config("erm", epochs=1), "killed")
    with monkeypatch.context() as patched:
        kill_at(patched, 5)
        with pytest.raises(Killed):
            lab.work(folder)
    path = folder.path / "checkpoint"
    whole = there(read_checkpoint(path))
    tensors = {k: t for k, t in whole.tensors.items() if not k.startswith("start.")}
    write_checkpoint(path, replace(whole, tensors=tensors))
    before = folder.read_metric_rows()
    assert lab.work(folder) == "failed"
    assert "stage chosen trains on examples that it made" in folder.read_status().message
    assert folder.read_metric_rows() == before


def test_a_method_that_draws_as_it_starts_draws_the_same(lab, monkeypatch):
    drawn = []

    def start(_self, _network, *, new_head):
        del new_head
        drawn.append(torch.rand(3).tolist())

    monkeypatch.setattr(SupervisedMethod, "start", start)
    lab.straight(lab.config("crt", epochs=1), "one")
    lab.straight(lab.config("crt", epochs=1), "other")
    assert drawn[:2] == drawn[2:]
    assert drawn[0] != drawn[1]
