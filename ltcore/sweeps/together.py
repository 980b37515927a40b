"""Which queued runs are trained as one program."""

import contextlib
from collections.abc import Hashable, Mapping, Sequence

from ltcore.config import RunConfig
from ltcore.runs import AlreadyRunningError, RunFolder, run_lock
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
    if not config.method.parts.is_plain:
        return (
            f"{config.method.name} is more than one stage of training on the examples as they are"
        )
    if config.pretrain.is_used:
        return "it is pre-trained"
    if config.model.name not in SMALL:
        return f"{config.model.name} is not one of the small networks ({', '.join(SMALL)})"
    if config.train.ema:
        return "it keeps a moving average of its weights (ema)"
    if config.train.precision != "fp32":
        return f"several runs at once are trained in fp32, not in {config.train.precision}"
    return ""


def setting_of(config: RunConfig) -> Hashable:
    """Return what two runs have in common that differ in their seeds, and labels, alone.

    Example:
        >>> runs = [RunConfig(seed=seed) for seed in (0, 1)]
        >>> setting_of(runs[0]) == setting_of(runs[1])
        True
    """
    return config.model_copy(update={"seed": 0, "name": ""}).model_dump_json()


def take_company(folder: RunFolder, *, together: bool) -> None:
    """Note whether an unfinished run is to be trained together with others; its result is the same but for bits.

    Raises:
        RunError: the run is gone or damaged.
        RunWriteError: its folder cannot be written.
    """
    config = folder.read_config()
    if config.train.together == together:
        return
    train = config.train.model_copy(update={"together": together})
    with contextlib.suppress(AlreadyRunningError), run_lock(folder.path, timeout=0):
        folder.write_config(config.model_copy(update={"train": train}))


def companies(waiting: Mapping[str, RunConfig | None], places: int) -> list[list[str]]:
    """Return the runs of a queue, those that are to be trained as one side by side.

    Where there are fewer settings than places, the runs of a setting are shared out among several programs,
    so that no core is idle.

    Args:
        waiting: run id -> its settings, in the order of the queue; None where they cannot be read.
        places: how many programs can run at the same time, at least 1.

    Example:
        >>> runs = {str(s): RunConfig(seed=s, train={"together": True}) for s in range(5)}
        >>> companies(runs, places=1), companies(runs, places=2)
        ([['0', '1', '2', '3', '4']], [['0', '1', '2'], ['3', '4']])
    """
    by_setting: dict[Hashable, list[str]] = {}
    for run_id, config in waiting.items():
        is_alone = config is None or not config.train.together or bool(alone_because(config))
        key = run_id if config is None or is_alone else (setting_of(config),)
        by_setting.setdefault(key, []).append(run_id)
    programs = -(-places // max(1, len(by_setting)))
    return [part for ids in by_setting.values() for part in _shared_out(ids, programs)]


def _shared_out(ids: Sequence[str], parts: int) -> list[list[str]]:
    """Return ids in so many parts of nearly equal length, in fewer where they would be too short."""
    parts = max(1, min(parts, len(ids) // FEWEST))
    short, longer = divmod(len(ids), parts)
    ends = [short * part + min(part, longer) for part in range(parts + 1)]
    return [list(ids[first:last]) for first, last in zip(ends, ends[1:], strict=False)]
