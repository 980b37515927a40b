"""Compare: which classes each method knows in the end, what it takes them for, and over seeds."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard.shell import (
    answers,
    changed,
    class_words,
    footer,
    left_out,
    loaders,
    presets,
    short_table,
    state,
    widgets,
)
from dashboard.shell.arms import offered
from dashboard.shell.components.picture import drawn
from dashboard.shell.text import literal
from dashboard.views.compare import calibrations, confusions, over_seeds, score_card
from dashboard.views.compare.choice import LINKED, MEASURED, PICTURE, controls
from dashboard.views.compare.pictures import (
    Comparison,
    Shown,
    compared,
    origin,
    scored,
    shown_classes,
    shown_groups,
)
from dashboard.views.compare.presets import demo_presets
from ltcore.analysis import (
    LeftOut,
    config_diff,
    deferred_switch,
)
from ltcore.plots.base.arm_marks import Measure
from ltcore.plots.compare.gap import gap_figure, words_gap
from ltcore.plots.compare.training_curves import (
    MAX_WITH_SEEDS,
    training_curves_figure,
    words_training_curves,
)

QUESTION = "Who pays for the head's accuracy?"
SENTENCES = {
    "classes": "Each mark is one class, on examples not trained on; the tail pays where its marks lie far "
    "below the head's.",
    "groups": "Each bar is the mean over the classes of one group; what a method gives to the tail it may "
    "take from the head.",
    "confusions": "Each row is a true class and what its examples are taken for; left of the diagonal stand "
    "more frequent classes.",
    "gap": "Each class twice: on the examples that it was trained on, and on others; what is known of the "
    "first alone was memorised, not learnt.",
    "calibration": "Each mark is the decisions that a method is about as sure of; where they lie below the "
    "dashed line, it is surer than it is right.",
    "seeds": "Each small dot is one seed's difference from the baseline; methods differ where the seeds "
    "agree.",
    "way": "Each line is a method's balanced error, one minus the mean recall of the classes, epoch by "
    "epoch; it tells when the methods part.",
    "settings": "What the runs do not share; where more than the method differs, the pictures speak of more "
    "than the method.",
}
"""What is seen, and the claim that it makes, for each aspect."""
TRY: Mapping[Measure, str] = {
    "recall": "Switch to precision: what recall gives to a rare class, precision may take back.",
    "precision": "Switch to F1: it is high only where recall and precision both are.",
    "f1": "Switch to recall and precision: which of the two pulls the F1 of the tail down?",
}
LONGEST_IDS = 20_000
"""Characters; more than the ids of all arms with twenty seeds each."""


Drawn = tuple[Mapping[str, pd.DataFrame], str]
"""What an aspect has drawn, by file name, and the key of its first figure."""


def render() -> None:
    """Draw the page."""
    state.adopt(PICTURE)
    widgets.heading(QUESTION, SENTENCES[state.value(PICTURE)])
    records, unusable = loaders.comparable()
    if not records:
        _empty(unusable)
        return
    tasks = offered(records)
    with st.container(gap="xsmall"):
        first_row = st.container(horizontal=True, vertical_alignment="center")
        choice = controls(tasks, first_row)
        if offers := demo_presets(tasks):
            presets.draw("preset_compare", offers, first_row)
    state.publish(*LINKED)
    widgets.show_notices(*LINKED)
    if choice.arms:
        comparison = compared(choice)
        _aspect(comparison)
        unusable = [*unusable, *comparison.left_out]
    else:
        st.info("Choose at least one method.", icon=":material/arrow_upward:")
    left_out.draw(unusable)


def _aspect(comparison: Comparison) -> None:
    """Draw the chosen picture alone, and what belongs below every one."""
    choice, per_class = comparison.choice, comparison.per_class
    if per_class.empty:
        if not left_out.in_place_of_picture(comparison.left_out):
            _classes(comparison)
        return
    frames, picture = ASPECTS[choice.picture](comparison)
    if choice.picture in MEASURED - {"calibration"}:  # which draws its own
        score_card.draw(answers.made(scored, comparison))
    changed.tell([record for arm in choice.arms for record in arm.records])
    footer.draw(frames, answers.made(origin, comparison), picture)
    class_words.draw_of_run(choice.arms[0].records[0])
    with st.expander("Run ids"):
        st.markdown(literal(", ".join(comparison.runs["run"]), LONGEST_IDS))


def _empty(unusable: Sequence[LeftOut]) -> None:
    left_out.in_place_of_picture(
        unusable,
        "Here the finished runs will stand side by side, class by class. There is none yet.",
        ":material/bar_chart:",
    )
    widgets.link_to_page("train", "Train the first ones", {})
    left_out.draw(unusable)


def _draw(shown: Shown, key: str) -> None:
    with widgets.picture_place(key):
        widgets.figure(shown.drawing, key, shown.words)
    widgets.in_words(shown.words)


def _classes(comparison: Comparison) -> Drawn:
    choice = comparison.choice
    shown = answers.made(shown_classes, comparison, state.look())
    _draw(shown, "per_class")
    widgets.notice_and_try(
        "What a method gives the tail it often takes from the head: look at both ends before you call it "
        "better. ERM is plain training, which counts each example alike.",
        TRY[choice.measure],
    )
    return {"classes": shown.frame}, "per_class"


def _groups(comparison: Comparison) -> Drawn:
    shown = answers.made(shown_groups, comparison, state.look())
    _draw(shown, "groups")
    widgets.notice_and_try(
        "A mean over few classes moves with each of them: under the bars stands how many there are.",
        "Under More, put the classes into thirds by rank: the bars change, the runs do not.",
    )
    return {"groups": shown.frame}, "groups"


def _confusions(comparison: Comparison) -> Drawn:
    return {"confusions": confusions.draw(comparison.choice, comparison.runs)}, "confusion"


def _gap(comparison: Comparison) -> Drawn:
    choice = comparison.choice
    records = [record for arm in choice.arms for record in arm.records]
    frame, without = loaders.gaps(records, choice.split, choice.rule)
    said = answers.of(words_gap, frame, split=choice.split)
    if frame.empty:
        left_out.in_place_of_picture(
            without,
            "Here stands what each class recalls of its training examples. None of these runs has kept it.",
            ":material/psychology:",
        )
        widgets.link_to_page("train", "Train one that keeps it", {})
    else:
        with widgets.picture_place("gap"):
            ready = drawn(gap_figure, frame, split=choice.split, look=state.look())
            widgets.figure(ready, "gap", said)
        widgets.in_words(said)
        widgets.notice_and_try(
            "A long line is a class known by heart: its training examples are recalled, most others are not.",
            "Go to Confusions: there stands what the examples that were not learnt are taken for.",
        )
    left_out.draw(without, "without_gap")
    return {"gaps": frame}, "" if frame.empty else "gap"


def _seeds(comparison: Comparison) -> Drawn:
    return over_seeds.draw(comparison.choice, comparison.runs)


def _calibration(comparison: Comparison) -> Drawn:
    return calibrations.draw(comparison.choice)


def _way(comparison: Comparison) -> Drawn:
    records = [record for arm in comparison.choice.arms for record in arm.records]
    frame, without = loaders.curves(records)
    if frame.empty:
        left_out.in_place_of_picture(
            without, "These runs came without training curves.", ":material/show_chart:"
        )
        return {}, ""
    metric = loaders.watched_error(frame)
    arms = frame[["run", "arm"]].drop_duplicates().set_index("run")["arm"]
    switches = {
        arms[record.id]: at
        for record in records
        if record.config
        and record.id in arms
        and (at := deferred_switch(record.config)) is not None
    }
    said = answers.of(words_training_curves, frame, metric)
    look = state.look()
    ready = drawn(training_curves_figure, frame, metric, switches=switches, look=look)
    with widgets.picture_place("curves"):
        widgets.figure(ready, "curves", said)
    widgets.in_words(said)
    few = frame["arm"].nunique() <= MAX_WITH_SEEDS
    widgets.notice_and_try(
        "Faint lines are the values of each seed, strong ones their smoothed mean."
        if few
        else f"Take methods away: of {MAX_WITH_SEEDS} or fewer seeds and intervals are drawn as well.",
        "Go back to By class: the same balanced error at the end may hide other classes.",
    )
    left_out.draw(without, "without_curves")
    return {"curves": frame}, "curves"


def _settings(comparison: Comparison) -> Drawn:
    arms, runs = comparison.choice.arms, comparison.runs
    names = dict(zip(runs["run"], runs["arm"], strict=True))
    firsts = {names.get(arm.records[0].id, arm.label): arm.records[0].config for arm in arms}
    configs = {name: config for name, config in firsts.items() if config is not None}
    differing = config_diff(configs).drop(index="seed", errors="ignore").reset_index()
    if differing.empty:
        st.info("These runs share every setting but the seed.", icon=":material/equal:")
    else:
        short_table.draw(differing)
    return {"settings": differing}, ""


ASPECTS: Mapping[str, Callable[[Comparison], Drawn]] = {
    "classes": _classes,
    "groups": _groups,
    "confusions": _confusions,
    "gap": _gap,
    "calibration": _calibration,
    "seeds": _seeds,
    "way": _way,
    "settings": _settings,
}
