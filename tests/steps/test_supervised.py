from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from ltcore import classwise
from ltcore.batches.batch import Batch
from ltcore.methods import METHODS
from ltcore.methods.base import ClassWeights, LdamLoss, Recipe, SigmoidLoss, SoftmaxLoss
from ltcore.steps import SupervisedMethod

COUNTS = np.array([5000, 500, 50])
LOGITS = torch.tensor([[2.0, 1.0, -1.0], [0.5, -0.5, 1.5], [-1.0, 3.0, 0.2]])
COSINES = torch.tensor([[0.6, 0.2, 0.1], [0.1, -0.2, 0.7], [-0.3, 0.8, 0.05]])


class Fixed(nn.Module):
    """A model whose outputs are given."""

    def __init__(self, outputs: torch.Tensor) -> None:
        super().__init__()
        self.outputs = nn.Parameter(outputs.clone())

    def forward(self, _: torch.Tensor) -> torch.Tensor:
        return self.outputs * 1


def step(recipe: Recipe, outputs=LOGITS, labels=(0, 0, 2), progress: float = 0.0):
    targets = torch.tensor(labels)
    batch = Batch(torch.arange(len(targets)), targets, (torch.zeros(len(targets), 1),))
    output = SupervisedMethod(recipe, COUNTS).step(Fixed(outputs), batch, progress)
    assert output.loss.requires_grad
    assert not output.true_probability.requires_grad
    return replace(output, loss=output.loss.detach())


def of(name: str, **settings) -> Recipe:
    record = METHODS[name]
    return record.compose(record.settings(**settings))


GOLDEN = [  # (method, settings, outputs, labels, progress, loss to 7 digits: facts, sections 3 to 9)
    ("erm", {}, LOGITS, (0, 0, 2), 0, 1.544256453),
    ("focal", {"gamma": 1.0}, LOGITS, (0, 2, 1), 0, 0.081619296),
    ("focal", {"gamma": 2.0, "form": "sigmoid"}, LOGITS, (0, 2, 1), 0, 0.480692163),
    ("cb_softmax", {}, LOGITS, (0, 0, 2), 0, 2.599615559),
    ("cb_softmax", {"normalise_by": "weights"}, LOGITS, (0, 0, 2), 0, 2.826754584),
    ("cb_sigmoid", {}, LOGITS, (0, 0, 2), 0, 3.601805150),
    ("cb_focal", {}, LOGITS, (0, 0, 2), 0, 2.953623527),
    ("cb_focal", {"form": "softmax"}, LOGITS, (0, 0, 2), 0, 2.447534034),
    ("ldam", {}, COSINES, (0, 2, 1), 0, 0.016444783),
    ("ldam_drw", {}, COSINES, (0, 0, 2), 0.79, 20.081385619),
    ("ldam_drw", {}, COSINES, (0, 0, 2), 0.8, 36.853987814),
    ("ldam_drw", {"normalise_by": "batch"}, COSINES, (0, 0, 2), 0.8, 33.892648722),
    ("drw", {}, LOGITS, (0, 0, 2), 0.5, 1.544256453),
    ("drw", {}, LOGITS, (0, 0, 2), 0.9, 2.826754584),
    ("logit_adjustment", {}, LOGITS, (0, 2, 1), 0, 1.292365954),
    ("logit_adjustment", {"tau": 0.5}, LOGITS, (0, 2, 1), 0, 0.606461021),
]


@pytest.mark.parametrize(("name", "settings", "outputs", "labels", "progress", "value"), GOLDEN)
def test_golden_value(name, settings, outputs, labels, progress, value):
    loss = step(of(name, **settings), outputs, labels, progress).loss
    assert float(loss) == pytest.approx(value, rel=2e-6)


@pytest.mark.parametrize("scheme", ["inverse", "inverse_sqrt"])
def test_inverse_weights_multiply_each_example(scheme):
    weights = classwise.class_weights(COUNTS, scheme)
    each = torch.nn.functional.cross_entropy(LOGITS, torch.tensor([0, 0, 2]), reduction="none")
    expected = (each.numpy() * weights[[0, 0, 2]]).mean()
    assert float(step(of(scheme)).loss) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("name", sorted(METHODS))
def test_true_probability_is_what_the_loss_sees(name):
    """For a plain cross-entropy, exp(-loss) of one example is its adjusted probability."""
    recipe = of(name)
    plain = Recipe(loss=recipe.loss, head=recipe.head)
    outputs = COSINES if recipe.head == "cosine" else LOGITS
    for label in range(3):
        output = step(plain, outputs[:1], (label,))
        probability = float(output.true_probability)
        assert 0 <= probability <= 1
        if not isinstance(recipe.loss, SigmoidLoss) and recipe.loss != SoftmaxLoss(1.0):
            assert probability == pytest.approx(float(torch.exp(-output.loss)), rel=1e-4)


def test_sigmoid_losses_start_every_class_at_one_in_c():
    from ltcore.models import build_model

    model = build_model("mlp", input_shape=(5,), n_classes=3, head="linear", width=8)
    SupervisedMethod(of("cb_sigmoid"), COUNTS).start(model)
    bias = model.state_dict()["head.bias"]
    assert torch.sigmoid(bias).tolist() == pytest.approx([1 / 3] * 3)


def test_the_scale_of_a_cosine_head_is_told_once():
    assert SupervisedMethod(Recipe(loss=LdamLoss(0.5, 30.0)), COUNTS).logit_scale == 30
    assert SupervisedMethod(of("erm"), COUNTS).logit_scale == 1


@pytest.mark.parametrize("name", ["cb_softmax", "ldam", "logit_adjustment", "inverse"])
def test_a_class_without_examples_is_refused_by_name(name):
    with pytest.raises(ValueError, match="1"):
        SupervisedMethod(of(name), np.array([5, 0, 2]))


def test_weights_wait_for_their_share_of_the_run():
    recipe = Recipe(weights=ClassWeights("inverse", defer_until=0.5))
    early, late = step(recipe, progress=0.4999).loss, step(recipe, progress=0.5).loss
    assert float(early) == pytest.approx(float(step(Recipe()).loss))
    assert float(late) != pytest.approx(float(early), rel=0.05)


def test_cosines_are_scaled_where_the_loss_has_no_scale():
    from ltcore.config import RunConfig
    from ltcore.data import Examples, LongTailData
    from ltcore.steps import build_stages
    from ltcore.types import Task

    task = Task("digits", ("a", "b", "c"), COUNTS, (8, 8, 1))
    labels = np.repeat(np.arange(3), COUNTS)
    train = Examples(np.zeros((len(labels), 8, 8, 1), np.uint8), np.arange(len(labels)), labels)
    one = np.ones(1, np.float32)
    data = LongTailData(task, train, None, train, one, one, "0")

    def scale(method: str, head: str) -> float:
        settings = {"method": {"name": method}, "model": {"head": head, "cosine_scale": 7}}
        return build_stages(RunConfig.model_validate(settings), data)[0].method.logit_scale

    assert scale("erm", "cosine") == 7
    assert scale("erm", "method") == 1
    assert scale("ldam", "cosine") == 30
    with pytest.raises(ValueError, match="cosine units"):
        scale("ldam", "linear")
    plain = SupervisedMethod(Recipe(), COUNTS, output_scale=7.0)
    batch = Batch(torch.arange(3), torch.tensor([0, 2, 1]), (torch.zeros(3, 1),))
    expected = torch.nn.functional.cross_entropy(7 * COSINES, batch.labels)
    loss = plain.step(Fixed(COSINES), batch, 0.0).loss.detach()
    assert float(loss) == pytest.approx(float(expected))
