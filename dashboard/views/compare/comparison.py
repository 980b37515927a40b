"""What every picture of a comparison rests on, and what stands around each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import pandas as pd
import streamlit as st

from dashboard.shell import answers, changed, class_words, left_out, loaders
from dashboard.shell.arms import Arm
from dashboard.shell.page import Picture
from dashboard.shell.shown import Card, NotShown
from dashboard.shell.stamps import RESULT_FILES, Stamp, stamp
from dashboard.shell.text import literal
from dashboard.views.compare import score_card
from dashboard.views.compare.choice import Choice
from ltcore.analysis import LeftOut, run_numbers
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.base.training_counts import sameness_in_words
from ltcore.plots.base.metric_names import no_examples
from ltcore.plots.base.text import count
from ltcore.runs import RunRecord
from ltcore.types import GroupRule, Split

S = TypeVar("S", bound=Choice)
LONGEST_IDS = 20_000
"""Characters; more than the ids of all arms with twenty seeds each."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison:
    """The numbers by class, which every picture rests on; sessions share it, and nobody changes it."""

    per_class: pd.DataFrame
    left_out: Sequence[LeftOut]

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run, with its balanced numbers."""
        columns = ["run", "label", "arm", "method", "seed"]
        runs = self.per_class[columns].drop_duplicates("run")
        return runs.join(run_numbers(self.per_class), on="run")


def compared(choice: Choice) -> Comparison:
    """Return what the reader compares; the same object as long as choice and files are the same.

    Raises:
        NotShown: nothing is chosen, or no run that is has predictions.
    """
    if not choice.arms:
        raise NotShown("Choose at least one method.", ":material/arrow_upward:")
    comparison = _made(choice)
    if comparison.per_class.empty:
        raise left_out.not_shown(
            comparison.left_out, f"{no_examples(choice.split)}.", ":material/bar_chart:"
        )
    return comparison


def _made(choice: Choice) -> Comparison:
    stamps = stamps_of(choice, RESULT_FILES)
    return answers.made(_comparison, choice.arms, choice.split, choice.rule, stamps)


def _comparison(
    arms: Sequence[Arm], split: Split, rule: GroupRule, _stamps: tuple[Stamp, ...]
) -> Comparison:
    records = [record for arm in arms for record in arm.records]
    frame, without = loaders.per_class(records, split, rule)
    return Comparison(per_class=frame, left_out=without)


def stamps_of(choice: Choice, files: Sequence[str]) -> tuple[Stamp, ...]:
    """Return what changes whenever one of these files of a chosen run does."""
    return tuple(stamp(record, files) for record in choice.records)


def of_comparison(
    picture: Picture[S], *, files: Sequence[str] = (), is_measured: bool = True
) -> Picture[S]:
    """Return a picture of the page with what stands below all of them.

    Args:
        picture: what it has alone; its details stand above those of the page.
        files: that it reads of each run besides the predictions.
        is_measured: whether the card of recall, precision and F1 belongs to it.
    """

    def details(choice: S) -> None:
        if picture.details is not None:
            picture.details(choice)
        if is_measured:
            answers.made(_score_card, compared(choice), choice.split).draw()
        changed.tell(choice.records)

    return replace(
        picture,
        reads=lambda choice: stamps_of(choice, (*RESULT_FILES, *files)),
        details=details,
        below=_below,
    )


def origin(choice: Choice, *, is_measured: bool = True) -> str:
    """Return where the numbers come from.

    Args:
        choice: what is compared.
        is_measured: whether they were measured on examples after training.
    """
    runs = compared(choice).runs
    seeds = sorted({str(seed) for seed in runs["seed"].dropna()})  # an import has none
    of_seeds = f", seed{'s' if len(seeds) != 1 else ''} {', '.join(seeds)}" if seeds else ""
    own = [record for record in choice.records if not loaders.is_demo(record)]
    demo = len(runs) - runs["run"].isin([record.id for record in own]).sum()
    came = f" ({demo if own else 'all'} came with the lab)" if demo else ""
    when = f", {_moment(choice.records)}, {SPLITS[choice.split]} examples" if is_measured else ""
    said = f"{choice.data}: {count(len(runs), 'run')}{came}{of_seeds}{when}."
    return " ".join(filter(None, (said, sameness_in_words(choice.records))))


def _moment(records: Sequence[RunRecord]) -> str:
    """Say when in their training the runs were measured; of an import nobody knows."""
    imports = sum(record.config is None for record in records)
    if not imports:
        return "after the last epoch"
    return "as imported" if imports == len(records) else "after the last epoch or as imported"


def _score_card(comparison: Comparison, split: Split) -> Card:
    return score_card.card(comparison.per_class, split=split)


def _below(choice: Choice) -> None:
    """Draw the classes, the ids of the runs, and the runs that are not shown."""
    unusable = [*loaders.comparable()[1], *choice.on_other_items]
    if choice.arms:
        comparison = _made(choice)
        unusable = [*unusable, *comparison.left_out]
        if not comparison.per_class.empty:
            class_words.draw_of_run(choice.arms[0].records[0])
            with st.expander("Run ids"):
                st.markdown(literal(", ".join(comparison.runs["run"]), LONGEST_IDS))
    left_out.draw(unusable)
