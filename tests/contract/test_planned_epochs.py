"""How long a run will be is known before it begins, and is what the engine then builds."""

import pytest

from ltcore.analysis import planned_epochs
from ltcore.config import RunConfig
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
