import math

import numpy as np
import pytest
from scipy.stats import norm

from ltcore.plots.scene.marks import Bars, Dots, Line, Words, scene_frame
from ltcore.plots.theorems.pseudo_labels.cost import cost_scene
from ltcore.plots.theorems.pseudo_labels.coverage import coverage_scene
from ltcore.plots.theorems.pseudo_labels.landing import landing_scene
from ltcore.plots.theorems.pseudo_labels.sets import PseudoLabels, level_deltas, promise_and_truth
from ltcore.plots.theorems.pseudo_labels.steps import end_of, self_training_scene
from ltcore.theory.pseudo_labels.self_training import limit

# The mirror images of the golden settings (900, 100, .95, .7) and (990, 10, .95, .7): here + is rare.
TENTH = PseudoLabels(n_pos=100, n_neg=900, p=0.7, q=0.95, sigma=1.0)
HUNDREDTH = PseudoLabels(n_pos=10, n_neg=990, p=0.7, q=0.95, sigma=1.0)
LABEL_SCENES = [
    pytest.param(lambda labels, draws=200: landing_scene(labels, 0.3, draws=draws, seed=1), id="land"),
    pytest.param(lambda labels, draws=200: coverage_scene(labels, 0.3, draws=draws, seed=1), id="cover"),
    pytest.param(lambda labels, draws=200: cost_scene(labels, draws=draws, seed=1), id="cost"),
]  # fmt: skip


def mark(scene, kind, name, panel=0):
    (found,) = [
        mark
        for mark in scene.marks
        if isinstance(mark, kind) and mark.panel == panel and getattr(mark, "name", "") == name
    ]
    return found


def error(theta, sigma=1.0):
    return (norm.cdf((theta - 1) / sigma) + norm.cdf((-1 - theta) / sigma)) / 2


def test_golden_numbers_of_the_rare_positive_class():
    assert promise_and_truth(TENTH, 0.3) == pytest.approx((0.398732, 0.999981), abs=1e-6)
    assert promise_and_truth(HUNDREDTH, 0.3) == pytest.approx((-2.278201, 0.836318), abs=1e-6)
    nine = [
        PseudoLabels(n_pos=n_pos, n_neg=1000 - n_pos, p=0.9, q=0.9, sigma=1.0)
        for n_pos in (1, 10, 100, 500)
    ]
    deltas = [level_deltas(labels) for labels in nine]
    assert [needed for needed, _ in deltas] == pytest.approx(
        [4.44173, 1.40781, 0.45698, 0.25930], abs=5e-5
    )
    assert [enough for _, enough in deltas] == pytest.approx(
        [1.16476, 0.36318, 0.12047, 0.07228], abs=5e-5
    )


@pytest.mark.parametrize("scene_of", LABEL_SCENES)
@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (PseudoLabels(n_pos=0, n_neg=10, p=0.9, q=0.9, sigma=1.0), "n_pos is 0"),
        (PseudoLabels(n_pos=10, n_neg=10, p=0.9, q=1.5, sigma=1.0), "q is 1.5"),
        (PseudoLabels(n_pos=10, n_neg=10, p=0.9, q=0.9, sigma=0.0), "sigma is 0"),
    ],
)
def test_where_the_theorem_says_nothing_the_title_tells_why(scene_of, labels, reason):
    scene = scene_of(labels)
    assert not scene.panels
    assert reason in scene.title


@pytest.mark.parametrize("scene_of", LABEL_SCENES)
def test_no_draws_draw_the_exact_law_alone(scene_of):
    scene = scene_of(TENTH, 0)
    assert scene.panels
    assert "simulated" not in scene.words
    frame = scene_frame(scene)
    seen = frame[frame["series"].str.contains("simulated|an estimate")]
    assert seen["y"].fillna(0).eq(0).all()


def test_the_histogram_tends_to_the_drawn_law():
    scene = landing_scene(TENTH, 0.3, draws=100_000, seed=0)
    law, bars = (
        mark(scene, Line, "exact distribution of the estimate"),
        mark(scene, Bars, "simulated estimates"),
    )
    assert np.max(law.y) == pytest.approx(1)
    height = np.interp(bars.x, law.x, law.y)
    assert np.abs(bars.height - height).max() < 0.04
    assert "Δ = −0.25: the target is 0.25 left of Bayes" in scene.title
    assert "n₊ = 100" in scene.words
    assert "at least 39.9 %" in scene.words


def test_few_draws_are_dots_and_no_histogram():
    scene = landing_scene(TENTH, 0.3, draws=3, seed=0)
    assert np.size(mark(scene, Dots, "an estimate").x) == 3
    assert not np.any(mark(scene, Bars, "simulated estimates").height)


def test_more_draws_keep_the_first():
    few, many = TENTH.estimates(5, seed=3), TENTH.estimates(2500, seed=3)
    assert few.tolist() == many[:5].tolist()
    assert TENTH.estimates(0, seed=3).size == 0


def test_coverage_of_a_vacuous_promise():
    scene = coverage_scene(HUNDREDTH, 0.3, draws=100_000, seed=0)
    needed, enough = level_deltas(HUNDREDTH)
    assert f"{needed / enough:.1f} times" in scene.title
    assert scene.title.startswith("Promised: nothing; true: 83.6 %")
    assert "vacuous: 1 − its three terms is −2.28" in scene.words
    (seen,) = np.ravel(mark(scene, Dots, "simulated").y)
    assert seen == pytest.approx(0.836318, abs=4 * math.sqrt(0.84 * 0.16 / 100_000))


def test_simulated_shares_lie_on_the_exact_curve_at_every_distance():
    scene = coverage_scene(HUNDREDTH, 0.3, draws=100_000, seed=0)
    seen, exact = mark(scene, Line, "simulated", 1), mark(scene, Line, "exact", 1)
    truth = exact.y[::3]
    assert np.array_equal(seen.x, exact.x[::3])
    tolerance = 4 * np.sqrt(truth * (1 - truth) / 100_000) + 1e-5
    assert (np.abs(seen.y - truth) <= tolerance).all()


def test_curves_by_split_hold_the_golden_row():
    labels = PseudoLabels(n_pos=100, n_neg=900, p=0.9, q=0.9, sigma=1.0)
    scene = coverage_scene(labels, 0.3, draws=0, seed=0)
    promised, exact = mark(scene, Line, "promised"), mark(scene, Line, "exact")
    for n_pos, bound, truth in ((1, 0.0, 0.409677), (2, 0.0, 0.539684), (500, 0.986343, 1.0)):
        (at, *_) = np.flatnonzero(np.isclose(promised.x, n_pos / 1000))
        assert promised.y[at] == pytest.approx(bound, abs=1e-6)
        assert exact.y[at] == pytest.approx(truth, abs=1e-6)
    for panel in (0, 1):
        below = (
            mark(scene, Line, "promised", panel).y <= mark(scene, Line, "exact", panel).y + 1e-12
        )
        assert below.all()


def test_vacuous_regions_are_named_where_there_is_room():
    def names(labels, delta):
        scene = coverage_scene(labels, delta, draws=0, seed=0)
        return [
            math.isfinite(mark.x)
            for mark in scene.marks
            if isinstance(mark, Words) and mark.text.startswith("vacuous")
        ]

    assert names(TENTH, 0.3) == [True, True]
    assert names(PseudoLabels(n_pos=50_000, n_neg=50_000, p=0.9, q=0.9, sigma=1.0), 5.0) == [
        False,
        False,
    ]


def test_a_gap_of_25_points_costs_less_than_one():
    scene = cost_scene(TENTH, draws=1000, seed=0)
    assert "costs 0.75 points" in scene.title
    assert "A gap of −25 points" in scene.title
    assert mark(scene, Dots, "at the target").y == pytest.approx([0.166138563], abs=1e-9)
    curve = mark(scene, Line, "error of a rule")
    assert curve.y == pytest.approx(error(curve.x))
    needed, enough = level_deltas(TENTH)
    promised = mark(scene, Line, "allowed at 95 %")
    assert np.interp(-0.25, promised.x, promised.y) == pytest.approx(error(0.25 + needed), abs=1e-4)
    tightness = error(0.25 + needed) / error(0.25 + enough)
    assert f"the bound is {tightness:.2f} times as large" in scene.words
    estimates = TENTH.estimates(1000, 0)
    assert f"mean error of {100 * error(estimates).mean():.1f} %" in scene.words


def test_a_promise_of_one_half_is_vacuous():
    scene = cost_scene(PseudoLabels(n_pos=1, n_neg=999, p=0.7, q=0.95, sigma=0.5), draws=0, seed=0)
    assert "vacuous" in scene.words
    assert "vacuous" not in cost_scene(TENTH, draws=0, seed=0).words


def test_rules_outside_of_the_picture_are_not_drawn_beside_it():
    scene = cost_scene(PseudoLabels(n_pos=1, n_neg=1, p=0.7, q=0.7, sigma=2.0), draws=1000, seed=0)
    assert np.abs(mark(scene, Dots, "a simulated rule").x).max() <= 1


def test_iterating_drifts_past_the_best():
    scene = self_training_scene(1.0, 0.1, 1.0)
    assert (
        scene.title
        == "π = 0.1: balanced error 26.1 % at the start, 15.9 % after 2 steps, 20.8 % in the limit"
    )
    errors = mark(scene, Line, "with this π", 1).y
    assert errors[:3] == pytest.approx([0.2614, 0.1726, 0.1587], abs=5e-5)
    path = mark(scene, Line, "path")
    assert path.x[:4] == pytest.approx([1, 1, 0.3434, 0.3434], abs=5e-5)
    assert path.y[:4] == pytest.approx([1, 0.3434, 0.3434, -0.0215], abs=5e-5)
    assert mark(scene, Dots, "fixed point").x[0] == pytest.approx(-0.6641, abs=5e-5)
    assert "p = 0.709 and q = 0.946" in scene.words
    assert "at t = −0.664" in scene.words


@pytest.mark.parametrize("sigma", [0.25, 0.7, 2.0])
@pytest.mark.parametrize("t", [-2.0, -0.3, 0.0, 1.3])
def test_balanced_data_end_at_the_bayes_threshold(t, sigma):
    assert end_of(t, 0.5, sigma) == pytest.approx(0, abs=1e-9)
    assert "end at the Bayes threshold" in self_training_scene(t, 0.5, sigma).words


@pytest.mark.parametrize("prior", [0.01, 0.1, 0.3, 0.9])
@pytest.mark.parametrize("sigma", [0.25, 1.0, 1.6])
@pytest.mark.parametrize("t", [-2.0, -0.7, -0.5, 1.0])
def test_the_end_is_where_steps_lead(t, prior, sigma):
    assert end_of(t, prior, sigma) == pytest.approx(float(limit(t, prior, 1, -1, sigma)), abs=1e-7)


def test_self_training_without_a_prior_tells_why():
    assert "prior is 2" in self_training_scene(0.0, 2.0, 1.0).title
