import numpy as np

from ltcore.analysis import class_axis
from ltcore.plots.long_tail.class_counts import LOG_FLOOR, class_counts_figure


def names(counts):
    return [f"c{label}" for label in range(len(counts))]


def test_on_a_logarithmic_axis_the_labels_stand_on_their_bars():
    counts = [1000, 100, 10, 1]
    figure = class_counts_figure(class_axis(counts, names(counts)), log=True)
    assert figure.layout.yaxis.type == "log"
    labels = [note for note in figure.layout.annotations if note.yref != "paper"]
    assert [note.text for note in labels] == ["1,000", "100", "10", "1"]
    np.testing.assert_allclose([note.y for note in labels], [3, 2, 1, 0], atol=1e-6)
    low, high = figure.layout.yaxis.range
    assert low == np.log10(LOG_FLOOR) < 0
    assert high > 3


def test_an_empty_class_has_no_label_on_a_logarithmic_axis():
    counts = [10, 0]
    figure = class_counts_figure(class_axis(counts, names(counts)), log=True)
    assert [note.text for note in figure.layout.annotations if note.yref != "paper"] == ["10"]


def test_many_classes_on_a_logarithmic_axis():
    counts = np.arange(1000, 0, -1)
    figure = class_counts_figure(class_axis(counts, names(counts)), log=True)
    assert figure.data[0].line.shape == "hv"
    assert len(figure.to_json()) < 100_000
