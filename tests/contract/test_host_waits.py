"""A step of training makes no accelerator wait for the host: none of its operations needs an answer."""

import pytest
import torch

from ltcore.config import RunConfig
from ltcore.engine.hardware import Hardware
from ltcore.engine.reporter import Reporter
from ltcore.engine.trainer import Trainer
from ltcore.pretraining import PRETRAININGS
from ltcore.runs import RunFolder, Status
from ltcore.steps import build_stages
from tests.contract.host_waits import HostWaits
from tests.contract.kinds import OF_EVERY_KIND, small_images

STEPS = 12
HOST = Hardware(device="cpu", device_name="cpu", precision="fp32", threads=1, note="")
KNOWN = {
    "steps/mixing.py": "the share of a blend is drawn on the host",
    "batches/operations/grouping.py": "how many images go through each operation",
    "losses/sinkhorn.py": "iterates until each class has its share (GH alone)",
}
"""Where a step waits all the same, and why."""


def waits(folder, tables) -> set[str]:
    """Return the files in which the first steps of each stage of a run wait for the host."""
    data = small_images()
    train = {"epochs": 5, "batch_size": 16}
    config = RunConfig.model_validate({"data": {"name": "cifar10"}, "train": train} | tables)
    reporter = Reporter(RunFolder(folder), data, hardware=HOST, status=Status())
    stages = build_stages(config, data)
    trainer = Trainer(config, data, stages, hardware=HOST, reporter=reporter)
    trainer.look_back = STEPS + 1  # on an accelerator losses are looked at now and then, together
    places: set[str] = set()
    network = None
    for index, stage in enumerate(stages):
        state = trainer.begin(index, network, None)
        steps = trainer.steps(state, index)
        with HostWaits() as found:
            for _ in range(min(STEPS, stage.steps)):
                next(steps)
        places |= found.places
        trainer.unchecked.clear()
        network = state.evaluated
    return {place.partition(":")[0] for place in places}


@pytest.mark.parametrize("method", OF_EVERY_KIND)
def test_no_method_waits(tmp_path, method):
    assert waits(tmp_path, {"method": {"name": method}}) <= set(KNOWN)


@pytest.mark.parametrize("pretraining", list(PRETRAININGS))
def test_no_pretraining_waits(tmp_path, pretraining):
    tables = {"method": {"name": "erm"}, "pretrain": {"name": pretraining}}
    assert waits(tmp_path, tables) <= set(KNOWN)


def test_each_known_wait_is_met(tmp_path):
    met = waits(tmp_path, {"method": {"name": "mixup"}})
    met |= waits(tmp_path, {"method": {"name": "fixmatch"}})
    met |= waits(tmp_path, {"method": {"name": "erm"}, "pretrain": {"name": "gh"}})
    assert met == set(KNOWN)


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda x: x[x > 0], "aten::index"),
        (lambda x: x.nonzero(), "aten::nonzero"),
        (lambda x: float(x.sum()), "Tensor.__float__"),
        (lambda x: x.tolist(), "Tensor.tolist"),
        (lambda x: bool(x.any()), "Tensor.__bool__"),
        (lambda x: torch.bincount(x.long(), minlength=9), "aten::bincount"),
        (lambda x: x.numpy(), "Tensor.numpy"),
    ],
)
def test_what_waits_is_seen(ask, what):
    with HostWaits() as found:
        ask(torch.arange(3.0))
    assert f"outside: {what}" in found.places


def test_what_does_not_wait_is_not():
    with HostWaits() as found:
        torch.where(torch.ones(3) > 0, torch.ones(3), torch.zeros(3)).index_select(
            0, torch.tensor([1, 2])
        )
    assert found.places == set()
