"""Choices of several: no key takes more than the one option that the reader sees marked."""

import ast
from pathlib import Path

import pytest

DASHBOARD = Path(__file__).parents[2] / "dashboard"
CHOICES = [
    pytest.param(node, id=f"{path.relative_to(DASHBOARD)}:{node.lineno}")
    for path in sorted(DASHBOARD.rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "multiselect"
]


@pytest.mark.parametrize("call", CHOICES)
def test_enter_takes_one_option(call):
    # Streamlit would put "Select 5 matches" first: "ERM" and Enter would choose five methods.
    settings = {one.arg: ast.unparse(one.value) for one in call.keywords}
    assert settings.get("select_all") == "False"
    # Else "ERM" would mean Over-sampling, whose letters contain these three in this order.
    assert settings.get("filter_mode") == "'contains'"
