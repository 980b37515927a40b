import pytest

from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.methods.base import ClassWeights, Composition, LdamLoss, Smote
from ltcore.theory.consistency.assumptions import FREE_SCORES, LARGE_BATCHES, SYNTHETIC, assumptions


def of_method(name):
    config = RunConfig.model_validate({"method": {"name": name}})
    return assumptions(config.method.parts)


@pytest.mark.parametrize(
    ("composition", "expected"),
    [
        (Composition(), ()),
        (Composition(weights=ClassWeights(scheme="inverse")), ()),
        (Composition(weights=ClassWeights(scheme="none", normalise_by="weights")), ()),
        (
            Composition(weights=ClassWeights(scheme="inverse", normalise_by="weights")),
            (LARGE_BATCHES,),
        ),
        (Composition(smote=Smote()), (SYNTHETIC,)),
        (Composition(loss=LdamLoss(), head="cosine"), (FREE_SCORES,)),
        (
            Composition(
                loss=LdamLoss(),
                weights=ClassWeights(scheme="effective", normalise_by="weights"),
                head="cosine",
            ),
            (LARGE_BATCHES, FREE_SCORES),
        ),
    ],
)
def test_what_applies_is_said(composition, expected):
    assert assumptions(composition) == expected


def test_methods_have_the_assumptions_that_the_facts_name():
    assert of_method("ldam_drw") == (LARGE_BATCHES, FREE_SCORES)
    assert of_method("drw") == (LARGE_BATCHES,)
    assert of_method("smote") == (SYNTHETIC,)
    assert of_method("ldam") == (FREE_SCORES,)
    assert of_method("logit_adjustment") == ()
    assert {name for name in METHODS if SYNTHETIC in of_method(name)} == {"smote"}
