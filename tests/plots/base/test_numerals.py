"""Numbers in titles, sentences and labels: written by `numeral`, which knows no "1e+03"."""

import io
import re
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltcore.plots.base.amounts import numeral, rounded

ROOT = Path(__file__).parents[3]
FOR_MACHINES = {
    "ltcore/plots/base/amounts.py",
    "ltcore/plots/base/theme.py",
    "dashboard/views/posthoc/costs.py",
    "dashboard/views/published/choice.py",
    "dashboard/views/long_tail/risk.py",
    "dashboard/views/train/form.py",
    "dashboard/methods/card.py",
}
"""Files whose ``g`` writes a colour, a command, an address, a formula, or what a field takes."""
GENERAL = re.compile(r"(?<![%{])\{[^{}]*:[,.\d]*g\}")


def strings_of(path):
    with path.open("rb") as file:
        for token in tokenize.tokenize(io.BytesIO(file.read()).readline):
            # What is raw is LaTeX.
            if token.type == tokenize.STRING and not token.string.lower().startswith(("r", "fr")):
                yield token.string


@pytest.mark.parametrize("half", ["ltcore/plots", "dashboard"])
def test_no_sentence_shows_an_exponent(half):
    found = [
        (name, text)
        for path in sorted((ROOT / half).rglob("*.py"))
        if (name := path.relative_to(ROOT).as_posix()) not in FOR_MACHINES
        for text in strings_of(path)
        if GENERAL.search(text)
    ]
    assert found == []


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 10))
def test_a_numeral_has_no_exponent_and_is_right_to_its_digits(value, digits):
    text = numeral(value, digits)
    assert "e" not in text
    mantissa, _, power = text.replace(",", "").partition(" × 10")
    if not power and "10⁻" in text:
        mantissa, power = text.replace("10⁻", "1⁻").partition("⁻")[0], text.partition("10")[2]
    exponent = int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)
    assert float(f"{mantissa}e{exponent}") == pytest.approx(value, rel=0.5 * 10 ** (1 - digits))


def test_three_digits_around_a_hundred():
    assert [rounded(amount) for amount in (99.94, 99.96, 999.6)] == ["99.9", "100", "1,000"]
