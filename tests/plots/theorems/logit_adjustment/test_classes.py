import numpy as np
import pytest

from ltcore.plots.scene.marks import Bars, Dots, Line
from ltcore.plots.theorems.logit_adjustment.classes import ORDERS, classes_scene
from ltcore.theory.shared.class_line import exponential_priors, recalls
from tests.pairwise import pairwise

GOLDEN = {0.0: (0.594455, 0.543466), 0.5: (0.565584, 0.535085), 1.0: (0.555368, 0.508488)}


def marks(scene):
    """Return the marks of a scene, whatever they are."""
    return scene.marks


def bars(scene):
    return np.concatenate([one.height for one in scene.marks if isinstance(one, Bars)])


def line(scene, name):
    [found] = [one for one in scene.marks if isinstance(one, Line) and one.name == name]
    return found


@pytest.mark.parametrize("tau", GOLDEN)
def test_golden_errors_of_sorted_classes(tau):
    scene = classes_scene(tau, 100, 1.0, "sorted", draws=0, seed=0)
    [now] = [one for one in scene.marks if isinstance(one, Dots) and one.name == "now"]
    balanced, accuracy = GOLDEN[tau]
    assert now.y == pytest.approx([1 - accuracy, balanced], abs=1e-6)
    assert 1 - bars(scene).mean() == pytest.approx(balanced, abs=1e-6)
    assert f"balanced error is {100 * balanced:.1f} %" in scene.title


def test_bars_are_in_the_order_of_frequency_however_the_line_goes():
    scene = classes_scene(0.5, 50, 1.5, "beside", draws=0, seed=0)
    priors = exponential_priors(10, 50)
    on_line = recalls(0.5, priors[ORDERS["beside"]], 1.5)
    for place, rank in enumerate(ORDERS["beside"]):
        assert bars(scene)[rank] == pytest.approx(on_line[place])


@pytest.mark.parametrize("order", ORDERS)
def test_each_order_has_every_class_once(order):
    assert sorted(ORDERS[order]) == list(range(10))


def test_rare_classes_between_frequent_ones_are_never_taken():
    scene = classes_scene(0.0, 100, 2.0, "beside", draws=0, seed=0)
    np.testing.assert_allclose(bars(scene)[-3:], 0, atol=5e-4)
    assert "never predicted and have recall 0: 3 of 10" in scene.words
    full = classes_scene(1.0, 100, 2.0, "beside", draws=0, seed=0)
    assert bars(full)[-3:].min() > 0.6
    assert "3 at τ = 0" in full.words


def test_sorted_classes_change_less():
    def gain(order):
        ends = [bars(classes_scene(tau, 100, 2.0, order, draws=0, seed=0)) for tau in (0.0, 1.0)]
        return ends[1].mean() - ends[0].mean()

    assert gain("sorted") < gain("beside") / 5


def test_seen_recalls_scatter_round_the_bars_and_stay_when_more_are_drawn():
    few, many = (classes_scene(0.5, 100, 2.0, "sorted", draws=n, seed=2) for n in (4, 2000))
    seen = [
        next(one for one in marks(scene) if one.name == "in a test set").y for scene in (few, many)
    ]
    np.testing.assert_array_equal(seen[0], seen[1][:40])
    shown = seen[1].reshape(-1, 10)
    assert len(shown) == 8
    spread = np.sqrt(bars(many) * (1 - bars(many)) / 50 / 8)
    assert np.all(np.abs(shown.mean(axis=0) - bars(many)) < 4.5 * spread + 1e-9)


@pytest.mark.parametrize(
    ("tau", "ratio", "spacing", "order"), pairwise([0, 2], [1, 1000], [0.5, 4], list(ORDERS))
)
def test_the_balanced_error_is_never_negative(tau, ratio, spacing, order):
    scene = classes_scene(tau, ratio, spacing, order, draws=0, seed=0)
    assert line(scene, "balanced error").y.min() >= 0


def test_an_illegal_spacing_gives_a_reason():
    scene = classes_scene(0.5, 100, 0.0, "sorted", draws=0, seed=0)
    assert not scene.panels
    assert "spacing is 0" in scene.title
