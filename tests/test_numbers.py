"""Rules about numbers in tests and examples: other processors round otherwise, near zero above all."""

import ast
import doctest
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
CODE = [
    path for folder in ("ltcore", "dashboard") for path in sorted((ROOT / folder).rglob("*.py"))
]
MOST_DIGITS = 12
NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d+(?:e[+-]?\d+)?")


def comparisons_with_zero(source: str) -> list[int]:
    """Return the lines of `assert_allclose` that name a 0 to compare with and no `atol`.

    Without one nothing but 0 itself is near 0.
    """
    return [
        call.lineno
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith("assert_allclose")
        and "atol" not in {keyword.arg for keyword in call.keywords}
        and any(names_zero(argument) for argument in call.args[:2])
    ]


def names_zero(argument: ast.expr) -> bool:
    """Return whether an argument is the number 0, or a list that holds one."""
    if isinstance(argument, ast.List | ast.Tuple):
        return any(names_zero(element) for element in argument.elts)
    return isinstance(argument, ast.Constant) and argument.value == 0


def printed(source: str) -> Iterator[str]:
    """Yield what the examples of a module print."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            text = ast.get_docstring(node) or ""
            yield from (each.want for each in doctest.DocTestParser().get_examples(text))


def unsound(number: str) -> bool:
    """Return whether a printed number is a signed zero or shows the last digits of a float."""
    digits = re.sub(r"e.*|[-.]", "", number).lstrip("0")
    return (number.startswith("-") and float(number) == 0) or len(digits) > MOST_DIGITS


def test_a_comparison_with_zero_says_how_near():
    found = {
        str(path.relative_to(ROOT)): lines
        for path in TESTS
        if (lines := comparisons_with_zero(path.read_text("utf-8")))
    }
    assert found == {}


def test_examples_print_no_signed_zero_and_no_last_digits():
    found = [
        (str(path.relative_to(ROOT)), number)
        for path in [*CODE, *TESTS]
        for want in printed(path.read_text("utf-8"))
        for number in NUMBER.findall(want)
        if unsound(number)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("number", "wrong"),
    [("-0.0", True), ("0.0", False), ("0.3333333333333333", True), ("-0.333", False), ("1e-300", False),
     ("0.30000000000000004", True), ("0.000158655253", False), ("1.0e-17", False)],
)  # fmt: skip
def test_unsound_numbers_are_recognised(number, wrong):
    assert unsound(number) == wrong


def test_comparisons_with_zero_are_recognised():
    source = (
        "a.assert_allclose(x, [1, 0.0])\nassert_allclose(x, 0, atol=1)\nassert_allclose(x, [1])\n"
    )
    assert comparisons_with_zero(source) == [1]


FORMULA = re.compile(r"""rf["'].*\{[^{}]*:(?:\.\d+)?g\}""")


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        (r'rf"\rho = {ratio:g}"', True),
        (r'rf"\rho = {ratio:.4g}, \quad"', True),
        (r'rf"\rho = {latex(ratio, 4)}"', False),
        (r'rf"{share:.3f}"', False),
    ],
)
def test_an_exponent_in_a_formula_is_seen(line, is_one):
    assert bool(FORMULA.search(line)) == is_one


def test_no_formula_of_a_page_writes_numbers_with_an_exponent():
    """Python's ``g`` writes 1e+06; `ltcore.plots.base.amounts.latex` writes 1,000,000."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "dashboard").rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if FORMULA.search(line)
    ]
    assert found == []
