import numpy as np
import pytest
from scipy.optimize import minimize

from ltcore.posthoc import fit_machine, margin_ratios, threshold_shift
from ltcore.theory.ldam_margin import two_class_optimum


@pytest.fixture
def blobs():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], [60, 6])
    return rng.normal(size=(66, 2)) + 3.0 * labels[:, None], labels


def test_the_room_is_divided_by_hand():
    # Ratio 3: three quarters of the room from -1 to +1 for the class, so the cut is at -1/2.
    assert threshold_shift(3.0) == 0.5
    assert threshold_shift(1.0) == 0.0
    assert margin_ratios([16, 1], 0.25).tolist() == pytest.approx([0.5, 2.0])
    assert margin_ratios([5, 3, 2], 0.0).tolist() == [1, 1, 1]


def test_a_quarter_is_the_optimum_of_the_bound_for_two_classes():
    first, second, _ = two_class_optimum(5000, 50)
    assert margin_ratios([5000, 50], 0.25) == pytest.approx([first / second, second / first])


def test_the_shifted_threshold_solves_the_svm_with_uneven_margins(blobs):
    """Minimise the uneven problem itself and compare its boundary, not only its formula."""
    points, labels = blobs
    machine = fit_machine(points, labels, 2, slack_cost=0.5)
    standard = (points - machine.centre) / machine.spread
    sign, ratio = np.where(labels == 1, 1.0, -1.0), 3.0
    wanted = np.where(labels == 1, 1.0, 1 / ratio)

    def objective(theta):
        slack = np.maximum(0, wanted - sign * (standard @ theta[:2] + theta[2]))
        return 0.5 * theta[:2] @ theta[:2] + 0.5 * (slack**2).sum()

    solved = minimize(objective, np.zeros(3), method="BFGS", options={"gtol": 1e-9}).x
    own, bias = machine.weight[1], machine.bias[1] + float(threshold_shift(ratio))
    np.testing.assert_allclose(solved / np.linalg.norm(solved[:2]),
                               np.append(own, bias) / np.linalg.norm(own), atol=0.002)  # fmt: skip


def test_more_room_never_takes_an_example_from_the_class(blobs):
    points, labels = blobs
    scores = fit_machine(points, labels, 2).scores(points)
    found = [
        int((scores + threshold_shift(margin_ratios([60, 6], power))).argmax(axis=1).sum())
        for power in (0.0, 0.25, 0.5, 1.0)
    ]
    assert found == sorted(found)


def test_inverse_costs_move_the_middle_towards_the_frequent_class(blobs):
    points, labels = blobs
    points = points - 1.5 * labels[:, None]
    recall = {
        costs: float(
            (fit_machine(points, labels, 2, costs=costs).scores(points)[:, 1] > 0)[60:].mean()
        )
        for costs in ("equal", "inverse")
    }
    assert recall["inverse"] > recall["equal"]


def test_a_class_without_examples_is_never_taken_and_constants_do_no_harm():
    points = np.column_stack([np.arange(6.0), np.ones(6)])
    machine = fit_machine(points, [0, 0, 0, 2, 2, 2], 3)
    assert machine.converged
    assert machine.weight[1].tolist() == [0, 0]
    assert machine.scores(points).argmax(axis=1).tolist() == [0, 0, 0, 2, 2, 2]
    assert machine.spread[1] == 1


def test_illegal_values_are_named(blobs):
    points, labels = blobs
    with pytest.raises(ValueError, match="1 of 2 classes have a training example"):
        fit_machine(points[:60], labels[:60], 2)
    with pytest.raises(ValueError, match="labels: give one each"):
        fit_machine(points, labels[:5], 2)
    with pytest.raises(ValueError, match="slack_cost is 0"):
        fit_machine(points, labels, 2, slack_cost=0.0)
    with pytest.raises(ValueError, match="the machine has 2"):
        fit_machine(points, labels, 2).scores(np.ones((1, 3)))
    with pytest.raises(ValueError, match=r"counts\[1\] is 0: class 1"):
        margin_ratios([5, 0], 1.0)
    with pytest.raises(ValueError, match="needs two sides"):
        margin_ratios([5], 1.0)
    with pytest.raises(ValueError, match="power is -1"):
        margin_ratios([5, 1], -1.0)
    with pytest.raises(ValueError, match="above 0"):
        threshold_shift([0.0])
