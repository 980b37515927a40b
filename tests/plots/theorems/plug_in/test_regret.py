import numpy as np
import pytest

from ltcore.plots.scene.marks import Band, Dots, Line
from ltcore.plots.theorems.plug_in.regret import growth_scene
from ltcore.theory.plug_in.law import regret_rate
from ltcore.theory.plug_in.regret import Trials, limits, study, table


@pytest.fixture(scope="module")
def parts():
    return list(study([30, 300, 1000], 0.1, trials=60, seed=1))


def mark(scene, kind, name):
    [found] = [one for one in scene.marks if isinstance(one, kind) and one.name == name]
    return found


def test_before_the_button_only_what_is_known_is_drawn():
    scene = growth_scene(0.1, 1.0, (), trials=200, seed=0)
    assert "1/2 loses 0.120 of balanced accuracy; threshold p̂ loses nothing" in scene.title
    assert mark(scene, Line, "threshold 1/2, unlimited data").y == pytest.approx(
        np.full(81, 0.119946), abs=1e-6
    )
    law = mark(scene, Line, "median for large n")
    np.testing.assert_allclose(law.y * law.x, 0.454936 * regret_rate(0.1))
    for name in ("threshold p̂, median", "threshold 1/2, median", "seen"):
        assert not len(mark(scene, Dots, name).y)
    assert "no simulation yet" in " ".join(scene.notes)


def test_a_wrong_model_stops_at_its_limits():
    scene = growth_scene(0.1, 2.0, (), trials=200, seed=0)
    own, half = limits(0.1, 2.0)
    assert mark(scene, Line, "threshold p̂, unlimited data").y[0] == pytest.approx(own)
    assert mark(scene, Line, "threshold 1/2, unlimited data").y[0] == pytest.approx(half)
    assert np.isnan(mark(scene, Line, "median for large n").y).all()
    assert "does not fall below 0.0148" in scene.words


def test_what_was_found_is_drawn_as_it_comes(parts):
    for known in (parts[:1], parts):
        scene = growth_scene(0.1, 1.0, known, trials=60, seed=1)
        seen = table(known)
        own = seen[seen["threshold"] == "empirical"]
        np.testing.assert_allclose(mark(scene, Dots, "threshold p̂, median").x, own["n"])
        np.testing.assert_allclose(mark(scene, Dots, "threshold p̂, median").y, own["median"])
        band = mark(scene, Band, "threshold p̂, 5–95 % of trainings")
        np.testing.assert_allclose(band.high, own["high"])
        np.testing.assert_allclose(mark(scene, Dots, "seen").y, own["failed"] / own["trials"])


def test_failed_fits_are_counted(parts):
    failed = sum(part.failed for part in parts)
    assert failed > 0
    scene = growth_scene(0.1, 1.0, parts, trials=60, seed=1)
    assert f"Of 180 training sets so far {failed} failed" in scene.words
    # 0.9 to the power of 30, and 0.1 to it.
    assert "Of training sets with 30 examples, 4.2 % lack a class" in scene.words


def test_where_all_fits_failed_nothing_is_said_of_regrets():
    nothing = np.full(3, np.nan)
    scene = growth_scene(
        0.01, 1.0, (Trials(n=30, empirical=nothing, half=nothing, failed=3),), trials=3, seed=0
    )
    assert "Even with unlimited data" in scene.title
    assert "nine in ten" not in scene.words
    assert "nan" not in scene.words


def test_the_study_brings_no_mark_and_takes_none(parts):
    empty, full = (growth_scene(0.1, 1.0, found, trials=60, seed=1) for found in ((), parts))
    assert [type(one) for one in empty.marks] == [type(one) for one in full.marks]


def test_an_illegal_prior_gives_a_reason():
    scene = growth_scene(1.0, 1.0, (), trials=60, seed=1)
    assert not scene.panels
    assert "prior is 1" in scene.title
