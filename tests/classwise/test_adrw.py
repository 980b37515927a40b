import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.classwise import adrw_weights, class_weights, log_priors
from ltcore.classwise.normalisation import Normalise
from ltcore.classwise.weights import WeightScheme

COUNTS = [5000, 500, 50]


@pytest.mark.parametrize(
    ("nu", "expected"),
    [
        (0.15, [0.680611664677, 0.961389529665, 1.357998805658]),
        (0.25, [0.505003144410, 0.898036693709, 1.596960161882]),
        (0.5, [0.211830333509, 0.669866331401, 2.118303335090]),
        (1, [0.027027027027, 0.270270270270, 2.702702702703]),
    ],
)
def test_known_weights(nu, expected):
    np.testing.assert_allclose(adrw_weights(COUNTS, nu), expected, rtol=1e-10)


counts_of_any = st.lists(st.integers(1, 10**6), min_size=1, max_size=20)


@given(counts_of_any, st.sampled_from(["classes", "examples", "rarest"]))
@settings(max_examples=50, deadline=None)
def test_nu_one_is_inverse_and_one_half_inverse_square_root(counts, normalise: Normalise):
    schemes: dict[float, WeightScheme] = {0.0: "none", 0.5: "inverse_sqrt", 1.0: "inverse"}
    for nu, scheme in schemes.items():
        np.testing.assert_allclose(
            adrw_weights(counts, nu, normalise=normalise),
            class_weights(counts, scheme, normalise=normalise),
            rtol=1e-12,
        )


@given(counts_of_any, st.floats(0, 3))
@settings(max_examples=50, deadline=None)
def test_unnormalised_they_undo_the_log_prior_times_nu(counts, nu):
    weights = adrw_weights(counts, nu, normalise="none")
    np.testing.assert_allclose(np.log(weights), -log_priors(counts, nu), atol=1e-9)


def test_no_power_overflows():
    assert np.isfinite(adrw_weights([10**9, 1], 200)).all()


@pytest.mark.parametrize("nu", [-0.1, float("nan"), float("inf")])
def test_illegal_nu_is_refused(nu):
    with pytest.raises(ValueError, match="nu is"):
        adrw_weights(COUNTS, nu)


def test_an_unknown_normalisation_is_refused():
    with pytest.raises(ValueError, match="unknown normalisation 'mean'"):
        adrw_weights(COUNTS, 0.5, normalise="mean")  # type: ignore[arg-type]
