"""How long a run will be is known before it begins, and is what the engine then builds."""

from dataclasses import replace

import numpy as np
import pytest

from ltcore.analysis import planned_epochs
from ltcore.config import RunConfig
from ltcore.data import Examples
from ltcore.methods import METHODS
from ltcore.steps import build_stages
from tests.contract.kinds import small_images

SETTINGS = [
    *({"method": {"name": name}} for name in METHODS),
    {"method": {"name": "crt", "settings": {"share": 0.3}}},
    {"method": {"name": "crt", "settings": {"from_run": "digits-r100-erm-s0-30373510727a"}}},
    {"method": {"name": "smote", "settings": {"space": "inputs"}}},
    {"method": {"name": "erm"}, "pretrain": {"name": "simclr", "share": 1.5}},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_planned_epochs_are_those_of_the_stages(settings):
    config = RunConfig.model_validate(settings | {"train": {"epochs": 5, "batch_size": 16}})
    stages = build_stages(config, small_images())
    assert planned_epochs(config) == sum(stage.epochs for stage in stages)


def small_table():
    """Return the examples of ``small_images`` as rows of numbers."""
    images = small_images()
    rows = np.random.default_rng(0).normal(size=(len(images.train.labels), 5)).astype(np.float32)
    examples = Examples(rows, np.arange(len(rows)), images.train.labels)
    of_rows = np.zeros(5, np.float32)
    task = replace(images.task, input_shape=(5,))
    return replace(
        images,
        task=task,
        train=examples,
        test=examples,
        mean=of_rows,
        std=of_rows + 1,
        unlabelled=None,
    )


@pytest.mark.parametrize(("space", "stages"), [("auto", 1), ("inputs", 1), ("features", 2)])
def test_smote_on_a_table_has_a_second_stage_only_between_features(space, stages):
    config = RunConfig.model_validate(
        {
            "data": {"name": "gaussians"},
            "method": {"name": "smote", "settings": {"space": space}},
            "train": {"epochs": 12, "batch_size": 16},
        }
    )
    built = build_stages(config, small_table())
    assert len(built) == stages
    assert planned_epochs(config) == sum(stage.epochs for stage in built)
