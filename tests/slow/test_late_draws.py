"""Why balanced draws that come too late harm: the averages of batch normalisation follow, the weights do not.

*Deferred schedules* says so of the runs that come with it.
"""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch

from ltcore.data import build
from ltcore.models import build_model
from ltcore.runs.store import RunStore
from tests.conftest import there

CONFIG = Path(__file__).parents[2] / "assets" / "deferred_runs.toml"
AVERAGES = ("running_mean", "running_var", "num_batches_tracked")


def trained(root, *method):
    """Train a run on the data of those that are shipped; their checkpoints are not."""
    base = tomllib.loads(CONFIG.read_text())["base"]
    command = [sys.executable, "-m", "ltcore.cli", "train", "--runs", str(root), *method]
    command += ["--data", base["data"]["name"], "--ratio", str(base["data"]["ratio"])]
    command += ["--device", "cpu", "--eval-every", "100"]
    subprocess.run(command, check=True, timeout=600, env=os.environ | {"OMP_NUM_THREADS": "1"})
    (record,) = RunStore(root).records()
    return record


def weights_of(record):
    from safetensors.torch import load_file

    last = sorted((record.folder.path / "checkpoint").glob("*.safetensors"))[-1]
    return {
        name.removeprefix("model."): value
        for name, value in load_file(last).items()
        if name.startswith("model.")
    }


def balanced_error(weights, config, data):
    network = build_model(
        config.model.name,
        input_shape=data.task.input_shape,
        n_classes=data.task.n_classes,
        head=config.head,
        width=config.model.width,
    )
    network.load_state_dict(weights)
    network.eval()
    images = torch.as_tensor(np.asarray(data.test.inputs())).permute(0, 3, 1, 2)
    scaled = (images / 255 - torch.tensor(data.mean)[:, None, None]) / torch.tensor(data.std)[
        :, None, None
    ]
    with torch.no_grad():
        logits = network(scaled)
    missed = logits.argmax(1).numpy() != data.test.labels
    return np.mean([missed[data.test.labels == label].mean() for label in range(10)])


@pytest.mark.slow
def test_with_the_averages_of_the_run_that_never_switches_the_same_weights_are_right(tmp_path):
    late = trained(tmp_path / "late", "--method", "drs", "--defer-until", "0.95")
    never = trained(tmp_path / "never", "--method", "erm")
    config = there(late.config)
    data = build(config.data)
    moved, kept = weights_of(late), weights_of(never)
    swapped = {name: kept[name] if name.endswith(AVERAGES) else moved[name] for name in moved}
    errors = [balanced_error(weights, config, data) for weights in (moved, kept, swapped)]
    assert errors[0] > errors[1] + 0.1  # too late is worse than never
    assert errors[2] < errors[1] + 0.02  # and it is not the weights
