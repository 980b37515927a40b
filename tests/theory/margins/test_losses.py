import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.theory.margins.losses import hinge_loss, loss_curves, softmax_loss, softmax_pull

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


def test_the_curves_span_all_differences_of_two_cosines():
    frame = loss_curves(0.5, 30)
    assert (frame["z"].min(), frame["z"].max()) == (-2, 2)
    assert (frame["zero_one"] == (frame["z"] < 0)).all()
    assert (frame["softmax"] <= frame["softmax_with_margin"]).all()
