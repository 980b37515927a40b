"""SMOTE: synthetic examples between neighbours of one class."""

from dataclasses import dataclass
from typing import Literal

from ltcore.methods.parts.formula import Formula
from ltcore.resampling import filled_up_size


@dataclass(frozen=True)
class Smote:
    """Fill the smaller classes up with points between neighbours of their own class.

    Attributes:
        neighbours: nearest neighbours of the same class to choose from; fewer where a class is smaller.
        keep_largest: share of the largest class's examples that are kept; the others are filled up to that.
        space: where points are drawn: between "inputs", between "features" of a network that is trained first
            and keeps its backbone, or "auto" (features for images, inputs for feature vectors).
        share: length of the second stage, as a share of the first one's (features).
    """

    neighbours: int = 5
    keep_largest: float = 1.0
    space: Literal["auto", "inputs", "features"] = "auto"
    share: float = 0.15

    def formula(self) -> Formula:
        """Return where a synthetic example is put."""
        return Formula(
            r"x_\text{new} = x + u \, (x_\text{near} - x), \qquad u \sim U[0, 1)",
            {
                "x": "an example of a class that is being filled up"
                + (" (its features, after a first stage)" if self.space == "features" else ""),
                r"x_\text{near}": f"one of its {self.neighbours} nearest neighbours of the same class",
                "u": "position along the line between the two",
                "m": "examples of every class afterwards, old and new",
            },
            {"m": lambda counts: 0.0 * counts + filled_up_size(counts, self.keep_largest)},
        )
