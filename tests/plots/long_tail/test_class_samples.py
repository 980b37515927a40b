import numpy as np
import pytest

from ltcore.analysis import class_axis
from ltcore.plots.long_tail.class_counts import class_counts_figure
from ltcore.plots.long_tail.class_samples import (
    MAX_COLUMNS,
    class_samples_figure,
    shown_ranks,
    words_class_samples,
)

COUNTS = [5, 500, 1, 2]
NAMES = ["<b>emu</b>", "cat", "lynx", "puma"]


def samples(frame, per_class=3):
    rng = np.random.default_rng(0)
    return [
        rng.integers(0, 256, (min(n, per_class), 8, 8, 1), dtype=np.uint8)
        for n in frame["train_count"]
    ]


@pytest.fixture
def frame():
    return class_axis(COUNTS, NAMES)


def texts(figure):
    return [annotation.text for annotation in figure.layout.annotations]


def test_one_column_per_class_in_frequency_order(frame):
    figure = class_samples_figure(frame, samples(frame))
    columns = [int(image.x) for image in figure.layout.images]
    assert columns == [0, 0, 0, 1, 1, 1, 2, 2, 3]
    assert [image.y for image in figure.layout.images][:3] == [0.5, 1.5, 2.5]
    assert figure.layout.xaxis.ticktext == (
        "cat<br>500",
        "&lt;b&gt;emu&lt;/b&gt;<br>5",
        "puma<br>2",
        "lynx<br>1",
    )


def test_empty_places_are_said(frame):
    figure = class_samples_figure(frame, samples(frame))
    assert [text for text in texts(figure) if "only" in text] == ["only 2", "only 1"]
    assert figure.layout.title.text == "Up to 3 training images of each class; the rarest has 1"


def test_the_bands_are_behind(frame):
    figure = class_samples_figure(frame, samples(frame))
    assert {shape.layer for shape in figure.layout.shapes} == {"below"}
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(-0.5, 0.5), (0.5, 3.5)]


def test_of_a_thousand_classes_some_are_shown_and_that_is_said():
    frame = class_axis(np.arange(1000, 0, -1), [f"class {label}" for label in range(1000)])
    figure = class_samples_figure(frame, samples(frame, 2))
    assert len(figure.layout.images) <= 2 * MAX_COLUMNS
    assert "15 of 1,000 classes" in figure.layout.title.subtitle.text
    assert figure.layout.xaxis.ticktext[0] == "1"
    assert figure.layout.xaxis.ticktext[-1] == "1,000"
    assert len(figure.to_json()) < 100_000


def test_shown_ranks_are_distinct_and_hold_both_ends():
    for n_classes in (1, 2, 14, 15, 16, 37, 1000):
        ranks = shown_ranks(n_classes)
        assert len(set(ranks)) == len(ranks) == min(n_classes, MAX_COLUMNS)
        assert (ranks[0], ranks[-1]) == (0, n_classes - 1)


def test_empty_and_unfitting(frame):
    assert texts(class_samples_figure(frame.iloc[:0], [])) == ["No classes yet"]
    assert words_class_samples(frame.iloc[:0], 3) == "There are no classes yet."
    with pytest.raises(ValueError, match="1 classes, but 4"):
        class_samples_figure(frame, samples(frame)[:1])


def test_the_words_count_the_classes_that_run_out(frame):
    assert "2 of 4 classes have fewer than 3" in words_class_samples(frame, 3)
    assert "(lynx) this 1 is all" in words_class_samples(frame, 3)
    assert "Even the rarest (lynx) has more: 1 image." in words_class_samples(frame, 1)


def test_a_band_too_narrow_for_its_name_has_none():
    counts = [500, *[50] * 99, *[5] * 900]
    figure = class_counts_figure(class_axis(counts, [f"c{label}" for label in range(1000)]))
    assert len(figure.layout.shapes) == 3
    named = [text for text in texts(figure) if text.startswith(("head", "medium", "tail"))]
    assert named == ["medium", "tail: 900 classes"]


def test_even_noise_in_colour_stays_light():
    frame = class_axis(np.arange(100, 0, -1), [f"c{label}" for label in range(100)])
    noise = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), dtype=np.uint8)
    assert len(class_samples_figure(frame, [noise] * 100).to_json()) < 350_000
