import math

import numpy as np
import pytest
import torch

from ltcore import data as datasets
from ltcore import losses
from ltcore.batches.loader import build_loader
from ltcore.engine.checkpoint import read_checkpoint
from ltcore.engine.evaluation import evaluate
from ltcore.engine.retention import stratified_subset
from ltcore.engine.trainer import Trainer
from ltcore.models import build_model


@pytest.fixture
def spy(monkeypatch):
    """Call a function after every step with (state, step)."""

    def watch(look):
        step = Trainer._step

        def watched(self, state, number, batch):
            step(self, state, number, batch)
            look(state, number)

        monkeypatch.setattr(Trainer, "_step", watched)

    return watch


def test_the_learning_rate_of_every_step_is_that_of_the_papers_recipe(lab, spy):
    rates = []
    spy(lambda state, _: rates.append(state.optimiser.param_groups[0]["lr"]))
    schedule = {"name": "steps", "warmup": 0.25, "milestones": (0.5, 0.75), "decay": 0.01}
    folder = lab.straight(lab.config("erm", {"lr": 0.08}, schedule, epochs=4))
    steps = len(rates)
    per_epoch = steps // 4
    climb = [0.08 * (step + 1) / per_epoch for step in range(per_epoch)]
    plateaus = [0.08] * per_epoch + [8e-4] * per_epoch + [8e-6] * per_epoch
    assert rates == pytest.approx(climb + plateaus, rel=1e-12)
    metrics = folder.read_metrics()
    assert metrics["lr"].tolist() == rates[per_epoch - 1 :: per_epoch]
    assert metrics["step"].tolist() == [per_epoch, 2 * per_epoch, 3 * per_epoch, steps]
    assert metrics["progress"].tolist() == [0.25, 0.5, 0.75, 1.0]


def test_deferred_weights_start_at_the_exact_step(lab, monkeypatch):
    weighted = []
    ldam = losses.ldam

    def watching(*arguments, **named):
        weighted.append(named["class_weights"] is not None)
        return ldam(*arguments, **named)

    monkeypatch.setattr(losses, "ldam", watching)
    lab.straight(lab.config("ldam_drw"))
    first = math.ceil(0.8 * len(weighted))
    assert weighted == [step >= first for step in range(len(weighted))]
    assert 0 < first < len(weighted)


def test_the_moving_average_by_hand(lab, spy):
    expected: dict[str, torch.Tensor] = {}
    seen = []

    def follow(state, _):
        for name, tensor in state.network.state_dict().items():
            if tensor.is_floating_point():
                previous = expected.get(
                    name, tensor
                )  # it begins at the weights after the first step
                expected[name] = 0.9 * previous + 0.1 * tensor
        seen.append(state.evaluated.state_dict())

    spy(follow)
    lab.straight(lab.config("erm", epochs=1))
    for name, tensor in expected.items():
        assert torch.allclose(seen[-1][name], tensor, rtol=1e-4, atol=1e-6), name
    assert len(seen) > 5


def test_without_an_average_the_network_itself_is_evaluated(lab, spy):
    states = []
    spy(lambda state, _: states.append(state))
    lab.straight(lab.config("erm", epochs=1, ema=0.0))
    assert states[-1].average is None
    assert states[-1].evaluated is states[-1].network


@pytest.fixture
def evaluated(monkeypatch):
    """The splits that were evaluated, with the steps done by then."""
    seen: list[tuple[int, str]] = []
    look, step = Trainer._evaluate, Trainer._step
    done = 0

    def counting(self, *arguments):
        nonlocal done
        done += 1
        step(self, *arguments)

    def watching(self, state, split):
        seen.append((done, split))
        return look(self, state, split)

    monkeypatch.setattr(Trainer, "_step", counting)
    monkeypatch.setattr(Trainer, "_evaluate", watching)
    return seen


def test_with_validation_test_is_opened_once_and_last(lab, evaluated):
    folder = lab.straight(lab.config(eval_every=1))
    last = folder.read_metrics()["step"].max()
    assert [split for _, split in evaluated] == ["val", "val", "test", "val", "train"]
    assert [done for done, split in evaluated if split == "test"] == [last]
    rows = folder.read_metric_rows()
    assert [row["test_balanced_error"] is None for row in rows] == [True, True, False]
    assert all(row["val_balanced_error"] is not None for row in rows)
    scores = folder.read_per_class()
    assert scores is not None
    assert set(scores.loc[scores["split"] == "test", "epoch"]) == {3}
    assert set(scores["split"]) == {"val", "test"}


def test_without_validation_test_is_watched(lab, evaluated):
    config = lab.config(eval_every=1)
    config = config.model_copy(update={"data": config.data.model_copy(update={"val_per_class": 0})})
    folder = lab.straight(config)
    assert [split for _, split in evaluated] == ["test", "test", "test", "train"]
    rows = folder.read_metric_rows()
    assert all(row["test_balanced_error"] is not None for row in rows)
    assert all(row["val_balanced_error"] is None for row in rows)
    assert folder.read_predictions("val") is None


def test_only_every_few_epochs_and_the_last_are_evaluated(lab, evaluated):
    folder = lab.straight(lab.config("erm", epochs=5, eval_every=2, snapshots=0))
    rows = folder.read_metric_rows()
    assert [row["epoch"] for row in rows if row["val_loss"] is not None] == [2, 4, 5]
    assert all(row["train_loss"] is not None for row in rows)
    assert folder.snapshot_epochs() == []
    assert folder.read_thumbnails() is None


def test_snapshots_are_of_one_fixed_subset(lab):
    folder = lab.reference(lab.config())
    data = datasets.build(lab.config().data, store=lab.store)
    assert data.val is not None
    chosen = stratified_subset(data.val.labels)
    assert folder.snapshot_epochs() == [("train", 1), ("train", 3)]
    kept = [folder.read_snapshot("train", epoch) for epoch in (1, 3)]
    for snapshot in kept:
        assert snapshot is not None
        assert snapshot["index"].tolist() == data.val.rows[chosen].tolist()
        assert snapshot["labels"].tolist() == data.val.labels[chosen].tolist()
    first, last = (snapshot["features"] for snapshot in kept if snapshot is not None)
    features = folder.read_features("val")
    assert features is not None
    assert np.array_equal(last, features[chosen])
    assert not np.array_equal(first, last)
    assert np.array_equal(folder.read_thumbnails(), data.val.take(chosen))


def stored_network(folder, config, data):
    checkpoint = read_checkpoint(folder.path / "checkpoint")
    assert checkpoint is not None
    network = build_model(
        "convnet",
        input_shape=data.task.input_shape,
        n_classes=10,
        head=config.method.parts.head,
        width=8,
    )
    network.load_state_dict(checkpoint.part("average.module"))
    return network.to(memory_format=torch.channels_last)


@pytest.mark.parametrize("method", ["erm", "ldam_drw"])
def test_outputs_are_those_of_the_stored_checkpoint(lab, method):
    config = lab.config(method)
    folder = lab.reference(config)
    data = datasets.build(config.data, store=lab.store)
    network = stored_network(folder, config, data)
    scale = 30.0 if method == "ldam_drw" else 1.0
    loader = build_loader(data, data.test, torch.device("cpu"), config.train)
    fresh = evaluate(network, loader, logit_scale=scale)
    logits, features = folder.read_logits("test"), folder.read_features("test")
    classifier, predictions = folder.read_classifier(), folder.read_predictions("test")
    assert logits is not None
    assert features is not None
    assert classifier is not None
    assert predictions is not None
    assert np.allclose(logits, fresh.logits, atol=1e-4)
    assert np.allclose(features, fresh.features, atol=1e-2)  # stored in half precision
    assert predictions["predicted"].tolist() == logits.argmax(axis=1).tolist()
    assert predictions["label"].tolist() == data.test.labels.tolist()
    assert predictions["index"].tolist() == data.test.rows.tolist()
    assert classifier["scale"] == scale
    assert np.array_equal(classifier["weights"], network.state_dict()["head.weight"].numpy())
    assert classifier["bias"].shape == ((0,) if method == "ldam_drw" else (10,))


def test_of_the_training_set_the_unchanged_examples_are_kept(lab):
    config = lab.config("ldam_drw")  # whose training images are cropped at random
    folder = lab.reference(config)
    data = datasets.build(config.data, store=lab.store)
    train = data.train
    predictions, logits = folder.read_predictions("train"), folder.read_logits("train")
    features, classifier = folder.read_features("train"), folder.read_classifier()
    assert predictions is not None
    assert logits is not None
    assert features is not None
    assert classifier is not None
    assert predictions["index"].tolist() == train.rows.tolist()
    assert predictions["label"].tolist() == train.labels.tolist()
    assert predictions["predicted"].tolist() == logits.argmax(axis=1).tolist()
    assert features.dtype == np.float16
    # The same features through the stored classifier, a cosine head of scale 30.
    unit = features / np.linalg.norm(features.astype(np.float64), axis=1, keepdims=True)
    weights = classifier["weights"]
    cosines = unit @ (weights / np.linalg.norm(weights, axis=1, keepdims=True)).T
    assert np.allclose(logits, 30 * cosines, atol=0.05)
    loader = build_loader(data, data.train, torch.device("cpu"), config.train)
    fresh = evaluate(stored_network(folder, config, data), loader, logit_scale=30.0)
    assert np.allclose(logits, fresh.logits, atol=1e-4)


def test_accelerators_look_back_and_the_processor_does_not(lab, monkeypatch):
    lengths = []
    build, check = Trainer.__init__, Trainer._check_losses

    def looking_back(self, *arguments, **named):
        build(self, *arguments, **named)
        assert self.look_back == 1
        self.look_back = 4

    def watching(self, stage):
        lengths.append(len(self.unchecked))
        check(self, stage)
        assert self.unchecked == []

    monkeypatch.setattr(Trainer, "__init__", looking_back)
    monkeypatch.setattr(Trainer, "_check_losses", watching)
    folder = lab.straight(lab.config("erm", epochs=1, checkpoint_seconds=100))
    steps = folder.read_metrics()["step"].max()
    assert sum(lengths) == steps
    assert lengths[:-1] == [4] * ((steps - 1) // 4)


def test_a_slim_record_predicts_the_same_and_keeps_the_epochs_that_were_evaluated(lab):
    settings = {"epochs": 6, "eval_every": 4, "snapshots": 0}
    full = lab.straight(lab.config("erm", **settings), "full")
    slim = lab.straight(lab.config("erm", **settings, record="slim"), "slim")
    assert full.read_predictions("test").equals(slim.read_predictions("test"))
    assert full.read_metrics()["epoch"].tolist() == [1, 2, 3, 4, 5, 6]
    assert slim.read_metrics()["epoch"].tolist() == [4, 6]
    assert full.read_logits("test") is not None
    assert slim.read_logits("test") is None
