"""Every kind of re-training is written out."""

from typing import get_args, get_type_hints

import pytest

from ltcore.methods.parts.retraining import DISTANCES, Retraining

KINDS = get_args(get_type_hints(Retraining)["kind"])


def test_each_kind_has_a_formula_of_its_own():
    formulas = {kind: Retraining(kind=kind).formula() for kind in KINDS}
    assert len({formula.latex for formula in formulas.values()}) == len(KINDS) == 4
    for formula in formulas.values():
        assert all(symbol and meaning for symbol, meaning in formula.symbols.items())


@pytest.mark.parametrize("distance", DISTANCES)
def test_nearest_means_say_their_distance(distance):
    formula = Retraining(kind="ncm", distance=distance).formula()
    assert DISTANCES[distance] in " ".join(formula.symbols.values())
