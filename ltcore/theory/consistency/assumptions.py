"""What the judgement of a method's best takes for granted, beyond all the data and any network."""

from ltcore.classwise.phases import last_phase
from ltcore.methods.base import Recipe

LARGE_BATCHES = (
    "Batches are taken to be large: dividing by the summed weights of a small one weighs its classes less "
    "than the numbers say."
)
SYNTHETIC = "Synthetic examples are taken to follow the density of their class."
FREE_SCORES = (
    "Scores are taken to be free, though cosines end at -1 and 1: a network may not reach the best."
)


def assumptions(recipe: Recipe) -> tuple[str, ...]:
    """Return what ``ltcore.theory.consistency.verdict`` assumes of a recipe's last phase, one sentence each.

    Example:
        >>> from ltcore.methods.base import LdamLoss
        >>> assumptions(Recipe())
        ()
        >>> assumptions(Recipe(LdamLoss(), head="cosine")) == (FREE_SCORES,)
        True
    """
    weights = last_phase(recipe).weights
    applies = {
        LARGE_BATCHES: weights.scheme != "none" and weights.normalise_by == "weights",
        SYNTHETIC: recipe.smote is not None,
        FREE_SCORES: recipe.head == "cosine",
    }
    return tuple(sentence for sentence, holds in applies.items() if holds)
