"""The classes that the controls of the long tail ask for, and the runs that were trained on them."""

from collections.abc import Hashable, Sequence

import pandas as pd

from dashboard.shell import class_loaders, class_words, loaders
from dashboard.shell.arms import Arm, arms_of
from dashboard.shell.shown import NotShown
from dashboard.shell.stamps import RESULT_FILES, Stamp, stamp
from dashboard.shell.text import literal
from dashboard.views.long_tail import client_choice
from dashboard.views.long_tail.choice import PROFILES, TailChoice
from ltcore.analysis import class_counts_frame
from ltcore.config.data import DataConfig
from ltcore.data import CATALOG, DataError
from ltcore.types import Task

PROTOCOL = (
    "after the last epoch, recalls on test examples weighted by the class proportions of the training "
    "set"
)


def task_of(config: DataConfig) -> Task:
    """Return names and counts of the training set.

    Raises:
        NotShown: the data set is not here, or has too few examples.
    """
    try:
        return loaders.task(config)
    except DataError as error:
        raise why_no_data(error) from error


def why_no_data(error: DataError) -> NotShown:
    """Return what stands in place of a picture whose data cannot be read."""
    return NotShown(literal(error, 1000), ":material/database_off:")


def frame_of(asked: TailChoice) -> pd.DataFrame:
    """Return the classes, most frequent first.

    Raises:
        NotShown: the data set is not here, or has too few examples.
    """
    return class_counts_frame(task_of(asked.data), asked.rule)


def read(asked: TailChoice) -> Hashable:
    """Return what changes whenever the source does: names and counts of its classes."""
    task = task_of(asked.data)
    return tuple(task.class_names), tuple(task.class_counts.tolist())


def draw_classes(config: DataConfig) -> None:
    """Draw which classes there are, nothing where the data cannot be read."""
    try:
        task = loaders.task(config)
    except DataError:
        return
    class_words.draw(task.class_names, task.class_counts, class_loaders.notes_of(config))


def trained(config: DataConfig) -> list[Arm]:
    """Return the arms that were trained on exactly these data, ERM first."""
    records, _ = loaders.comparable()
    fitting = [record for record in records if record.config and record.config.data == config]
    return sorted(arms_of(fitting), key=lambda arm: arm.records[0].method != "erm")


def stamps(arm: Arm | None) -> Sequence[Stamp]:
    """Return what changes whenever the results of an arm do."""
    return tuple(stamp(record, RESULT_FILES) for record in arm.records) if arm else ()


def origin(asked: TailChoice, arm: Arm | None = None) -> str:
    """Return where the numbers come from.

    Args:
        asked: the data.
        arm: whose errors are shown; None: no run is.
    """
    data = asked.data
    words = f"{CATALOG[data.name].title}, profile {PROFILES[data.profile].lower()}"
    if client_choice.has_clients(data.profile):
        words += f", {client_choice.how(data)}, client {data.client} of {data.clients}"
    words += f", subset seed {data.subset_seed}."
    if arm is None:
        return words
    seeds, ids = zip(*((str(record.seed), record.id) for record in arm.records), strict=True)
    return f"{words} {arm.label}, seeds {', '.join(seeds)}, {PROTOCOL}. Runs: {', '.join(ids)}."
