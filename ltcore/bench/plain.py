"""The loop that the benchmark compares with: the papers' recipe, written plainly.

It follows the manner of the published code (Cao et al., "Learning Imbalanced Datasets with
Label-Distribution-Aware Margin Loss", NeurIPS 2019, kaidic/LDAM-DRW, ``cifar_train.py`` and
``models/resnet_cifar.py``): torchvision transforms on one PIL image at a time in a DataLoader, float32
tensors with channels first, nothing in place but the residual sum, loss and accuracy read after every
step. Differences: the number of workers is tuned, and incomplete batches are left out.
"""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from ltcore.bench.loops import (
    LEARNING_RATE,
    MEAN,
    MOMENTUM,
    N_CLASSES,
    PADDING,
    SIDE,
    STD,
    WEIGHT_DECAY,
    Step,
    Workload,
)
from ltcore.models.heads import LinearHead
from ltcore.models.network import Network
from ltcore.models.resnet_cifar import BasicBlock, CifarResNet, option_a_shortcut

PREFETCHED = 2
"""Batches that each process of the DataLoader reads ahead; the DataLoader's own default."""
TOP = 5
"""The recipe reports accuracy among the best 1 and 5."""


class PlainBlock(BasicBlock):
    """The block with fresh memory for every ReLU."""

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the block's output, shape (B, after, H or H / 2, W or W / 2)."""
        hidden = F.relu(self.norm1(self.convolution1(inputs)))
        hidden = self.norm2(self.convolution2(hidden))
        hidden += option_a_shortcut(inputs, hidden.shape[1]) if self.changes_shape else inputs
        return F.relu(hidden)


class PlainResNet(CifarResNet):
    """The CIFAR ResNet of plain blocks."""

    block = PlainBlock

    def forward(self, images: Tensor) -> Tensor:
        """Return features (B, 64) of images (B, channels, H, W)."""
        hidden = self.blocks(F.relu(self.norm(self.convolution(images))))
        return F.avg_pool2d(hidden, hidden.shape[3]).flatten(1)


class PilImages(Dataset[tuple[Tensor, int]]):
    """One augmented image at a time, as torchvision's CIFAR data sets give them."""

    def __init__(self, workload: Workload) -> None:
        self.images = workload.images
        self.labels = workload.labels
        self.transform = transforms.Compose(
            [
                transforms.RandomCrop(SIDE, padding=PADDING),
                transforms.RandomHorizontalFlip(),
                transforms.ToTensor(),
                transforms.Normalize(MEAN, STD),
            ]
        )

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, position: int) -> tuple[Tensor, int]:
        image: Tensor = self.transform(Image.fromarray(self.images[position]))
        return image, int(self.labels[position])


def plain_step(workload: Workload, workers: int) -> Step:
    """Return a step of the plain loop.

    Args:
        workload: what to train on.
        workers: processes of the DataLoader; 0 loads in this one.
    """
    device = workload.device
    batches = _endless(
        DataLoader(
            PilImages(workload),
            batch_size=workload.batch_size,
            shuffle=True,
            drop_last=True,
            num_workers=workers,
            persistent_workers=workers > 0,
            prefetch_factor=PREFETCHED if workers else None,
            pin_memory=device.type == "cuda",
        )
    )
    backbone = PlainResNet(32, workload.images.shape[3])
    network = Network(backbone, LinearHead(backbone.n_features, N_CLASSES)).to(device)
    optimiser = torch.optim.SGD(
        network.parameters(), LEARNING_RATE, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY
    )
    criterion = nn.CrossEntropyLoss()
    losses: list[float] = []
    top1: list[Tensor] = []
    top5: list[Tensor] = []

    def step(_: int) -> None:
        images, labels = next(batches)
        images = images.to(device, non_blocking=True)
        labels = labels.to(device, non_blocking=True)
        logits = network(images)
        loss = criterion(logits, labels)
        right = logits.topk(TOP).indices == labels[:, None]
        losses.append(loss.item())
        top1.append(right[:, :1].float().sum())
        top5.append(right.float().sum())
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()

    return step


def _endless(loader: DataLoader[tuple[Tensor, int]]) -> Iterator[tuple[Tensor, Tensor]]:
    while True:
        yield from loader
