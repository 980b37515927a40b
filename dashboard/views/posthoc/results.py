"""A finished run with its decisions made anew: the value chosen, both pictures, and what theory says."""

import math
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.shell import answers, changed, class_words, footer, state, widgets
from dashboard.shell.components.picture import drawn
from dashboard.shell.predictions import prediction
from dashboard.shell.predictions.asking import asking
from dashboard.shell.shown import formula_card
from dashboard.shell.text import literal
from dashboard.views.posthoc import badge, hand, texts
from dashboard.views.posthoc import loaders as posthoc_loaders
from dashboard.views.posthoc.choice import LABELS, MEDIUM, RUNS, Choice, said
from dashboard.views.posthoc.loaders import Swept
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.posthoc.choice import Selection, select
from ltcore.analysis.posthoc.scores import ALL, class_change
from ltcore.plots.base.text import count, plain
from ltcore.plots.posthoc.classes import posthoc_classes_figure, words_posthoc_classes
from ltcore.plots.posthoc.sweep import SweepView
from ltcore.plots.posthoc.words import words_posthoc
from ltcore.runs import NotKeptError, RunError, RunRecord
from ltcore.types import Split

KEY = "posthoc"
CLASSES_KEY = "posthoc_classes"
LONG_FIT = 20_000_000
"""Training features times classes from which an SVM takes more than a second, and waits for a button."""


def draw(choice: Choice) -> None:
    """Draw a corrected run, and which runs cannot be corrected."""
    _corrected(choice)
    RUNS.draw_left_out(choice.left_out)


def _corrected(choice: Choice) -> None:
    try:
        if _waits(choice):
            return
        shown = posthoc_loaders.swept(choice.record, choice.split, choice.rule, choice.spec)
        others = _of_other_splits(choice)
    except NotKeptError as error:
        st.info(
            f"This correction does not work with this run: {_told(error)}", icon=":material/inbox:"
        )
        return
    except (RunError, ValueError) as error:
        st.error(f"This run cannot be corrected: {_told(error)}", icon=":material/error:")
        return
    if not len(shown.sweep.labels):
        st.info(f"This run has no {SPLITS[choice.split]} examples.", icon=":material/inbox:")
        return
    by_split = {**others, choice.split: shown}
    selection = select(
        by_split["val"].sweep if "val" in by_split else None,
        by_split["test"].sweep if "test" in by_split else None,
        len(shown.axis),
    )
    _take_button(choice, selection)
    badge.warn_of_double_correction(choice, badge.judge(choice, shown.axis))
    _draw(
        choice, shown, {split: by_split[split] for split in SPLITS if split in by_split}, selection
    )


def _told(error: Exception) -> str:
    return literal(str(error).rstrip("."), 500) + "."


def _of_other_splits(choice: Choice) -> dict[Split, Swept]:
    """Return the correction on the other of test and validation where the run has it."""
    other: Split = "val" if choice.split == "test" else "test"
    try:
        found = posthoc_loaders.swept(choice.record, other, choice.rule, choice.spec)
    except NotKeptError:
        return {}
    return {other: found} if len(found.sweep.labels) else {}


def _waits(choice: Choice) -> bool:
    """Return whether a long fit has not been asked for yet; then the button for it is drawn."""
    if choice.spec.name != "svm":
        return False
    shape = choice.record.folder.features_shape("train")
    n_classes = len(choice.record.class_names or ())
    asked = f"posthoc_fit_{choice.record.id}_{choice.spec.machine}"
    if shape is None or math.prod(shape) * n_classes <= LONG_FIT:
        return False
    if state.remembered(asked, default=False):
        return False
    st.info(
        f"This fits one hyperplane for each of {count(n_classes, 'class')} to "
        f"{count(shape[0], 'training example')} and may take a while.",
        icon=":material/hourglass:",
    )
    st.button("Fit", key="posthoc_fit", on_click=state.remember, args=(asked, True))
    return True


def _take_button(choice: Choice, selection: Selection) -> None:
    setting = choice.correction.setting
    pair = _offset_pair(choice)
    best = selection.value if pair is None else pair[1]
    with choice.beside:
        st.button(
            "Validation's choice" if state.look().lecture else "Use the value chosen on validation",
            key="posthoc_take",
            disabled=best is None,
            help=None
            if best is not None
            else "This run has no validation examples to choose the value on.",
            on_click=_take,
            args=(choice, best, pair),
            icon=":material/check:",
            type="secondary" if best != state.value(setting) else "tertiary",
        )


def _take(choice: Choice, best: float, pair: tuple[float, float, float] | None) -> None:
    state.put(choice.correction.setting, best)
    if pair is not None:
        state.put(MEDIUM, pair[0])


def _offset_pair(choice: Choice) -> tuple[float, float, float] | None:
    """Return the offsets that validation chooses together, None where there is nothing to choose."""
    if choice.spec.name != "offsets":
        return None
    grid = choice.correction.grid
    try:
        return posthoc_loaders.best_offsets(choice.record, choice.rule, grid, grid)
    except NotKeptError:
        return None


def _draw(
    choice: Choice, shown: Swept, by_split: Mapping[Split, Swept], selection: Selection
) -> None:
    correction = choice.correction
    view = SweepView(
        name=correction.name,
        axis=correction.axis,
        symbol=correction.symbol,
        value=choice.value,
        chosen=selection.value,
        split=choice.split,
        notes=(plain(choice.label, 60), *texts.notes(choice, shown.axis)),
    )
    curves = {split: each.curves for split, each in by_split.items()}
    uncorrected = float(shown.plain.set_index("group").loc[ALL, "balanced_error"])
    told = texts.selection(correction, selection, by_split, _offset_pair(choice))
    words = answers.of(words_posthoc, curves, shown.plain, view, told)
    with widgets.picture_place(KEY):
        ready = drawn(hand.figure, curves, uncorrected, view, look=state.look())
        asks = asking(ready, KEY, said(), LABELS)
        widgets.figure(ready, KEY, words, asks=asks)
    if not prediction.is_shown(asks):
        return
    further = [*texts.more(choice, by_split), texts.no_log_odds(choice)]
    widgets.in_words("\n".join(filter(None, [words, *further])))
    badge.draw(choice, badge.judge(choice, shown.axis))
    change = class_change(shown.sweep, shown.sweep.place(choice.value), shown.axis)
    if not _by_class(choice, change):
        return
    widgets.notice_and_try(*texts.notice_and_try(choice, shown))
    class_words.draw_groups(shown.axis)
    today = texts.today(choice, shown.axis)
    formula_card(correction.formula, correction.symbols, today, correction.source).draw()
    sheet = pd.concat([frame.assign(split=split) for split, frame in curves.items()])
    changed.tell([choice.record])
    footer.draw({"posthoc": sheet, "posthoc_classes": change}, _origin(choice), picture=KEY)
    class_words.draw_of_run(choice.record)
    if asks is None:
        slider = correction.setting.key
        hand.follow(KEY, slider, correction.grid, curves, uncorrected, view, state.look())


def _by_class(choice: Choice, change: pd.DataFrame) -> bool:
    """Draw what changes for each class; return whether it is shown: False while it asks."""
    split, measure, look = choice.split, choice.measure, state.look()
    ready = drawn(posthoc_classes_figure, change, measure, split=split, look=look)
    words = answers.of(words_posthoc_classes, change, measure, split=split)
    st.subheader("Which classes gain, and which pay?", anchor=False)
    with widgets.picture_place(CLASSES_KEY):
        asks = asking(ready, CLASSES_KEY, said(), LABELS)
        widgets.figure(ready, CLASSES_KEY, words, asks=asks)
    if not prediction.is_shown(asks):
        return False
    widgets.in_words(words)
    return True


def _logits(record: RunRecord) -> str:
    return "logits as imported" if record.config is None else "logits after the last epoch"


def _origin(choice: Choice) -> str:
    return (
        f"{footer.of_run(choice.record)}, {_logits(choice.record)}, "
        f"{SPLITS[choice.split]} examples. This is a single run: intervals are over its examples, not "
        "over seeds."
    )
