import copy
from dataclasses import replace

import pytest
import torch

from ltcore import data as datasets
from ltcore.batches.batch import Batch
from ltcore.config import RunConfig
from ltcore.engine.seeding import seed_step
from ltcore.methods import METHODS
from ltcore.models import build_model
from ltcore.models.side_by_side import SideBySide, part_of
from ltcore.steps import build_stages
from ltcore.steps.joint import alone_because, joint_step
from tests.conftest import there

N, B = 3, 8
PLAIN = [name for name in METHODS if RunConfig(method={"name": name}).method.parts.is_plain]


@pytest.fixture(scope="module")
def stages_of(prepared_store):
    def made(name, **settings):
        config = RunConfig.model_validate({"method": {"name": name, "settings": settings}})
        return config, build_stages(config, datasets.build(config.data, store=prepared_store))

    return made


@pytest.mark.parametrize("progress", [0.0, 0.95])  # before and after what waits for the end
@pytest.mark.parametrize("name", PLAIN)
def test_a_step_of_several_runs_is_the_step_of_each(stages_of, name, progress):
    config, stages = stages_of(name)
    assert not alone_because(stages)
    method = stages[0].method
    torch.manual_seed(1)
    networks = [
        build_model("mlp", input_shape=(8, 8, 1), n_classes=10, head=config.head, width=8)
        for _ in range(N)
    ]
    alone, together = copy.deepcopy(networks), SideBySide(networks)
    batch = Batch(torch.arange(N * B), torch.randint(0, 10, (N * B,)), (torch.randn(N * B, 64),))

    def seed(place):
        seed_step(place, 0, 5, 0)

    output = joint_step(method, together, batch, progress, seed_draws=seed)
    output.losses.sum().backward()
    for place, network in enumerate(alone):
        part = slice(place * B, (place + 1) * B)
        own = Batch(batch.index[part], batch.labels[part], (batch.views[0][part],))
        seed(place)
        single = method.step(network, own, progress)
        single.loss.backward()
        torch.testing.assert_close(output.losses[place], single.loss, rtol=1e-5, atol=1e-6)
        torch.testing.assert_close(output.logits[place], single.scored.logits, rtol=1e-5, atol=1e-5)
        torch.testing.assert_close(
            output.true_probability[place], single.scored.true_probability, rtol=1e-4, atol=1e-6
        )
        for label, parameter in network.named_parameters():
            own_gradient = there(parameter.grad)
            gradient = part_of(there(together.get_parameter(label).grad), place, N)
            largest = float(own_gradient.abs().max())
            torch.testing.assert_close(gradient, own_gradient, rtol=0, atol=1e-5 * largest + 1e-8)


@pytest.mark.parametrize("name", ["drw", "mixup", "pairwise", "lade"])
def test_weights_divide_each_run_by_its_own_sum(stages_of, name):
    settings = {"normalise_by": "weights", "defer_until": 0.5} if name == "drw" else {}
    _, stages = stages_of(name, **settings)
    method = stages[0].method
    networks = [
        build_model("mlp", input_shape=(4,), n_classes=10, head="linear", width=8) for _ in range(2)
    ]
    # One run's batch is all head, the other's all tail: a common divisor would show.
    head, tail = int(method.class_counts.argmax()), int(method.class_counts.argmin())
    labels = torch.tensor([head] * 4 + [tail] * 4)
    batch = Batch(torch.arange(8), labels, (torch.randn(8, 4),))
    alone = copy.deepcopy(networks)
    losses = joint_step(
        method, SideBySide(networks), batch, 0.9, seed_draws=lambda p: seed_step(p, 0, 1, 0)
    ).losses
    for place, network in enumerate(alone):
        part = slice(4 * place, 4 * place + 4)
        seed_step(place, 0, 1, 0)
        own = Batch(batch.index[part], labels[part], (batch.views[0][part],))
        torch.testing.assert_close(losses[place], method.step(network, own, 0.9).loss)


@pytest.mark.parametrize("name", sorted(set(METHODS) - set(PLAIN)))
def test_what_is_more_than_one_plain_stage_says_why_it_is_alone(stages_of, name):
    _, stages = stages_of(name)
    assert "stages" in alone_because(stages) or "no form for several networks" in alone_because(
        stages
    )


def test_blends_whose_loss_draws_too_have_no_joint_form(stages_of):
    _, (stage,) = stages_of("mixup")
    assert not alone_because((stage,))
    _, (other,) = stages_of("eql")
    assert not alone_because((other,))
    drawing = copy.copy(stage.method)
    drawing.loss = other.method.loss
    assert "they blend examples" in alone_because((replace(stage, method=drawing),))
