"""What a page is to the navigation, and the four doors that pages stand behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Door = Literal["", "Teach", "Compare", "Explore", "Theorems"]
DOORS: Mapping[Door, str] = {
    "Teach": "One idea per page, made for lectures",
    "Compare": "Train, and see which classes gain",
    "Explore": "Look into a trained network",
    "Theorems": "What is promised, what is true, what is seen",
}
"""Door -> what is behind it. The opening page stands before the doors, under ""."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """One page.

    Attributes:
        slug: its path in the address.
        title: its name in the navigation.
        icon: a Material symbol.
        question: what it answers; the page's heading.
        render: draws it below the heading.
        door: what it is opened for.
    """

    slug: str
    title: str
    icon: str
    question: str
    render: Callable[[], None]
    door: Door
