import numpy as np
import pytest

from ltcore.plots.scene.marks import Words
from ltcore.plots.theorems.radius.delta import delta_scene
from ltcore.plots.theorems.radius.rule import Radius
from ltcore.theory.radius.event import event_probability, worst_error
from ltcore.theory.selfsup_radius import error_bound, guarantee

GOLDEN = Radius(d=50, beta=5.0, p_pos=0.1, delta=0.2, n_pos=10, n_neg=90)


def marks(scene, name):
    return [one for one in scene.marks if getattr(one, "name", "") == name]


def test_the_numbers_of_now_are_the_golden_ones():
    scene = delta_scene(GOLDEN, draws=0, seed=0)
    errors, surely = marks(scene, "now")
    assert errors.y[0] == pytest.approx(0.5513796008984861, rel=1e-10)
    assert surely.y[0] == pytest.approx(0.8358300024138229, rel=1e-10)
    assert surely.y[1] == pytest.approx(float(event_probability(0.2, 50, 10, 90)))
    assert "55.1 %" in scene.title
    assert "83.6 %" in scene.title
    tightness = 0.5513796008984861 / float(worst_error(0.2, 50, 5.0, 0.1))
    assert f"{tightness:.1f} times the true value" in scene.words


def test_curves_are_those_of_the_theory_and_end_below_the_largest_delta():
    scene = delta_scene(GOLDEN, draws=0, seed=0)
    [bound], [worst], [sure] = (
        marks(scene, name) for name in ("Theorem 3", "worst on the event", "promised")
    )
    np.testing.assert_allclose(bound.y, error_bound(bound.x, 50, 5.0, 0.1))
    np.testing.assert_allclose(worst.y, worst_error(worst.x, 50, 5.0, 0.1))
    raw = guarantee(sure.x, 50, 10, 90)
    np.testing.assert_allclose(sure.y, np.where(raw > 0, raw, np.nan))
    assert max(bound.x) < 4 / 6
    assert np.all(np.diff(bound.y) > 0)


def test_the_branch_switch_is_marked_where_there_is_one():
    [switch] = marks(delta_scene(GOLDEN, draws=0, seed=0), "branch switch")
    assert switch.x[0] == pytest.approx(1 / 3)
    [none] = marks(
        delta_scene(
            Radius(d=50, beta=3.0, p_pos=0.1, delta=0.2, n_pos=10, n_neg=90), draws=0, seed=0
        ),
        "branch switch",
    )
    assert np.isnan(none.x).all()


def test_hatches_cover_what_is_vacuous_and_what_is_not_claimed():
    scene = delta_scene(GOLDEN, draws=0, seed=0)
    [vacuous] = marks(scene, "promised: 0 or less")
    edge = vacuous.x[1]
    assert float(guarantee(edge * 0.98, 50, 10, 90)) < 0 < float(guarantee(edge * 1.02, 50, 10, 90))
    assert all(band.x[0] == pytest.approx(4 / 6) for band in marks(scene, "no claim"))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Radius(d=1, beta=5.0, p_pos=0.1, delta=0.2, n_pos=1, n_neg=1), "vacuous for every δ"),
        (Radius(d=20, beta=5.0, p_pos=0.1, delta=0.2, n_pos=10, n_neg=90), "vacuous here"),
        (Radius(d=1000, beta=5.0, p_pos=0.1, delta=0.2, n_pos=10, n_neg=90), "← vacuous here"),
    ],
)
def test_vacuous_is_said_plainly(rule, text):
    scene = delta_scene(rule, draws=0, seed=0)
    told = [one for one in scene.marks if isinstance(one, Words) and one.panel == 1]
    assert told[0].text.startswith(text)
    assert np.isfinite(told[0].x)


def test_a_vacuous_promise_has_no_place_and_the_words_give_its_value():
    scene = delta_scene(
        Radius(d=10, beta=5.0, p_pos=0.1, delta=0.2, n_pos=10, n_neg=90), draws=0, seed=0
    )
    assert np.isnan(marks(scene, "now")[1].y[0])
    assert "promised with no certainty" in scene.title
    assert "vacuous" in scene.words
    assert "−0.24" in scene.words


def test_no_training_lies_above_the_worst_error_and_shares_follow_the_exact_law():
    rule = Radius(d=50, beta=5.0, p_pos=0.1, delta=0.2, n_pos=3, n_neg=5)
    scene = delta_scene(rule, draws=5000, seed=2)
    [dots], [shares] = marks(scene, "a training"), marks(scene, "share of the trainings")
    assert len(dots.x) == 80
    assert np.all(np.asarray(dots.y) <= worst_error(dots.x, 50, 5.0, 0.1) * (1 + 1e-9))
    exact = event_probability(shares.x, 50, 3, 5)
    allowed = 4 * np.sqrt(exact * (1 - exact) / 5000) + 1e-9
    assert np.all(np.abs(np.asarray(shares.y) - exact) <= allowed)
    assert "80 of 5,000" in " ".join(scene.notes)


def test_settings_without_a_theorem_say_why():
    scene = delta_scene(
        Radius(d=50, beta=3.0, p_pos=0.1, delta=0.5, n_pos=10, n_neg=90), draws=10, seed=0
    )
    assert not scene.panels
    assert "delta is 0.5" in scene.title
