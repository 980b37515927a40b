"""What a comparison shows, made once for all who compare the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard.shell import answers, loaders
from dashboard.shell.components.picture import Drawing, drawing
from dashboard.shell.stamps import RESULT_FILES, Stamp, stamp
from dashboard.views.compare import score_card
from dashboard.views.compare.choice import MEASURED, Choice
from ltcore.analysis import LeftOut, group_frame, run_numbers
from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.text import count
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.groups import group_bars, words_groups
from ltcore.plots.compare.per_class import per_class_figure, words_per_class


@dataclass(frozen=True, eq=False)
class Comparison:
    """What the reader compares, and the numbers by class, which every aspect rests on; nobody changes it."""

    choice: Choice
    per_class: pd.DataFrame
    left_out: Sequence[LeftOut]

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run, with its balanced numbers."""
        columns = ["run", "label", "arm", "method", "seed"]
        runs = self.per_class[columns].drop_duplicates("run")
        return runs.join(run_numbers(self.per_class), on="run")


@dataclass(frozen=True)
class Shown:
    """A picture, ready to be sent, its words, and the frame that it is drawn from."""

    drawing: Drawing
    words: str
    frame: pd.DataFrame


def compared(choice: Choice) -> Comparison:
    """Return what the reader compares; the same object as long as choice and files are the same."""
    stamps = tuple(stamp(record, RESULT_FILES) for arm in choice.arms for record in arm.records)
    return answers.made(_comparison, choice, stamps)


def _comparison(choice: Choice, _stamps: tuple[Stamp, ...]) -> Comparison:
    records = [record for arm in choice.arms for record in arm.records]
    return Comparison(choice, *loaders.per_class(records, choice.split, choice.rule))


def scored(comparison: Comparison) -> score_card.Scored:
    """Return what the card of the formulas says."""
    return score_card.scored(comparison.per_class, split=comparison.choice.split)


def shown_classes(comparison: Comparison, look: Look) -> Shown:
    """Return the picture by class."""
    choice, frame = comparison.choice, comparison.per_class
    said = words_per_class(frame, choice.measure, split=choice.split)
    figure = per_class_figure(frame, choice.measure, split=choice.split, look=look)
    return Shown(drawing(figure), said, frame)


def shown_groups(comparison: Comparison, look: Look) -> Shown:
    """Return the picture by group."""
    split, frame = comparison.choice.split, group_frame(comparison.per_class)
    figure = group_bars(frame, split=split, look=look)
    return Shown(drawing(figure), words_groups(frame, split=split), frame)


def origin(comparison: Comparison) -> str:
    """Return where the numbers come from."""
    choice, runs = comparison.choice, comparison.runs
    seeds = sorted({str(seed) for seed in runs["seed"].dropna()})  # an import has none
    of_seeds = f", seed{'s' if len(seeds) != 1 else ''} {', '.join(seeds)}" if seeds else ""
    own = [record for arm in choice.arms for record in arm.records if not loaders.is_demo(record)]
    demo = len(runs) - runs["run"].isin([record.id for record in own]).sum()
    came = f" ({demo if own else 'all'} came with the lab)" if demo else ""
    when = f", after the last epoch, {SPLITS[choice.split]} examples"
    return (
        f"{choice.data}: {count(len(runs), 'run')}{came}{of_seeds}"
        f"{when if choice.picture in MEASURED else ''}. All were trained on the same "
        "classes with the same counts."
    )
