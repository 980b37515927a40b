"""Double correction: what training has already put right, and a correction would put right again."""

from ltcore.methods import METHODS
from ltcore.methods.base import (
    LogitAdjustedLoss,
    Loss,
    PairwiseLoss,
    Recipe,
    VectorScalingLoss,
)
from ltcore.runs import RunRecord

BALANCING = ("power", "progressive", "effective", "under", "over")
"""Sampling schemes that show rare classes more often than they occur."""


def corrected_by(record: RunRecord) -> str:
    """Return what the training of a run did about the class prior, empty where it did nothing known.

    Args:
        record: the run; of an import nothing is known.
    """
    recipe = recipe_of(record)
    return "" if recipe is None else corrections(recipe)


def recipe_of(record: RunRecord) -> Recipe | None:
    """Return what a run was trained by; None of an import, and of a method that is not in the lab."""
    if record.config is None or record.config.method.name not in METHODS:
        return None
    method = METHODS[record.config.method.name]
    return method.compose(method.settings(**dict(record.config.method.settings)))


def corrections(recipe: Recipe) -> str:
    """Return what a recipe does about the class prior, in words; empty for nothing.

    Example:
        >>> from ltcore.methods.base import ClassWeights
        >>> corrections(Recipe(loss=LogitAdjustedLoss(1.0), weights=ClassWeights("inverse")))
        'the prior in its loss (τ = 1) and class weights'
        >>> corrections(Recipe())
        ''
    """
    late = recipe.late_loss.loss if recipe.late_loss else recipe.loss
    parts = [_of_loss(late)]
    if recipe.weights.scheme != "none":
        parts.append("class weights")
    if recipe.sampling.scheme in BALANCING and recipe.sampling.power < 1:
        parts.append("a sampler that shows rare classes more often")
    if recipe.smote is not None:
        parts.append("synthetic examples of rare classes")
    if recipe.retraining is not None:
        parts.append("a classifier that was re-balanced afterwards")
    return " and ".join(filter(None, parts))


def _of_loss(loss: Loss) -> str:
    match loss:
        case LogitAdjustedLoss(tau) | VectorScalingLoss(tau=tau) if tau > 0:
            return f"the prior in its loss (τ = {tau:g})"
        case PairwiseLoss():
            return "weights and margins for the balanced error in its loss"
        case _:
            return ""
