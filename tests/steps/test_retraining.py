import numpy as np
import pytest
import torch

from ltcore.batches.batch import Batch
from ltcore.methods.base import Retraining
from ltcore.models import build_model
from ltcore.models.nearest_mean_head import NearestMeanHead
from ltcore.models.rescaled_head import RescaledHead
from ltcore.posthoc import tau_normalise
from ltcore.steps.retraining import (
    TAUS,
    ClassMeans,
    NearestMeanReshape,
    TauNormalised,
    chosen_tau,
    linear_head,
    new_head,
    rescaled_head,
)

W = torch.tensor([[3.0, 4.0], [1.0, 0.0], [0.6, 0.8]])  # facts, section 12
X = torch.tensor([[1.0, 0.5]])


def network(head="linear", n_features=2):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return build_model("mlp", input_shape=(3,), n_classes=3, head=head, width=n_features)


def golden_network():
    model = network()
    with torch.no_grad():
        model.head.weight.copy_(W)
        model.head.bias.zero_()
    return model


class Splits:
    """Stands for a run's outputs, and remembers which splits were asked for."""

    def __init__(self, **splits):
        self.splits = splits
        self.asked = []

    def __call__(self, split):
        self.asked.append(split)
        return self.splits.get(split)


def cloud(seed, n=60, n_features=2):
    rng = np.random.default_rng(seed)
    labels = np.append(np.arange(3), rng.integers(0, 3, n - 3))
    return rng.normal(size=(n, n_features)).astype(np.float32) + labels[:, None], labels


@pytest.mark.parametrize(
    ("tau", "logits"),
    [(0.0, [5, 1, 1]), (0.5, [2.236067977, 1, 1]), (1.0, [1, 1, 1]), (2.0, [0.2, 1, 1])],
)
def test_tau_normalisation_golden(tau, logits):
    model, outputs = golden_network(), Splits()
    note = TauNormalised(Retraining(kind="tau_norm", tau=tau, choose_tau=False)).finish(
        model, outputs
    )
    assert model.head(X)[0].tolist() == pytest.approx(logits)
    assert outputs.asked == []
    assert note == f"tau {tau:g} (given)"


def test_tau_zero_changes_no_bit():
    model = network(n_features=32)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    TauNormalised(Retraining(kind="tau_norm", tau=0.0, choose_tau=False)).finish(model, Splits())
    assert all(tensor.equal(before[name]) for name, tensor in model.state_dict().items())


def test_the_bias_is_kept():
    model = golden_network()
    with torch.no_grad():
        model.head.bias.copy_(torch.tensor([1.0, -2.0, 3.0]))
    TauNormalised(Retraining(kind="tau_norm", tau=1.0, choose_tau=False)).finish(model, Splits())
    assert model.head.bias.tolist() == [1.0, -2.0, 3.0]


def test_tau_is_chosen_on_validation_and_nowhere_else():
    val, test = cloud(0), cloud(1)
    model, outputs = network(), Splits(train=cloud(2), val=val, test=test)
    weight, bias = (part.detach().double().numpy() for part in (model.head.weight, model.head.bias))
    note = TauNormalised(Retraining(kind="tau_norm", tau=1.7)).finish(model, outputs)
    assert outputs.asked == ["val"]
    tau = chosen_tau(weight, bias, *val)
    assert note == f"tau {tau:g} (chosen by balanced error on 60 validation examples)"
    expected = tau_normalise(weight, bias, tau)[0]
    assert model.head.weight.detach().numpy() == pytest.approx(expected, rel=1e-6)


def test_without_validation_the_given_tau_is_used():
    model, outputs = golden_network(), Splits(train=cloud(2), test=cloud(1))
    note = TauNormalised(Retraining(kind="tau_norm", tau=0.5)).finish(model, outputs)
    assert outputs.asked == ["val"]
    assert note == "tau 0.5 (given)"
    assert model.head(X)[0].tolist() == pytest.approx([2.236067977, 1, 1])


@pytest.mark.parametrize("seed", range(5))
def test_chosen_tau_against_brute_force(seed):
    rng = np.random.default_rng(seed)
    weight, bias = rng.normal(size=(3, 2)) * [[6], [2], [1]], rng.normal(size=3)
    features, labels = cloud(seed)
    errors = []
    for tau in [number / 10 for number in range(21)]:
        scaled = weight / np.linalg.norm(weight, axis=1, keepdims=True) ** tau
        decided = (features @ scaled.T + bias).argmax(axis=1)
        errors.append(np.mean([(decided[labels == c] != c).mean() for c in range(3)]))
    best = min(range(21), key=lambda i: (round(errors[i], 9), i))
    assert chosen_tau(weight, bias, features, labels) == pytest.approx(best / 10)
    assert pytest.approx([number / 10 for number in range(21)]) == TAUS


def test_class_means_are_of_all_training_examples():
    known = cloud(3)
    model, outputs = network(), Splits(train=known, val=cloud(0), test=cloud(1))
    NearestMeanReshape(3, "euclidean")(model)
    note = ClassMeans().finish(model, outputs)
    assert outputs.asked == ["train"]
    assert note == "class means of 60 training examples"
    assert isinstance(model.head, NearestMeanHead)
    expected = np.stack([known[0][known[1] == c].mean(axis=0) for c in range(3)])
    assert model.head.means.detach().numpy() == pytest.approx(expected, rel=1e-5)


def test_class_means_need_their_head():
    with pytest.raises(TypeError, match="head that holds them"):
        ClassMeans().finish(network(), Splits(train=cloud(3)))


@pytest.mark.parametrize("method", [ClassMeans(), TauNormalised(Retraining(kind="tau_norm"))])
def test_what_trains_nothing_takes_no_step(method):
    batch = Batch(torch.arange(1), torch.tensor([0]), (torch.zeros(1, 3),))
    with pytest.raises(RuntimeError, match="trains nothing"):
        method.step(network(), batch, 0.0)


@pytest.mark.parametrize("head", ["linear", "cosine"])
def test_a_new_head_is_drawn_anew_and_the_features_stay(head):
    model = network(head, n_features=16)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    torch.manual_seed(5)
    new_head(model)
    after = model.state_dict()
    changed = {name for name, tensor in after.items() if not tensor.equal(before[name])}
    assert changed == {name for name in after if name.startswith("head.")}
    drawn = after["head.weight"].clone()
    torch.manual_seed(5)
    new_head(model)
    assert model.state_dict()["head.weight"].equal(drawn)


def test_the_rescaled_head_begins_as_the_trained_one():
    model = network(n_features=16)
    inputs = torch.randn(5, 3)
    before = model(inputs).detach()
    rescaled_head(model)
    assert isinstance(model.head, RescaledHead)
    assert model(inputs).equal(before)


def test_other_heads_are_refused():
    model = network("cosine")
    for change in (linear_head, rescaled_head):
        with pytest.raises(TypeError, match="CosineHead"):
            change(model)
    NearestMeanReshape(3, "cosine")(model)
    with pytest.raises(TypeError, match="NearestMeanHead"):
        new_head(model)
