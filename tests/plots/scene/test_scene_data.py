import numpy as np
import pytest

from ltcore.plots.base.figure_changes import changes
from ltcore.plots.base.palette import SHADES
from ltcore.plots.base.theme import Look
from ltcore.plots.scene.figure import scene_figure, scene_spec
from ltcore.plots.scene.marks import (
    Arrows,
    Axis,
    Band,
    Bars,
    Dots,
    Line,
    Panel,
    Scene,
    Words,
    nothing_to_draw,
    scene_frame,
)

LINEAR = Panel(
    x=Axis(title="t", low=0, high=10), y=Axis(title="Error", low=0, high=1, percent=True)
)
LOG = Panel(
    x=Axis(title="n", low=1, high=1000, log=True),
    y=Axis(title="N", low=0.1, high=10, log=True),
    heading="Counts",
    share=2,
)


def scene(*marks, panels=(LINEAR,)):
    return Scene(
        key="kind",
        title="A title",
        notes=("a note",),
        words="Some words.",
        panels=panels,
        marks=marks,
    )


ALL = (
    Line(
        name="bound", x=[0, 5, 10], y=[0.9, 0.5, 0.1], stroke="promised", hue="blue", label="bound"
    ),
    Line(name="law", x=[0, 5, 10], y=[0.8, 0.4, 0.1], label="law"),
    Band(name="spread", x=[0, 10], low=[0.1, 0.2], high=[0.3, 0.4], hue="green", label="vacuous"),
    Dots(name="seen", x=[1, 2], y=[0.5, 0.6], labels=("a", "b")),
    Bars(name="terms", x=[1, 2], height=[0.2, 0.3], width=0.5, base=[0.1, 0.2], label="head"),
    Arrows(name="steps", x=[1, 2], y=[0.1, 0.2], to_x=[2, 3], to_y=[0.3, 0.4]),
    Words(text="here", x=5, y=0.5),
)


@pytest.mark.parametrize("look", [Look(), Look("dark"), Look(lecture=True)])
def test_plotly_knows_every_word_of_the_figure(look):
    figure = scene_figure(scene(*ALL), look=look)  # validates every attribute
    assert [trace.type for trace in figure.data] == ["scatter"] * 4 + ["bar", "scatter"]
    assert figure.layout.showlegend
    assert figure.layout.title.text == "A title"


def test_theory_has_its_three_strokes():
    drawn = scene(
        Line(name="p", x=[0], y=[0], stroke="promised"),
        Line(name="t", x=[0], y=[0], stroke="true"),
        Line(name="s", x=[0], y=[0], stroke="seen"),
    )
    promised, true, seen = scene_figure(drawn).data
    assert (promised.line.dash, promised.mode) == ("8px,5px", "lines")
    assert (true.line.dash, true.mode) == ("solid", "lines")
    assert seen.mode == "markers"


def test_a_band_is_one_outline_without_its_gaps():
    band = Band(name="b", x=[0, 1, 2], low=[0, np.nan, 0], high=[1, 1, 2])
    [trace] = scene_figure(scene(band)).data
    assert list(trace.x) == [0, 2, 2, 0]
    assert list(trace.y) == [1, 2, 0, 0]


def test_hatched_bands_have_no_fill_but_the_hatch():
    [trace] = scene_figure(scene(Band(name="b", x=[0, 1], low=0, high=1, hatched=True))).data
    assert trace.fillpattern.shape == "/"
    assert trace.fillcolor == "rgba(0,0,0,0)"


def test_labels_stand_at_the_ends_of_their_lines_and_apart():
    lines = (
        Line(name="a", x=[0, 10], y=[0, 0.5], label="first"),
        Line(name="b", x=[0, 10], y=[0, 0.5], label="second", hue="orange"),
        Line(name="c", x=[0, 20], y=[0.9, 0.1], label="ends outside"),
    )
    first, second, third = scene_figure(scene(*lines)).layout.annotations
    assert {first.xref, first.yref} == {"paper"}
    assert first.x == 1
    assert (first.y + second.y) / 2 == pytest.approx(0.5)
    assert abs(first.y - second.y) > 0.05
    assert third.y == pytest.approx(0.9)  # its last point inside the picture
    assert second.font.color == SHADES["light"]["orange"].text


def test_panels_share_the_width_and_leave_room_for_labels_between_them():
    drawn = scene(Line(name="a", x=[0, 1], y=[0, 1], label="a long label"), panels=(LINEAR, LOG))
    layout = scene_figure(drawn).layout
    left, right = layout.xaxis.domain, layout.xaxis2.domain
    assert left[0] == 0
    assert right[1] == pytest.approx(1)
    assert right[1] - right[0] == pytest.approx(2 * (left[1] - left[0]))
    assert right[0] - left[1] > 0.12
    assert layout.xaxis2.range == (0, 3)  # decades
    assert layout.yaxis2.anchor == "x2"
    assert layout.annotations[0].x == left[1]


def test_words_on_a_logarithmic_axis_stand_where_they_belong():
    drawn = scene(Words(text="w", x=100, y=10, panel=1), panels=(LINEAR, LOG))
    word = scene_figure(drawn).layout.annotations[-1]
    assert (word.x, word.y, word.xref) == (2, 1, "x2")


def test_words_without_a_place_are_silent_and_keep_their_turn():
    here, nowhere = (
        scene_spec(scene(Words(text="w", x=x, y=0.5)), Look()) for x in (5, float("nan"))
    )
    assert {path[-1] for path, _ in changes(here, nowhere)} == {"text", "x", "y"}
    assert nowhere["layout"]["annotations"][0]["text"] == ""


def test_where_a_statement_does_not_apply_the_picture_says_why():
    figure = scene_figure(nothing_to_draw("kind", "beta is <b>1</b>"))
    assert figure.layout.title.text.endswith("beta is &lt;b&gt;1&lt;/b&gt;")
    assert not figure.data
    assert not figure.layout.xaxis.visible


def test_the_table_has_every_mark_but_words():
    frame = scene_frame(scene(*ALL))
    assert frame.groupby("kind").size().to_dict() == {
        "promised": 3,
        "true": 3,
        "band": 2,
        "dots": 2,
        "bars": 2,
        "arrow": 2,
    }
    assert list(frame.columns) == ["panel", "series", "kind", "x", "y", "low", "high"]
    bars = frame[frame["kind"] == "bars"]
    assert bars["high"].tolist() == pytest.approx([0.3, 0.5])


def test_an_empty_scene_has_an_empty_table():
    assert scene_frame(nothing_to_draw("kind", "no")).empty


def test_labels_of_lines_that_leave_at_the_bottom_stay_on_the_paper():
    axis = Axis(title="t", low=0, high=1)
    falling = [Line(name=name, x=[0, 1], y=[1, -1], label=name) for name in ("one", "two", "three")]
    scene = Scene(key="k", title="t", panels=(Panel(x=axis, y=axis),), marks=tuple(falling))
    heights = [label["y"] for label in scene_spec(scene, Look())["layout"]["annotations"]]
    assert 0.03 < heights[0] < 0.04  # half a line: below stand the numbers of the other axis
    assert min(np.diff(heights)) > 0.05


def test_arcs_keep_all_their_points_and_curves_need_not():
    axis = Axis(title="t", low=-1, high=1)
    turn = np.linspace(0, 2 * np.pi, 50)
    circle = Line(name="circle", x=np.cos(turn), y=np.sin(turn))
    curve = Line(name="curve", x=turn, y=np.sin(turn))
    scene = Scene(key="k", title="t", panels=(Panel(x=axis, y=axis),), marks=(circle, curve))
    simplified = [
        trace["line"].get("simplify", True) for trace in scene_spec(scene, Look())["data"]
    ]
    assert simplified == [False, True]
