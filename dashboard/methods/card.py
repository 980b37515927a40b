"""The formula card of a method: its loss and its other parts, put together as its recipe says."""

from collections.abc import Mapping
from typing import NamedTuple

from dashboard.methods.loss_formulas import LossFormula, Values, loss_formula
from dashboard.methods.part_formulas import part_formulas, share_of_run
from dashboard.shell import formula
from ltcore.analysis import short_title
from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.methods.base import Recipe
from ltcore.types import IntArray

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
    r"""Return the balanced error and the formulas of a recipe, with numbers of the largest and rarest class.

    Args:
        recipe: the method, spelled out.
        counts: training examples per class, shape (C,); where a class has none no numbers are put in.

    Example:
        >>> import numpy as np
        >>> from ltcore.methods.base import ClassWeights
        >>> loss_card(Recipe(weights=ClassWeights("inverse")), np.array([90, 10])).today
        'w_{n=90} = 0.2 \\qquad w_{n=10} = 1.8'
    """
    losses = [loss_formula(recipe.loss)]
    if recipe.late_loss is not None:
        losses.append(loss_formula(recipe.late_loss.loss))
    parts = list(part_formulas(recipe))
    lines = [BALANCED_ERROR, *_loss_lines(recipe, losses)]
    lines += [part.formula for part in parts if part.formula]
    symbols, numbers = dict(SHARED_SYMBOLS), dict[str, Values]()
    described = [(part.symbols, part.numbers) for part in losses]
    described += [(part.symbols, part.numbers) for part in parts]
    for own_symbols, own_numbers in described:
        numbers.update(own_numbers)
        for symbol, meaning in own_symbols.items():
            known = symbols.setdefault(symbol, meaning)
            if known != meaning:
                symbols[symbol] = f"{known}; late: {meaning}"
    today = [
        _ends(symbol, values, counts)
        for symbol, values in numbers.items()
        if counts.size and counts.min() > 0
    ]
    gathered = r" \\[2ex] ".join(lines)
    return LossCard(
        rf"\begin{{gathered}} {gathered} \end{{gathered}}", symbols, r" \qquad ".join(today)
    )


def _loss_lines(recipe: Recipe, losses: list[LossFormula]) -> list[str]:
    """Return the loss; where another one takes over, both, each with when it holds."""
    weighted = r"w_y \, " if recipe.weights.scheme != "none" else ""
    if recipe.late_loss is None:
        [loss] = losses
        return [f"L = {loss.sign}{weighted}{loss.formula}"]
    first, late = losses
    until = share_of_run(recipe.late_loss.defer_until).replace("%", r"\%")
    early_weight = "" if recipe.weights.defer_until else weighted
    return [
        rf"L = {first.sign}{early_weight}{first.formula} \qquad \text{{until {until} of the training}}",
        rf"L = {late.sign}{weighted}{late.formula} \qquad \text{{from then on}}",
    ]


def _ends(symbol: str, of_counts: Values, counts: IntArray) -> str:
    """Return the values of the most frequent and the rarest class."""
    values = of_counts(counts)
    ends = sorted({int(counts.argmax()), int(counts.argmin())}, key=lambda label: -counts[label])
    # A comma in braces is not set as punctuation.
    sizes = [f"{counts[label]:,}".replace(",", "{,}") for label in ends]
    # A symbol that ends in an index of its own takes the size as a second one.
    joined = f"{{{symbol}}}" if "_" in symbol else symbol
    return r" \qquad ".join(
        rf"{joined}_{{n={size}}} = {_number(values[label])}"
        for size, label in zip(sizes, ends, strict=True)
    )


def _number(value: float) -> str:
    """Return a number with three digits, a large one in full."""
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}".replace(",", "{,}")
