import numpy as np
import pytest
import torch

from ltcore import data as datasets
from ltcore.batches.loader import build_loader, feature_loader
from ltcore.config import RunConfig
from ltcore.data import Examples
from ltcore.engine import joint_batches as module
from ltcore.engine.joint_batches import joint_batches
from ltcore.engine.seeding import augmentation_generators
from ltcore.steps import build_stages

CPU = torch.device("cpu")


@pytest.mark.parametrize("most", [4096, 200, 1])  # many steps at once, a few, one
@pytest.mark.parametrize("augment", ["none", "crop_flip_cutout"])
@pytest.mark.parametrize("method", ["erm", "drs"])  # one stream, and one that switches to another
def test_each_run_has_the_batches_that_it_has_alone(
    prepared_store, monkeypatch, most, augment, method
):
    monkeypatch.setattr(module, "MOST_EXAMPLES", most)
    seeds = (0, 7, 3)
    settings = {
        "method": {"name": method},
        "data": {"n_max": 24, "ratio": 8},
        "train": {"epochs": 2, "batch_size": 16, "augment": augment},
    }
    configs = [RunConfig.model_validate({**settings, "seed": seed}) for seed in seeds]
    data = datasets.build(configs[0].data, store=prepared_store)
    stages = [build_stages(config, data)[0] for config in configs]
    loader = build_loader(data, data.train, CPU, configs[0].train)
    steps = range(2, stages[0].steps)
    found = list(
        joint_batches(
            loader,
            [stage.stream for stage in stages],
            seeds,
            steps,
            views=("weak",),
            input_shape=data.task.input_shape,
        )
    )
    assert [step for step, _ in found] == list(steps)
    for place, (seed, stage) in enumerate(zip(seeds, stages, strict=True)):
        generators = augmentation_generators(seed, 0, 0, CPU)
        alone = loader.training(stage.stream, steps, generators, ("weak",))
        for (_, joint), (_, own) in zip(found, alone, strict=True):
            part = slice(place * len(own.index), (place + 1) * len(own.index))
            assert torch.equal(joint.index[part], own.index)
            assert torch.equal(joint.labels[part], own.labels)
            assert torch.equal(joint.views[0][part], own.views[0])


def test_no_step_has_no_batch():
    loader = feature_loader(Examples(np.ones((2, 2)), np.arange(2), np.zeros(2, int)), CPU)
    assert not list(joint_batches(loader, (), (), range(3, 3), views=("weak",), input_shape=(2,)))
