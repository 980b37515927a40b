import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.base.setting_studies import BALANCED_ERROR, TAIL_ERROR
from ltcore.analysis.deferred_schedules.lateness import NEVER
from ltcore.analysis.deferred_schedules.timeline import DEFERRED, timeline_frame
from ltcore.plots.base.theme import Look
from ltcore.plots.deferred_schedules.lateness import (
    NOTHING,
    lateness_figure,
    switch_text,
    words_lateness,
)
from ltcore.plots.deferred_schedules.timeline import timeline_figure, words_timeline

LOOKS = [Look(), Look("dark", lecture=True)]
AXIS = class_axis([5000, 500, 50], ["cat", "dog", "lynx"])


def errors_of(means, seeds=3):
    """Errors by (arm, method): switch -> mean; seeds lie evenly around it, two points apart."""
    return pd.DataFrame(
        [
            {
                "run": f"{arm}-{x}-{seed}",
                "arm": arm,
                "method": method,
                "seed": seed,
                "x": x,
                BALANCED_ERROR: mean + 0.02 * (seed - (seeds - 1) / 2),
                TAIL_ERROR: 2 * mean,
            }
            for (arm, method), row in means.items()
            for x, mean in row.items()
            for seed in range(seeds)
        ]
    )


ERRORS = errors_of(
    {
        ("DRW", "drw"): {0.0: 0.25, 0.8: 0.2, NEVER: 0.3},
        ("LDAM-DRW", "ldam_drw"): {0.0: 0.22, 0.8: 0.18, 0.95: 0.24},
    }
)


@pytest.mark.parametrize("look", LOOKS)
def test_bars_fill_the_run_and_meet_at_the_switch(look):
    figure = timeline_figure(timeline_frame(AXIS, 0.6), 0.6, data="CIFAR-10-LT", look=look)
    early, weights, draws = figure.data
    assert set(early.base) == {0}
    np.testing.assert_allclose(early.x, 0.6, rtol=1e-6)
    for late in (weights, draws):
        np.testing.assert_allclose(np.asarray(late.base) + np.asarray(late.x), 1, rtol=1e-6)
    assert len(early.y) == len(DEFERRED) == len(weights.y) + len(draws.y)
    assert figure.layout.title.text == "After 60 % of the training, the rarest class weighs 79 ×"


def test_a_bar_says_what_is_done_in_it():
    frame = timeline_frame(AXIS, 0.8)
    early, weights, draws = timeline_figure(frame, 0.8).data
    assert early.text[DEFERRED.index("ldam_drw")] == "cross-entropy, margins 0.16 to 0.50"
    assert early.text[DEFERRED.index("m_drw")] == "cross-entropy, margin 0.50"
    assert early.text[DEFERRED.index("hg_drs")] == "hinge"
    assert early.text[DEFERRED.index("tla_adrw")] == "logits shifted, times 0.79"
    assert set(draws.text) == {"100 ×"}
    assert weights.text[0] == "79 ×"
    said = words_timeline(frame, 0.8)
    assert (
        "DRS: first cross-entropy; then cross-entropy, the rarest is drawn 100 × as often." in said
    )


def test_equal_classes_weigh_alike_before_and_after():
    frame = timeline_frame(class_axis([50, 50, 50], ["cat", "dog", "lynx"]), 0.8)
    figure = timeline_figure(frame, 0.8)
    _, weights, draws = figure.data
    assert set(weights.text) == set(draws.text) == {"1 ×"}
    assert figure.layout.title.text == "After 80 % of the training, the rarest class weighs 1 ×"


def test_without_a_delay_nothing_comes_first():
    frame = timeline_frame(AXIS, 0.0)
    said = words_timeline(frame, 0.0)
    assert said.startswith("From the first step on, the rarest class weighs 79 ×.")
    assert "first " not in said.split("\n")[1]
    assert len(timeline_figure(frame, 0.0).data[0].y) == 0


@pytest.mark.parametrize("look", LOOKS)
def test_every_switch_has_its_place_and_never_is_the_last(look):
    figure = lateness_figure(ERRORS, data="Digits", look=look)
    assert list(figure.layout.xaxis.ticktext) == ["0 %", "80 %", "95 %", "never"]
    lines = {trace.name: trace for trace in figure.data if trace.name}
    np.testing.assert_allclose(lines["DRW"].y, [0.25, 0.2, 0.3], rtol=1e-6)
    assert np.round(lines["DRW"].x).tolist() == [0, 1, 3]
    assert figure.layout.title.text == (
        "Balanced test error, DRW: from the start 25.0 %, at 80 % 20.0 %, never 30.0 %"
    )


def test_the_words_compare_the_authors_switch_with_both_ends():
    said = words_lateness(ERRORS)
    assert "At 80 %, compared with weights from the start: −5.0 points" in said
    assert "At 80 %, compared with never switching: −10.0 points" in said
    assert said.count("compared with never switching") == 1  # LDAM-DRW has no such run
    assert words_lateness(ERRORS.iloc[:0]) == f"{NOTHING}."


def test_nothing_is_said_as_nothing():
    figure = lateness_figure(ERRORS.assign(**{TAIL_ERROR: np.nan}), TAIL_ERROR)
    assert figure.layout.annotations[0].text == NOTHING


def test_a_switch_is_written_as_people_say_it():
    assert [switch_text(x) for x in (0.0, 0.95, NEVER)] == ["from the start", "95 %", "never"]
