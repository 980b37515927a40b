"""The formula card of a method: its loss, put together as its recipe says, with the counts of now."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from dashboard import formula
from ltcore.analysis import short_title
from ltcore.classwise import class_weights, ldam_margins, log_priors
from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.methods.base import (
    ClassWeights,
    LdamLoss,
    LogitAdjustedLoss,
    Loss,
    Recipe,
    SigmoidLoss,
    SoftmaxLoss,
)
from ltcore.types import FloatArray, IntArray

SCHEMES: Mapping[str, str] = {
    "inverse": r"\frac{1}{n_c}",
    "inverse_sqrt": r"\frac{1}{\sqrt{n_c}}",
    "effective": r"\frac{1-\beta}{1-\beta^{n_c}}",
}
"""Scheme of class weights -> what the weights are proportional to, in LaTeX."""
NORMALISATIONS: Mapping[str, str] = {
    "classes": "scaled so that the weights sum to the number of classes",
    "examples": "scaled so that their mean over the training examples is 1",
    "rarest": "scaled so that the rarest class weighs 1",
    "none": "not scaled",
}
BALANCED_ERROR = r"\text{balanced error} = \frac{1}{C} \sum_{c=1}^{C} (1 - \text{recall}_c)"
SHARED_SYMBOLS: Mapping[str, str] = {
    "C": "number of classes",
    r"\text{recall}_c": "share of the examples of class $c$ that the network recognises, in [0, 1]",
    "L": "loss of one training example",
    "y": "its true class",
    "n_c": "training examples of class $c$",
}


class LossCard(NamedTuple):
    """What the card of one method says, in LaTeX: the formula, its symbols and the numbers of now."""

    formula: str
    symbols: Mapping[str, str]
    today: str


class _Loss(NamedTuple):
    """The loss of one example without its sign and class weight.

    Attributes:
        formula: LaTeX.
        symbols: LaTeX -> meaning.
        number: symbol of what depends on the counts, empty where nothing does.
        values: counts -> the values of that symbol, both of shape (C,).
    """

    formula: str
    symbols: Mapping[str, str]
    number: str = ""
    values: Callable[[IntArray], FloatArray] | None = None


def draw(config: RunConfig, counts: IntArray) -> None:
    """Draw the card of a configuration's method.

    Args:
        config: the run that would be started.
        counts: training examples per class, shape (C,).
    """
    record = METHODS[config.method.name]
    card = loss_card(config.method.recipe, counts)
    formula.card(
        card.formula,
        card.symbols,
        card.today,
        record.source,
        title=f"Formula of {short_title(record.name)}",
    )


def loss_card(recipe: Recipe, counts: IntArray) -> LossCard:
    r"""Return the balanced error and the loss of a recipe, with the numbers of the largest and rarest class.

    Args:
        recipe: the method, spelled out.
        counts: training examples per class, shape (C,); where a class has none no numbers are put in.

    Example:
        >>> import numpy as np
        >>> loss_card(Recipe(weights=ClassWeights("inverse")), np.array([90, 10])).today
        'w_{n=90} = 0.2 \\qquad w_{n=10} = 1.8'
    """
    loss = _loss(recipe.loss)
    numbers = [(loss.number, loss.values)]
    symbols, factor = {**SHARED_SYMBOLS, **loss.symbols}, ""
    if recipe.weights.scheme != "none":
        symbols["w_c"] = _meaning(recipe.weights)
        if recipe.weights.scheme == "effective":
            symbols[r"\beta"] = f"effective-number parameter, {recipe.weights.beta:g}"
        factor = r"w_y \, "
        numbers.append(("w", lambda known: _weights(recipe.weights, known)))
    today = [
        _ends(symbol, values(counts), counts)
        for symbol, values in numbers
        if values is not None and counts.size and counts.min() > 0
    ]
    lines = rf"{BALANCED_ERROR} \\[2ex] L = -{factor}{loss.formula}"
    return LossCard(
        rf"\begin{{gathered}} {lines} \end{{gathered}}", symbols, r" \qquad ".join(today)
    )


def _loss(loss: Loss) -> _Loss:
    match loss:
        case LdamLoss():
            return _margin_loss(loss)
        case LogitAdjustedLoss():
            return _adjusted_loss(loss)
        case SigmoidLoss():
            meaning = (
                r"probability that the right answer has to the question whether the example is of class $c$: "
                r"the sigmoid $1/(1+e^{-z_c})$ of the output $z_c$ for the true class, 1 minus it for others"
            )
            return _focal(r"\sum_{c=1}^{C} ", "q_c", meaning, loss.gamma)
        case SoftmaxLoss():
            meaning = r"softmax of the outputs $z_c$ at the true class, $e^{z_y} / \sum_c e^{z_c}$"
            return _focal("", "p_y", meaning, loss.gamma)


def _focal(prefix: str, symbol: str, meaning: str, gamma: float) -> _Loss:
    if gamma == 0:
        return _Loss(rf"{prefix}\log {symbol}", {symbol: meaning})
    return _Loss(
        rf"{prefix}(1 - {symbol})^{{\gamma}} \log {symbol}",
        {
            symbol: meaning,
            r"\gamma": f"focus, {gamma:g}: the larger, the less a sure answer counts",
        },
    )


def _margin_loss(loss: LdamLoss) -> _Loss:
    own = r"e^{s (z_y - \Delta_y)}"
    return _Loss(
        rf"\log \frac{{{own}}}{{{own} + \sum_{{c \neq y}} e^{{s z_c}}}}",
        {
            "z_c": "cosine between the example's features and class $c$, in [−1, 1]",
            r"\Delta_c": (
                rf"margin of class $c$, proportional to $n_c^{{-1/4}}$, {loss.max_margin:g} for the rarest"
            ),
            "s": f"scale of the cosines, {loss.scale:g}",
        },
        r"\Delta",
        lambda counts: ldam_margins(counts, loss.max_margin),
    )


def _adjusted_loss(loss: LogitAdjustedLoss) -> _Loss:
    return _Loss(
        r"\log \frac{e^{z_y + \tau \log \pi_y}}{\sum_{c=1}^{C} e^{z_c + \tau \log \pi_c}}",
        {
            "z_c": "output of the network for class $c$; predictions use it as it is",
            r"\pi_c": "share of class $c$ in the training examples",
            r"\tau": f"strength of the adjustment, {loss.tau:g}",
        },
        r"\tau \log \pi",
        lambda counts: log_priors(counts, loss.tau),
    )


def _meaning(weights: ClassWeights) -> str:
    text = (
        f"weight of class $c$, proportional to ${SCHEMES[weights.scheme]}$, "
        f"{NORMALISATIONS[weights.normalise]}"
    )
    if weights.defer_until:
        text += f"; until {weights.defer_until:.0%} of the training all weigh 1"
    if weights.normalise_by == "weights":
        text += "; a batch's loss is divided by the sum of its weights"
    return text.replace("%", " %")


def _weights(weights: ClassWeights, counts: IntArray) -> FloatArray:
    return class_weights(counts, weights.scheme, beta=weights.beta, normalise=weights.normalise)


def _ends(symbol: str, values: FloatArray, counts: IntArray) -> str:
    """Return the values of the most frequent and the rarest class."""
    ends = sorted({int(counts.argmax()), int(counts.argmin())}, key=lambda label: -counts[label])
    # A comma in braces is not set as punctuation.
    sizes = [f"{counts[label]:,}".replace(",", "{,}") for label in ends]
    return r" \qquad ".join(
        rf"{symbol}_{{n={size}}} = {values[label]:.3g}"
        for size, label in zip(sizes, ends, strict=True)
    )
