"""The table of pages: each asks one question."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.views import compare, train


@dataclass(frozen=True)
class Route:
    """One page.

    Attributes:
        slug: its path in the address.
        title: its name in the navigation.
        icon: a Material symbol.
        question: what it answers; the page's heading.
        render: draws it below the heading.
    """

    slug: str
    title: str
    icon: str
    question: str
    render: Callable[[], None]


ROUTES: tuple[Route, ...] = (
    Route("train", "Train", ":material/play_circle:", train.QUESTION, train.render),
    Route("compare", "Compare", ":material/bar_chart:", compare.QUESTION, compare.render),
)
