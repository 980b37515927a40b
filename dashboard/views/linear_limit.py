"""Theorem 2: what a straight line can never do."""

from dashboard import explorer
from dashboard.theorems.linear_limit import PAGE

QUESTION = PAGE.question


def render() -> None:
    """Draw the page."""
    explorer.render(PAGE)
