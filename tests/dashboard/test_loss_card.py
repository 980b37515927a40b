import re

import numpy as np
import pytest

from dashboard.loss_card import loss_card
from ltcore.classwise import class_weights, ldam_margins
from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.methods.base import ClassWeights, LdamLoss, Recipe, SigmoidLoss

COUNTS = np.array([5, 5000, 50])


def recipe(method):
    return RunConfig.model_validate({"method": {"name": method}}).method.recipe


def bare(symbol):
    return symbol.partition("_")[0].removeprefix("\\text{").removesuffix("}")


@pytest.mark.parametrize("method", METHODS)
def test_every_symbol_of_a_loss_is_defined(method):
    card = loss_card(recipe(method), COUNTS)
    words = re.sub(r"\\text\{[^}]*\}|\\(begin|end)\{\w+\}|\[2ex\]", " ", card.formula)
    names = set(re.findall(r"\\(?:gamma|beta|tau|pi|Delta)|(?<![\\a-zA-Z])[a-zA-Z]", words)) - {"e"}
    known = {bare(symbol) for symbol in card.symbols} | {"c"}
    assert names <= known | {"n"}
    assert card.formula.count("{") == card.formula.count("}")


def test_numbers_are_those_of_the_largest_and_the_rarest_class():
    card = loss_card(Recipe(LdamLoss(max_margin=0.4)), COUNTS)
    margins = ldam_margins(COUNTS, 0.4)
    assert card.today == (
        rf"\Delta_{{n=5{{,}}000}} = {margins[1]:.3g} \qquad \Delta_{{n=5}} = {margins[0]:.3g}"
    )


def test_deferred_weights_say_from_when():
    weights = ClassWeights("effective", beta=0.99, defer_until=0.8)
    card = loss_card(Recipe(weights=weights), COUNTS)
    assert "until 80 % of the training all weigh 1" in card.symbols["w_c"]
    assert f"{class_weights(COUNTS, 'effective', beta=0.99)[0]:.3g}" in card.today


def test_plain_training_has_no_weight_and_nothing_to_put_in():
    card = loss_card(recipe("erm"), COUNTS)
    assert "w_y" not in card.formula
    assert card.today == ""


def test_the_focus_is_left_out_where_it_does_nothing():
    assert r"\gamma" not in loss_card(Recipe(SigmoidLoss(0.0)), COUNTS).formula
    assert r"\gamma" in loss_card(Recipe(SigmoidLoss(2.0)), COUNTS).formula


@pytest.mark.parametrize("counts", [[], [5, 0]])
def test_without_counts_no_numbers_are_put_in(counts):
    assert loss_card(recipe("ldam_drw"), np.array(counts, dtype=np.int64)).today == ""


def test_equal_classes_are_put_in_once_each():
    assert loss_card(recipe("ldam"), np.array([7])).today == r"\Delta_{n=7} = 0.5"
