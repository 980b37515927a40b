import numpy as np
import pytest

from ltcore.plots.base.theme import Look
from ltcore.plots.margins.losses import margin_losses_figure, words_margin_losses
from ltcore.theory.margins.losses import loss_curves, softmax_pull


@pytest.mark.parametrize(("margin", "scale"), [(0.5, 10), (0.0, 1), (1.0, 100)])
def test_the_figure_draws_the_frame(margin, scale):
    frame = loss_curves(margin, scale)
    figure = margin_losses_figure(frame, margin, scale, look=Look("dark", lecture=True))
    drawn = {each.name: each.y for each in figure.data}
    np.testing.assert_allclose(drawn["hinge with margin (LDAM-HG)"], frame["hinge"], rtol=1e-6)
    np.testing.assert_allclose(drawn["softmax"], frame["softmax"], rtol=1e-6, atol=1e-30)
    np.testing.assert_allclose(
        drawn["softmax with margin (LDAM)"], frame["softmax_with_margin"], rtol=1e-6, atol=1e-30
    )
    assert set(drawn["wrong or right (0/1)"]) == {0, 1}
    assert f"{margin:.2f}" in figure.layout.title.text
    assert words_margin_losses(margin, scale).count("\n") == 1


def test_without_a_margin_both_softmax_curves_are_one():
    frame = loss_curves(0.0, 30)
    np.testing.assert_array_equal(frame["softmax"], frame["softmax_with_margin"])
    assert "Without a margin" in words_margin_losses(0.0, 30)


def test_the_starts_of_the_page_are_true():
    """At s = 30 softmax is almost a hinge; at s = 1 there is no knee."""
    frame = loss_curves(0.5, 30)
    assert (frame["softmax_with_margin"] - frame["hinge"]).max() < 0.024
    assert float(softmax_pull(0.5, 0.5, 1) - softmax_pull(0.5, 0.0, 1)) < 0.13
    assert float(softmax_pull(0.5, 0.0, 30)) < 1e-6
