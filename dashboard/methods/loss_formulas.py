"""The formula of each loss, its symbols, and the numbers of it that depend on the class counts."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ltcore.classwise.phases import (
    logit_multipliers,
    logit_offsets,
    own_weights,
    true_class_margins,
)
from ltcore.methods.base import (
    LdamHingeLoss,
    LdamLoss,
    LogitAdjustedLoss,
    Loss,
    PairwiseLoss,
    SigmoidLoss,
    SoftmaxLoss,
    VectorScalingLoss,
)
from ltcore.types import IntArray

Values = Callable[[IntArray], NDArray[np.floating[Any]]]
"""Class counts (C,) -> one number per class, shape (C,)."""
PRIOR = "share of class $c$ in the training examples"
COSINE = "cosine between the example's features and class $c$, in [−1, 1]"
OUTPUT = "output of the network for class $c$; predictions use it as it is"


class LossFormula(NamedTuple):
    """The loss of one example without its class weight.

    Attributes:
        formula: LaTeX, without its sign.
        symbols: LaTeX -> meaning.
        numbers: symbol of what depends on the counts -> its values.
        sign: "-" or nothing.
    """

    formula: str
    symbols: Mapping[str, str]
    numbers: Mapping[str, Values] = {}
    sign: str = "-"


def loss_formula(loss: Loss) -> LossFormula:
    r"""Return what the card says of a loss.

    Example:
        >>> loss_formula(SoftmaxLoss()).formula
        '\\log p_y'
    """
    return _FORMULAS[type(loss)](loss)


def _softmax(loss: SoftmaxLoss) -> LossFormula:
    meaning = r"softmax of the outputs $z_c$ at the true class, $e^{z_y} / \sum_c e^{z_c}$"
    return _focal("", "p_y", meaning, loss.gamma)


def _sigmoid(loss: SigmoidLoss) -> LossFormula:
    meaning = (
        r"probability that the right answer has to the question whether the example is of class $c$: "
        r"the sigmoid $1/(1+e^{-z_c})$ of the output $z_c$ for the true class, 1 minus it for others"
    )
    return _focal(r"\sum_{c=1}^{C} ", "q_c", meaning, loss.gamma)


def _focal(prefix: str, symbol: str, meaning: str, gamma: float) -> LossFormula:
    if gamma == 0:
        return LossFormula(rf"{prefix}\log {symbol}", {symbol: meaning})
    return LossFormula(
        rf"{prefix}(1 - {symbol})^{{\gamma}} \log {symbol}",
        {
            symbol: meaning,
            r"\gamma": f"focus, {gamma:g}: the larger, the less a sure answer counts",
        },
    )


def _ldam(loss: LdamLoss) -> LossFormula:
    own = r"e^{s (z_y - \Delta_y)}"
    return LossFormula(
        rf"\log \frac{{{own}}}{{{own} + \sum_{{c \neq y}} e^{{s z_c}}}}",
        {
            "z_c": COSINE,
            r"\Delta_c": _margin(loss),
            "s": f"scale of the cosines, {loss.scale:g}",
        },
        {r"\Delta": partial(true_class_margins, loss)},
    )


def _hinge(loss: LdamHingeLoss) -> LossFormula:
    return LossFormula(
        r"s \, \max\Big(0,\; \max_{c \neq y} z_c - z_y + \Delta_y\Big)",
        {
            "z_c": COSINE,
            r"\Delta_c": _margin(loss),
            "s": f"scale, {loss.scale:g}: the steps are as long as those of the softmax with this scale",
        },
        {r"\Delta": partial(true_class_margins, loss)},
        sign="",
    )


def _margin(loss: LdamLoss | LdamHingeLoss) -> str:
    if loss.uniform or loss.max_margin == 0:
        return f"margin by which class $c$ must win, {loss.max_margin:g} for every class"
    return (
        rf"margin of class $c$, proportional to $n_c^{{-1/4}}$, {loss.max_margin:g} for the rarest"
    )


def _logit_adjusted(loss: LogitAdjustedLoss) -> LossFormula:
    return LossFormula(
        r"\log \frac{e^{z_y + \tau \log \pi_y}}{\sum_{c=1}^{C} e^{z_c + \tau \log \pi_c}}",
        {
            "z_c": OUTPUT,
            r"\pi_c": PRIOR,
            r"\tau": f"strength of the adjustment, {loss.tau:g}",
        },
        {r"\tau \log \pi": partial(logit_offsets, loss)},
    )


def _vector_scaling(loss: VectorScalingLoss) -> LossFormula:
    """Return the formula of VS; without its shift that of CDT."""
    symbols = {
        "z_c": OUTPUT,
        "b_c": r"factor of class $c$, $(n_c / n_\text{max})^{\gamma}$: a smaller one makes $z_c$ grow",
        r"\gamma": f"power of the factors, {loss.gamma:g}",
    }
    numbers: dict[str, Values] = {"b": partial(logit_multipliers, loss)}
    shift = ""
    if loss.tau:
        shift = r" + \tau \log \pi_{0}"
        symbols |= {r"\pi_c": PRIOR, r"\tau": f"strength of the shift, {loss.tau:g}"}
        numbers[r"\tau \log \pi"] = partial(logit_offsets, loss)
    own, any_class = (
        rf"e^{{b_{label} z_{label}{shift.replace('{0}', label)}}}" for label in ("y", "c")
    )
    return LossFormula(rf"\log \frac{{{own}}}{{\sum_{{c=1}}^{{C}} {any_class}}}", symbols, numbers)


def _pairwise(loss: PairwiseLoss) -> LossFormula:
    return LossFormula(
        r"\alpha_y \log \Big(1 + \sum_{c \neq y} \frac{\delta_c}{\delta_y} \, e^{z_c - z_y}\Big)",
        {
            "z_c": OUTPUT,
            r"\delta_c": rf"number of class $c$, here $\pi_c^{{{loss.power:g}}}$; any is right for the "
            r"balanced error as long as $\alpha$ goes with it",
            r"\alpha_c": r"weight of class $c$, proportional to $\delta_c / \pi_c$, mean 1 over the examples",
            r"\pi_c": PRIOR,
        },
        {
            r"\alpha": partial(own_weights, loss),
            r"\log \delta": partial(logit_offsets, loss),
        },
        sign="",
    )


_FORMULAS: Mapping[type[Any], Callable[[Any], LossFormula]] = {
    SoftmaxLoss: _softmax,
    SigmoidLoss: _sigmoid,
    LdamLoss: _ldam,
    LdamHingeLoss: _hinge,
    LogitAdjustedLoss: _logit_adjusted,
    VectorScalingLoss: _vector_scaling,
    PairwiseLoss: _pairwise,
}
