"""The only place that seeds: every draw is a pure function of named numbers.

A resumed run needs no saved generator, because the generator of a step is made anew from (seed, stage, step,
rank).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch

WEIGHTS, STEP, AUGMENT, RESHAPE, START, AUGMENT_UNLABELLED = 0, 1, 2, 3, 4, 5
"""What a draw is for; first number of its key."""


def derived_seed(*key: int) -> int:
    """Return a seed that depends on every number of the key, in [0, 2**63).

    Args:
        key: non-negative integers.

    Example:
        >>> derived_seed(0, 1) == derived_seed(0, 1), derived_seed(0, 1) == derived_seed(1, 0)
        (True, False)
    """
    # SeedSequence pads keys with zeros, so the length goes in front.
    return int(np.random.SeedSequence((len(key), *key)).generate_state(1, np.uint64)[0] >> 1)


@contextmanager
def seeded(*key: int) -> Iterator[None]:
    """Run a block under torch's global generators seeded by the key; they are restored afterwards."""
    with torch.random.fork_rng():
        torch.manual_seed(derived_seed(*key))
        yield


def seed_step(seed: int, stage: int, step: int, rank: int) -> None:
    """Seed torch's global generators for one step (dropout and the like draw from them)."""
    derived = derived_seed(STEP, seed, stage, step, rank)
    torch.default_generator.manual_seed(derived)
    # torch.manual_seed would note a call stack for every kind of accelerator that is not in use: about a
    # tenth of a run with a small network on the processor.
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        torch.cuda.manual_seed_all(derived)


def augmentation_generators(
    seed: int, stage: int, rank: int, device: torch.device, *, of: int = AUGMENT
) -> Callable[[int], torch.Generator]:
    """Return the function step -> generator that augmentation draws from.

    The same generator object is reseeded for each step, so use it before asking for the next.

    Args:
        seed: of the run.
        stage: its number.
        rank: of the process.
        device: where the generator draws.
        of: what is augmented, ``AUGMENT`` or ``AUGMENT_UNLABELLED``.
    """
    generator = torch.Generator(device)

    def of_step(step: int) -> torch.Generator:
        return generator.manual_seed(derived_seed(of, seed, stage, step, rank))

    return of_step


def augmentation_generator(
    seed: int, stage: int, step: int, rank: int, device: torch.device
) -> torch.Generator:
    """Return the generator that augmentation draws from in one step, see `augmentation_generators`."""
    key = derived_seed(AUGMENT, seed, stage, step, rank)
    return torch.Generator(device).manual_seed(key)
