from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.config.advice import AdvisedError, largest_up_to, smallest_from
from ltcore.config.base import shown
from ltcore.config.flat import find, flat_settings
from ltcore.config.leaves import FlatSetting

NUMBERS = [one for one in flat_settings().values() if one.kind in ("int", "float")]
BOUNDS = st.one_of(
    st.floats(-10, 10).map(lambda bound: round(bound, 6)),
    st.floats(-1e9, 1e9, allow_subnormal=False),
    st.integers(-10, 10),
    st.integers(2, 999).map(lambda n: n / 7),
)


@pytest.mark.parametrize(
    ("setting", "bound", "value"),
    [
        ("minority_share", 0.7, 0.7),
        ("minority_share", 2 / 3, 0.6666),
        ("minority_share", 1.0, 0.9999),
        ("minority_share", 0.0, None),
        ("test_per_class", 5, 5),
        ("test_per_class", 0, None),
        ("clients", 1, None),
        ("clients", 1e6, 10_000),
        ("val_per_class", 0, 0),
    ],
)
def test_an_upper_bound_is_rounded_down_and_legal_or_nothing(setting, bound, value):
    assert largest_up_to(find(setting), bound) == value


@pytest.mark.parametrize(
    ("setting", "bound", "value"),
    [
        ("clients", 1, 2),
        ("clients", 2.1, 3),
        ("clients", 10_001, None),
        ("lr", 1 / 3, 0.3334),
        ("lr", -1, 1e-4),
    ],
)
def test_a_lower_bound_is_rounded_up_and_legal_or_nothing(setting, bound, value):
    assert smallest_from(find(setting), bound) == value


def is_legal(setting: FlatSetting, value: float) -> bool:
    low, high = setting.minimum, setting.maximum
    above = low is None or value > low or (value == low and not setting.minimum_excluded)
    return above and (
        high is None or value < high or (value == high and not setting.maximum_excluded)
    )


@given(setting=st.sampled_from(NUMBERS), bound=BOUNDS)
def test_whatever_is_advised_is_legal_and_keeps_the_bound_as_it_is_written(setting, bound):
    most, least = largest_up_to(setting, bound), smallest_from(setting, bound)
    if most is not None:
        assert is_legal(setting, most)
        assert Decimal(shown(most)) <= Decimal(repr(bound))
    if least is not None:
        assert is_legal(setting, least)
        assert Decimal(shown(least)) >= Decimal(repr(bound))
    if is_legal(setting, bound) and setting.kind == "int" and bound == int(bound):
        assert most == least == bound


def test_the_error_carries_its_advice_beside_the_sentence():
    error = AdvisedError("give 1", {"seed": 1}, {"seed": 2})
    assert str(error) == "give 1"
    assert error.advice == ({"seed": 1}, {"seed": 2})
