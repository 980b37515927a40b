import numpy as np
import pytest

from ltcore.plots.base.strokes import PROMISED
from ltcore.plots.base.theme import Look
from ltcore.plots.margins.two_classes import (
    trade_off_frame,
    two_class_margins_figure,
    words_two_class_margins,
)


def drawn(n1, n2, **settings):
    figure = two_class_margins_figure(trade_off_frame(n1, n2), n1, n2, **settings)
    return figure, {each.name: each for each in figure.data}


def test_optimum_and_equal_margins_are_marked_on_the_bound():
    figure, marks = drawn(5000, 50)
    assert marks["bound"].line.dash == PROMISED
    np.testing.assert_allclose(
        [*marks["optimum"].x, *marks["optimum"].y], [0.240253, 0.24500621], 1e-5
    )
    np.testing.assert_allclose(marks["equal margins"].y, [0.31112698], 1e-6)
    assert marks["bound"].y.min() >= 0.245006
    assert "class 2, the rarer one, gets 76 %" in figure.layout.title.text
    room = [(shape.x0, shape.x1) for shape in figure.layout.shapes]
    np.testing.assert_allclose(room, [(0, 0.240253), (0.240253, 1)], atol=1e-6)


def test_either_class_may_be_the_rare_one():
    figure, marks = drawn(50, 5000)
    assert "class 1, the rarer one, gets 76 %" in figure.layout.title.text
    np.testing.assert_allclose(marks["optimum"].x, [0.759747], 1e-5)
    warm = [shape.fillcolor for shape in figure.layout.shapes]
    other = [shape.fillcolor for shape in drawn(5000, 50)[0].layout.shapes]
    assert warm == other[::-1]
    assert "rare class 1 is" in words_two_class_margins(50, 5000)


def test_equal_counts_have_one_mark():
    figure, marks = drawn(500, 500, look=Look("dark", lecture=True))
    assert "equal margins" not in marks
    assert "half of the margin" in figure.layout.title.text
    assert "equal margins are best" in words_two_class_margins(500, 500)


def test_the_frame_is_the_bound():
    frame = trade_off_frame(5000, 50)
    row = frame.iloc[20]
    assert row["bound"] == pytest.approx(
        1 / (row["gamma1"] * 5000**0.5) + 1 / (row["gamma2"] * 50**0.5)
    )
    assert (frame["gamma1"] + frame["gamma2"] == 1).all()


def test_no_bound_says_why():
    figure = two_class_margins_figure(trade_off_frame(0, 50), 0, 50)
    assert "n1 is 0" in figure.layout.annotations[0].text
    assert "n1 is 0" in words_two_class_margins(0, 50)


def test_the_start_of_ten_thousand_to_one_saves_40_percent():
    assert "40 % less" in words_two_class_margins(10_000, 1)
