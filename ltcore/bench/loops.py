"""The benchmark's workload, and the product's own loop on it.

The recipe is that of the long-tail papers on CIFAR-10: ResNet-32, SGD with momentum 0.9 and weight
decay 2e-4 on all parameters, crops of images padded by 4 pixels, flips.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ltcore.config import RunConfig
from ltcore.data import Examples, LongTailData, Unlabelled
from ltcore.data.profiles import exponential_counts
from ltcore.engine.hardware import Hardware, Precision
from ltcore.engine.reporter import Reporter
from ltcore.engine.trainer import Trainer
from ltcore.runs import RunFolder, Status
from ltcore.steps import build_stages
from ltcore.types import IntArray, Task

N_CLASSES = 10
N_MAX = 5000
RATIO = 100
SIDE = 32
PADDING = 4
MEAN = (0.4914, 0.4822, 0.4465)
STD = (0.2023, 0.1994, 0.2010)
LEARNING_RATE = 0.1
MOMENTUM = 0.9
WEIGHT_DECAY = 2e-4

Step = Callable[[int], None]
"""Does one whole training step, fetching its batch included; takes the number of the step."""


@dataclass(frozen=True, eq=False)
class Workload:
    """What both loops train on.

    Attributes:
        images: uint8, shape (N, 32, 32, 3).
        labels: int64, shape (N,).
        batch_size: images per step.
        device: where to train.
    """

    images: NDArray[np.uint8]
    labels: IntArray
    batch_size: int
    device: torch.device


def long_tailed_workload(
    rng: np.random.Generator, *, batch_size: int, device: torch.device
) -> Workload:
    """Return random images with the class counts of CIFAR-10-LT at ratio 100 (12 406 images).

    Example:
        >>> workload = long_tailed_workload(
        ...     np.random.default_rng(0), batch_size=128, device=torch.device("cpu")
        ... )
        >>> workload.images.shape, workload.images.dtype, np.bincount(workload.labels)[-1]
        ((12406, 32, 32, 3), dtype('uint8'), np.int64(50))
    """
    labels = np.repeat(np.arange(N_CLASSES), exponential_counts(N_MAX, N_CLASSES, RATIO))
    images = rng.integers(0, 256, (len(labels), SIDE, SIDE, 3), dtype=np.uint8)
    return Workload(images, labels, batch_size, device)


def trainer_step(
    workload: Workload,
    precision: Precision,
    parts: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    compiled: str = "",
) -> Step:
    """Return a step of the product's own loop, the one that ``ltlab train`` runs.

    Args:
        workload: what to train on; its images are the unlabelled ones too.
        precision: arithmetic of the forward pass; the weights are float32 either way.
        parts: settings of the method and of a pre-training, as a configuration has them; the steps are those
            of the first stage. None trains by plain cross-entropy.
        compiled: mode of ``torch.compile`` for the network; empty leaves it as it is.
    """
    device = workload.device.type
    train = {"device": device, "batch_size": workload.batch_size}
    config = RunConfig.model_validate(
        {"data": {"name": "cifar10"}, "train": train} | dict(parts or {})
    )
    data = _as_data(workload)
    hardware = Hardware(
        device=device,
        device_name=device,
        precision=precision,
        threads=torch.get_num_threads(),
        note="benchmark",
    )
    trainer = Trainer(
        config,
        data,
        build_stages(config, data),
        hardware=hardware,
        # Steps alone report nothing, so the folder is never touched.
        reporter=Reporter(RunFolder(Path("unused")), data, hardware=hardware, status=Status()),
    )
    state = trainer.begin(0, None, None)
    if compiled:
        state.network.compile(mode=compiled)  # in place: methods and checkpoints find it unchanged
    steps = trainer.steps(state, 0)

    def step(_: int) -> None:
        next(steps)

    return step


def _as_data(workload: Workload) -> LongTailData:
    rows = np.arange(len(workload.labels))
    counts = np.bincount(workload.labels, minlength=N_CLASSES)
    names = tuple(str(label) for label in range(N_CLASSES))
    examples = Examples(workload.images, rows, workload.labels)
    return LongTailData(
        task=Task("cifar10", names, counts, workload.images.shape[1:]),
        train=examples,
        val=None,
        test=Examples(workload.images, rows[:1], workload.labels[:1]),
        mean=np.array(MEAN, dtype=np.float32),
        std=np.array(STD, dtype=np.float32),
        checksum="",
        unlabelled=Unlabelled(workload.images, rows),
    )
