"""The benchmark's workload, and a loop on it whose images live on the device.

The recipe is that of the long-tail papers on CIFAR-10: ResNet-32, SGD with momentum 0.9 and weight
decay 2e-4 on all parameters, crops of images padded by 4 pixels, flips.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from ltcore.batches.augment import normalise, random_crop, random_flip
from ltcore.data.profiles import exponential_counts
from ltcore.engine.hardware import Precision
from ltcore.models import build_model
from ltcore.types import IntArray

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


def resident_step(workload: Workload, precision: Precision) -> Step:
    """Return a step of a loop whose images live on the device and are augmented a batch at a time.

    Args:
        workload: what to train on.
        precision: arithmetic of the convolutions; the weights are float32 either way.
    """
    device = workload.device
    store = torch.from_numpy(workload.images).to(device)
    labels = torch.from_numpy(workload.labels).to(device)
    mean, std = torch.tensor(MEAN, device=device), torch.tensor(STD, device=device)
    shape = workload.images.shape[1:]
    network = build_model("resnet32", input_shape=shape, n_classes=N_CLASSES, head="linear")
    network.to(device).to(memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(
        network.parameters(),
        LEARNING_RATE,
        momentum=MOMENTUM,
        weight_decay=WEIGHT_DECAY,
        fused=True,
    )

    def step(number: int) -> None:
        random = torch.Generator(device).manual_seed(number)
        index = torch.randint(len(store), (workload.batch_size,), generator=random, device=device)
        images = store.index_select(0, index).permute(0, 3, 1, 2)
        images = random_flip(random_crop(images, PADDING, random), random)
        with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bf16"):
            logits = network(normalise(images, mean, std))
        loss = F.cross_entropy(logits, labels[index])
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()

    return step
