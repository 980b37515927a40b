import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import expit

from ltcore.methods.base import (
    ClassWeights,
    Composition,
    LdamLoss,
    LogitAdjustedLoss,
    PairwiseLoss,
    SoftmaxLoss,
)
from ltcore.methods.parts import last_phase
from ltcore.theory.consistency.tilt import tilts
from ltcore.theory.logit_adjustment.loss_cuts import LOSSES, log_ratio, undefined_because
from ltcore.theory.logit_adjustment.two_classes import class_errors, shifted_cut
from ltcore.theory.shared.two_gaussians import log_odds_against

GOLDEN = {
    "cross_entropy": (1, 1.47222, 0.344164),
    "inverse": (19, 0, 0.158655),
    "adjusted": (19, 0, 0.158655),
    "square_root": (19, 0, 0.158655),
    "equalised": (10.23, 0.30952, 0.170063),
    "ldam_1": (1.112, 1.41898, 0.335083),
    "ldam_30": (1.00076, 1.47184, 0.344100),
    "ldam_30_inverse": (19.014, -0.00038, 0.158655),
    "adjusted_inverse": (361, -1.47222, 0.344164),
}
INVERSE = ClassWeights(scheme="inverse")
RECIPES = {
    "cross_entropy": Composition(loss=SoftmaxLoss()),
    "inverse": Composition(loss=SoftmaxLoss(), weights=INVERSE),
    "adjusted": Composition(loss=LogitAdjustedLoss()),
    "square_root": Composition(loss=PairwiseLoss(power=0.5)),
    "ldam_1": Composition(loss=LdamLoss(scale=1), head="cosine"),
    "ldam_30": Composition(loss=LdamLoss(scale=30), head="cosine"),
    "ldam_30_inverse": Composition(loss=LdamLoss(scale=30), head="cosine", weights=INVERSE),
    "adjusted_inverse": Composition(loss=LogitAdjustedLoss(), weights=INVERSE),
}
SHARES = st.floats(0.001, 0.999)


def test_every_loss_has_a_golden_row():
    assert set(GOLDEN) == set(LOSSES)


@pytest.mark.parametrize(("name", "row"), GOLDEN.items())
def test_the_golden_table_at_prior_5_percent(name, row):
    ratio, cut, balanced = row
    shift = log_ratio(LOSSES[name], 0.05)
    assert float(np.exp(shift)) == pytest.approx(ratio, rel=5e-4)
    place = shifted_cut(shift, 1, 1, 0.05)
    assert float(place) == pytest.approx(cut, abs=5e-6)
    assert float(np.mean(class_errors(place, 1, 1))) == pytest.approx(balanced, abs=5e-7)


@pytest.mark.parametrize("name", RECIPES)
@given(frequent=st.integers(1, 10**6), rare=st.integers(1, 10**6))
def test_the_lab_s_recipes_are_tilted_by_as_much(name, frequent, rare):
    """``tilts`` works from the composition and counts; a tilt is on top of the log density ratio."""
    tilt = tilts(last_phase(RECIPES[name]), [rare, frequent])[-1]
    prior = rare / (rare + frequent)
    expected = tilt[0] - tilt[1] + float(log_odds_against(prior))
    assert float(log_ratio(LOSSES[name], prior)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("prior", [0.02, 0.3, 0.8])
def test_a_search_for_the_minimiser_changes_sign_at_the_cut(name, prior):
    loss = LOSSES[name]
    weights = prior**-loss.weight_power, (1 - prior) ** -loss.weight_power
    own, other = (float(margin[0]) for margin in loss.margins(np.array([prior])))
    cut = float(expit(-log_ratio(loss, prior)))

    def best(posterior):
        return minimize_scalar(
            lambda f: (
                posterior * weights[0] * np.logaddexp(0, own - f)
                + (1 - posterior) * weights[1] * np.logaddexp(0, other + f)
            ),
            bounds=(-60, 60),
            method="bounded",
            options={"xatol": 1e-10},
        ).x

    assert best(cut * 0.8) < 0 < best(1 - (1 - cut) * 0.8)


@given(SHARES)
def test_three_losses_are_consistent_and_two_corrections_mirror_none(prior):
    needed = float(log_odds_against(prior))
    for name in ("inverse", "adjusted", "square_root"):
        assert float(log_ratio(LOSSES[name], prior)) == pytest.approx(needed, abs=1e-9)
    assert float(log_ratio(LOSSES["adjusted_inverse"], prior)) == pytest.approx(
        2 * needed, abs=1e-9
    )


@pytest.mark.parametrize("name", LOSSES)
def test_swapping_the_classes_turns_the_shift(name):
    prior = np.array([0.01, 0.2, 0.5])
    shift, turned = (log_ratio(LOSSES[name], share) for share in (prior, 1 - prior))
    np.testing.assert_allclose(shift, -turned, atol=1e-12)


@pytest.mark.parametrize("prior", [0, 1, -0.1, math.nan, math.inf])
def test_without_both_classes_there_is_no_cut(prior):
    assert f"prior is {prior:g}" in undefined_because(prior=prior)
    for loss in LOSSES.values():
        assert np.isnan(log_ratio(loss, [prior, 0.5])).tolist() == [True, False]
    assert undefined_because(prior=0.5) == ""
