"""How the cores of this machine are shared out among the runs of a queue."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

from ltcore.config import RunConfig
from ltcore.config.training import ModelName
from ltcore.config.variables import named_threads
from ltcore.sweeps.container import granted_bytes, granted_cores

SMALL: tuple[ModelName, ...] = ("mlp", "convnet")
"""Networks whose steps are too short to be split: one thread each, and one run beside the other."""
RUN_BYTES = 2**30
"""Memory that one run should find free."""
DEVICES = (Path("/dev/nvidiactl"), Path("/dev/dxg"), Path("/dev/kfd"))
"""What the driver of an accelerator makes: NVIDIA's, that of WSL, AMD's."""


@dataclass(frozen=True)
class Share:
    """What one run takes of the machine.

    Attributes:
        cores: of those that the queue shares out.
        threads: of the processor, for every library; None leaves what the environment says.
    """

    cores: int = 1
    threads: int | None = None


def available_cores() -> int:
    """Return how many cores this process may use: its affinity, and the limit of its container."""
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(own or 1, granted_cores()))


def available_memory() -> int:
    """Return the bytes that this process may still use: those free here, and within its container."""
    free: int = psutil.virtual_memory().available
    return min(free, granted_bytes())


def places() -> int:
    """Return how many small runs fit this machine at the same time: a core and a GiB each, at least 1."""
    return max(1, min(available_cores(), available_memory() // RUN_BYTES))


def has_room(running: Iterable[int]) -> bool:
    """Return whether one more run finds its memory now; what others use comes and goes while a queue runs.

    Args:
        running: process numbers of the runs of the queue. Each may still take what it has not taken of its
            own GiB.
    """
    return available_memory() - sum(map(_still_taken, running)) >= RUN_BYTES


def _still_taken(pid: int) -> int:
    try:
        taken: int = psutil.Process(pid).memory_info().rss
    except psutil.Error:  # it has just ended
        return 0
    return max(0, RUN_BYTES - taken)


def share_of(config: RunConfig, cores: int) -> Share:
    """Return what a run gets of so many cores; it never depends on what else is queued.

    A small network on the processor gets one core. Any other run gets them all, with as many threads as
    torch takes by itself. Where the settings or OMP_NUM_THREADS name threads, that many it is.

    Args:
        config: settings of the run.
        cores: that are shared out, at least 1.

    Raises:
        VariableError: OMP_NUM_THREADS cannot be meant.

    Example:
        >>> share_of(RunConfig.model_validate({"train": {"device": "cpu", "threads": 2}}), 8)
        Share(cores=2, threads=2)
    """
    if may_use_accelerator(config):
        return Share(cores)
    if config.train.threads:
        return Share(min(config.train.threads, cores), config.train.threads)
    if (named := named_threads()) is not None:
        return Share(min(named, cores), named)
    return Share(1, 1) if config.model.name in SMALL else Share(cores)


def threads_of_small_runs() -> int:
    """Return the threads of a run with a small network on the processor.

    Raises:
        VariableError: OMP_NUM_THREADS cannot be meant.
    """
    return named_threads() or 1


def may_use_accelerator(config: RunConfig) -> bool:
    """Return whether a run may find an accelerator here; looks for its driver and loads nothing."""
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES", "all").strip() in ("", "-1")
    if config.train.device == "cpu" or hidden:
        return False
    return any(device.exists() for device in DEVICES)
