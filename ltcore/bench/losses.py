"""How long each loss takes, against its best plain formulation and within a training step."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import Tensor

from ltcore.bench.eager_losses import RIVALS, Rival
from ltcore.bench.loops import N_CLASSES, N_MAX, RATIO, SIDE
from ltcore.bench.turns import Arm, take_turns, threads_of_torch
from ltcore.classwise import class_weights
from ltcore.data.profiles import exponential_counts
from ltcore.models import build_model
from ltcore.steps.bound_loss import BoundLoss, bind_loss
from ltcore.types import FloatArray

STEP_BATCH = 128
N_FEATURES = 64
"""What the last layer of ResNet-32 reads."""
STEP_TURN = 2
"""Training steps of a turn: each takes as long as hundreds of passes through a loss."""

Value = Callable[[Tensor, Tensor], Tensor]
"""(logits (B, C), targets (B,)) -> a scalar."""


@dataclass(frozen=True, kw_only=True)
class LossSpeed:
    """Time of one loss forward and backward, measured in turns with the others.

    Attributes:
        loss: its name.
        ours: milliseconds, median over the rounds.
        eager: the same for the plain formulation.
        ratio: median over the rounds of ours over eager in the same round.
        ratio_low: smallest such ratio.
        ratio_high: largest such ratio.
        step_share: median over the rounds of the loss's share of a ResNet-32 step (batch of 128, 10
            classes, forward and backward of network and loss).
        written: the plain formulation in a few words.
    """

    loss: str
    ours: float
    eager: float
    ratio: float
    ratio_low: float
    ratio_high: float
    step_share: float
    written: str


def compare_losses(
    *,
    batch_size: int = 1024,
    n_classes: int = 1000,
    steps: int = 10,
    repeats: int = 15,
    threads: int = 0,
    device: str = "cpu",
) -> list[LossSpeed]:
    """Return the speed of every loss, as training binds it, in float32.

    Args:
        batch_size: rows of logits, for the comparison with the plain formulation.
        n_classes: columns of logits, for the same.
        steps: forward and backward passes of each turn.
        repeats: rounds.
        threads: processor threads of torch; 0 leaves what is set.
        device: "cpu" or "cuda".
    """
    where = torch.device(device)
    with threads_of_torch(threads):
        pairs = [
            _timed_pair(rival, batch_size, n_classes, steps, repeats, where) for rival in RIVALS
        ]
        shares = _step_shares(repeats, where)
    return [
        _summary(rival, pair, share)
        for rival, pair, share in zip(RIVALS, pairs, shares, strict=True)
    ]


def value_pair(rival: Rival, n_classes: int, device: torch.device) -> tuple[Value, Value]:
    """Return our loss and the plain formulation, both with the numbers of a long-tailed profile."""
    counts = exponential_counts(N_MAX, n_classes, RATIO)
    bound = bind_loss(rival.loss, counts).to(device)
    weights = torch.from_numpy(class_weights(counts, "effective")).float().to(device)
    own = (weights,) if rival.weighted else bound.numbers

    def ours(logits: Tensor, targets: Tensor) -> Tensor:
        class_weights = weights if rival.weighted else None
        beside = _beside(bound, len(logits), device)
        return bound.value(logits, targets, *bound.numbers, class_weights=class_weights, **beside)

    def eager(logits: Tensor, targets: Tensor) -> Tensor:
        return rival.eager(logits, targets, *own, **_beside(bound, len(logits), device))

    return ours, eager


@cache
def _features(batch_size: int, device: torch.device) -> Tensor:
    rng = torch.Generator().manual_seed(0)
    return torch.randn(batch_size, N_FEATURES, generator=rng).to(device)


def _beside(bound: BoundLoss, batch_size: int, device: torch.device) -> dict[str, Tensor]:
    """Return what else of the network a loss reads, by name."""
    return {"features": _features(batch_size, device)} if bound.reads_features else {}


def _timed_pair(
    rival: Rival, batch_size: int, n_classes: int, steps: int, repeats: int, device: torch.device
) -> FloatArray:
    """Return milliseconds of ours and of the plain formulation, shape (repeats, 2)."""
    pair = value_pair(rival, n_classes, device)
    arms = [_loss_arm(value, batch_size, n_classes, device) for value in pair]
    return np.array(take_turns(arms, steps, repeats, device)) * 1000 / steps


def _step_shares(repeats: int, device: torch.device) -> list[float]:
    """Return the share of a training step that each loss takes, in the order of the rivals."""
    arms = [_network_arm(device)]
    for rival in RIVALS:
        ours, _ = value_pair(rival, N_CLASSES, device)
        arms.append(_loss_arm(ours, STEP_BATCH, N_CLASSES, device))
    network, *losses = np.array(take_turns(arms, STEP_TURN, repeats, device)).T
    return [float(np.median(loss / (network + loss))) for loss in losses]


def _loss_arm(value: Value, batch_size: int, n_classes: int, device: torch.device) -> Arm:
    rng = torch.Generator().manual_seed(0)
    logits = torch.randn(batch_size, n_classes, generator=rng).to(device).requires_grad_()
    targets = torch.randint(n_classes, (batch_size,), generator=rng).to(device)

    def step(_: int) -> None:
        torch.autograd.grad(value(logits, targets), logits)

    return Arm(step, lead_in=1)


def _network_arm(device: torch.device) -> Arm:
    network = build_model(
        "resnet32", input_shape=(SIDE, SIDE, 3), n_classes=N_CLASSES, head="linear", width=1
    )
    network = network.to(device).to(memory_format=torch.channels_last)
    images = torch.randn(STEP_BATCH, 3, SIDE, SIDE).to(device, memory_format=torch.channels_last)
    gradient = torch.full((STEP_BATCH, N_CLASSES), 1 / STEP_BATCH, device=device)

    def step(_: int) -> None:
        torch.autograd.grad(network(images), list(network.parameters()), gradient)

    return Arm(step, lead_in=0)


def _summary(rival: Rival, milliseconds: FloatArray, step_share: float) -> LossSpeed:
    ours, eager = milliseconds.T
    ratios = ours / eager
    return LossSpeed(
        loss=rival.name,
        ours=float(np.median(ours)),
        eager=float(np.median(eager)),
        ratio=float(np.median(ratios)),
        ratio_low=float(ratios.min()),
        ratio_high=float(ratios.max()),
        step_share=step_share,
        written=rival.written,
    )
