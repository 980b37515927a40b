"""Drag a slider of a picture, and compare what is drawn with what Python computes."""

import math

import numpy as np

from ltcore.plots.base.theme import Look

TITLE = "document.querySelector('.js-plotly-plot').layout.title.text"
DRAWN = """
() => document.querySelector('.js-plotly-plot')._fullData.map(
    ({x, y, base}) => [x, y, base].map(values => values === undefined ? null : Array.from(values, Number)))
"""
DRAWN_LAST = "!document.querySelector('.js-plotly-plot').waitsForFrame"
"""Whether what a slider under the hand asked for last is drawn, see `hand.js`."""
READY = """
key => window.labHand?.get(key)?.about.setting ===
    document.querySelector('.js-plotly-plot').drawnFigure?.layout.meta?.setting
"""
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"


def hold(page, key, place, positions):
    """Take a slider's thumb to one of its positions and do not let go; return where the mouse is."""
    widget = page.locator(f".st-key-{key}")
    thumb = widget.locator("[data-rac][style*=left]").bounding_box()
    track = widget.locator("[data-rac] > [data-orientation]").first.bounding_box()
    height = thumb["y"] + thumb["height"] / 2
    page.mouse.move(thumb["x"] + thumb["width"] / 2, height)
    page.mouse.down()
    left = thumb["x"] + thumb["width"] / 2 - track["x"]
    slider = widget.locator("input[type=range]")
    now = int(slider.input_value())
    # The thumb's middle runs over the track; a drag begins where the thumb is.
    step = track["width"] / max(positions - 1, 1)
    page.mouse.move(track["x"] + left + (place - now) * step, height, steps=4)
    return slider


def equal(drawn, wanted):
    shown = np.array([math.nan if value is None else value for value in drawn], dtype=float)
    return np.allclose(shown, np.asarray(wanted, dtype=float), rtol=1e-6, equal_nan=True)


def drag(opened, widget, places, spec_of, rng):
    """Drag a slider to a few places, the last of them that at which it began."""
    opened.wait_for_function(READY, arg=widget)
    began = int(opened.locator(f".st-key-{widget} input[type=range]").input_value())
    others = [place for place in range(len(places)) if place != began]
    for place in [*rng.sample(others, min(3, len(others))), began]:
        slider = hold(opened, widget, place, len(places))
        shows(opened, spec_of(places[int(slider.input_value())], Look()))
        opened.mouse.up()
        opened.wait_for_selector(IDLE)
        opened.wait_for_function(READY, arg=widget)


def shows(opened, spec):
    """Wait until a figure is drawn, and compare all its marks."""
    opened.wait_for_function(f"title => {TITLE} === title", arg=spec["layout"]["title"]["text"])
    opened.wait_for_function(DRAWN_LAST)  # a title may be the same at two positions
    for shown, wanted in zip(opened.evaluate(DRAWN), spec["data"], strict=True):
        for values, attribute in zip(shown, ("x", "y", "base"), strict=True):
            if values is not None and attribute in wanted:
                assert equal(values, wanted[attribute]), (wanted["name"], attribute)
