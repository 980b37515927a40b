import numpy as np
import pytest

from ltcore.theory.resampling.classifiers import CLASSIFIERS, MAKERS, fit, knows_probabilities
from ltcore.theory.resampling.techniques import TECHNIQUES, Treatment, treat
from ltcore.theory.resampling.toy import Toy, draw

AROUND = Toy(scene="around")


def treated(technique="plain", toy=AROUND, **settings):
    points, labels = draw(toy)
    return points, labels, treat(points, labels, Treatment(technique, **settings), 0)


@pytest.mark.parametrize("name", CLASSIFIERS)
@pytest.mark.parametrize("technique", TECHNIQUES)
def test_the_class_of_the_best_sub_class_is_what_scikit_learn_predicts(name, technique):
    points, _, made = treated(technique)
    rule = fit(name, made)
    expected = made.parents[rule.model.predict(points)]
    scores = rule.score(points)
    clear = np.abs(scores) > 1e-9
    assert ((scores > 0) == (expected == 1))[clear].all()
    assert clear.mean() > 0.9


def test_the_sum_adds_the_probabilities_of_the_clusters():
    points, _, made = treated("cog_os")
    rule = fit("logistic", made, "sum")
    p = rule.model.predict_proba(points)
    np.testing.assert_allclose(
        rule.score(points), np.log(p[:, 3]) - np.log(p[:, :3].sum(axis=1)), rtol=1e-6, atol=1e-6
    )
    assert not np.allclose(rule.score(points), fit("logistic", made, "max").score(points))


def test_the_best_sub_class_favours_a_class_in_one_piece():
    """Probability in pieces loses against probability in one: the sum never says tail more often."""
    points, _, made = treated("cog_os")
    best, summed = (fit("logistic", made, rule).score(points) > 0 for rule in ("max", "sum"))
    assert (best >= summed).all()
    assert best.sum() > summed.sum()


def test_an_svm_has_no_probabilities_to_add():
    _, _, made = treated("cog")
    assert not knows_probabilities("rbf")
    assert fit("svm", made, "sum").decision == "max"


def test_copies_fill_a_leaf_that_one_example_could_not():
    points, labels, made = treated("over", Toy())
    assert (fit("tree", made).score(points[labels == 1]) > 0).all()
    _, _, plain = treated("plain", Toy())
    assert not (fit("tree", plain).score(points[labels == 1]) > 0).all()


def test_over_sampling_is_weighting_to_a_logistic_regression():
    """Each original is there r times: the fit is that with sample weights r."""
    points, labels, made = treated("over", Toy())
    weighted = MAKERS["logistic"](0).fit(points, labels, sample_weight=made.uses)
    np.testing.assert_allclose(fit("logistic", made).model.coef_, weighted.coef_, rtol=1e-3)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_the_smallest_training_set_can_be_learnt(name):
    _, _, made = treated("under", Toy(n_head=2, ratio=2))
    assert np.isfinite(fit(name, made).score(np.zeros((1, 2)))).all()


def test_an_unknown_classifier_is_refused():
    with pytest.raises(ValueError, match="classifier is 'oracle'"):
        fit("oracle", treated()[2])  # type: ignore[arg-type]
