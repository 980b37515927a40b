"""Few cases in which any two choices meet: most faults of settings need one of them, or two together."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

Pair = tuple[tuple[int, int], tuple[int, int]]
"""Two factors and a choice of each: ((factor, choice), (factor, choice)), in the order of the factors."""


def pairwise(*factors: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return cases, one choice of each factor in each, in which every pair of choices comes together.

    Args:
        factors: at least two, each with its choices.

    Example:
        >>> pairwise("ab", [1, 2], [True, False])
        [('a', 1, True), ('a', 2, False), ('b', 1, False), ('b', 2, True)]
    """
    left = {
        ((one, first), (other, second)): None  # a dict keeps the order, so that cases stay the same
        for one, other in combinations(range(len(factors)), 2)
        for first in range(len(factors[one]))
        for second in range(len(factors[other]))
    }
    cases = []
    while left:
        case = _case(factors, left)
        for pair in combinations(sorted(case.items()), 2):
            left.pop(pair, None)
        cases.append(tuple(choices[case[number]] for number, choices in enumerate(factors)))
    return cases


def _case(factors: Sequence[Sequence[Any]], left: dict[Pair, None]) -> dict[int, int]:
    """Return a case with the first pair that is left, and choices that have most of the others."""
    case = dict(next(iter(left)))
    for factor, choices in enumerate(factors):
        if factor not in case:
            case[factor] = max(
                range(len(choices)), key=lambda choice: _new(case, (factor, choice), left)
            )
    return case


def _new(case: dict[int, int], chosen: tuple[int, int], left: dict[Pair, None]) -> int:
    pairs = (sorted([known, chosen]) for known in case.items())
    return sum((one, other) in left for one, other in pairs)
