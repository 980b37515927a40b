import numpy as np
import pytest

from ltcore.analysis.long_tail.risk import risk_by_class, risk_of_runs
from ltcore.plots.base.theme import Look
from ltcore.plots.long_tail.risk_by_class import risk_by_class_figure, words_risk_by_class


def both(frame):
    return risk_by_class(frame), risk_of_runs(frame)


def bars(figure):
    return [trace for trace in figure.data if trace.type == "bar"]


@pytest.fixture
def one(make):
    return both(make.per_class(methods=("erm",)))


def test_widths_are_shares_and_heights_are_errors(one):
    parts, runs = one
    drawn = bars(risk_by_class_figure(parts, runs))
    for bar, width in zip(drawn, ("share", "equal_share"), strict=True):
        np.testing.assert_allclose(bar.width, parts[width], rtol=1e-5)
        np.testing.assert_allclose(bar.y, parts["mean"], rtol=1e-5)
        assert bar.x[0] == 0
        np.testing.assert_allclose(np.add(bar.x, bar.width)[:-1], bar.x[1:], rtol=1e-5)


def test_the_areas_are_the_risks(one):
    parts, runs = one
    training, equal = bars(risk_by_class_figure(parts, runs))
    assert np.dot(training.width, training.y) == pytest.approx(runs["risk"].mean(), rel=1e-4)
    assert np.dot(equal.width, equal.y) == pytest.approx(runs["equal_risk"].mean(), rel=1e-4)


def test_whiskers_stand_on_what_is_wide_enough(one):
    parts, runs = one
    figure = risk_by_class_figure(parts, runs)
    marks = [trace for trace in figure.data if trace.type == "scatter"]
    assert len(marks[0].x) == (parts["share"] >= 0.015).sum()
    assert len(marks[1].x) == len(parts)
    np.testing.assert_allclose(np.add(marks[1].y, marks[1].error_y.array), parts["high"], rtol=1e-4)


def test_the_title_says_what_the_tail_makes(one):
    parts, runs = one
    said = risk_by_class_figure(parts, runs).layout.title.text
    assert said.startswith(
        f"The tail accounts for {100 * runs['tail_part'].mean():.0f} % of the risk"
    )


def test_names_are_text(make):
    names = ["<b>x</b>", *"abcdefghi"]
    parts, runs = both(make.per_class(methods=("erm",), names=names))
    assert bars(risk_by_class_figure(parts, runs))[0].hovertext[0].startswith("&lt;b&gt;x")


@pytest.mark.parametrize("look", [Look(), Look("dark", lecture=True)])
def test_one_class_and_a_thousand(make, look):
    for n_classes in (1, 1000):
        counts = np.maximum(2000 // np.arange(1, n_classes + 1), 1)
        names = [f"class {label}" for label in range(n_classes)]
        parts, runs = both(make.per_class(methods=("erm",), seeds=2, counts=counts, names=names))
        assert len(risk_by_class_figure(parts, runs, look=look).to_json()) < 300_000
        assert words_risk_by_class(parts, runs)


def test_empty(one):
    parts, runs = one
    figure = risk_by_class_figure(parts.iloc[:0], runs.iloc[:0])
    assert len(figure.data) == 0
    assert words_risk_by_class(parts.iloc[:0], runs.iloc[:0]).endswith(".")


def test_the_words_give_both_risks(one):
    said = words_risk_by_class(*one)
    assert "if classes are as frequent as in training" in said
    assert "5 tail classes account for" in said or "tail classes account for" in said
