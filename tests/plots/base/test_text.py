import html
import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.plots.base.metric_names import metric_name
from ltcore.plots.base.series import arm_label
from ltcore.plots.base.spreading import spread
from ltcore.plots.base.text import (
    one_line,
    percent_between,
    plain,
    points_between,
    probability,
    shorten,
    shorten_middle,
)

CORPUS = [
    "<script>alert(1)</script>",
    '<a href="javascript:alert(1)">x</a>',
    "<b>bold</b>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "$\\frac{1}{2}$",
    "a<br>b",
]


@pytest.mark.parametrize("text", CORPUS)
def test_markup_is_drawn_letter_by_letter(text):
    escaped = plain(text)
    assert not set(escaped) & set("<>$")
    assert html.unescape(escaped) == text


def test_no_name_turns_the_text_that_follows_it():
    assert plain("cat \u202egnp.exe\u202c") == "cat gnp.exe"


@given(st.text(max_size=60), st.integers(2, 40))
def test_plain_cuts_before_it_escapes(text, limit):
    shown = html.unescape(plain(text, limit))
    assert len(shown) <= limit
    assert "<" not in plain(text, limit)
    assert "\n" not in plain(text, limit)


@given(st.text(max_size=80), st.integers(3, 40))
def test_both_ways_of_cutting_keep_to_the_limit(text, limit):
    line = one_line(text)
    for cut in (shorten(text, limit), shorten_middle(text, limit)):
        assert len(cut) <= limit
        assert cut == line or "…" in cut


def test_labels_of_arms_keep_their_differing_ends():
    long = "A method with quite a long title, ratio "
    assert arm_label(f"{long}10") != arm_label(f"{long}100")
    assert arm_label("<b>x</b>") == "&lt;b&gt;x&lt;/b&gt;"


def test_numbers_without_an_interval_or_value_say_so():
    nan = float("nan")
    assert percent_between(0.5, nan, nan) == "50 %"
    assert percent_between(nan, nan, nan) == "undefined"
    assert points_between(0.01, nan, nan) == "+1.0 points"
    assert points_between(nan, nan, nan) == "undefined"


@pytest.mark.parametrize(
    ("metric", "name"),
    [
        ("test_error", "test error"),
        ("train_balanced_error", "balanced training error"),
        ("tail_recall", "tail recall"),
        ("pseudo_label_share", "pseudo label share"),
    ],
)
def test_metric_names(metric, name):
    assert metric_name(metric) == name


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.floats(0.01, 0.3))
def test_spread_labels_never_overlap_and_keep_their_order(heights, gap):
    moved = spread(heights, gap)
    order = sorted(range(len(heights)), key=heights.__getitem__)
    steps = [moved[b] - moved[a] for a, b in itertools.pairwise(order)]
    assert all(step >= gap - 1e-9 for step in steps)
    assert sum(moved) == pytest.approx(sum(heights))


def test_probabilities_near_the_ends_are_not_called_certain():
    assert probability(0.99951) == "> 99.9 %"
    assert probability(0.9994) == "99.9 %"
    assert probability(math.nan) == "undefined"
