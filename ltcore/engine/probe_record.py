"""The probes of a run in its own folder: pages show them without torch."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from ltcore.config import RunConfig
from ltcore.data import LongTailData
from ltcore.engine.probe_examples import probe_examples
from ltcore.engine.probing import ProbeReport, probe_run
from ltcore.runs import RunFolder, RunRecord
from ltcore.runs.probes import write_probes
from ltcore.types import FloatArray, IntArray

MOST = 1_000_000
"""Examples times classes of a probe that a run makes by itself at its end; a larger one takes minutes."""
PRUNED_SHARE = 0.7
"""Share of the weights that is left out where no pre-training of the run says how many."""


def pruned_share_of(config: RunConfig | None) -> float:
    """Return the share of the weights that the run's SDCLR prunes, else 0.7.

    Example:
        >>> pruned_share_of(None)
        0.7
    """
    settings = None if config is None else config.pretrain.settings
    return float(getattr(settings, "pruned_share", PRUNED_SHARE))


def keep_probes(folder: RunFolder, report: ProbeReport) -> None:
    """Write the probes of a run into its folder, class by class.

    Args:
        folder: of the run.
        report: what ``probe_run`` found.

    Raises:
        RunWriteError: the folder cannot be written.
    """
    classes, support = np.arange(report.task.n_classes), report.support
    probes = [
        pd.DataFrame(
            {
                "backbone": one.backbone,
                "reader": one.reader,
                "examples": one.examples,
                "class": classes,
                "learned_from": one.counts,
                "support": support,
                "correct": _whole(one.score.recall, support),
                "strength": one.strength,
            }
        )
        for one in report.results
    ]
    pruning = [
        pd.DataFrame(
            {
                "backbone": one.backbone,
                "class": classes,
                "support": support,
                "moved": _whole(one.moved, support),
                "pruned_share": one.share,
            }
        )
        for one in report.pruning
    ]
    write_probes(folder, pd.concat(probes), pd.concat(pruning))


def probe_at_end(
    record: RunRecord,
    data: LongTailData,
    *,
    store: Path | None = None,
    alive: Callable[[], None] = lambda: None,
) -> str:
    """Probe a run whose last step is done, and return a sentence for its log; "" for a run without need.

    Only a run with a pre-training is probed, and only where that is soon done.

    Args:
        record: of the run.
        data: its examples.
        store: folder of prepared sources, None for the default one.
        alive: called after each backbone.

    Raises:
        RunError, DataError, CheckpointError: see ``probe_run``.
        RunWriteError: the folder cannot be written.
    """
    config = record.config
    if config is None or not config.pretrain.is_used:
        return ""
    learned_from = probe_examples(config.data, data, shots=0, draw=0, store=store)
    size = max(map(len, learned_from.values())) * data.task.n_classes
    if size > MOST:
        return (
            f"no probes: {size // data.task.n_classes:,} examples of {data.task.n_classes:,} classes take "
            f"some time; ltlab probe {record.id} --keep makes them"
        )
    share = pruned_share_of(config)
    try:
        report = probe_run(record, pruned_share=share, store=store, alive=alive)
    except ValueError as error:
        return f"no probes: {error}"
    keep_probes(record.folder, report)
    return "probed the random, the pre-trained and the final backbone"


def _whole(shares: FloatArray, support: IntArray) -> IntArray:
    return np.rint(np.nan_to_num(shares) * support).astype(np.int64)
