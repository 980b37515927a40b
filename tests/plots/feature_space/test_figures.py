import json
import re

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import class_axis
from ltcore.analysis.base.features import Features
from ltcore.analysis.feature_space.maps import map_frame, separation_table
from ltcore.plots.base.palette import GROUNDS
from ltcore.plots.base.theme import Look
from ltcore.plots.feature_space.label_places import label_places
from ltcore.plots.feature_space.marks import FREQUENCY, class_shades, class_symbols, hovers, marks
from ltcore.plots.feature_space.space import GL_BEYOND, MapView, feature_space_figure
from ltcore.plots.feature_space.words import words_feature_space

COUNTS = (200, 50, 5, 2)
NAMES = ("cat", "dog", "lynx", "emu")
NASTY = ["<img src=x onerror=alert(1)>", "$\\alpha$", "<b>dog</b>", "emu"]


def two_maps(labels=("ERM, seed 0",), counts=COUNTS, names=NAMES, per_class=20):
    """Maps of runs whose classes lie one unit apart, each last example taken for class 0."""
    rng = np.random.default_rng(0)
    true = np.repeat(np.arange(len(counts)), per_class)
    predicted = np.where(np.arange(len(true)) % per_class == per_class - 1, 0, true)
    places = np.stack([true, true % 2], axis=1) + rng.normal(0, 0.05, (len(true), 2))
    features = Features(places.astype(np.float32), np.arange(len(true)) + 7, true, predicted)
    axis = class_axis(counts, names)
    table = separation_table(features, counts, names)
    frame = pd.concat([map_frame(features, places, axis, label) for label in labels])
    return frame, pd.concat([table.assign(label=label) for label in labels], ignore_index=True)


def texts(figure):
    return [note.text for note in figure.layout.annotations]


def test_the_tail_lies_on_top_with_a_mark_for_each_class():
    frame, separation = two_maps()
    figure = feature_space_figure(frame, separation)
    others, tail, ring = figure.data
    assert len(others.x) == len(tail.x) == 40
    assert len(ring.x) == 0
    np.testing.assert_allclose(tail.x, frame.loc[frame["group"] == "tail", "x"])
    assert set(others.marker.symbol) == {0, 100}
    assert set(tail.marker.symbol) == {0, 100, 1, 101}
    assert tail.marker.size > others.marker.size
    assert tail.customdata.tolist() == frame.loc[frame["group"] == "tail", "index"].tolist()
    assert tail.hovertext[-1] == "emu, predicted as cat"


def test_two_maps_share_their_range_and_say_their_numbers():
    frame, separation = two_maps(("ERM, seed 0", "LDAM-DRW, seed 0"))
    figure = feature_space_figure(frame, separation, MapView(["PCA of 64 features"]))
    assert len(figure.data) == 6
    assert {trace.xaxis for trace in figure.data} == {"x", "x2"}
    assert figure.layout.xaxis.range == figure.layout.xaxis2.range
    assert figure.layout.xaxis2.matches == "x"
    assert figure.layout.yaxis.scaleanchor == "x"
    heads = [text for text in texts(figure) if "same-class" in text]
    assert heads[0].startswith("<b>ERM, seed 0</b><br>same-class neighbours 100 %, tail 100 %")
    assert figure.layout.title.text == (
        "Tail: 100 % and 100 % same-class neighbours, 95 % and 95 % recognised"
    )
    assert figure.layout.title.subtitle.text.startswith("PCA of 64 features · open")


def test_a_chosen_class_stands_out_and_an_example_carries_a_ring_in_both_maps():
    frame, separation = two_maps(("a", "b"))
    view = MapView(class_rank=1, example=int(frame["index"].iloc[0]))
    figure = feature_space_figure(frame, separation, view)
    back, front, ring = figure.data[:3]
    assert len(front.x) == 20
    assert back.marker.opacity < 0.5 < front.marker.opacity
    assert back.marker.color == GROUNDS["light"].bar
    assert [len(figure.data[place].x) for place in (2, 5)] == [1, 1]
    assert ring.x[0] == frame["x"].iloc[0]
    assert figure.layout.title.text == "Class dog, 50 training examples"
    assert "<b>dog</b>" in texts(figure)
    assert "cat" in texts(figure)


def test_a_map_in_waiting_is_faint_and_says_nothing_on_hover():
    frame, separation = two_maps()
    figure = feature_space_figure(frame, separation, MapView(faint=True))
    assert all(trace.hoverinfo == "skip" for trace in figure.data)
    assert "emu" not in texts(figure)


def test_many_points_are_drawn_by_the_graphics_card():
    few, many = two_maps(per_class=20), two_maps(per_class=GL_BEYOND)
    assert feature_space_figure(*few).data[0].type == "scatter"
    assert feature_space_figure(*many).data[0].type == "scattergl"


def test_ten_thousand_points_stay_below_the_limit():
    frame, separation = two_maps(("a", "b"), per_class=2500)
    assert len(feature_space_figure(frame, separation).to_json()) < 2_500_000
    frame, separation = two_maps(("a", "b"), per_class=500)
    assert len(feature_space_figure(frame, separation).to_json()) < 500_000


def test_nothing_one_class_and_a_thousand_classes():
    assert texts(feature_space_figure(pd.DataFrame(), pd.DataFrame())) == ["No features to map yet"]
    assert words_feature_space(pd.DataFrame(), pd.DataFrame()) == "There are no features yet."
    one = two_maps(counts=(5,), names=("lynx",))
    assert "lynx" in " ".join(texts(feature_space_figure(*one)))
    counts = np.geomspace(1000, 2, 1000).astype(int)
    names = [f"class {label}" for label in range(1000)]
    figure = feature_space_figure(*two_maps(counts=counts, names=names, per_class=2))
    assert len(texts(figure)) <= 1 + 6
    assert any("class 999" in text for text in texts(figure))


def test_names_from_outside_are_never_markup():
    frame, separation = two_maps(("<b>a</b>", "$b$"), names=NASTY)
    for view in (MapView(), MapView(class_rank=0)):
        drawn = json.loads(feature_space_figure(frame, separation, view).to_json())
        told = [
            drawn["layout"]["title"]["text"],
            *(note["text"] for note in drawn["layout"]["annotations"]),
        ]
        told += [text for trace in drawn["data"] for text in trace.get("hovertext") or []]
        for text in told:
            assert not re.search(r"<|\$", re.sub(r"</?b>|<br>", "", text)), text
            assert "<b>dog</b></b>" not in text


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_rarer_is_further_from_the_ground_and_the_tail_is_warm(mode):
    groups = ["head"] * 4 + ["tail"] * 6
    shades = class_shades(pd.DataFrame({"rank": range(10), "group": groups}))
    stops, names = zip(*FREQUENCY[mode], strict=True)
    ends = np.array([[int(name[at : at + 2], 16) for at in (1, 3, 5)] for name in names])
    channels = np.array(
        [[np.interp(shades[rank], stops, end) for end in ends.T] for rank in range(10)]
    )
    light = channels @ [0.2126, 0.7152, 0.0722]
    steps = np.diff(light) if mode == "dark" else -np.diff(light)
    assert (np.delete(steps, 3) > 0).all()
    assert (channels[4:, 0] > channels[4:, 2]).all()
    assert (channels[:4, 0] < channels[:4, 2]).all()


def test_marks_are_open_where_the_classifier_was_wrong():
    rows = pd.DataFrame(
        {
            "rank": [0, 1, 1],
            "class": [3, 4, 4],
            "predicted": [3, 4, 3],
            "name": ["cat", "lynx", "lynx"],
            "predicted_name": ["cat", "lynx", "cat"],
        }
    )
    classes = pd.DataFrame({"rank": [0, 1], "group": ["head", "tail"]})
    assert marks(rows, class_symbols(classes)).tolist() == [0, 0, 100]
    assert hovers(rows) == ["cat", "lynx", "lynx, predicted as cat"]


def test_words_say_purity_beside_recall():
    frame, separation = two_maps()
    said = words_feature_space(frame, separation)
    assert said == (
        "In the features of ERM, seed 0, 100 % of the ten nearest neighbours of a head example "
        "belong to its class, 100 % for the tail; its classifier recognises 100 % of the head and "
        "95 % of the tail."
    )
    assert words_feature_space(frame, separation, 3) == (
        "In the features of ERM, seed 0, 100 % of the ten nearest neighbours of an example of emu "
        "belong to its class; its classifier recognises 19 of 20 examples and mistakes 1 for cat."
    )


def test_words_say_where_a_class_has_a_single_example():
    frame, separation = two_maps(per_class=1)
    assert "4 classes have only one example" in words_feature_space(frame, separation)
    assert "emu has only one example here" in words_feature_space(frame, separation, 3)


def test_names_never_cover_each_other():
    rng = np.random.default_rng(1)
    widths = [60.0] * 12
    places = [
        place
        for place in label_places(rng.normal(0, 30, (12, 2)), widths, 20.0)
        if place is not None
    ]
    assert len(places) >= 10
    for at, (x, y) in enumerate(places):
        for other_x, other_y in places[:at]:
            assert abs(x - other_x) >= 60 - 1e-9 or abs(y - other_y) >= 20 - 1e-9


def test_lecture_text_is_large():
    frame, separation = two_maps()
    figure = feature_space_figure(frame, separation, look=Look("dark", lecture=True))
    assert min(note.font.size for note in figure.layout.annotations) == 22
