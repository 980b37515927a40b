"""Which queued runs are trained as one program."""

import itertools
from collections.abc import Callable, Hashable, Mapping, Sequence

from ltcore.config import RunConfig
from ltcore.sweeps.cores import SMALL

FEWEST = 2
"""Runs that are worth being trained as one."""


def alone_because(config: RunConfig) -> str:
    """Return why a run cannot be trained together with others of its setting, "" where it can.

    The engine decides by what the run really consists of; this is what can be told before, from its settings.

    Args:
        config: settings of the run.

    Example:
        >>> alone_because(RunConfig.model_validate({"method": {"name": "crt"}}))
        'crt is more than one stage of training on the examples as they are'
        >>> alone_because(RunConfig.model_validate({"method": {"name": "ldam_drw"}}))
        ''
    """
    method, train = config.method, config.train
    small = ", ".join(SMALL)
    reasons = (
        (
            not method.parts.is_plain,
            f"{method.name} is more than one stage of training on the examples as they are",
        ),
        (config.pretrain.is_used, "a pre-training comes first"),
        (config.model.name not in SMALL, f"{config.model.name} is not a small network ({small})"),
        (train.ema > 0, "a moving average of the weights is kept (--ema)"),
        (train.precision != "fp32", f"it is trained in {train.precision}, and others in fp32"),
    )
    return next((why for is_so, why in reasons if is_so), "")


def setting_of(config: RunConfig) -> Hashable:
    """Return what two runs have in common that differ in their seeds, and labels, alone.

    Example:
        >>> runs = [RunConfig(seed=seed) for seed in (0, 1)]
        >>> setting_of(runs[0]) == setting_of(runs[1])
        True
    """
    return config.model_copy(update={"seed": 0, "name": ""}).model_dump_json()


def replaced(config: RunConfig, *, together: bool) -> RunConfig:
    """Return settings with another wish for company."""
    train = config.train.model_copy(update={"together": together})
    return config.model_copy(update={"train": train})


def companies(
    waiting: Mapping[str, RunConfig | None],
    cores: int,
    cores_of: Callable[[RunConfig], int] = lambda _: 1,
) -> list[list[str]]:
    """Return the runs of a queue, those that are to be trained as one side by side.

    Where there are fewer settings than programs that find cores at the same time, the runs of a setting are
    shared out among several programs, so that no core is idle.

    Args:
        waiting: run id -> its settings, in the order of the queue; None where they cannot be read.
        cores: how many there are, at least 1.
        cores_of: tells how many of them a program with runs of some settings takes, at least 1.

    Example:
        >>> runs = {str(s): RunConfig(seed=s, train={"together": True}) for s in range(5)}
        >>> companies(runs, 1), companies(runs, 2)
        ([['0', '1', '2', '3', '4']], [['0', '1', '2'], ['3', '4']])
        >>> companies(runs, 2, lambda config: 2)
        [['0', '1', '2', '3', '4']]
    """
    by_setting: dict[Hashable, list[str]] = {}
    for run_id, config in waiting.items():
        is_alone = config is None or not config.train.together or bool(alone_because(config))
        key = run_id if config is None or is_alone else (setting_of(config),)
        by_setting.setdefault(key, []).append(run_id)
    found = []
    for ids in by_setting.values():
        config = waiting[ids[0]]
        at_once = cores if config is None or len(ids) == 1 else cores // cores_of(config)
        found += _shared_out(ids, -(-at_once // len(by_setting)))
    return found


def _shared_out(ids: Sequence[str], parts: int) -> list[list[str]]:
    """Return ids in so many parts of nearly equal length, in fewer where they would be too short."""
    parts = max(1, min(parts, len(ids) // FEWEST))
    short, longer = divmod(len(ids), parts)
    ends = [short * part + min(part, longer) for part in range(parts + 1)]
    return [list(ids[first:last]) for first, last in itertools.pairwise(ends)]
