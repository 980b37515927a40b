import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize

from ltcore.classwise import class_weights, ldam_margins
from ltcore.methods import METHODS
from ltcore.methods.base import (
    ClassWeights,
    Clustering,
    Composition,
    LateLoss,
    LdamHingeLoss,
    LdamLoss,
    LogitAdjustedLoss,
    Mixing,
    PairwiseLoss,
    Retraining,
    Sampling,
    SigmoidLoss,
    Smote,
    SoftmaxLoss,
    VectorScalingLoss,
)
from ltcore.methods.parts import PLAIN, last_phase
from ltcore.theory.consistency.tilt import tilts
from ltcore.theory.consistency.verdict import consistency

POSTERIOR = np.array([0.62, 0.28, 0.10])
COUNTS = np.array([700, 250, 50])
PRIOR = COUNTS / COUNTS.sum()
LONG_TAIL = [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]


# --- the population risk, written down without any of the theory ---------------------------------------


def softmax_values(scores):
    return scores.max() + np.log(np.exp(scores - scores.max()).sum()) - scores


def loss_values(loss, scores, counts):  # noqa: PLR0911
    """The loss of one example for each class it could be of, shape (C,)."""
    match loss:
        case SoftmaxLoss():
            values = softmax_values(scores)
            return (1 - np.exp(-values)) ** loss.gamma * values
        case SigmoidLoss():
            right, wrong = np.logaddexp(0, -scores), np.logaddexp(0, scores)
            yes, no = ((-np.expm1(-value)) ** loss.gamma * value for value in (right, wrong))
            return yes + no.sum() - no
        case LdamLoss():
            margins = loss.scale * loss.numbers(counts).margins
            return np.array(
                [
                    softmax_values(scores - margins[y] * (np.arange(len(scores)) == y))[y]
                    for y in range(len(scores))
                ]
            )
        case PairwiseLoss():
            delta = (counts / counts.sum()) ** loss.power
            terms = delta[None, :] / delta[:, None] * np.exp(scores[None, :] - scores[:, None])
            return delta / (counts / counts.sum()) * np.log(terms.sum(1))
        case _:
            return softmax_values(scores + loss.tau * np.log(counts / counts.sum()))


def minimiser(loss, posterior, counts, factors=None):
    """Scores of mean 0 that minimise the risk at one point, by L-BFGS on the numbers alone."""
    factors = np.ones(len(posterior)) if factors is None else factors

    def risk(scores):
        return float(posterior * factors @ loss_values(loss, scores, counts))

    found = minimize(risk, np.zeros(len(posterior)), method="BFGS", options={"gtol": 1e-9})
    return found.x - found.x.mean()


@pytest.mark.parametrize("power", [1.0, 0.0, 0.5, 0.8, -1.0])
def test_every_pairwise_loss_has_the_minimiser_of_the_facts(power):
    found = minimiser(PairwiseLoss(power), POSTERIOR, COUNTS)
    np.testing.assert_allclose(found, [-0.34973, -0.11504, 0.46478], atol=2e-5)
    judged = consistency(Composition(loss=PairwiseLoss(power)), COUNTS)
    assert (judged.verdict, judged.ratio) == ("consistent", 1.0)


def test_an_arbitrary_delta_gives_the_same_scores():
    delta = np.array([0.3, 2, 1.1])

    def risk(scores):
        terms = delta[None, :] / delta[:, None] * np.exp(scores[None, :] - scores[:, None])
        return float(POSTERIOR * delta / PRIOR @ np.log(terms.sum(1)))

    found = minimize(risk, np.zeros(3), options={"gtol": 1e-9}).x
    np.testing.assert_allclose(found - found.mean(), [-0.34973, -0.11504, 0.46478], atol=2e-5)


def test_ldam_decides_for_the_head():
    loss = LdamLoss(0.5, 1.0)
    found = minimiser(loss, POSTERIOR, COUNTS)
    np.testing.assert_allclose(found, [0.940, 0.066, -1.006], atol=5e-4)
    assert found.argmax() == 0
    assert consistency(Composition(loss=loss), COUNTS).verdict == "under-corrects"


def test_ldam_on_two_classes_is_off_by_what_the_facts_say():
    margins = 30 * ldam_margins([9900, 100])
    assert (1 + np.exp(-margins[0])) / (1 + np.exp(-margins[1])) == pytest.approx(1.0086, abs=1e-4)
    judged = consistency(Composition(loss=LdamLoss(0.5, 30.0)), [9900, 100])
    assert judged.verdict == "under-corrects"
    assert judged.ratio == pytest.approx(99 / (1 + np.exp(-margins[0])) * (1 + np.exp(-margins[1])))


def test_logit_adjustment_with_inverse_weights_corrects_twice():
    composition = Composition(loss=LogitAdjustedLoss(), weights=ClassWeights(scheme="inverse"))
    found = minimiser(composition.loss, POSTERIOR, COUNTS, class_weights(COUNTS, "inverse"))
    np.testing.assert_allclose(found, [-1.573, -0.308, 1.881], atol=1e-3)
    judged = consistency(composition, COUNTS)
    assert judged.verdict == "over-corrects"
    assert judged.ratio == pytest.approx(14.0)
    assert judged.warning.startswith("Double correction: the class weights and the loss")


@pytest.mark.parametrize("nu", [0.0, 0.15, 0.25, 0.5, 1.0])
@pytest.mark.parametrize("tau", [0.5, 0.75, 0.85, 1.0])
def test_algorithm_1_is_consistent_where_tau_is_1_minus_nu(nu, tau):
    composition = Composition(
        loss=VectorScalingLoss(0.05, tau),
        weights=ClassWeights(scheme="adrw", nu=nu, defer_until=0.8),
        late_loss=LateLoss(LogitAdjustedLoss(tau), 0.8),
    )
    judged = consistency(composition, LONG_TAIL)
    assert (judged.verdict == "consistent") == math.isclose(tau, 1 - nu)
    assert judged.ratio == pytest.approx(100 ** abs(1 - nu - tau))
    assert "80 %" in judged.sentence


LOSSES = (
    SoftmaxLoss(), SoftmaxLoss(0.5), SoftmaxLoss(2.0), SigmoidLoss(), SigmoidLoss(1.0), LogitAdjustedLoss(0.7),
    PairwiseLoss(0.3), LdamLoss(0.5, 4.0), LdamLoss(0.5, 30.0), LdamLoss(0.4, 5.0, uniform=True),
)  # fmt: skip
SETTINGS = (
    (ClassWeights(), Sampling()),
    (ClassWeights(scheme="inverse_sqrt"), Sampling()),
    (ClassWeights(scheme="effective", beta=0.99), Sampling("power", power=0.5)),
    (ClassWeights(scheme="adrw", nu=0.4), Sampling("progressive")),
)


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
@pytest.mark.parametrize("setting", range(len(SETTINGS)))
def test_the_tilt_says_what_the_numerical_minimiser_decides(loss, setting):
    weights, sampling = SETTINGS[setting]
    phase = last_phase(Composition(loss=loss, weights=weights, sampling=sampling))
    tilt = tilts(phase, COUNTS)
    drawn = sampling.probabilities(COUNTS)
    rng = np.random.default_rng(setting)
    seen = 0
    for balanced in rng.dirichlet(np.ones(3), 6):
        expected = np.log(balanced) + tilt
        sure = {int(row.argmax()) for row in expected}
        gap = min(float(np.diff(np.sort(row))[-1]) for row in expected)
        if len(sure) > 1 or gap < 0.02:
            continue  # decided by the certainty of the tie, or too near to one
        seen += 1
        factors = weights.of(COUNTS) * drawn / PRIOR
        found = minimiser(loss, balanced * PRIOR, COUNTS, factors)
        assert found.argmax() == sure.pop()
    assert seen >= 3


@pytest.mark.parametrize("p", [1 / 3, 0.42, 0.5])
def test_two_classes_of_ldam_tie_where_the_tilt_says(p):
    loss = LdamLoss(0.5, 4.0)
    kappa = -np.expm1(-4.0 * ldam_margins(COUNTS))
    chances = np.array([p, p, 1 - 2 * p])
    weighted = np.maximum(chances * (1 - kappa * chances), 1e-12)
    found = minimiser(loss, weighted, COUNTS)
    assert found[0] == pytest.approx(found[1], abs=1e-4)
    ends = tilts(last_phase(Composition(loss=loss)), COUNTS) - np.log(PRIOR)
    gaps = ends[:, 0] - ends[:, 1]
    needed = math.log(weighted[1] / weighted[0])
    assert gaps.min() - 1e-9 <= needed <= gaps.max() + 1e-9


@pytest.mark.parametrize("shares", [[0.45, 0.35, 0.2], [0.55, 0.25, 0.2], [0.2, 0.3, 0.5001]])
def test_the_hinge_decides_only_for_a_majority(shares):
    margins = ldam_margins(COUNTS)
    # Minimise sum_y c_y t_y with t_y >= margin_y + f_j - f_y for all j, and t_y >= 0; f in a box.
    rows, limits = [], []
    for y in range(3):
        for j in range(3):
            if j != y:
                row = np.zeros(6)
                row[j], row[y], row[3 + y] = 1, -1, -1
                rows.append(row)
                limits.append(-margins[y])
    cost = np.array([0, 0, 0, *shares])
    found = linprog(cost, rows, limits, bounds=[(-1, 1)] * 3 + [(0, None)] * 3)
    flat = float(np.dot(shares, margins))
    assert (found.fun < flat - 1e-9) == (max(shares) > 0.5)
    if max(shares) > 0.5:
        assert found.x[:3].argmax() == np.argmax(shares)
    assert consistency(Composition(loss=LdamHingeLoss()), COUNTS).verdict == "inconsistent"


def test_a_hinge_that_leaves_something_open_has_no_ratio():
    balanced = consistency(Composition(loss=LdamHingeLoss(), sampling=Sampling("power")), COUNTS)
    plain = consistency(Composition(loss=LdamHingeLoss()), COUNTS)
    for judged in (balanced, plain):
        assert judged.verdict == "inconsistent"
        assert math.isnan(judged.ratio)
    assert "elsewhere no two classes have the wrong relative weight" in balanced.sentence
    assert "relative weight of two classes is off by up to a factor of 14.0" in plain.sentence


def test_the_hinge_on_two_classes_is_judged_like_any_loss():
    judged = consistency(Composition(loss=LdamHingeLoss(), sampling=Sampling("power")), [90, 10])
    assert (judged.verdict, judged.ratio) == ("consistent", 1.0)
    nothing = consistency(Composition(loss=LdamHingeLoss(max_margin=0.0)), [90, 10])
    assert nothing.verdict == "inconsistent"
    assert math.isnan(nothing.ratio)
    assert "margin of 0" in nothing.sentence


@pytest.mark.parametrize("tau", [0.0, 0.5, 1.0, 1.5, 2.0])
def test_a_shift_after_training_counts_like_one_in_the_loss(tau):
    shift = -tau * np.log(PRIOR)
    after = consistency(Composition(), COUNTS, shift=shift)
    within = consistency(Composition(loss=LogitAdjustedLoss(tau)), COUNTS)
    assert after.verdict == within.verdict
    assert after.ratio == pytest.approx(within.ratio)
    assert after.verdict == {0.0: "under-corrects", 0.5: "under-corrects", 1.0: "consistent"}.get(
        tau, "over-corrects"
    )
    assert after.warning == ""


def test_a_shift_after_logit_adjustment_is_a_double_correction():
    judged = consistency(Composition(loss=LogitAdjustedLoss()), COUNTS, shift=-np.log(PRIOR))
    assert judged.verdict == "over-corrects"
    assert "the loss and the shift after training" in judged.warning


def test_balanced_draws_with_inverse_weights_are_a_double_correction():
    judged = consistency(
        Composition(weights=ClassWeights(scheme="inverse"), sampling=Sampling("over")), COUNTS
    )
    assert judged.verdict == "over-corrects"
    assert judged.ratio == pytest.approx(14.0)
    assert "the class weights and the sampling" in judged.warning


def test_effective_weights_on_logit_adjustment_are_not_in_the_order_of_the_counts():
    composition = Composition(
        loss=LogitAdjustedLoss(0.5), weights=ClassWeights(scheme="effective", beta=0.999)
    )
    judged = consistency(composition, LONG_TAIL)
    assert judged.verdict == "inconsistent"
    assert "not systematically" in judged.sentence


@pytest.mark.parametrize(
    ("composition", "said"),
    [
        (Composition(mixing=Mixing()), "blends"),
        (Composition(clusters=Clustering()), "best cluster"),
        (
            Composition(loss=LogitAdjustedLoss(), clusters=Clustering(decision="sum")),
            "act on clusters",
        ),
        (Composition(loss=VectorScalingLoss(0.3, 1.0)), "many minimisers"),
        (Composition(retraining=Retraining(kind="lws")), "one factor per class"),
        (Composition(retraining=Retraining(kind="tau_norm")), "minimises no loss"),
        (Composition(retraining=Retraining(kind="ncm")), "minimises no loss"),
    ],
)
def test_what_is_not_known_is_said(composition, said):
    judged = consistency(composition, COUNTS)
    assert judged.verdict == "not covered"
    assert math.isnan(judged.ratio)
    assert said in judged.sentence


@pytest.mark.parametrize("loss", [SoftmaxLoss(1.0), SigmoidLoss(), LdamLoss(), LdamHingeLoss()])
def test_a_shift_is_not_covered_where_scores_are_no_log_probabilities(loss):
    assert consistency(Composition(loss=loss), [90, 10], shift=[0.0, 1.0]).verdict == "not covered"
    assert consistency(Composition(loss=loss), [90, 10], shift=[1.0, 1.0]).verdict != "not covered"


def test_multipliers_of_1_are_covered():
    assert (
        consistency(Composition(loss=VectorScalingLoss(0.0, 1.0)), COUNTS).verdict == "consistent"
    )


def test_minimisers_under_multipliers_disagree():
    multipliers, offsets = np.array([1.0, 0.7, 0.4]), np.log(PRIOR)
    wanted = np.log(POSTERIOR) - offsets

    def risk(scores):
        return float(POSTERIOR @ softmax_values(multipliers * scores + offsets))

    one, other = ((wanted + shift) / multipliers for shift in (2.0, -2.0))
    assert risk(one) == pytest.approx(risk(other), abs=1e-12)
    assert one.argmax() != other.argmax()


def test_stages_are_judged_by_the_last():
    balanced = Sampling("power")
    assert (
        consistency(Composition(sampling=replace(balanced, defer_until=0.8)), COUNTS).verdict
        == "consistent"
    )
    crt = consistency(Composition(sampling=balanced, retraining=Retraining(kind="crt")), COUNTS)
    assert crt.verdict == "consistent"
    assert crt.sentence.startswith("For the classifier alone")
    assert consistency(Composition(smote=Smote()), COUNTS).verdict == "consistent"


def test_clusters_by_their_sum_are_their_classes():
    plain = consistency(Composition(clusters=Clustering(decision="sum")), COUNTS)
    assert plain.verdict == "under-corrects"
    assert plain.ratio == pytest.approx(14.0)
    copied = consistency(Composition(clusters=Clustering(decision="sum", replicate=True)), COUNTS)
    assert copied.ratio == pytest.approx(700 / 250)  # the rarest is copied 5 times, to the median


@pytest.mark.parametrize("method", METHODS)
def test_nothing_needs_correction_where_classes_are_equal(method):
    record = METHODS[method]
    judged = consistency(record.compose(record.settings()), [20, 20, 20])
    assert judged.verdict in ("consistent", "not covered", "inconsistent")
    assert math.isnan(judged.ratio) or judged.ratio == 1.0


@given(
    st.lists(st.integers(1, 10**6), min_size=2, max_size=12),
    st.floats(0, 2),
    st.permutations(range(12)),
)
def test_the_order_of_labels_and_the_size_of_the_set_do_not_matter(counts, tau, order):
    counts = np.array(counts)
    order = [place for place in order if place < len(counts)]
    composition = Composition(
        loss=LogitAdjustedLoss(tau), weights=ClassWeights(scheme="inverse_sqrt")
    )
    judged = consistency(composition, counts)
    other = consistency(composition, 3 * counts[order])
    assert judged.verdict == other.verdict
    assert judged.ratio == pytest.approx(other.ratio, rel=1e-9)
    assert judged.ratio == pytest.approx((counts.max() / counts.min()) ** abs(0.5 - tau), rel=1e-6)


def test_an_offset_common_to_all_classes_is_nothing():
    assert np.ptp(LogitAdjustedLoss().numbers([5, 5]).offsets) == 0
    assert SoftmaxLoss().numbers([9, 1]).weights.tolist() == [1, 1]
    assert PLAIN.sampling.probabilities([9, 1]).tolist() == pytest.approx([0.9, 0.1])


@pytest.mark.parametrize("counts", [[], [5, 0]])
def test_classes_without_examples_are_refused(counts):
    with pytest.raises(ValueError, match="counts"):
        consistency(Composition(), counts)


def test_a_shift_has_one_number_per_class():
    with pytest.raises(ValueError, match="one number per class"):
        consistency(Composition(), [9, 1], shift=[1.0])
