import numpy as np
import pytest
import torch

from ltcore.batches.loader import Loader
from ltcore.batches.pool import ResidentPool
from ltcore.data import Examples
from ltcore.engine.evaluation import EVALUATION_BATCH, Evaluation, evaluate
from ltcore.models.heads import CosineHead, LinearHead
from ltcore.models.mlp import MLP
from ltcore.models.network import Network

CPU = torch.device("cpu")


def split(n, n_features=3, n_classes=4):
    random = np.random.default_rng(1)
    inputs = random.normal(size=(n, n_features)).astype(np.float32)
    labels = random.integers(0, n_classes, n)
    examples = Examples(inputs, np.arange(n), labels)
    loader = Loader(
        pool=ResidentPool(examples, CPU),
        labels=torch.from_numpy(labels),
        mean=torch.full((n_features,), 0.5),
        std=torch.full((n_features,), 2.0),
        is_image=False,
    )
    return loader, inputs, labels


def network(head):
    torch.manual_seed(0)
    return Network(MLP((3,), width=5), head(5, 4))


@pytest.mark.parametrize("n", [1, EVALUATION_BATCH, 2 * EVALUATION_BATCH + 7])
def test_every_example_once_in_the_order_of_the_split(n):
    loader, inputs, labels = split(n)
    model = network(LinearHead)
    result = evaluate(model, loader)
    with torch.no_grad():
        expected = model.eval()(torch.from_numpy((inputs - 0.5) / 2))
        features = model.features(torch.from_numpy((inputs - 0.5) / 2))
    assert result.labels.tolist() == labels.tolist()
    assert np.allclose(result.logits, expected, atol=1e-6)
    assert np.allclose(result.features, features, atol=1e-6)
    assert result.confusion.sum() == n


def test_a_cosine_head_is_scaled_as_its_loss_does():
    loader, _, labels = split(40)
    model = network(CosineHead)
    result = evaluate(model, loader, logit_scale=30.0)
    features, weights = result.features, model.head.weight.detach().numpy()
    norms = np.linalg.norm(features, axis=1, keepdims=True) * np.linalg.norm(weights, axis=1)
    cosines = np.divide(features @ weights.T, norms, out=np.zeros_like(norms), where=norms > 0)
    assert np.allclose(result.logits, 30 * cosines, atol=1e-4)
    shifted = 30 * cosines - 30 * cosines.max(axis=1, keepdims=True)
    log_probability = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    assert result.loss == pytest.approx(-log_probability[np.arange(40), labels].mean(), rel=1e-4)


@pytest.mark.parametrize("training", [True, False])
def test_the_mode_is_left_as_it_was_and_evaluation_changes_nothing(training):
    loader, _, _ = split(30)
    model = network(LinearHead)
    model.backbone.hidden1 = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.BatchNorm1d(5))
    model.train(training)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    evaluate(model, loader)
    assert model.training == training
    assert all(tensor.equal(before[name]) for name, tensor in model.state_dict().items())


def test_reduced_precision_is_asked_for_and_not_left_on():
    loader, _, _ = split(30)
    model = network(LinearHead)
    full = evaluate(model, loader)
    reduced = evaluate(model, loader, autocast=lambda: torch.autocast("cpu", torch.bfloat16))
    assert not torch.is_autocast_enabled("cpu")
    assert reduced.logits.dtype == np.float32
    assert not np.array_equal(full.features, reduced.features)
    assert np.allclose(full.logits, reduced.logits, atol=0.2)


def test_predictions_by_hand_ties_to_the_lower_label():
    logits = np.array([[1, 2, 2], [3, 0, 0], [0, 0, 0]], np.float32)
    result = Evaluation(np.array([1, 0, 2]), logits, np.zeros((3, 1), np.float32))
    assert result.predicted.tolist() == [1, 0, 0]
    assert result.confusion.tolist() == [[1, 0, 0], [0, 1, 0], [1, 0, 0]]
