"""What the judgement of a method's best takes for granted, beyond all the data and any network."""

from ltcore.methods.base import Composition
from ltcore.methods.parts import last_phase

LARGE_BATCHES = (
    "Batches are taken to be large: dividing by the summed weights of a small one weighs its classes less "
    "than the numbers say."
)
SYNTHETIC = "Synthetic examples are taken to follow the density of their class."
FREE_SCORES = (
    "Scores are taken to be free, though cosines end at -1 and 1: a network may not reach the best."
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
