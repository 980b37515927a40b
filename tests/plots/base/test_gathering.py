"""Figures that gather their notes are plotly's own, to the byte."""

import copy
import json
import pickle

import plotly.graph_objects as go
import pytest

from ltcore.plots.base.gathering import GatheringFigure


def drawn_on(figure):
    """Add notes and shapes in every way that our pictures do."""
    figure.add_annotation(text="first", x=0, y=1, showarrow=False)
    figure.add_shape(type="line", x0=0, x1=1, y0=0, y1=0)
    figure.update_layout(title="between")
    figure.add_annotation({"text": "second"}, font={"size": 12})
    figure.add_hline(y=3, annotation_text="a line", line={"dash": "dot"})
    figure.add_vrect(x0=1, x1=2, fillcolor="red")
    figure.add_annotation(text="third", row=None, col=None)
    figure.add_scatter(x=[1], y=[2])
    figure.layout.annotations[0].text = "first, changed"
    return figure.add_annotation(text="last").add_shape(type="rect")


def test_it_is_the_figure_that_plotly_would_have_made():
    wanted, made = drawn_on(go.Figure()), drawn_on(GatheringFigure())
    assert json.loads(made.to_json()) == json.loads(wanted.to_json())
    assert made == wanted
    assert [note.text for note in made.layout.annotations] == [
        "first, changed",
        "second",
        "a line",
        "third",
        "last",
    ]


@pytest.mark.parametrize(
    "again", [copy.deepcopy, lambda f: pickle.loads(pickle.dumps(f)), go.Figure]
)
def test_a_copy_has_what_was_gathered(again):
    figure = GatheringFigure().add_annotation(text="a")
    assert [note.text for note in again(figure).layout.annotations] == ["a"]


def test_a_wrong_setting_is_refused_when_it_is_given():
    with pytest.raises(ValueError, match="colour"):
        GatheringFigure().add_annotation(colour="red")


def test_thirty_notes_are_put_into_the_layout_at_once(monkeypatch):
    put = []
    setitem = go.Layout.__setitem__

    def seen(layout, name, value):
        put.append(name)
        setitem(layout, name, value)

    monkeypatch.setattr(go.Layout, "__setitem__", seen)
    figure = GatheringFigure()
    for number in range(30):
        figure.add_annotation(text=str(number))
    assert len(figure.layout.annotations) == 30
    assert put.count("annotations") == 1
