import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.plots.margin_losses import margin_losses_figure, words_margin_losses
from ltcore.plots.theme import Look
from ltcore.theory.margin_losses import hinge_loss, loss_curves, softmax_loss, softmax_pull

Z = st.floats(-2, 2)
MARGIN = st.floats(0, 1)
SCALE = st.floats(1, 100)


def test_the_two_class_loss_is_the_softmax_of_two_scores():
    """The loss of LDAM on the cosines 0.3 and 0.25, written out as in the paper."""
    own, other, margin, scale = 0.3, 0.25, 0.158113883008, 30
    top = math.exp(scale * (own - margin))
    expected = -math.log(top / (top + math.exp(scale * other)))
    assert scale * float(softmax_loss(own - other, margin, scale)) == pytest.approx(expected)


def test_the_hinge_of_the_known_examples():
    margins = [0.158113883008, 0.281170662595, 0.5]
    assert float(hinge_loss(0.3 - 0.25, margins[0])) == pytest.approx(0.108113883008)
    assert hinge_loss([1.0, 0.5, 0.0], 0.5).tolist() == [0.0, 0.0, 0.5]


@given(z=Z, margin=MARGIN, scale=SCALE)
def test_softmax_lies_on_the_hinge_but_for_log_2_over_s(z, margin, scale):
    gap = float(softmax_loss(z, margin, scale) - hinge_loss(z, margin))
    assert -1e-12 <= gap <= math.log(2) / scale + 1e-12


@given(z=Z, margin=MARGIN, scale=SCALE)
def test_the_pull_is_minus_the_slope(z, margin, scale):
    step = 1e-6
    around = softmax_loss([z - step, z + step], margin, scale)
    assert float(softmax_pull(z, margin, scale)) == pytest.approx(
        -np.diff(around)[0] / (2 * step), abs=1e-4
    )


@pytest.mark.parametrize("scale", [0, -1, math.nan])
def test_a_scale_of_nothing_is_refused(scale):
    for curve in (softmax_loss, softmax_pull):
        with pytest.raises(ValueError, match="above 0"):
            curve([0.0], 0.5, scale)


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
