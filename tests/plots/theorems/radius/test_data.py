import numpy as np
import pytest
from scipy import stats

from ltcore.plots.scene.marks import Words
from ltcore.plots.theorems.radius.data import data_scene
from ltcore.plots.theorems.radius.rule import Radius
from ltcore.theory.radius.event import event_probability
from ltcore.theory.selfsup_radius import guarantee

GOLDEN = Radius(d=10, beta=3.0, p_pos=0.1, delta=0.25, n_pos=10, n_neg=90)


def mark(scene, name, panel=0):
    [found] = [
        one for one in scene.marks if getattr(one, "name", "") == name and one.panel == panel
    ]
    return found


def test_the_numbers_of_now_are_the_golden_ones():
    scene = data_scene(GOLDEN)
    promised, exact = mark(scene, "now").y
    assert promised == pytest.approx(0.0826, abs=1e-4)
    assert exact == pytest.approx(0.9248, abs=1e-4)
    assert "8.3 %" in scene.title
    assert "92.5 %" in scene.title


def test_needed_and_enough_are_told():
    scene = data_scene(GOLDEN)
    # 8 ln 80 / (10 * 0.25^2) = 56.1, 8 ln 40 / (10 * 0.25^2) = 47.2
    assert "57 examples of each class, although 16 are enough" in scene.words
    assert "for 48 of the rare class, although 13 are enough" in scene.words
    assert "3.6 times as many" in scene.words


def test_curves_are_those_of_the_theory():
    scene = data_scene(GOLDEN)
    line = mark(scene, "promised")
    raw = guarantee(0.25, 10, line.x, 90)
    np.testing.assert_allclose(line.y, np.where(raw > 0, raw, np.nan))
    exact = mark(scene, "exact")
    np.testing.assert_allclose(exact.y, event_probability(0.25, 10, exact.x, 90))
    assert np.all(np.asarray(line.y)[raw > 0] <= np.asarray(exact.y)[raw > 0])


def test_each_class_fails_as_its_own_chi_square_mean_does():
    scene = data_scene(GOLDEN)
    law = stats.chi2(100)
    off = law.cdf(75) + law.sf(125)
    assert mark(scene, "now", 1).y[0] == pytest.approx(off)
    promised = mark(scene, "rare class, promised", 1)
    at = np.flatnonzero(np.asarray(promised.x) == 10)[0]
    assert promised.y[at] == pytest.approx(2 * np.exp(-10 * 10 * 0.0625 / 8))


@pytest.mark.parametrize(
    ("n_pos", "n_neg", "text"),
    [
        (10, 90, "mostly the rare class"),
        (90, 10, "mostly the frequent class"),
        (20, 20, "both classes equally"),
    ],
)
def test_the_words_name_the_bottleneck(n_pos, n_neg, text):
    assert (
        text
        in data_scene(Radius(d=10, beta=3.0, p_pos=0.1, delta=0.25, n_pos=n_pos, n_neg=n_neg)).words
    )


@pytest.mark.parametrize(
    ("n_neg", "d", "text"),
    [(1, 10, "vacuous for every N₊"), (10_000, 10, "← vacuous here"), (10_000, 1, "vacuous here")],
)
def test_vacuous_is_said_plainly(n_neg, d, text):
    scene = data_scene(Radius(d=d, beta=3.0, p_pos=0.1, delta=0.25, n_pos=1, n_neg=n_neg))
    [told] = [one for one in scene.marks if isinstance(one, Words)]
    assert told.text.startswith(text)
    assert "vacuous" in scene.words
    assert mark(scene, "promised: 0 or less").hatched


def test_settings_without_a_theorem_say_why():
    scene = data_scene(Radius(d=0, beta=3.0, p_pos=0.1, delta=0.25, n_pos=10, n_neg=90))
    assert not scene.panels
    assert "d is 0" in scene.title
