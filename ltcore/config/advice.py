"""Advice that can be followed: bounds of the situation at hand, held against the legal range of the setting.

A message that says "at most 3" helps only where 3 is legal and, as it is written, really small enough.
"""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from ltcore.config.leaves import FlatSetting

DIGITS = 4
"""Significant digits of an advised number with decimals."""

Advice = Mapping[str, object]
"""Settings by name, with underscores -> the values that end the complaint, all of them together."""


class AdvisedError(ValueError):
    """A refusal with ways out that the settings have.

    Args:
        sentence: what is wrong and all ways out, those outside the settings too.
        advice: the ways out that are settings; the sentence names each value.
    """

    def __init__(self, sentence: str, *advice: Advice) -> None:
        super().__init__(sentence)
        self.advice = advice


def largest_up_to(setting: FlatSetting, bound: float, digits: int = DIGITS) -> float | None:
    """Return the largest legal value that is at most ``bound``, None where no value is.

    Args:
        setting: a number, whole or with decimals.
        bound: what the situation allows, finite.
        digits: significant digits of a number with decimals, which is rounded down.

    Example:
        >>> from ltcore.config.flat import find
        >>> largest_up_to(find("minority_share"), 2 / 3), largest_up_to(find("test_per_class"), 0)
        (0.6666, None)
    """
    value = _rounded(setting, bound, digits, ROUND_FLOOR)
    if setting.maximum is not None:
        value = min(value, setting.maximum - setting.maximum_excluded * _step(setting, digits))
    return _legal(setting, value)


def smallest_from(setting: FlatSetting, bound: float, digits: int = DIGITS) -> float | None:
    """Return the smallest legal value that is at least ``bound``, None where no value is.

    Args:
        setting: a number, whole or with decimals.
        bound: what the situation asks for, finite.
        digits: significant digits of a number with decimals, which is rounded up.

    Example:
        >>> from ltcore.config.flat import find
        >>> smallest_from(find("clients"), 1.5), smallest_from(find("clients"), 20_000)
        (2, None)
    """
    value = _rounded(setting, bound, digits, ROUND_CEILING)
    if setting.minimum is not None:
        value = max(value, setting.minimum + setting.minimum_excluded * _step(setting, digits))
    return _legal(setting, value)


def _rounded(setting: FlatSetting, bound: float, digits: int, rounding: str) -> float:
    # The shortest text that means the number, so that 0.7 stays 0.7 and is not 0.69999...
    exact = Decimal(repr(float(bound)))
    if setting.kind == "int":
        return int(exact.to_integral_value(rounding))
    last = min(exact.adjusted() - digits + 1, 0)
    return float(exact.quantize(Decimal(1).scaleb(last), rounding))


def _step(setting: FlatSetting, digits: int) -> float:
    """Return how near a value comes to a bound that is not legal itself."""
    return 1 if setting.kind == "int" else 10.0**-digits


def _legal(setting: FlatSetting, value: float) -> float | None:
    low = setting.minimum is None or (
        value > setting.minimum if setting.minimum_excluded else value >= setting.minimum
    )
    high = setting.maximum is None or (
        value < setting.maximum if setting.maximum_excluded else value <= setting.maximum
    )
    if not (low and high):
        return None
    return int(value) if setting.kind == "int" else value
