from dataclasses import replace

import numpy as np
import pytest
import torch

from ltcore.batches.batch import Batch
from ltcore.data import Examples, LongTailData
from ltcore.engine.epoch_stats import EpochStats
from ltcore.methods.base import Clustering, Composition
from ltcore.models import build_model
from ltcore.models.subclass_head import SubclassHead
from ltcore.steps import SupervisedMethod
from ltcore.steps.clustered import (
    ClusteredMethod,
    Subclasses,
    SubclassReshape,
    find_subclasses,
)
from ltcore.types import Task
from tests.conftest import there

# Class 0 lies in two far heaps of 3 and 1, class 1 in one of 2.
POINTS = np.array([[9, 9], [0, 1], [0, 0], [1, 0], [5, 5], [5, 6]], np.float32)
LABELS = np.array([0, 0, 0, 0, 1, 1])
SUB = Subclasses(np.array([1, 0, 0, 0, 2, 2]), np.array([0, 0, 1]))


def data_of(points, labels, input_shape=None, mean=0.0, std=1.0):
    shape = input_shape or points.shape[1:]
    train = Examples(points, np.arange(len(labels)), labels)
    channels = np.ones(shape[-1], np.float32)
    task = Task("toy", ("a", "b"), np.bincount(labels), shape)
    return LongTailData(
        task=task,
        train=train,
        val=None,
        test=train,
        mean=mean * channels,
        std=std * channels,
        checksum="0",
    )


def network(n_classes=2, seed=0):
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return build_model("mlp", input_shape=(2,), n_classes=n_classes, head="linear", width=8)


def batch_of(index=(0, 1, 4)):
    positions = torch.tensor(index)
    inputs = torch.from_numpy(POINTS)[positions]
    return Batch(positions, torch.from_numpy(LABELS)[positions], (inputs,))


def test_clusters_by_hand():
    found = find_subclasses(Clustering(reference_count=2), data_of(POINTS, LABELS), seed=0)
    assert found.labels.tolist() == SUB.labels.tolist()
    assert found.parents.tolist() == SUB.parents.tolist()


def test_clusters_are_looked_for_in_normalised_inputs():
    """The wide first column decides until each column is divided by its own spread."""
    rng = np.random.default_rng(0)
    left = np.repeat([0, 1], 20)
    points = np.stack([1000 * rng.normal(size=41), np.append(10 * left, 0)], 1).astype(np.float32)
    labels = np.append(np.zeros(40, np.int64), 1)
    data = replace(data_of(points, labels), std=np.array([1000, 1], np.float32))
    found = find_subclasses(Clustering(reference_count=20), data, seed=0)
    assert len({*found.labels[:20].tolist()}) == len({*found.labels[20:40].tolist()}) == 1
    assert found.labels[0] != found.labels[20]


def test_images_are_put_on_the_scale_of_their_mean(monkeypatch):
    seen = []

    def watching(flat, labels, numbers, seed):
        seen.append(flat)
        return np.asarray(labels), np.arange(2)

    monkeypatch.setattr("ltcore.steps.clustered.cluster_classes", watching)
    images = np.array([0, 51, 255], np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 1), np.uint8)
    data = data_of(images, np.array([0, 0, 1]), (2, 2, 1), mean=0.2, std=0.4)
    find_subclasses(Clustering(), data, seed=0)
    assert seen[0].shape == (3, 4)
    assert seen[0][:, 0].tolist() == pytest.approx([-0.5, 0.0, 2.0], abs=1e-6)
    assert images[2, 0, 0, 0] == 255  # the data are left alone


def test_a_class_without_examples_is_refused():
    data = data_of(POINTS, LABELS)
    task = replace(data.task, class_names=("a", "b", "c"), class_counts=np.array([4, 2, 0]))
    with pytest.raises(ValueError, match="class"):
        find_subclasses(Clustering(), replace(data, task=task), seed=0)


def clustered(decision="max", seed=0):
    model = network(seed=seed)
    with torch.random.fork_rng():
        torch.manual_seed(7)
        SubclassReshape(SUB.parents, decision)(model)
    return ClusteredMethod(Composition(clusters=Clustering(2, decision=decision)), SUB), model


@pytest.mark.parametrize("decision", ["max", "sum"])
def test_a_step_learns_clusters_and_reports_classes(decision):
    method, model = clustered(decision)
    batch = batch_of()
    output = method.step(model, batch, 0.0)
    learnt = there(output.scored).learnt
    assert learnt is not None
    assert there(output.scored).differentiated is learnt
    assert learnt.shape == (3, 3)
    assert there(output.scored).logits.shape == (3, 2)
    expected = torch.nn.functional.cross_entropy(learnt, torch.tensor([1, 0, 2]))
    torch.testing.assert_close(output.loss, expected)
    own = torch.softmax(learnt, 1)[torch.arange(3), torch.tensor([1, 0, 2])]
    torch.testing.assert_close(there(output.scored).true_probability, own.detach())
    torch.testing.assert_close(there(output.scored).logits, model.eval()(batch.views[0]))


def test_the_gradient_share_is_that_of_the_clusters_booked_to_classes():
    method, model = clustered()
    batch = batch_of()
    output = method.step(model, batch, 0.0)
    there(output.scored).differentiated.retain_grad()
    output.loss.backward()
    stats = EpochStats(torch.from_numpy(LABELS), n_classes=2)
    stats.update(batch, output)
    assert there(output.scored).learnt is not None
    probabilities = torch.softmax(there(output.scored).learnt.detach(), 1)
    norms = (probabilities - torch.eye(3)[[1, 0, 2]]).norm(dim=1)
    expected = [float(norms[:2].sum() / norms.sum()), float(norms[2] / norms.sum())]
    assert stats.frame()["gradient_share"].tolist() == pytest.approx(expected, rel=1e-5)
    logits = there(output.scored).logits.detach()
    margins = torch.stack([logits[0, 0] - logits[0, 1], logits[1, 0] - logits[1, 1]])
    assert stats.frame()["margin_min"][0] == pytest.approx(float(margins.min()), rel=1e-5)


def test_with_one_cluster_per_class_a_step_is_that_of_plain_training():
    plain_model, model = network(), network()
    single = Subclasses(LABELS, np.arange(2))
    head = SubclassHead(8, torch.arange(2), "max")
    head.linear.load_state_dict(plain_model.head.state_dict())
    model.head = head
    batch = batch_of((0, 3, 4, 5))
    plain = SupervisedMethod(Composition(), np.array([4, 2])).step(plain_model, batch, 0.0)
    cog = ClusteredMethod(Composition(), single).step(model, batch, 0.0)
    assert cog.loss.equal(plain.loss)
    assert there(cog.scored).logits.equal(there(plain.scored).logits)
    assert there(cog.scored).true_probability.equal(there(plain.scored).true_probability)
    plain.loss.backward()
    cog.loss.backward()
    for one, other in zip(plain_model.parameters(), model.parameters(), strict=True):
        assert one.grad is not None
        assert other.grad is not None
        assert one.grad.equal(other.grad)


def test_numbers_per_class_become_numbers_per_cluster():
    from ltcore.methods.base import ClassWeights

    method = ClusteredMethod(Composition(weights=ClassWeights(scheme="inverse")), SUB)
    assert method.weights is not None
    inverse = np.array([1 / 3, 1 / 1, 1 / 2])
    assert method.weights.tolist() == pytest.approx((3 * inverse / inverse.sum()).tolist())


def test_a_head_of_another_kind_is_refused():
    method, _ = clustered()
    with pytest.raises(TypeError, match="LinearHead"):
        method.step(network(n_classes=3), batch_of(), 0.0)
