import numpy as np
import pytest

from ltcore.plots.scene.marks import Bars
from ltcore.plots.theorems.covering.paths import Process, Volume, paths
from ltcore.plots.theorems.covering.spread import spread_scene
from ltcore.plots.theorems.covering.steps import steps_scene
from ltcore.plots.theorems.covering.trap import trap_scene, urn_means
from ltcore.theory.covering.draws import urn_law
from ltcore.theory.covering.law import mean_covered

PROCESSES: tuple[Process, ...] = ("urn", "arcs")


def mark(scene, name, panel=0):
    [found] = [
        one for one in scene.marks if getattr(one, "name", "") == name and one.panel == panel
    ]
    return found


def length_of(line):
    """Add the lengths of upright strokes, each with a gap after it."""
    low, high = (np.asarray(line.y)[start::3] for start in (0, 1))
    return float((high - low).sum())


@pytest.mark.parametrize("process", PROCESSES)
def test_the_mean_is_the_effective_number(process):
    scene = steps_scene(Volume(10.0, process), 10, draws=0, seed=0)
    assert mark(scene, "mean, exact").y[10] == pytest.approx(0.6513216)
    assert mark(scene, "mean, exact").y[50] == pytest.approx(0.9948462247926798)
    assert "N = 10, β = 0.9" in scene.title
    assert "6.51" in scene.title
    assert "β = 1 − 1/N = 0.9" in scene.words
    assert "the 11th sample adds βⁿ = 35 %" in scene.words


@pytest.mark.parametrize("process", PROCESSES)
def test_trials_agree_with_mean_and_spread(process):
    volume = Volume(100.0, process)
    scene = steps_scene(volume, 100, draws=2000, seed=3)
    means = mark(scene, "mean of the trials")
    steps = np.asarray(means.x)
    exact, deviation = (one / 100 for one in (volume.mean(steps), volume.deviation(steps)))
    assert np.all(np.abs(np.asarray(means.y) - exact) <= 4 * deviation / np.sqrt(2000) + 1e-12)
    band = mark(scene, "mean ± 1 standard deviation")
    spread = {"urn": 3.12, "arcs": 2.43}[process]
    assert (band.high[100] - band.low[100]) * 50 == pytest.approx(spread, abs=0.01)


@pytest.mark.parametrize("process", PROCESSES)
@pytest.mark.parametrize("size", [5.0, 20.0, 100.0])
@pytest.mark.parametrize("n", [0, 1, 7, 40, 100])
def test_what_is_new_adds_up_to_what_the_trial_has_covered(process, size, n):
    scene = steps_scene(Volume(size, process), n, draws=3, seed=5)
    covered = paths(Volume(size, process), 3, 5)[0, n]
    assert length_of(mark(scene, "new in this sample", 1)) * size == pytest.approx(covered)
    assert length_of(mark(scene, "a sample", 1)) * size == pytest.approx(n)
    assert mark(scene, "first trial").y[-1] == pytest.approx(covered / size)
    assert f"V = {covered:.3g}" in scene.words or covered > 99


@pytest.mark.parametrize("process", PROCESSES)
def test_new_pieces_never_overlap(process):
    line = mark(steps_scene(Volume(20.0, process), 100, draws=1, seed=1), "new in this sample", 1)
    low, high = (np.asarray(line.y)[start::3] for start in (0, 1))
    order = np.argsort(low)
    assert np.all(low[order][1:] >= high[order][:-1] - 1e-9)
    assert low.min() >= -1e-12
    assert high.max() <= 1 + 1e-12


def test_without_draws_there_is_no_trial():
    scene = steps_scene(Volume(20.0, "arcs"), 12, draws=0, seed=0)
    assert not np.asarray(mark(scene, "new in this sample", 1).x).size
    assert np.isnan(mark(scene, "mean of the trials").y).all()
    assert "no trial drawn" in scene.notes


def test_more_draws_keep_the_first_trial():
    few, many = (steps_scene(Volume(20.0, "arcs"), 40, draws=n, seed=2) for n in (1, 1500))
    np.testing.assert_array_equal(mark(few, "first trial").y, mark(many, "first trial").y)
    assert len(paths(Volume(20.0, "urn"), 100_000, 0)) == 2000


def test_deviations_are_exact_and_seen_in_trials():
    scene = spread_scene(100.0, 100, draws=2000, seed=1)
    assert mark(scene, "urn, exact").y[100] == pytest.approx(np.sqrt(9.740), abs=1e-3)
    assert mark(scene, "arcs, exact").y[100] == pytest.approx(np.sqrt(5.896), abs=1e-3)
    for name in PROCESSES:
        dots = mark(scene, f"{name}, trials")
        exact = np.asarray(mark(scene, f"{name}, exact").y)[np.asarray(dots.x)]
        np.testing.assert_allclose(dots.y[2:], exact[2:], rtol=0.1)
    assert "3.12 and 2.43" in scene.title
    assert "1.29 times as much" in scene.words


def test_laws_are_centred_on_the_mean_and_bars_count_trials():
    scene = spread_scene(20.0, 12, draws=1000, seed=0)
    [bars] = [one for one in scene.marks if isinstance(one, Bars)]
    law = urn_law(12, 20.0)[12]
    line = mark(scene, "urn, exact", 1)
    mean = float(mean_covered(12, 20.0))
    whole = np.rint(np.asarray(line.x) + mean).astype(int)
    reached = whole <= 12
    np.testing.assert_allclose(np.asarray(line.y)[reached], law[whole[reached]] / law.max())
    assert not np.asarray(line.y)[~reached].any()
    assert float(np.sum(bars.height)) * law.max() == pytest.approx(1, abs=1e-9)


def test_the_trap_has_its_golden_numbers():
    scene = trap_scene(2.5, 4, draws=2000, seed=0)
    np.testing.assert_allclose(mark(scene, "now").y, [2.176, 2.2], rtol=1e-12)
    assert urn_means(2.5)[20] == pytest.approx(2.978, abs=5e-4)
    assert mark(scene, "now", 1).y == [pytest.approx(0.2)]
    assert "1.1 % too much, and 20 % in the limit" in scene.words
    arcs = np.asarray(mark(scene, "mean of arcs").y)
    deviation = Volume(2.5, "arcs").deviation(np.arange(31))
    assert np.all(
        np.abs(arcs - mean_covered(np.arange(31), 2.5)) <= 4 * deviation / np.sqrt(2000) + 1e-12
    )


def test_a_whole_volume_has_no_trap():
    scene = trap_scene(3.0, 20, draws=0, seed=0)
    np.testing.assert_allclose(
        mark(scene, "clamped urn, exact").y, mark(scene, "formula, Eₙ").y, atol=1e-12
    )
    assert "N is a whole number" in scene.words
    assert mark(scene, "now", 1).y == [0]


@pytest.mark.parametrize(
    ("scene", "reason"),
    [
        (steps_scene(Volume(2.5, "urn"), 3, draws=1, seed=0), "take arcs"),
        (spread_scene(0.5, 3, draws=1, seed=0), "volume is 0.5"),
        (trap_scene(0.0, 3, draws=1, seed=0), "volume is 0"),
    ],
)
def test_settings_without_a_process_say_why(scene, reason):
    assert not scene.panels
    assert reason in scene.title
