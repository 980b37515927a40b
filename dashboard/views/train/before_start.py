"""What a reader should know before the runs of the page start: very many, unequal labels, small images."""

from collections.abc import Sequence

from dashboard.shell import loaders
from ltcore.analysis import short_title
from ltcore.config import RunConfig
from ltcore.config.stem import lost_resolution
from ltcore.data import DataError
from ltcore.plots.base.text import count
from ltcore.types import Task

FEW_ENOUGH = 12
"""Runs that a reader may start without being told how many they are."""


def very_many(configs: Sequence[RunConfig]) -> str:
    """Return in a sentence how many runs will be trained; "" where they are few enough.

    Args:
        configs: the runs of the page.
    """
    if len(configs) <= FEW_ENOUGH:
        return ""
    methods = len({config.method.name for config in configs})
    seeds = len({config.seed for config in configs})
    return (
        f"Start trains {len(configs)} runs: {count(methods, 'method')} with {count(seeds, 'seed')} each. "
        "Runs that are finished already are not trained again."
    )


def warnings(configs: Sequence[RunConfig], task: Task) -> list[str]:
    """Return a sentence for each thing that the runs can do and hardly anybody wants.

    Args:
        configs: the runs of the page.
        task: their data.
    """
    models = dict.fromkeys(config.model.name for config in configs)
    lost = [lost_resolution(model, task.input_shape) for model in models]
    told = (*lost, *_impossible(configs), unequal_labels(configs))
    return [f"{said.rstrip('.')}." for said in told if said]


def _impossible(configs: Sequence[RunConfig]) -> list[str]:
    """Return why the data of some runs cannot be had although those of the first can."""
    firsts = {config.data.model_dump_json(): config for config in reversed(configs)}
    said = []
    for config in reversed(firsts.values()):
        try:
            loaders.task(config.data)
        except DataError as error:
            said.append(f"{short_title(config.method.name)} cannot be trained: {error}")
    return said


def unequal_labels(configs: Sequence[RunConfig]) -> str:
    """Return in a sentence that some runs have fewer labels, because unlabelled examples take their place.

    Without a size for the largest class, each run has as many labels as its data can provide: a run with
    unlabelled examples has fewer than one without.

    Args:
        configs: the runs of the page.

    Returns:
        The sentence with its way out; "" where all have the same labels or the data cannot be read.
    """
    firsts: dict[str, RunConfig] = {}
    for config in configs:
        firsts.setdefault(config.method.name, config)
    if len({config.data.unlabelled > 0 for config in firsts.values()}) < 2:
        return ""
    try:
        counts = {name: loaders.task(one.data).class_counts for name, one in firsts.items()}
    except DataError:  # the page says so in place of its picture
        return ""
    totals = {name: int(one.sum()) for name, one in counts.items()}
    if len(set(totals.values())) < 2:
        return ""
    most, fewest = max(totals, key=totals.__getitem__), min(totals, key=totals.__getitem__)
    return (
        f"{short_title(most)} learns from {count(totals[most], 'label')}, {short_title(fewest)} from "
        f"{totals[fewest]:,}: its unlabelled examples come out of the same data. To compare them on the same "
        f"labels, give “Largest class n” {int(counts[fewest].max())} in More settings."
    )
