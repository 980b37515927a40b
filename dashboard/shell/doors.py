"""The five doors that pages stand behind."""

from collections.abc import Mapping
from typing import Literal

Door = Literal["", "Teach", "Compare", "Labels", "Explore", "Theorems"]
DOORS: Mapping[Door, str] = {
    "Teach": "One idea per page, made for lectures",
    "Compare": "Train, and see which classes gain",
    "Labels": "See what data without labels do for the tail",
    "Explore": "Look into a trained network",
    "Theorems": "What is promised, what is true, what is seen",
}
"""Door -> what is behind it. The opening page stands before the doors, under ""."""
