import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.resampling.comparison import compare
from ltcore.analysis.resampling.recalls import recalls_frame
from ltcore.analysis.resampling.spreads import spreads_frame
from ltcore.plots.base.theme import Look
from ltcore.plots.resampling.boundary import resampling_boundary_figure
from ltcore.plots.resampling.gap import paired_change, resampling_gap_figure, words_resampling_gap
from ltcore.plots.resampling.gradients import (
    resampling_gradients_figure,
    words_resampling_gradients,
)
from ltcore.plots.resampling.words import words_resampling_boundary
from ltcore.theory.resampling.techniques import TECHNIQUES, Treatment
from ltcore.theory.resampling.toy import Toy

RATIOS = (1, 5, 20)
LOOKS = [Look(), Look("dark", lecture=True)]


def traces(figure):
    return {each.name: each for each in figure.data if each.type == "scatter"}


def recalls(classifier="tree", draws=4, techniques=TECHNIQUES, toy=None):
    frames = [
        recalls_frame(toy or Toy(), Treatment(name), classifier, draws) for name in techniques
    ]
    return pd.concat(frames, ignore_index=True)


def made_up(gaps, new=(0.5, 0.5)):
    """Recalls of the tail of two draws: the gap of plain is 0, that of copies is given."""
    rows = [
        (name, draw, group, of_new + gap, of_new, gap)
        for name, pair, of_new in (("plain", (0.0, 0.0), new[0]), ("over", gaps, new[1]))
        for draw, gap in enumerate(pair)
        for group in ("head", "tail")
    ]
    columns = ["technique", "draw", "class", "train_recall", "new_recall", "gap"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize("technique", TECHNIQUES)
@pytest.mark.parametrize("look", LOOKS)
def test_every_step_of_every_technique_is_drawn_and_small(technique, look):
    comparison = compare(Toy(scene="around"), Treatment(technique), "logistic")
    for step in ("data", "technique", "boundary"):
        figure = resampling_boundary_figure(comparison, step, look=look)
        assert len(figure.to_json()) < 250_000
        assert figure.layout.title.text
        lines = [each.name for each in figure.data if each.type == "contour"]
        assert lines[:1] == ["best rule"]
        assert len(lines) == (1 if step != "boundary" else 2 if technique == "plain" else 3)


def test_marks_show_what_was_done_to_each_example():
    drawn = {
        name: traces(
            resampling_boundary_figure(compare(Toy(), Treatment(name), "logistic"), "technique")
        )
        for name in TECHNIQUES
    }
    assert len(drawn["under"]["dropped"].x) == 190
    assert len(drawn["under"]["head"].x) == 10
    assert len(drawn["smote"]["invented"].x) == 190
    assert drawn["smote"]["to a neighbour"].mode == "lines"
    copies = drawn["over"]["copies (wider: more)"]
    assert len(copies.x) == 10
    uses = compare(Toy(), Treatment("over"), "logistic").treated.uses[-10:]
    assert np.argmax(copies.marker.size) == np.argmax(uses)
    assert {"head 1", "head 2", "head 3", "tail"} <= set(drawn["cog"])
    assert sum(len(drawn["cog"][f"head {part}"].x) for part in (1, 2, 3)) == 200


def test_a_contour_has_the_signs_of_the_rule():
    comparison = compare(Toy(), Treatment("smote"), "rbf")
    figure = resampling_boundary_figure(comparison, "boundary")
    drawn = {each.name: each for each in figure.data if each.type == "contour"}
    np.testing.assert_array_equal(drawn["with SMOTE"].z, comparison.scores["after"])
    np.testing.assert_array_equal(drawn["as drawn"].z, comparison.scores["plain"])
    assert drawn["best rule"].contours.start == 0


@pytest.mark.parametrize(
    ("technique", "said"),
    [
        ("plain", "200 examples of the head and 10 of the tail stay"),
        ("under", "drops 190 of the head's 200 examples and keeps 10"),
        ("over", "draws 190 times from the tail's 10 examples"),
        ("smote", "creates 190 new examples next to the tail's 10"),
        ("cog", "splits the head into 3 clusters of"),
        ("cog_os", "COG-OS repeats each tail example 7 times, which makes 70 examples in total"),
    ],
)
def test_what_a_technique_did_is_said_with_its_numbers(technique, said):
    assert said in words_resampling_boundary(
        compare(Toy(), Treatment(technique), "tree"), "technique"
    )


@pytest.mark.parametrize("technique", ["under", "over", "smote"])
def test_at_equal_counts_there_is_nothing_to_do(technique):
    comparison = compare(Toy(ratio=1), Treatment(technique), "logistic")
    assert "has nothing to do" in words_resampling_boundary(comparison, "technique")


def test_a_lone_example_can_only_be_copied_by_smote():
    comparison = compare(Toy(n_head=50, ratio=50), Treatment("smote"), "logistic")
    assert "can only copy it, 49 times" in words_resampling_boundary(comparison, "technique")


def test_recalls_of_this_draw_and_over_draws_are_said():
    comparison = compare(Toy(), Treatment("over"), "logistic")
    words = words_resampling_boundary(
        comparison, "boundary", recalls("logistic", 4, ("plain", "over"))
    )
    (_, tail), (_, after) = comparison.recalls["plain"], comparison.recalls["after"]
    assert f"tail's recall from {100 * tail:.0f} % to {100 * after:.0f} %" in words
    assert "over 4 draws" in words
    assert "the error falls in 4 of 4" in words
    plain = compare(Toy(), Treatment("plain"), "logistic")
    words = words_resampling_boundary(plain, "boundary", recalls("logistic", 1, ("plain",)))
    assert "over 1 draw: tail" in words
    assert "nan" not in words


@pytest.mark.parametrize("look", LOOKS)
def test_gaps_are_drawn_hollow_and_filled(look):
    frame = recalls()
    figure = resampling_gap_figure(frame, "tree", look=look)
    marks = [each for each in figure.data if each.name == "tail"]
    over = TECHNIQUES.index("over")
    assert marks[0].y[over] == 1
    assert marks[1].y[over] < 1
    assert marks[0].marker.color == look.ground.paper
    assert list(figure.layout.xaxis.ticktext)[over] == "Over-sampling"
    dots = [each for each in figure.data if each.mode == "markers" and not each.name]
    assert [len(each.x) for each in dots] == [24, 24]


@pytest.mark.parametrize(
    ("gaps", "said"),
    [
        (
            (0.3, 0.32),
            (
                "Copies make the classifier over-fit the tail: the gap grows by 31 "
                "points (standard error 1.0)"
            ),
        ),
        (
            (-0.3, -0.32),
            "Copies do not cause over-fitting on the tail here: the gap shrinks by 31 points",
        ),
        (
            (-0.2, 0.22),
            "Copies cause no visible over-fitting: the gap changes by 1 point (standard",
        ),
        ((0.0, 0.0), "Copies cause no visible over-fitting: the gap changes by 0 points"),
    ],
)
def test_whether_copies_over_fit_is_read_off_the_numbers(gaps, said):
    assert said in words_resampling_gap(made_up(gaps), "tree")


def test_what_copies_do_to_new_examples_is_said_beside_the_gap():
    assert "recall on new examples rises by 20 points" in words_resampling_gap(
        made_up((0.3, 0.3), (0.5, 0.7)), "tree"
    )
    assert "recall on new examples falls by 20 points" in words_resampling_gap(
        made_up((0.3, 0.3), (0.7, 0.5)), "tree"
    )


def test_every_technique_of_the_picture_is_in_the_words():
    for sentence in words_resampling_gap(recalls(draws=2), "tree").split("\n")[::2]:
        assert " COG " in sentence
        assert " COG-OS " in sentence


def test_one_draw_has_no_standard_error():
    frame = recalls(draws=1)
    assert np.isnan(paired_change(frame, "over", "gap")[1])
    assert "nan" not in words_resampling_gap(frame, "tree")


@pytest.mark.parametrize("look", LOOKS)
def test_spreads_are_drawn_exact_seen_and_between(look):
    frame = spreads_frame(Toy(), RATIOS, 32, 0, 3)
    figure = resampling_gradients_figure(frame, 32, 0, look=look)
    weighted = [each for each in figure.data if each.name == "re-weighted"]
    rows = frame[frame["sampling"] == "weighted"]
    between, exact, seen = weighted
    np.testing.assert_allclose(exact.y, rows["spread"], rtol=1e-6)
    np.testing.assert_allclose(between.y, rows["between"], rtol=1e-6)
    assert between.line.dash != exact.line.dash == "solid"
    assert list(seen.x) == [20]
    assert {note.text for note in figure.layout.annotations} >= {"re-weighted", "as drawn"}


def test_the_words_of_the_spreads_follow_the_numbers():
    frame = spreads_frame(Toy(), RATIOS, 32, 0, 3)
    words = words_resampling_gradients(frame, 32, 0)
    by = frame[frame["ratio"] == 20].set_index("sampling")["spread"]
    assert f"deviate {by['weighted'] / by['over']:.1f} times as far" in words
    assert "21 % of the mini-batches contain no tail example" in words
    equal = spreads_frame(Toy(ratio=1), RATIOS, 32, 0, 3)
    words = words_resampling_gradients(equal, 32, 0)
    assert "deviate about as far" in words
    assert "do not make this larger" in words
    less = frame.assign(spread=np.where(frame["sampling"] == "weighted", 0.1, 0.4))
    assert "4.0 times less." in words_resampling_gradients(less, 32, 0)


def test_without_numbers_it_is_said():
    nothing = pd.DataFrame()
    assert "No draw yet" in resampling_gap_figure(nothing, "tree").layout.annotations[0].text
    assert words_resampling_gap(nothing, "tree") == "No draw yet."
    assert (
        "No gradient yet" in resampling_gradients_figure(nothing, 32, 0).layout.annotations[0].text
    )
