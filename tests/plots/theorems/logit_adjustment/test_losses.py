import numpy as np
import pytest

from ltcore.plots.scene.marks import Dots, Line, Words
from ltcore.plots.theorems.logit_adjustment.losses import NAMES, losses_scene

GOLDEN = {
    "cross-entropy": (1, 1.47222, 0.344164),
    "weights 1/π": (19, 0, 0.158655),
    "logit adjustment, τ 1": (19, 0, 0.158655),
    "half margin, half weight": (19, 0, 0.158655),
    "equalised margin": (10.23, 0.30952, 0.170063),
    "LDAM, scale 1": (1.112, 1.41898, 0.335083),
    "LDAM, scale 30": (1.00076, 1.47184, 0.344100),
    "LDAM, scale 30, and 1/π": (19.014, -0.00038, 0.158655),
    "adjusted and 1/π": (361, -1.47222, 0.344164),
}
COLUMNS = ("ratio", "cut", "balanced error")


def drawn(scene, column):
    """Return the numbers of a column, whichever mark they have."""
    kinds = [
        np.asarray(one.x)
        for one in scene.marks
        if isinstance(one, Dots) and one.name.startswith(f"{column},")
    ]
    return np.nanmax(kinds, axis=0) if column != "cut" else np.nansum(kinds, axis=0)


def test_the_table_of_the_facts_is_drawn():
    scene = losses_scene(0.05, 1.0)
    assert set(NAMES) == set(GOLDEN)
    for column, tolerance, place in zip(COLUMNS, (1e-3, 2e-5, 1e-6), range(3), strict=True):
        wanted = [GOLDEN[name][place] for name in NAMES]
        np.testing.assert_allclose(drawn(scene, column), wanted, rtol=tolerance, atol=tolerance)


def test_four_losses_are_consistent_and_the_double_correction_is_named():
    scene = losses_scene(0.05, 1.0)
    assert "4 of 9" in scene.title
    assert "has 361, the square" in scene.words
    [warning] = [one for one in scene.marks if isinstance(one, Words)]
    assert np.isfinite(warning.x)


def test_the_needed_numbers_are_dotted():
    needed = [
        np.asarray(one.x)[0] for one in losses_scene(0.05, 1.0).marks if isinstance(one, Line)
    ]
    assert needed == pytest.approx([19, 0, 0.158655], abs=1e-6)


def test_balanced_classes_make_all_losses_the_same():
    scene = losses_scene(0.5, 1.0)
    assert "9 of 9" in scene.title
    np.testing.assert_allclose(drawn(scene, "cut"), 0, atol=1e-12)
    [warning] = [one for one in scene.marks if isinstance(one, Words)]
    assert np.isnan(warning.x)


def test_each_loss_is_either_consistent_or_not():
    for prior in (0.01, 0.2, 0.4):
        marks = [one for one in losses_scene(prior, 2.0).marks if isinstance(one, Dots)]
        for first, second in zip(marks[::2], marks[1::2], strict=True):
            assert np.all(np.isfinite(first.x) ^ np.isfinite(second.x))


@pytest.mark.parametrize(("prior", "mu", "word"), [(0.0, 1.0, "prior"), (0.1, 0.0, "mu")])
def test_illegal_settings_give_a_reason(prior, mu, word):
    scene = losses_scene(prior, mu)
    assert not scene.panels
    assert word in scene.title
