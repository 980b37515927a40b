import pytest

from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.methods.base import ClassWeights, LdamLoss, Recipe, Smote
from ltcore.theory.consistency.assumptions import FREE_SCORES, LARGE_BATCHES, SYNTHETIC, assumptions


def of_method(name):
    config = RunConfig.model_validate({"method": {"name": name}})
    return assumptions(config.method.recipe)


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        (Recipe(), ()),
        (Recipe(weights=ClassWeights("inverse")), ()),
        (Recipe(weights=ClassWeights("none", normalise_by="weights")), ()),
        (Recipe(weights=ClassWeights("inverse", normalise_by="weights")), (LARGE_BATCHES,)),
        (Recipe(smote=Smote()), (SYNTHETIC,)),
        (Recipe(LdamLoss(), head="cosine"), (FREE_SCORES,)),
        (
            Recipe(LdamLoss(), ClassWeights("effective", normalise_by="weights"), head="cosine"),
            (LARGE_BATCHES, FREE_SCORES),
        ),
    ],
)
def test_what_applies_is_said(recipe, expected):
    assert assumptions(recipe) == expected


def test_methods_have_the_assumptions_that_the_facts_name():
    assert of_method("ldam_drw") == (LARGE_BATCHES, FREE_SCORES)
    assert of_method("drw") == (LARGE_BATCHES,)
    assert of_method("smote") == (SYNTHETIC,)
    assert of_method("ldam") == (FREE_SCORES,)
    assert of_method("logit_adjustment") == ()
    assert {name for name in METHODS if SYNTHETIC in of_method(name)} == {"smote"}
