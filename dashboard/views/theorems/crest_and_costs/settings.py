"""What is asked of CReST's curves and of the rules for costs."""

from dataclasses import dataclass
from functools import partial

from dashboard.shell.controls import choice, slider
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Simulated
from ltcore.plots.base.amounts import numeral

LEAST = 0.05
"""Smallest predicted probability of a class."""
PROBABILITIES = tuple(step / 20 for step in range(1, 19))
ODD = (
    *(0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0),
    *(10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 70.0, 100.0),
)
"""Costs of the one mistake that the slider sets."""


@dataclass(frozen=True, kw_only=True)
class CrestAndCosts(Simulated):
    """Classes whose pseudo-labels are kept or bent; a prediction, its priors and its costs."""

    alpha: float = slider(
        "Power α",
        tuple(sorted({step / 20 for step in range(21)} | {1 / 3, 2 / 3})),
        1 / 3,
        pattern=partial(numeral, digits=3),
        help="0 keeps everything, 1 balances.",
    )
    gamma: float = slider(
        "Imbalance ratio γ",
        (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 150.0, 200.0, 500.0, 1000.0),
        100.0,
    )
    classes: int = slider("Classes L", (2, 3, 5, 10, 20, 50, 100), 10)
    generations: int = slider("Generations G", tuple(range(1, 11)), 6)
    g: int = slider(
        "Generation g",
        tuple(range(10)),
        5,
        help="Counted from 0.",
        legal=lambda asked: (0, asked.generations - 1),
    )
    t_min: float = slider(
        "Last power t_min",
        tuple(step / 20 for step in range(21)),
        0.5,
        help="Of the last generation; the first has power 1.",
    )
    tau: float = slider("Power τ", tuple(step / 20 for step in range(41)), 1.0)
    rho: float = slider(
        "Ratio ρ of the priors",
        (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0, 20.0, 50.0, 100.0),
        7.0,
        help="Prior of class 1 over that of class 3; class 2 lies in between.",
    )
    p1: float = slider("Predicted p₁", PROBABILITIES, 0.6)
    p2: float = slider(
        "Predicted p₂",
        PROBABILITIES,
        0.3,
        help="Class 3 gets the rest, at least 0.05.",
        legal=lambda asked: (LEAST, 1 - LEAST - asked.p1 + 1e-9),
    )
    case: str = choice(
        "Costs",
        {"equal": "equal", "tail": "tail", "far": "far"},
        "tail",
        help="Equal: each mistake costs 1. Tail: mistakes on class 3 cost 3. Far: mistaking 1 for 3, or "
        "3 for 1, costs 4.",
    )
    odd: float = slider("Cost c: 3 predicted as 1", ODD, 10.0)


CREST_AND_COSTS = Settings(CrestAndCosts, "crest_and_costs")
