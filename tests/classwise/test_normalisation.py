import numpy as np
import pytest

from ltcore.classwise.normalisation import normalised

COUNTS = np.array([90.0, 10.0])
WEIGHTS = np.array([1.0, 3.0])


@pytest.mark.parametrize(
    ("normalise", "expected"),
    [
        ("classes", [0.5, 1.5]),
        # 90 examples of weight 1 and 10 of weight 3 have mean 1.2.
        ("examples", [1 / 1.2, 3 / 1.2]),
        ("rarest", [1 / 3, 1]),
        ("none", [1, 3]),
    ],
)
def test_each_divisor_by_hand(normalise, expected):
    np.testing.assert_allclose(normalised(WEIGHTS, COUNTS, normalise), expected, rtol=1e-14)


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match=r"unknown normalisation 'class'.*'classes'"):
        normalised(WEIGHTS, COUNTS, "class")  # type: ignore[arg-type]
