"""Methods that change the classifier after training, through the whole engine."""

import numpy as np
import pytest
import torch

from ltcore.config import RunConfig
from ltcore.engine.checkpoint import read_checkpoint, write_checkpoint
from ltcore.engine.stage_start import StageStart
from ltcore.engine.trainer import Trainer
from ltcore.models.rescaled_head import RescaledHead
from ltcore.steps.retraining import TauNormalised


class Killed(BaseException):
    """Passes every handler, as a kill would."""


def settled(lab, method, settings=None, **train):
    """A short run of a method with these settings, on a network with batch norm."""
    values = lab.config(**({"epochs": 2} | train)).model_dump()
    values["method"] = {"name": method, "settings": settings or {}}
    return RunConfig.model_validate(values)


@pytest.fixture
def begun(monkeypatch):
    """Each stage's state, with its network as the stage began."""
    states = []
    begin = StageStart.__call__

    def watching(self, *arguments):
        state = begin(self, *arguments)
        states.append((state, {k: v.clone() for k, v in state.network.state_dict().items()}))
        return state

    monkeypatch.setattr(StageStart, "__call__", watching)
    return states


def weights_of(folder):
    """What a finished run has learnt."""
    checkpoint = read_checkpoint(folder.path / "checkpoint")
    assert checkpoint is not None
    return checkpoint.part("average.module") or checkpoint.part("model")


def in_order(scores):
    return scores.sort_values(["stage", "epoch", "split", "class"], ignore_index=True)


def moved(network, before):
    return {name for name, tensor in network.state_dict().items() if not tensor.equal(before[name])}


@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_crt_trains_a_new_head_and_nothing_else(lab, begun, ema):
    lab.straight(settled(lab, "crt", {"share": 0.5}, ema=ema))
    second, before = begun[1]
    learnt = weights_of(lab.reference(settled(lab, "erm", ema=ema)))
    for name, tensor in before.items():
        assert tensor.equal(learnt[name]) == (not name.startswith("head.")), name
    for network in (second.network, second.evaluated):
        assert moved(network, before) == {"head.weight", "head.bias"}
    statistics = [name for name in before if "running_" in name]
    assert len(statistics) == 6  # the convnet has three batch norms


def test_batch_norm_follows_the_balanced_draws_only_where_it_is_asked_to(lab, begun):
    lab.straight(settled(lab, "crt", {"share": 0.5, "shift_batch_norm": True}, ema=0.0))
    state, before = begun[1]
    statistics = {n for n in before if "running_" in n or "num_batches" in n}
    assert moved(state.network, before) == {"head.weight", "head.bias"} | statistics


def test_lws_learns_factors_on_the_trained_head(lab, begun):
    folder = lab.straight(settled(lab, "lws", {"share": 0.5}))
    second, before = begun[1]
    head = second.evaluated.head
    assert isinstance(head, RescaledHead)
    trained = weights_of(lab.reference(settled(lab, "erm")))
    assert before["head.factors"].tolist() == [1.0] * 10
    assert before["head.frozen_weight"].equal(trained["head.weight"])
    assert before["head.frozen_bias"].equal(trained["head.bias"])
    assert moved(second.network, before) == {"head.factors"}
    classifier, factors = folder.read_classifier(), head.factors.detach().numpy()
    assert classifier["weights"] == pytest.approx(
        factors[:, None] * trained["head.weight"].numpy(), rel=1e-6
    )
    assert classifier["bias"] == pytest.approx(factors * trained["head.bias"].numpy(), rel=1e-6)


def test_tau_zero_is_the_trained_network_to_the_bit(lab):
    plain = lab.reference(settled(lab, "erm"))
    folder = lab.straight(settled(lab, "tau_norm", {"norm_tau": 0, "choose_tau": False}))
    for split in ("val", "test", "train"):
        assert np.array_equal(folder.read_logits(split), plain.read_logits(split))


def test_a_stage_that_trains_nothing_has_its_line_and_its_scores(lab):
    folder = lab.straight(settled(lab, "tau_norm", {"norm_tau": 1.0, "choose_tau": False}))
    rows = folder.read_metric_rows()
    assert [(row["stage"], row["epoch"]) for row in rows] == [
        ("train", 1),
        ("train", 2),
        ("tau_norm", 1),
    ]
    last = rows[-1]
    assert (last["step"], last["progress"]) == (0, 1.0)
    unknown = ("lr", "train_loss", "train_error", "train_balanced_error", "examples_per_second")
    assert [last[name] for name in unknown] == [None] * 5
    assert last["val_balanced_error"] is not None
    assert last["test_balanced_error"] is not None
    assert rows[1]["test_balanced_error"] is None  # test is opened once, at the end of the run
    stats = folder.read_train_class_stats()
    assert set(stats["stage"]) == {"train"}
    assert ("tau_norm", 1) in folder.snapshot_epochs()
    status = folder.read_status()
    assert (status.state, status.stage, status.progress) == ("finished", "tau_norm", 1.0)
    assert "tau 1 (given)" in folder.read_log()
    lengths = np.linalg.norm(folder.read_classifier()["weights"], axis=1)
    assert lengths == pytest.approx(np.ones(10), rel=1e-5)


def test_tau_is_chosen_on_validation_and_test_stays_closed(lab, monkeypatch):
    asked = []
    finish = TauNormalised.finish

    def watching(self, network, outputs):
        def asking(split):
            asked.append(split)
            return outputs(split)

        return finish(self, network, asking)

    monkeypatch.setattr(TauNormalised, "finish", watching)
    folder = lab.straight(settled(lab, "tau_norm"))
    assert asked == ["val"]
    assert "chosen by balanced error on 40 validation examples" in folder.read_log()
    config = settled(lab, "tau_norm", {"norm_tau": 0.7})
    config = config.model_copy(update={"data": config.data.model_copy(update={"val_per_class": 0})})
    folder = lab.straight(config, "no validation")
    assert "tau 0.7 (given)" in folder.read_log()


@pytest.mark.parametrize(
    ("method", "settings"),
    [("tau_norm", {"norm_tau": 0.5, "choose_tau": False}), ("tau_norm", {}), ("ncm", {})],
)
@pytest.mark.parametrize("where", ["before", "after"])
def test_a_kill_around_a_stage_that_trains_nothing(lab, monkeypatch, method, settings, where):
    """After its checkpoint too, before the run is called finished: it must not be done twice."""
    config = settled(lab, method, settings)
    straight = lab.reference(config)

    def dying(folder, checkpoint):
        if checkpoint.stage == 1 and where == "before":
            raise Killed
        write_checkpoint(folder, checkpoint)
        if checkpoint.stage == 1:
            raise Killed

    monkeypatch.setattr("ltcore.engine.reporter.write_checkpoint", dying)
    folder = lab.folder(config, "killed")
    with pytest.raises(Killed):
        lab.work(folder)
    monkeypatch.undo()
    assert lab.work(folder) == "finished"
    one, other = weights_of(straight), weights_of(folder)
    assert one.keys() == other.keys()
    assert all(tensor.equal(other[name]) for name, tensor in one.items())
    for split in ("train", "val", "test"):
        assert np.array_equal(straight.read_logits(split), folder.read_logits(split))
    rows = [
        [(r["stage"], r["epoch"], r["test_error"]) for r in f.read_metric_rows()]
        for f in (straight, folder)
    ]
    assert rows[0] == rows[1]
    scores = [in_order(run.read_per_class()) for run in (straight, folder)]
    assert scores[0].equals(scores[1])
    assert folder.read_status().progress == 1.0


@pytest.mark.parametrize("method", ["crt", "smote"])
def test_a_kill_between_two_stages(lab, same_bits, monkeypatch, method):
    config = settled(lab, method)
    straight = lab.reference(config)
    begin = StageStart.__call__

    def dying(self, index, *arguments):
        if index == 1:
            raise Killed
        return begin(self, index, *arguments)

    monkeypatch.setattr(StageStart, "__call__", dying)
    folder = lab.folder(config, "killed")
    with pytest.raises(Killed):
        lab.work(folder)
    monkeypatch.undo()
    assert lab.work(folder) == "finished"
    same_bits(straight, folder)


@pytest.mark.parametrize("shift", [0, 5])
def test_a_kill_amid_made_examples(lab, same_bits, monkeypatch, shift):
    """They are made anew on resuming, between the features of the network as the stage began with it."""
    config = settled(lab, "smote", {"share": 1.0})
    straight = lab.reference(config)
    step = Trainer._step

    def dying(self, state, number, batch):
        if state.stage.name == "smote" and number == 3 + shift:
            raise Killed
        step(self, state, number, batch)

    monkeypatch.setattr(Trainer, "_step", dying)
    folder = lab.folder(config, "killed")
    with pytest.raises(Killed):
        lab.work(folder)
    monkeypatch.undo()
    assert lab.work(folder) == "finished"
    same_bits(straight, folder)


@pytest.mark.parametrize("method", ["ncm", "cog"])
def test_heads_without_class_vectors_leave_no_classifier(lab, method):
    folder = lab.reference(settled(lab, method))
    assert folder.read_classifier() is None
    assert folder.read_logits("test").shape[1] == 10
    assert folder.read_status().state == "finished"


def test_ncm_scores_are_those_of_its_stored_features(lab):
    folder = lab.reference(settled(lab, "ncm"))
    head = weights_of(folder)
    known, labels = folder.read_features("train"), folder.read_predictions("train")["label"]
    known = known.astype(np.float64) - known.astype(np.float64).mean(axis=0)
    known /= np.linalg.norm(known, axis=1, keepdims=True)
    means = np.stack([known[labels == label].mean(axis=0) for label in range(10)])
    assert head["head.means"].numpy() == pytest.approx(means, abs=2e-3)  # kept in half precision
    assert torch.isfinite(head["head.centre"]).all()


def test_smote_between_features_trains_on_balanced_examples_of_its_own(lab, begun):
    folder = lab.straight(settled(lab, "smote", {"share": 1.0}))
    (first, _), (second, before) = begun
    assert len(first.loader) == 102
    assert np.bincount(second.loader.labels.numpy()).tolist() == [24] * 10
    assert second.loader.pool.inputs.shape == (240, 8)
    assert not second.loader.is_image
    assert moved(second.network, before) == {"head.weight", "head.bias"}
    stats = folder.read_train_class_stats()
    seen = stats[(stats["stage"] == "smote") & (stats["epoch"] == 2)]["count_seen"]
    assert seen.sum() == 112  # as many steps as plain training has, of 16 examples


def test_smote_between_features_goes_with_a_cosine_head(lab):
    values = settled(lab, "smote").model_dump()
    config = RunConfig.model_validate(values | {"model": values["model"] | {"head": "cosine"}})
    assert lab.work(lab.folder(config, "cosine")) == "finished"
