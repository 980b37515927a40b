import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ltcore.metrics import LabelledFeatures, few_shot, linear_probe, probe_score
from ltcore.metrics.probe import STRENGTHS

GROUPS = np.array(["head", "medium", "tail"])
RNG = np.random.default_rng(0)
MEANS = RNG.normal(size=(3, 4))


def drawn(n, seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, n)
    features = MEANS[labels] * 2 + rng.normal(size=(n, 4)) * [1, 10, 100, 0.1]
    return LabelledFeatures(features, labels)


TRAIN, VAL, TEST = drawn(90, 1), drawn(60, 2), drawn(80, 3)


def reference(strength):
    model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=5000))
    return model.fit(TRAIN.features, TRAIN.labels)


def test_the_strength_is_the_smallest_of_the_best_on_validation():
    def balanced(strength):
        predicted = reference(strength).predict(VAL.features)
        return np.mean([np.mean(predicted[VAL.labels == c] == c) for c in range(3)])

    found = {strength: balanced(strength) for strength in STRENGTHS}
    best = min(s for s, accuracy in found.items() if accuracy == max(found.values()))
    probe = linear_probe(TRAIN, VAL, TEST.features, 3)
    assert probe.strength == best
    assert probe.predicted.tolist() == reference(best).predict(TEST.features).tolist()


def test_without_validation_nothing_is_chosen():
    probe = linear_probe(TRAIN, None, TEST.features, 3)
    assert probe.strength == 1.0
    assert probe.predicted.tolist() == reference(1.0).predict(TEST.features).tolist()


def test_it_is_deterministic_and_changes_no_feature():
    before = TRAIN.features.copy()
    first, second = (linear_probe(TRAIN, VAL, TEST.features, 3).predicted for _ in range(2))
    assert first.tolist() == second.tolist()
    assert np.array_equal(TRAIN.features, before)


def test_a_feature_that_never_varies_does_no_harm():
    def with_constant(examples):
        constant = np.full((len(examples), 1), 3.0)
        return LabelledFeatures(np.hstack([examples.features, constant]), examples.labels)

    train, val, test = map(with_constant, (TRAIN, VAL, TEST))
    probe = linear_probe(train, val, test.features, 3)
    assert probe.predicted.tolist() == linear_probe(TRAIN, VAL, TEST.features, 3).predicted.tolist()


def test_what_cannot_be_probed_is_refused():
    alone = LabelledFeatures(TRAIN.features, np.zeros(len(TRAIN), np.int64))
    with pytest.raises(ValueError, match="at least two classes"):
        linear_probe(alone, None, TEST.features, 3)
    broken = LabelledFeatures(np.where(TRAIN.features > 0, np.nan, 0.0), TRAIN.labels)
    with pytest.raises(ValueError, match="has diverged"):
        linear_probe(broken, None, TEST.features, 3)


def test_a_score_by_hand():
    labels, predicted = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 1, 0, 1, 1])
    score = probe_score(labels, predicted, GROUPS)
    assert score.recall.tolist() == [1.0, 0.5, 0.0]
    assert score.balanced_accuracy == 0.5
    assert score.groups == {"head": 1.0, "medium": 0.5, "tail": 0.0}
    assert score.group_spread == pytest.approx(
        np.sqrt(1 / 6)
    )  # of the group means, over 3 and not 2


def test_groups_and_classes_that_are_empty_do_not_count():
    score = probe_score(np.array([0, 0, 2]), np.array([0, 1, 2]), ["head", "head", "tail"])
    assert score.recall.tolist()[0] == 0.5
    assert np.isnan(score.recall[1])
    assert np.isnan(score.groups["medium"])
    assert score.balanced_accuracy == 0.75
    assert score.group_spread == 0.25


def test_shots_are_as_many_as_there_are():
    labels = np.array([0] * 9 + [1] * 4 + [2])
    chosen = few_shot(labels, 3, np.random.default_rng(0))
    assert np.bincount(labels[chosen]).tolist() == [3, 3, 1]
    assert chosen.tolist() == sorted(set(chosen.tolist()))
    again = few_shot(labels, 3, np.random.default_rng(0))
    other = few_shot(labels, 3, np.random.default_rng(1))
    assert chosen.tolist() == again.tolist() != other.tolist()
    with pytest.raises(ValueError, match="at least 1"):
        few_shot(labels, 0, np.random.default_rng(0))
