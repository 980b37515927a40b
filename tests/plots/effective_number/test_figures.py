"""The four pictures of the effective number: what is in them, and at the ends of what they can show."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from ltcore.analysis import class_axis
from ltcore.analysis.effective_number.curves import (
    class_weight_frame,
    effective_number_curves,
    weight_ratio_frame,
    with_effective_number,
)
from ltcore.analysis.effective_number.published_betas import published_betas_frame
from ltcore.plots.base.amounts import rounded, share_in_words
from ltcore.plots.base.theme import Look
from ltcore.plots.effective_number.class_weights import class_weights_figure, words_class_weights
from ltcore.plots.effective_number.curves import effective_number_figure, words_effective_number
from ltcore.plots.effective_number.published_betas import (
    published_betas_figure,
    with_beta,
    words_published_betas,
)
from ltcore.plots.effective_number.weight_ratio import weight_ratio_figure, words_weight_ratio

BETAS = (0.9, 0.99, 0.999, 0.9999, 1.0)
HOSTILE = "<b>x</b> $y$ <script>alert(1)</script>"
looks = pytest.mark.parametrize("look", [Look(), Look("dark", lecture=True)])
sizes = pytest.mark.parametrize(
    "counts", [[7], [1, 1], [5000, 500, 50], np.arange(1000, 0, -1)], ids=["1", "1-1", "3", "1000"]
)


def classes(counts, names=None):
    return class_axis(np.array(counts), names or [f"no. {rank}" for rank in range(len(counts))])


def drawn(counts, beta, names=None, **options):
    frame = with_effective_number(classes(counts, names), beta)
    curves = effective_number_curves(counts, tuple(dict.fromkeys((*BETAS, beta))))
    return effective_number_figure(curves, frame, beta, **options)


def texts(figure):
    return [annotation.text for annotation in figure.layout.annotations]


def whole(figure):
    return figure.to_json()


def test_dots_lie_on_the_chosen_curve():
    figure = drawn([5000, 500, 50], 0.999)
    dots, curve = figure.data[-1], figure.data[-2]
    assert dots.x.tolist() == [5000, 500, 50]
    assert dots.y.tolist() == pytest.approx([993.27888, 393.6210551, 48.7905], rel=1e-4)
    on_curve = np.interp(np.log(dots.x), np.log(curve.x), curve.y)
    assert on_curve == pytest.approx(dots.y, rel=2e-3)
    assert figure.layout.title.text == "β = 0.999: 5,000 images count as 993 and 50 as 48.8"


def test_every_curve_is_named_and_the_limit_too():
    said = texts(drawn([5000, 500, 50], 0.95))
    assert {"β = 0.9", "β = 0.99", "β = 0.999", "β = 0.9999", "β = 0.95", "β → 1: all new"} <= set(
        said
    )
    said = texts(drawn([5000, 500, 50], 0.999))
    assert "1/(1 − β) = 1,000: no class can count as more" in said
    assert "rarest class:<br>the 50th adds 95 %" in said


def test_a_linear_axis_leaves_out_what_lies_far_above():
    figure = drawn([5000, 500, 50], 0.99, scale="linear")
    assert max(trace.y.max() for trace in figure.data) <= figure.layout.yaxis.range[1]
    assert "β = 0.9999" not in texts(figure)


@sizes
@pytest.mark.parametrize("beta", [0.0, 0.9, 0.999999])
@pytest.mark.parametrize(
    ("scale", "look"), [("log", Look()), ("linear", Look("dark", lecture=True))]
)
def test_every_size_and_beta_is_drawn(counts, beta, scale, look):
    frame = classes(counts)
    weights = class_weight_frame(frame, beta)
    ratios = weight_ratio_frame(counts)
    for figure, said in (
        (
            drawn(counts, beta, scale=scale, look=look),
            words_effective_number(with_effective_number(frame, beta), beta),
        ),
        (
            class_weights_figure(weights, beta, scale=scale, look=look),
            words_class_weights(weights, beta),
        ),
        (
            weight_ratio_figure(ratios, counts, beta, scale=scale, look=look),
            words_weight_ratio(ratios, counts, beta),
        ),
    ):
        message = whole(figure)
        assert "nan" not in message.lower()
        assert len(message) < 300_000
        assert "nan" not in said.lower()
        assert len(said.splitlines()) <= 3


def test_names_of_people_are_text():
    names = [HOSTILE, HOSTILE + "2"]
    frame = class_weight_frame(classes([50, 5], names), 0.9)
    for figure in (drawn([50, 5], 0.9, names), class_weights_figure(frame, 0.9)):
        assert "<script>" not in whole(figure)
        assert "<b>x" not in whole(figure)


def test_the_words_follow_the_numbers():
    said = words_effective_number(with_effective_number(classes([163, 1]), 0.99), 0.99)
    assert "the rarest class's only image counts in full" in said
    assert "only the first image" in words_effective_number(
        with_effective_number(classes([163, 1]), 0.0), 0.0
    )
    assert "no class weighs more" in words_effective_number(
        with_effective_number(classes([9, 9]), 0.5), 0.5
    )


def test_weights_are_drawn_in_frequency_order():
    figure = class_weights_figure(class_weight_frame(classes([50, 5000, 500]), 0.9999), 0.9999)
    by_name = {trace.name: trace for trace in figure.data}
    ours = by_name["effective number"].y.tolist()
    assert ours == sorted(ours)
    assert by_name["inverse frequency"].y[-1] / by_name["inverse frequency"].y[0] == pytest.approx(
        100, rel=1e-5
    )
    assert [tick.split("<br>")[1] for tick in figure.layout.xaxis.ticktext] == [
        "5,000",
        "500",
        "50",
    ]


def test_the_dot_of_the_ratio_is_at_the_chosen_beta():
    figure = weight_ratio_figure(weight_ratio_frame([5000, 50]), [5000, 50], 0.999)
    dot = figure.data[-1]
    assert dot.x.tolist() == [1000]
    assert dot.y.tolist() == pytest.approx([20.358], rel=1e-3)
    assert {"no weights: 1", "inverse square root: 10", "inverse frequency: 100"} <= set(
        texts(figure)
    )
    assert figure.layout.xaxis.ticktext[3] == "1,000<br>0.999"


LEAST_DRAWN = 400
"""Pixels that every drawing has in a lecture, see `tests/browser/whole.py`."""


def test_published_rows_do_not_touch_in_a_lecture():
    frame, lecture = published_betas_frame(), Look("light", lecture=True)
    assert published_betas_figure(frame, 0.9, look=lecture).layout.height is None
    assert LEAST_DRAWN / len(frame) > lecture.text_size


@looks
def test_published_values_are_dots_at_their_beta(look):
    frame = published_betas_frame()
    figure = published_betas_figure(frame, 0.99, "CIFAR-100, ρ = 50", look=look)
    assert figure.data[0].x.tolist() == pytest.approx(
        [1e4] * 5 + [10, 10, 100, 100, 1e3] + [1e3] * 3
    )
    assert "<b>CIFAR-100, ρ = 50</b>" in figure.layout.yaxis.ticktext
    assert "test error 25.43 %" in figure.data[0].hovertext[1]
    assert "79 times" in words_published_betas(frame)


def test_nothing_is_said_to_be_nothing():
    nothing = with_effective_number(classes([1]), 0.9).iloc[:0]
    assert "No class counts" in texts(effective_number_figure(nothing, nothing, 0.9))[0]
    assert words_effective_number(nothing, 0.9)
    assert "No class counts" in texts(class_weights_figure(nothing, 0.9))[0]
    assert words_class_weights(nothing, 0.9)
    assert "No class counts" in texts(weight_ratio_figure(nothing, [], 0.9))[0]
    assert words_weight_ratio(nothing, [], 0.9)
    empty = published_betas_frame().iloc[:0]
    assert "No published" in texts(published_betas_figure(empty, 0.9))[0]
    assert words_published_betas(empty)


def test_amounts_never_round_to_nothing_or_all():
    assert [share_in_words(share) for share in (1e-9, 1 - 1e-9, 0.0995)] == [
        "less than 0.1 %",
        "more than 99.9 %",
        "10 %",
    ]
    assert [rounded(amount) for amount in (99.94, 99.96, float("inf"))] == ["99.9", "100", "inf"]


@pytest.mark.parametrize("beta", [0.0, 0.9, 0.9999])
@looks
def test_the_line_of_another_beta_is_all_that_differs(beta, look):
    frame = published_betas_frame()
    chosen = "CIFAR-10, ρ = 100"
    moved = with_beta(published_betas_figure(frame, 0.99, chosen, look=look).to_plotly_json(), beta)
    drawn = published_betas_figure(frame, beta, chosen, look=look)
    assert json.loads(go.Figure(moved).to_json()) == json.loads(drawn.to_json())
