import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.base.classes import class_axis
from ltcore.plots.scene.marks import Bars, Dots, Line
from ltcore.plots.theorems.vs_bound.run import MOST_LAYERS, run_scene, run_without_terms


def terms_of(grid, late=(), names=None, counts=None):
    """A frame of terms; ``grid`` (E, C) by rank, epochs 1, 5, 10 and so on."""
    grid = np.asarray(grid, dtype=float)
    n_classes = grid.shape[1]
    counts = np.arange(n_classes, 0, -1) * 10 if counts is None else counts
    axis = class_axis(counts, names or [f"c{label}" for label in range(n_classes)])
    epochs = [1, *range(5, 5 * len(grid), 5)]
    return pd.concat(
        [
            axis.assign(
                epoch=epoch, late=epoch in late, weight=1.0, term=row, smallest=1 - row / 10
            )
            for epoch, row in zip(epochs, grid, strict=True)
        ],
        ignore_index=True,
    )


def bars_of(scene):
    return [mark for mark in scene.marks if isinstance(mark, Bars)]


def test_bars_are_the_terms_and_lie_side_by_side():
    scene = run_scene(terms_of([[4.0, 2.0], [2.0, 1.0], [1.0, 3.0]]), "a run", shown="terms")
    head, tail = bars_of(scene)
    assert head.height.tolist() == [4, 2, 1]
    assert tail.base.tolist() == [4, 2, 1]
    left, right = head.x - head.width / 2, head.x + head.width / 2
    np.testing.assert_allclose(left[1:], right[:-1])
    assert "from 6 to 4" in scene.title
    assert "from 33 % to 75 %" in scene.title


def test_shares_sum_to_one():
    scene = run_scene(terms_of([[4.0, 2.0], [2.0, 1.0]]), "a run", shown="shares")
    np.testing.assert_allclose(sum(bars.height for bars in bars_of(scene)), 1)


def test_an_epoch_that_did_not_draw_a_class_is_marked_and_counted():
    scene = run_scene(terms_of([[4.0, np.nan], [2.0, 1.0]]), "a run", shown="terms")
    [crosses] = [mark for mark in scene.marks if isinstance(mark, Dots)]
    assert np.asarray(crosses.x).tolist() == [1]
    assert "1 of 2 recorded epochs missed a class" in scene.words
    assert "From epoch 5 to 5" in scene.title


def test_no_epoch_with_every_class_is_said():
    scene = run_scene(terms_of([[np.nan, np.nan]]), "a run", shown="terms")
    assert scene.title == "No recorded epoch drew every class"


def test_the_switch_stands_after_the_last_epoch_of_the_first_phase():
    scene = run_scene(terms_of(np.ones((3, 2)), late=(10,)), "a run", shown="terms")
    switches = [mark for mark in scene.marks if isinstance(mark, Line) and mark.name == "switch"]
    assert [mark.x for mark in switches] == [[5.0, 5.0]] * 2
    nothing = run_scene(terms_of(np.ones((3, 2))), "a run", shown="terms")
    assert np.isnan(
        next(m for m in nothing.marks if isinstance(m, Line) and m.name == "switch").x
    ).all()


def test_many_classes_are_put_together_and_nothing_is_lost():
    grid = np.random.default_rng(0).random((2, 1000))
    counts = np.linspace(900, 3, 1000).astype(int)
    scene = run_scene(terms_of(grid, counts=counts), "a run", shown="terms")
    bars = bars_of(scene)
    assert 2 < len(bars) <= MOST_LAYERS
    np.testing.assert_allclose(sum(one.height for one in bars), grid.sum(axis=1))
    assert bars[0].label.startswith("ranks 1 to ")


def test_names_are_drawn_letter_by_letter():
    scene = run_scene(
        terms_of([[1.0, 1.0]], names=["<b>x</b>", "$y$"]), "<i>run</i>", shown="terms"
    )
    drawn = " ".join([*scene.notes, *(mark.name for mark in scene.marks if hasattr(mark, "name"))])
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert "$" not in drawn


@pytest.mark.parametrize("reason", ["it was imported", "it was imported."])
def test_a_run_without_terms_says_why(reason):
    scene = run_without_terms(reason)
    assert scene.title == "This run has no terms: it was imported"
    assert not scene.panels
