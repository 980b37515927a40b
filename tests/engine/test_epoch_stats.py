import numpy as np
import pytest
import torch

from ltcore.batches.batch import Batch
from ltcore.engine.epoch_stats import EpochStats, epoch_measures
from ltcore.training import Scored, Stage, StepOutput


def one_step(stats: EpochStats, logits: torch.Tensor, index: list[int]) -> None:
    positions = torch.tensor(index)
    labels = stats.labels[positions]
    logits = logits.clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(logits, labels)
    probability = torch.softmax(logits.detach(), 1).gather(1, labels[:, None]).squeeze(1)
    logits.retain_grad()
    loss.backward()
    stats.update(Batch(positions, labels, ()), StepOutput(loss, Scored(logits, probability)))


@pytest.fixture
def stats() -> EpochStats:
    return EpochStats(torch.tensor([0, 0, 1, 2]), n_classes=4)


def test_by_hand(stats):
    one_step(stats, torch.tensor([[2.0, 0, 0, 0], [1.0, 3, 0, 0], [0, 1.0, 0, 0]]), [0, 1, 2])
    frame = stats.frame()
    assert frame["count_seen"].tolist() == [2, 1, 0, 0]
    assert frame["margin_min"][0] == pytest.approx(-2)  # second example: 1 - 3
    assert frame["margin_median"][0] == pytest.approx(0)  # between 2 and -2
    assert frame["margin_min"][1] == pytest.approx(1)
    assert np.isnan(frame["margin_min"][2])  # not drawn yet
    assert np.isnan(frame["min_adjusted_probability"][3])
    assert stats.summary()["train_error"] == pytest.approx(1 / 3)
    assert stats.summary()["train_balanced_error"] == pytest.approx(0.25)  # (1/2 + 0) / 2


def test_gradient_share_is_the_norm_of_the_logit_gradient(stats):
    logits = torch.tensor([[2.0, 0, 0, 0], [0, 1.0, 0, 0]])
    one_step(stats, logits, [0, 2])
    labels = torch.tensor([0, 1])
    error = torch.softmax(logits, 1) - torch.nn.functional.one_hot(labels, 4)
    norms = error.norm(dim=1)
    expected = (norms / norms.sum()).numpy()
    assert stats.frame()["gradient_share"][:2].to_numpy() == pytest.approx(expected, rel=1e-6)
    assert stats.frame()["gradient_share"].sum() == pytest.approx(1)


def test_margins_stay_and_sums_restart_with_an_epoch(stats):
    one_step(stats, torch.tensor([[2.0, 0, 0, 0]]), [0])
    stats.reset()
    assert stats.seen.sum() == 0
    assert stats.frame()["margin_min"][0] == pytest.approx(2)


def test_a_resumed_epoch_goes_on_with_the_same_sums(stats):
    one_step(stats, torch.tensor([[2.0, 0, 0, 0]]), [0])
    saved = {name: tensor.clone() for name, tensor in stats.state_dict().items()}
    other = EpochStats(stats.labels, n_classes=4)
    other.load_state_dict(saved)
    for each in (stats, other):
        one_step(each, torch.tensor([[0.5, 0, 0, 0]]), [1])
    assert other.frame().equals(stats.frame())
    assert other.summary() == stats.summary()


def test_the_gradient_is_that_of_what_is_learnt(stats):
    """Scores of sub-classes, say: the class scores beside them have no gradient of their own."""
    learnt = torch.tensor([[2.0, 1, 0, 0, 0], [0, 0, 3.0, 1, 0]], requires_grad=True)
    learnt.retain_grad()
    logits = learnt[:, :4].detach()
    loss = torch.nn.functional.cross_entropy(learnt, torch.tensor([1, 2]))
    loss.backward()
    output = StepOutput(loss, Scored(logits, torch.ones(2), learnt=learnt))
    stats.update(Batch(torch.tensor([0, 2]), torch.tensor([0, 1]), ()), output)
    error = torch.softmax(learnt.detach(), 1) - torch.nn.functional.one_hot(torch.tensor([1, 2]), 5)
    norms = error.norm(dim=1)
    assert stats.frame()["gradient_share"].tolist()[:2] == pytest.approx(
        (norms / norms.sum()).tolist(), rel=1e-6
    )
    assert stats.frame()["margin_min"][0] == pytest.approx(1.0)  # of the class scores


def test_what_is_known_of_an_epoch(stats):
    one_step(stats, torch.tensor([[2.0, 0, 0, 0]]), [0])
    stage = Stage(name="crt", method=None, stream=None, epochs=4, steps_per_epoch=5)  # type: ignore[arg-type]
    known = epoch_measures(stage, stats, 3, learning_rate=0.1, seconds=2.0, examples=80)
    expected = {"step": 15, "progress": 0.75, "seconds": 2.0, "lr": 0.1}
    assert {name: known[name] for name in expected} == expected
    assert known["examples_per_second"] == 40
    assert known["train_loss"] == stats.summary()["train_loss"]


def test_of_a_stage_without_steps_little_is_known(stats):
    stage = Stage(name="ncm", method=None, stream=None, epochs=1, steps_per_epoch=0)  # type: ignore[arg-type]
    known = epoch_measures(stage, stats, 1, learning_rate=0.1, seconds=2.0, examples=0)
    assert known == {"step": 0, "progress": 1.0, "seconds": 2.0}
