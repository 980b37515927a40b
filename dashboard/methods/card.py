"""The formula card of a method: its loss and its other parts, put together as its composition says."""

from collections.abc import Mapping
from typing import NamedTuple

from dashboard.shell.shown import formula_card
from ltcore.analysis import short_title
from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.methods.parts import Composition, Formula, Values, share_of_run
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
    card = loss_card(config.method.parts, counts)
    title = f"Formula of {short_title(record.name)}"
    formula_card(card.formula, card.symbols, card.today, record.source, title=title).draw()


def loss_card(composition: Composition, counts: IntArray) -> LossCard:
    r"""Return the balanced error and the formulas of a method, with numbers of the largest and rarest class.

    Args:
        composition: the method, spelled out.
        counts: training examples per class, shape (C,); where a class has none no numbers are put in.

    Example:
        >>> import numpy as np
        >>> from ltcore.methods.parts import ClassWeights
        >>> loss_card(Composition(weights=ClassWeights(scheme="inverse")), np.array([90, 10])).today
        'w_{n=90} = 0.2 \\qquad w_{n=10} = 1.8'
    """
    losses = [loss.formula() for loss in composition.losses]
    parts = list(composition.part_formulas())
    lines = [BALANCED_ERROR, *_loss_lines(composition, losses)]
    lines += [part.latex for part in parts if part.latex]
    symbols, numbers = dict(SHARED_SYMBOLS), dict[str, Values]()
    for part in (*losses, *parts):
        numbers.update(part.numbers)
        for symbol, meaning in part.symbols.items():
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


def _loss_lines(composition: Composition, losses: list[Formula]) -> list[str]:
    """Return the loss; where another one takes over, both, each with when it holds."""
    weighted = r"w_y \, " if composition.weights.scheme != "none" else ""
    if composition.late_loss is None:
        [loss] = losses
        return [f"L = {loss.sign}{weighted}{loss.latex}"]
    first, late = losses
    until = share_of_run(composition.late_loss.defer_until).replace("%", r"\%")
    early_weight = "" if composition.weights.defer_until else weighted
    return [
        rf"L = {first.sign}{early_weight}{first.latex} \qquad \text{{until {until} of the training}}",
        rf"L = {late.sign}{weighted}{late.latex} \qquad \text{{from then on}}",
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
