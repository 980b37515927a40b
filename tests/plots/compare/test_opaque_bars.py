import itertools

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis import group_frame
from ltcore.plots.base.theme import Look
from ltcore.plots.compare.class_bars import class_bars_figure
from ltcore.plots.compare.groups import groups_figure

SIX = ("erm", "cb_softmax", "ldam_drw", "logit_adjustment", "drw", "focal")


def bars(figure):
    return [trace for trace in figure.data if trace.type == "bar"]


def test_bars_are_the_means_of_recall_and_precision_from_zero_and_opaque(make):
    frame = make.per_class()
    figure = class_bars_figure(frame)
    arms = frame["arm"].nunique()
    assert len(bars(figure)) == 2 * arms
    for place, measure in enumerate(("recall", "precision")):
        for trace in bars(figure)[place * arms : (place + 1) * arms]:
            rows = frame[frame["arm"] == trace.name]
            wanted = rows.groupby("rank")[measure].mean()
            assert np.allclose(trace.y, wanted, equal_nan=True)
            assert trace.base is None
            assert trace.marker.color.startswith("#")
            assert trace.error_y.array is not None
    assert figure.layout.yaxis.range[0] == figure.layout.yaxis2.range[0] == 0


@pytest.mark.parametrize("drawn", ["marks", "bars"])
def test_f1_has_the_whole_width(make, drawn):
    frame = make.per_class()
    for figure, of in (
        (class_bars_figure(frame, ("f1",)), frame.groupby(["arm", "rank"])["f1"].mean()),
        (
            groups_figure(group_frame(frame), ("f1",), drawn=drawn),
            group_frame(frame).groupby(["arm", "group"])["f1"].mean(),
        ),
    ):
        assert "F1 (test)" in figure.layout.yaxis.title.text
        assert figure.layout.yaxis.range[0] == 0
        assert "yaxis2" not in figure.to_plotly_json()["layout"]
        arms = list(dict.fromkeys(frame["arm"]))
        for arm, trace in zip(arms, bars(figure), strict=True):
            assert sorted(trace.y) == pytest.approx(sorted(of[arm]), rel=1e-5)
    assert class_bars_figure(frame, ("f1",)).layout.title.text == "F1 by class"


@pytest.mark.parametrize(("names", "arms"), [(SIX[:4], 4), (SIX, 6)])
def test_the_title_of_the_right_panel_has_room_beside_names_at_the_side(make, names, arms):
    gaps = {}
    for lecture in (False, True):
        figure = class_bars_figure(make.per_class(names), look=Look(lecture=lecture))
        gaps[lecture] = figure.layout.xaxis2.domain[0] - figure.layout.xaxis.domain[1]
    # Of about 730 pixels, "100%", its distance from the axis and the line of the title take 110 in a lecture.
    assert gaps[True] * 730 > 110 if arms > 4 else gaps[True] == gaps[False]


def test_bars_of_a_class_stand_side_by_side_in_its_place(make):
    figure = class_bars_figure(make.per_class())
    half = len(bars(figure)) // 2
    ends = [(trace.x - trace.width / 2, trace.x + trace.width / 2) for trace in bars(figure)[:half]]
    for (_, end), (start, _) in itertools.pairwise(ends):
        assert (end <= start + 1e-6).all()
    assert (ends[0][0] >= np.arange(len(ends[0][0])) - 0.5).all()


def test_the_percent_of_every_group_stands_on_its_bar_where_there_is_room(make):
    frame = group_frame(make.per_class(("erm", "ldam_drw")))
    figure = groups_figure(frame, drawn="bars", look=Look(lecture=True))
    numbers = [trace for trace in figure.data if trace.type == "scatter"]
    assert len(numbers) == len(bars(figure)) == 4
    for bar, told in zip(bars(figure), numbers, strict=True):
        assert [float(text) for text in told.text] == pytest.approx(100 * bar.y, abs=0.51)
        assert (np.asarray(told.y) >= bar.y - 1e-6).all()


def test_numbers_that_would_touch_are_left_out(make):
    figure = groups_figure(group_frame(make.per_class(SIX)), drawn="bars", look=Look(lecture=True))
    assert not [trace for trace in figure.data if trace.type == "scatter"]


def test_many_classes_are_told_to_be_averaged(make):
    counts = np.arange(100, 0, -1)
    figure = class_bars_figure(make.per_class(methods=("erm",), counts=counts))
    assert "100 classes in" in figure.layout.title.subtitle.text
    assert len(bars(figure)[0].y) <= 12


def test_arms_of_one_method_differ_in_their_pattern(make):
    frame = make.per_class(("erm",))
    other = frame.assign(arm="another", run=frame["run"] + "b")
    figure = class_bars_figure(pd.concat([frame, other], ignore_index=True))
    assert {trace.marker.pattern.shape for trace in bars(figure)} == {"", "/"}


def test_bands_behind_bars_are_named_and_thin_bars_say_how_many_arms_are_read(make):
    few = class_bars_figure(
        make.per_class(SIX[:2], counts=np.array([500, 300, 200, 50, 40, 30, 9, 5, 2]))
    )
    named = [note.text for note in few.layout.annotations]
    assert [named.count(group) for group in ("head", "medium", "tail")] == [2, 2, 2]
    assert "choose" not in few.layout.title.text
    eight = (*SIX, "drs", "vs")
    many = class_bars_figure(make.per_class(eight, counts=np.arange(10, 0, -1)))
    assert "(choose at most 7 for wider bars)" in many.layout.title.text
    one = class_bars_figure(make.per_class(eight, counts=np.arange(10, 0, -1)), ("f1",))
    assert "choose" not in one.layout.title.text
