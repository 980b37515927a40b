"""What settings answer for themselves, so that whoever draws a page need not ask of which kind they are."""

from dataclasses import dataclass

import streamlit as st

from dashboard.shell import controls, state
from dashboard.shell.asked import Asked, figures
from dashboard.shell.asks import Asks, Row
from dashboard.shell.page import Picture
from dashboard.shell.settings import FreeSettings, Settings
from dashboard.shell.shown import Shown
from dashboard.shell.state import Linked
from ltcore.plots.base.theme import Look

WORD: Linked[str] = Linked("free_word", "a", state.one_of(("a", "b")))


@dataclass(frozen=True)
class Bent:
    angle: float = controls.slider("Angle", (0.0, 0.5, 1.0), 0.5)


def free(presets_row=None):
    return FreeSettings(linked={"word": WORD}, ask=lambda row: "a", presets_row=presets_row)


def test_free_settings_have_no_slider_and_no_run():
    asked = free()
    assert asked.stamps("a") == ()
    assert asked.sliders(Row(controls=("word",))) == []
    assert asked.at_each_position("a", "word") == []


def test_presets_stand_where_the_settings_say():
    row = st.container()
    rows = {"b": row}
    assert free().row_of_presets("b") is None
    assert free(rows.get).row_of_presets("b") is row
    plain: Asks[Bent] = Settings(Bent, "bent")
    assert plain.row_of_presets(Bent()) is None


def test_a_slider_is_followed_from_the_left():
    asked = Settings(Bent, "bent")
    assert asked.sliders(Row(controls=("angle",))) == ["angle"]
    assert [one.angle for one in asked.at_each_position(Bent(), "angle")] == [0.0, 0.5, 1.0]
    picture = Picture(
        label="How far?",
        settings=asked,
        show=lambda settings, look: Shown(figure=None, words=""),
        drag=lambda settings, look: {"data": [{"y": [settings.angle]}]},
    )
    now, positions = figures(Asked(picture=picture, settings=Bent(), look=Look()), "angle")
    assert now["data"][0]["y"] == [0.5]
    assert len(positions) == 3
