"""Which methods are alike to the engine, found in the stages that they build and listed nowhere.

A promise of the engine is kept or broken by what a stage holds: its stream, its method, its examples, its
loss. A kind is one such thing in its place; a few methods hold every kind, and stand for the others.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import FunctionType
from typing import Any

import numpy as np
from torch import nn

from ltcore.config import RunConfig
from ltcore.data import Examples, LongTailData, Unlabelled
from ltcore.methods import METHODS
from ltcore.pretraining import PRETRAININGS
from ltcore.steps import build_stages
from ltcore.training import Stage
from ltcore.types import Task

HIDDEN = frozenset(vars(nn.Module()))
"""What torch keeps in every module."""
COUNTS = np.array([12, 40, 4])
CHOICES = (str, bool)
"""What a stage says of itself in a word: where its weights come from, what is trained."""


def held(value: object, place: str) -> Iterator[str]:
    """Yield each object of the lab that is reached from a value, with the attribute that holds it."""
    if value is None or isinstance(value, CHOICES):
        yield f"{place}: {value}"
    elif isinstance(value, FunctionType):
        yield f"{place}: {value.__qualname__}"
    elif type(value).__module__.startswith("ltcore."):
        owner = type(value).__name__
        yield f"{place}: {owner}"
        for name, part in attributes(value):
            if isinstance(value, Stage) or not isinstance(part, CHOICES):
                yield from held(part, f"{owner}.{name}")
    else:
        yield f"{place}: {type(value).__name__}"


def attributes(value: object) -> Iterator[tuple[str, object]]:
    """Yield the attributes of an object, with the parts that a module of torch has put aside."""
    for name, part in vars(value).items():
        if name in ("_modules", "_buffers"):
            yield from part.items()
        elif not (isinstance(value, nn.Module) and name in HIDDEN):
            yield name, part


def small_images() -> LongTailData:
    """Return images of three classes, of which the most frequent is neither the first nor the last."""
    labels = np.repeat(np.arange(len(COUNTS)), COUNTS)
    n_images = 2 * len(labels)
    pool = np.random.default_rng(0).integers(0, 256, (n_images, 8, 8, 1)).astype(np.uint8)
    examples = Examples(pool, np.arange(len(labels)), labels)
    task = Task("toy", ("b", "a", "c"), COUNTS, (8, 8, 1))
    mean, std = np.zeros(1, np.float32), np.ones(1, np.float32)
    return LongTailData(
        task=task,
        train=examples,
        val=None,
        test=examples,
        mean=mean,
        std=std,
        checksum="0",
        unlabelled=Unlabelled(pool, np.arange(len(labels), n_images)),
    )


def kinds_of(
    method: str, data: LongTailData, pretrain: Mapping[str, Any] | None = None
) -> frozenset[str]:
    """Return the kinds of a method with its defaults, and of a pre-training before it."""
    tables = {"method": {"name": method}, "train": {"epochs": 5, "batch_size": 16}}
    config = RunConfig.model_validate(tables | ({"pretrain": pretrain} if pretrain else {}))
    stages = build_stages(config, data)
    return frozenset(kind for stage in stages for kind in held(stage, "run"))


def covering(kinds: Mapping[str, Iterable[str]]) -> list[str]:
    """Return few names that have every kind together: the one with most that are new, again and again."""
    left = set().union(*kinds.values())
    chosen = []
    while left:
        best = max(kinds, key=lambda name: len(left.intersection(kinds[name])))
        chosen.append(best)
        left.difference_update(kinds[best])
    return chosen


KINDS = {method: kinds_of(method, small_images()) for method in METHODS}
OF_EVERY_KIND = covering(KINDS)
"""Methods with every kind of stage, stream, examples and loss."""
OF_PRETRAININGS = frozenset(
    kind for name in PRETRAININGS for kind in kinds_of("erm", small_images(), {"name": name})
)
"""What pre-trainings hold; each of them is tested by itself."""
