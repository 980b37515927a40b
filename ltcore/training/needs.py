"""What a method wants to see of each example."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Needs:
    """The views that a step gets, by the names of their policies (``ltcore.batches.policies``).

    Attributes:
        labelled: views of each labelled example, at least one.
        unlabelled: views of each unlabelled example; empty where the method uses none.
        ratio: unlabelled examples per labelled one in a batch, at least 1.

    Example:
        >>> Needs(unlabelled=("weak", "strong"), ratio=7).uses_unlabelled, Needs().labelled
        (True, ('weak',))
    """

    labelled: tuple[str, ...] = ("weak",)
    unlabelled: tuple[str, ...] = ()
    ratio: int = 1

    @property
    def uses_unlabelled(self) -> bool:
        """Whether a step sees unlabelled examples."""
        return bool(self.unlabelled)
