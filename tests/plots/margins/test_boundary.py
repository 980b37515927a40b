import numpy as np
import pytest

from ltcore.plots.base.theme import Look
from ltcore.plots.margins.boundary import crossing, margin_boundary_figure, words_margin_boundary
from ltcore.theory.margins.boundary import Clouds, Line, draw, exact_errors, fit, two_margins


def traces(figure):
    return {each.name: each for each in figure.data}


def test_points_and_both_boundaries_are_drawn():
    clouds = Clouds()
    figure = margin_boundary_figure(clouds, 5.0)
    points, y = draw(clouds)
    drawn = traces(figure)
    np.testing.assert_allclose(drawn["tail"].x, points[y > 0, 0], rtol=1e-6)
    np.testing.assert_allclose(drawn["head"].y, points[y < 0, 1], rtol=1e-6)
    for name, margins in (("softmax", (0.0, 0.0)), ("LDAM", two_margins(clouds, 5.0))):
        line = fit(clouds, margins)
        scores = line.w1 * drawn[name].x + line.w2 * drawn[name].y + line.b
        np.testing.assert_allclose(scores / line.norm, 0, atol=1e-4)
    rings = [(shape.x0, shape.x1) for shape in figure.layout.shapes]
    assert rings == [(-3, -1), (-4, 0), (1, 3), (0, 4)]


def test_the_title_and_the_words_beside_the_clouds_have_the_exact_errors():
    clouds = Clouds(seed=3)
    figure = margin_boundary_figure(clouds, 5.0)
    head, tail = exact_errors(fit(clouds), clouds.distance)
    assert f"{100 * tail:.1f} % with softmax" in figure.layout.title.text
    words = [note.text for note in figure.layout.annotations]
    assert any("500 points" in text and f"softmax {100 * head:.1f} %" in text for text in words)
    assert any("10 points" in text and f"softmax {100 * tail:.1f} %" in text for text in words)


@pytest.mark.parametrize(
    ("clouds", "max_margin"),
    [
        (Clouds(n_head=1, n_tail=1, distance=1), 20.0),
        (Clouds(n_tail=1, ridge=0.05), 20.0),
        (Clouds(n_head=500, n_tail=500, distance=1, ridge=0.0001), 0.0),
        (Clouds(n_head=2, n_tail=500, distance=8), 5.0),
    ],
)
def test_extremes_are_drawn_and_said(clouds, max_margin):
    figure = margin_boundary_figure(clouds, max_margin, look=Look("dark", lecture=True))
    assert {"head", "tail", "softmax", "LDAM"} == set(traces(figure))
    assert len(figure.to_json()) < 300_000
    assert "of 3." in words_margin_boundary(clouds, max_margin, 3)


def test_a_boundary_that_hardly_moves_is_said_to():
    assert "hardly moves" in words_margin_boundary(Clouds(), 0.5)
    assert "hardly moves, by 0.00" in words_margin_boundary(Clouds(), 0.0)
    assert "The boundary moves, by 0.37 standard deviations towards the head" in (
        words_margin_boundary(Clouds(), 5.0)
    )


def test_no_points_no_boundary():
    figure = margin_boundary_figure(Clouds(n_tail=0), 5.0)
    assert "n_tail is 0" in figure.layout.annotations[0].text
    assert "n_tail is 0" in words_margin_boundary(Clouds(n_tail=0), 5.0)
    assert np.isnan(crossing(Line(0.0, 1.0, 0.0)))


def test_names_stand_on_the_outer_side_of_each_line():
    clouds = Clouds()
    figure = margin_boundary_figure(clouds, 5.0)
    notes = {note.text.strip(): note for note in figure.layout.annotations}
    softmax, ldam = notes["softmax"], notes["LDAM"]
    assert ldam.x < softmax.x
    assert (ldam.xanchor, softmax.xanchor) == ("right", "left")
    assert ldam.y == softmax.y < 0
