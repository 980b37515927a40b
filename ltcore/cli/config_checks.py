"""Wrong settings that show only with the data at hand, found before a run folder is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ltcore.cli.exits import CommandError, wrong_settings
from ltcore.cli.preparing import prepare_with_progress, print_notes
from ltcore.config import ModelConfig, RunConfig
from ltcore.config.stem import lost_resolution
from ltcore.config.training import MODEL_INPUTS
from ltcore.methods.classes_needed import refuse_empty_classes
from ltcore.pretraining.base import refuse_feature_vectors

if TYPE_CHECKING:
    from ltcore.data.unlabelled import UnlabelledMix
    from ltcore.runs import RunStore
    from ltcore.types import Task


@dataclass(frozen=True, eq=False)
class LearnedFrom:
    """What a run learns from.

    Attributes:
        task: names and counts of the training examples.
        unlabelled: how many unlabelled examples there are of what; None where there are none.
        notes: sentences about what was changed or passed over in reading the source, about the splits that it
            has of its own, and about what the network loses of the images.
    """

    task: "Task"
    unlabelled: "UnlabelledMix | None"
    notes: tuple[str, ...]

    def say(self, title: str = "") -> None:
        """Print how many examples each class has and how unequal that is, and the notes.

        Args:
            title: what the lines are about, where there are several.
        """
        from ltcore.data.labels import describe_classes

        counts = self.task.class_counts
        click.echo(
            f"{title}{': ' if title else ''}{counts.sum():,} examples, class counts {counts.max():,} to "
            f"{counts.min():,}, realised ratio {self.task.realised_ratio:.4g}",
            err=True,
        )
        click.echo(describe_classes(self.task.class_names, counts), err=True)
        if self.unlabelled is not None:
            found = describe_classes(self.task.class_names, self.unlabelled.counts)
            click.echo(f"unlabelled: {self.unlabelled}\nunlabelled: {found}", err=True)
        print_notes(self.notes)


def check(config: RunConfig, store: "RunStore") -> LearnedFrom:
    """Return what the run would learn from; its data are prepared where they are not yet.

    Args:
        config: settings of the run.
        store: the runs beside it, of which it may want to start from one.

    Raises:
        CommandError: profile and data, model and data, or the run and the one that it starts from do not go
            together (exit code 2).
        DataError: the data cannot be prepared.
    """
    from ltcore.data.own_splits import about_own_splits
    from ltcore.data.preview import plan
    from ltcore.runs import forkable, startable

    source = prepare_with_progress(config.data)
    with wrong_settings():
        planned = plan(config.data)
        require_model_reads(config.model, planned.task)
        refuse_feature_vectors(config.pretrain.name, planned.task)
        refuse_empty_classes(config.method.name, config.method.parts, planned.task)
        retraining = config.method.parts.retraining
        if config.fork:
            forkable(store, config)
        elif retraining is not None and retraining.from_run:
            startable(store, retraining.from_run, config)
    warning = lost_resolution(config.model.name, planned.task.input_shape)
    about_network = (warning,) if warning else ()
    return LearnedFrom(
        planned.task,
        planned.unlabelled,
        (*source.notes, *about_own_splits(config, source), *about_network),
    )


def check_all(configs: Iterable[RunConfig], store: "RunStore") -> None:
    """Check the runs of a grid and print what they learn from, for each data set, profile and note once.

    Those that share data, model, method, pre-training and start are checked once.

    Raises:
        CommandError: as `check`, with the id of the first run that cannot be.
        DataError: the data of a run cannot be prepared.
    """
    seen = set()
    learned_from: dict[tuple[str, tuple[str, ...]], tuple[str, LearnedFrom]] = {}
    for config in configs:
        retraining = config.method.parts.retraining
        data = config.data.model_dump_json()
        content = (
            data,
            config.model.name,
            config.method.name,
            retraining.from_run if retraining else "",
            config.fork,
            config.pretrain.name,
        )
        if content in seen:
            continue
        seen.add(content)
        try:
            found = check(config, store)
        except CommandError as error:
            raise CommandError(f"run {config.run_id}: {error.message}", error.code) from error
        learned_from.setdefault((data, found.notes), (config.run_id, found))
    for run_id, found in learned_from.values():
        found.say(f"data of {run_id}" if len(learned_from) > 1 else "")


def require_model_reads(model: ModelConfig, task: "Task") -> None:
    """Refuse a network for images where the data are feature vectors, or the reverse.

    Raises:
        ValueError: the network cannot read the data; the message names those that can.
    """
    given = "images" if task.is_image else "features"
    if MODEL_INPUTS[model.name] not in ("any", given):
        fitting = [name for name, reads in MODEL_INPUTS.items() if reads in ("any", given)]
        raise ValueError(
            f"model.name (--model): {model.name} reads {MODEL_INPUTS[model.name]}, but {task.data} are "
            f"{given}. Choose one of {', '.join(fitting)}, or other data"
        )
