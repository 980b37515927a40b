"""What the judgement of a method's best takes for granted, beyond all the data and any network."""

from ltcore.methods.base import Composition
from ltcore.methods.parts import last_phase

LARGE_BATCHES = (
    "Batches are assumed to be large: dividing by the summed weights of a small batch gives its "
    "classes less weight than the numbers say."
)
SYNTHETIC = "Synthetic examples are assumed to follow the density of their class."
FREE_SCORES = (
    "Scores are assumed to be unrestricted, although cosines lie between -1 and 1: a network "
    "may not reach the optimum."
)


def assumptions(composition: Composition) -> tuple[str, ...]:
    """Return what ``verdict`` assumes of a composition's last phase, one sentence each.

    Example:
        >>> from ltcore.methods.base import LdamLoss
        >>> assumptions(Composition())
        ()
        >>> assumptions(Composition(loss=LdamLoss(), head="cosine")) == (FREE_SCORES,)
        True
    """
    weights = last_phase(composition).weights
    applies = {
        LARGE_BATCHES: weights.scheme != "none" and weights.normalise_by == "weights",
        SYNTHETIC: composition.smote is not None,
        FREE_SCORES: composition.head == "cosine",
    }
    return tuple(sentence for sentence, holds in applies.items() if holds)
