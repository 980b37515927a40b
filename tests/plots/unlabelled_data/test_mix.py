import json

import numpy as np
import pytest

from ltcore.analysis.unlabelled_data.mix import MixSettings, unlabelled_mix
from ltcore.data.profiles import exponential_counts
from ltcore.plots.base.theme import Look
from ltcore.plots.unlabelled_data.mix import FOREIGN, LABELLED, UNLABELLED, mix_figure, words_mix

COUNTS = exponential_counts(5000, 10, 100)
NAMES = [f"class {label}" for label in range(10)]


def mix_of(counts=COUNTS, names=NAMES, **asked):
    return unlabelled_mix(counts, names, MixSettings(**{"factor": 5, "ratio": 1, **asked}))


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_both_sets_are_drawn_with_the_foreign_examples_apart():
    mix = mix_of(ratio=100, relevance=0.6)
    drawn = traces(mix_figure(mix, data="CIFAR-10-LT"))
    np.testing.assert_array_equal(drawn[LABELLED].y, COUNTS)
    np.testing.assert_array_equal(drawn[UNLABELLED].y, mix.classes["unlabelled"])
    assert list(drawn[FOREIGN].y) == [24_812]
    assert drawn[FOREIGN].x[0] > 9.5
    assert FOREIGN not in traces(mix_figure(mix_of()))


@pytest.mark.parametrize("log", [True, False])
def test_every_bar_is_inside_the_axis(log):
    mix = mix_of(ratio=200, relevance=0.1)
    low, high = mix_figure(mix, log=log).layout.yaxis.range
    top = np.log10(mix.foreign) if log else mix.foreign
    assert low <= (np.log10(0.5) if log else 0)
    assert top < high


def test_the_title_and_the_words_have_the_numbers():
    mix = mix_of(relevance=0.6)
    assert mix_figure(mix).layout.title.text == (
        "Rarest class: 50 labelled, 3,721 unlabelled examples; 40 % foreign"
    )
    said = words_mix(mix)
    assert "24,812 of them (40 %) belong to no class of the task" in said
    assert "the rarest 50 and 3,722" not in said  # whole examples: 37,218 over ten classes
    assert "For each label, that is 0.744 at the head and 74.4 at the tail" in said
    assert "the tail gets 100 times as many per label." in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"ratio": 100}, "the tail stays as rare as it was."),
        ({"ratio": 200}, "the head gets 2.01 times as many per label."),
        ({"relevance": 0}, "None can teach the classes anything."),
        ({"ratio": 1}, "All of them belong to the task's classes."),
    ],
)
def test_what_it_means_for_the_tail_is_said(asked, said):
    assert said in words_mix(mix_of(**asked))


def test_a_class_that_gets_none_is_no_division_by_zero():
    mix = mix_of(np.array([400, 4]), ("cat", "lynx"), factor=0.5, ratio=500)
    assert mix.classes["unlabelled"].tolist() == [202, 0]
    assert "the head gets all of them per label." in words_mix(mix)


@pytest.mark.parametrize("classes", [1, 2, 100, 1000])
def test_any_number_of_classes(classes):
    counts = exponential_counts(500, classes, 100) if classes > 1 else np.array([500])
    mix = mix_of(counts, [str(rank) for rank in range(classes)], relevance=0.5)
    figure = mix_figure(mix, look=Look("dark", lecture=True))
    assert len(figure.to_json()) < 300_000
    assert words_mix(mix)


def test_names_are_no_markup():
    mix = mix_of(np.array([9, 3]), ("<script>x</script>", "$y$"))
    text = json.dumps(mix_figure(mix).to_dict(), default=str)
    assert "<script>" not in text
    assert "$y$" not in text
