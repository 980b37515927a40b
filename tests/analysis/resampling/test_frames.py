import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.resampling.comparison import CELLS, balanced_error, compare
from ltcore.analysis.resampling.recalls import balanced_errors, recalls_frame, recalls_summary
from ltcore.analysis.resampling.spreads import spreads_frame
from ltcore.theory.resampling.classifiers import fit
from ltcore.theory.resampling.techniques import Treatment, treat
from ltcore.theory.resampling.toy import Toy, best_score, draw, new_examples

TOY = Toy()


def recalls_of(technique, classifier, draws=20, toy=TOY):
    return recalls_frame(toy, Treatment(technique), classifier, draws)


def test_recalls_are_those_of_the_rule_on_originals_and_new_examples():
    frame = recalls_of("under", "tree", draws=2).set_index(["draw", "class"])
    points, labels = draw(Toy(seed=1))
    treated = treat(points, labels, Treatment("under"), 1)
    rule = fit("tree", treated)
    kept = points[(labels == 0) & (treated.uses > 0)]
    assert frame.loc[(1, "head"), "train_recall"] == (rule.score(kept) <= 0).mean()
    fresh, fresh_labels = new_examples(TOY)
    assert frame.loc[(1, "tail"), "new_recall"] == (rule.score(fresh[fresh_labels == 1]) > 0).mean()
    np.testing.assert_allclose(frame["gap"], frame["train_recall"] - frame["new_recall"])


def test_the_summary_is_mean_and_deviation_over_draws():
    frame = recalls_of("over", "tree", draws=5)
    row = recalls_summary(frame).set_index("class").loc["tail"]
    tail = frame[frame["class"] == "tail"]
    assert row["draws"] == 5
    assert row["new_recall"] == pytest.approx(tail["new_recall"].mean())
    assert row["new_recall_sd"] == pytest.approx(np.std(tail["new_recall"], ddof=1))
    error = 1 - frame.groupby("draw")["new_recall"].mean()
    np.testing.assert_allclose(balanced_errors(frame)["over"], error)


def test_what_the_page_says_of_its_starts_holds_over_draws():
    """Copies over-fit a tree, not a straight line; both are better on balance than nothing."""
    frames = {
        (technique, name): recalls_of(technique, name)
        for technique in ("plain", "over", "under")
        for name in ("tree", "logistic")
    }
    gap = {key: frame.loc[frame["class"] == "tail", "gap"].mean() for key, frame in frames.items()}
    assert gap["over", "tree"] - gap["plain", "tree"] > 0.1
    assert abs(gap["over", "logistic"] - gap["plain", "logistic"]) < 0.06
    errors = {key: balanced_errors(frame)[key[0]] for key, frame in frames.items()}
    assert errors["over", "logistic"].mean() < errors["plain", "logistic"].mean() - 0.05
    assert errors["under", "logistic"].std() > errors["over", "logistic"].std()


def test_a_comparison_has_three_rules_on_one_grid():
    comparison = compare(TOY, Treatment("over"), "tree")
    cells = np.column_stack([part.ravel() for part in np.meshgrid(comparison.x, comparison.y)])
    treated = treat(comparison.points, comparison.labels, Treatment("over"), 0)
    after, best = fit("tree", treated).score(cells), best_score(TOY, cells)
    for drawn, score in ((comparison.scores["after"], after), (comparison.scores["best"], best)):
        assert drawn.shape == (len(comparison.y), len(comparison.x))
        np.testing.assert_array_equal(np.sign(drawn).ravel(), np.sign(score))
    fresh, labels = new_examples(TOY)
    right = (best_score(TOY, fresh) > 0) == (labels == 1)
    assert balanced_error(comparison.recalls["best"]) == pytest.approx(1 - right.mean())


def test_no_island_around_an_example_of_the_tail_falls_between_the_grid():
    """Each example of the tail that the rule gets right is on the tail's side of the drawn grid."""
    for seed in range(5):
        comparison = compare(Toy(seed=seed), Treatment("over"), "tree")
        for x, y in comparison.points[comparison.labels == 1]:
            column, row = np.searchsorted(comparison.x, x), np.searchsorted(comparison.y, y)
            assert comparison.scores["after"][row, column] > 0
    many = compare(Toy(ratio=1), Treatment("over"), "tree")
    assert (len(many.x), len(many.y)) == CELLS


def test_spreads_over_ratios():
    frame = spreads_frame(TOY, (1, 20, 50), 32, 0, 5)
    assert frame.groupby("ratio")["seen"].count().to_dict() == {1: 0, 20: 4, 50: 0}
    spread = frame.pivot_table(index="sampling", columns="ratio", values="spread")
    np.testing.assert_allclose(spread[1], spread.loc["plain", 1])
    assert spread.loc["weighted"].is_monotonic_increasing
    assert spread.loc["weighted", 50] > 3 * spread.loc["over", 50]
    between = frame.pivot_table(index="sampling", columns="ratio", values="between")
    np.testing.assert_allclose(between.loc["over"], between.loc["weighted"])
    assert (between.loc[["under", "over"], 50] > 1.5 * between.loc["plain", 50]).all()
    now = frame[frame["seen"].notna()]
    np.testing.assert_allclose(now["seen"], now["spread"], rtol=0.1)


def test_the_spread_falls_by_the_root_of_the_batch_and_that_between_data_sets_stays():
    small, large = (spreads_frame(TOY, (20,), batch, 0, 3) for batch in (8, 128))
    np.testing.assert_allclose(small["spread"], 4 * large["spread"])
    np.testing.assert_allclose(small["between"], large["between"])


def test_mini_batches_without_the_tail():
    frame = spreads_frame(TOY, (20,), 32, 0, 2).set_index("sampling")
    assert frame.loc["plain", "without_tail"] == pytest.approx((200 / 210) ** 32)
    assert frame.loc["over", "without_tail"] == pytest.approx(0.5**32)
    one = spreads_frame(TOY, (20,), 32, 0, 1)
    assert one["spread_sd"].isna().all()
    assert isinstance(one, pd.DataFrame)
