"""Every page, opened once: in a lecture, on every screen, by keyboard, under the hand, in light and dark."""

import random
from typing import Any, Literal

import pytest
from playwright.sync_api import expect

from dashboard.routes import BEHIND_THE_DOORS, ROUTES
from dashboard.shell.controls import Slider
from dashboard.shell.doors import DOORS
from dashboard.views.theorems import PAGES
from tests.browser.keyboard import reach_every_control
from tests.browser.legible import PALE, SIZE, SMALL, opened, unfold
from tests.browser.under_the_hand import drag

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PICTURE = ".js-plotly-plot .main-svg"
CONCEPT_BYTES = 300_000
ANY_BYTES = 8_000_000
DATA_DOORS = ("Compare", "Explore")
"""Behind these, a message may bring what a run has left."""
LECTURE_SCREEN_HEIGHT = 800
"""Pixels."""
SCREENS: list[tuple[Literal["light", "dark"], int, int]] = [
    ("light", 1920, 1080),
    ("dark", 1920, 1080),
    ("dark", 1280, 800),
    ("light", 1280, 800),
]
"""The last one is that on which a page is opened."""
CUT_OFF = """() =>
    [...document.querySelectorAll('[data-testid=stMain] button')]
        .filter(e => e.getClientRects().length && e.textContent.trim())
        .filter(e => e.scrollWidth > e.clientWidth + 1
            || e.getBoundingClientRect().right > window.innerWidth)
        .map(e => e.textContent)"""
"""Buttons whose text is longer than they are, or that leave the screen."""


@pytest.fixture
def in_a_lecture(pictures_of, settled):
    """Look at every picture of a page in a lecture.

    The question, its sentence and the controls leave the picture more than half of the screen.
    """

    def looked_at(page):
        page.wait_for_selector(PICTURE)
        page.wait_for_function(f"{SIZE} == '22px'")
        for where in pictures_of(page):
            assert settled(page, SMALL) == [], where
            assert settled(page, CUT_OFF) == [], where
            if page.locator(PICTURE).count():
                picture = page.locator(".js-plotly-plot").first.bounding_box()
                assert picture["y"] < LECTURE_SCREEN_HEIGHT / 2, where

    return looked_at


@pytest.fixture
def on_every_screen(turn):
    """Check that a page is calm on every screen, whatever is on it."""

    def looked_at(page, route):
        for scheme, width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            turn(page, scheme)
            calm(page, route, height)

    return looked_at


@pytest.fixture
def read(turn, settled):
    """Check the text that is in sight, in light and dark; the page stays as the second of them."""
    schemes = ["light", "dark"]

    def checked(page, where):
        for scheme in schemes:
            turn(page, scheme)
            assert settled(page, SMALL) == [], (where, scheme)
            assert settled(page, PALE) == [], (where, scheme)
        schemes.reverse()

    return checked


@pytest.fixture
def under_the_hand():
    """Drag the sliders of the pictures of a theorem; each begins with the settings the last one left."""
    left: dict[str, Any] = {}

    def dragged(opened_page, route, picture, name):
        [settings] = route.asks
        asked = left.get(route.slug, settings.defaults())
        key = next(key for key in picture.controls if isinstance(settings.controls[key], Slider))
        places = settings.at_each_position(asked, key)
        widget = settings.linked[key].key
        left[route.slug] = drag(opened_page, widget, places, picture.drag, random.Random(name))

    return dragged


def calm(page, route, height):
    """Check what stands still on a screen: the question, the width, the text, the first picture."""
    expect(page.get_by_role("heading", level=1)).to_have_text(route.question)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    sizes = "[...document.querySelectorAll('p, input')].map(e => getComputedStyle(e).fontSize)"
    # What has just come in takes a moment until its style applies.
    page.wait_for_function(f"{sizes}.every(size => size === '16px')", timeout=10_000)
    pictures = page.locator(".js-plotly-plot")
    picture = pictures.first.bounding_box()
    assert picture["y"] < 0.4 * height
    if route in BEHIND_THE_DOORS:
        assert picture["height"] >= 0.6 * height
    else:
        three_doors(page, pictures, height)


def three_doors(page, pictures, height):
    """Check the opening page: three doors on the first screen, and no link to a page is cut."""
    expect(pictures).to_have_count(len(DOORS))
    for door in range(len(DOORS)):
        picture = pictures.nth(door).bounding_box()
        assert picture["y"] + picture["height"] < 0.75 * height
    for route in BEHIND_THE_DOORS:
        link = page.get_by_role("link", name=route.question)
        assert link.evaluate("link => link.scrollWidth <= link.clientWidth")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.slug)
def test_a_page_is_read_by_everyone(
    server,
    open_page,
    quiet,
    pictures_of,
    in_a_lecture,
    on_every_screen,
    read,
    under_the_hand,
    route,
):
    """A lecture first, then a reader, whose messages are small and whose keyboard reaches everything."""
    sizes: list[int] = []
    page = open_page("about:blank", height=LECTURE_SCREEN_HEIGHT)
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: sizes.append(len(f))))
    page.goto(f"{server.address}/{route.slug}?lecture=True")
    in_a_lecture(page)
    page.get_by_text("Lecture", exact=True).click()
    page.wait_for_function(f"{SIZE} == '16px'")
    for place, name in enumerate(pictures_of(page)):
        if place == 0:
            on_every_screen(page, route)
            reach_every_control(page)
        read(page, name)
        if route in PAGES:
            picture = list(route.pictures.values())[place]
            if picture.drag is not None:
                under_the_hand(page, route, picture, list(route.pictures)[place])
    unfold(page, quiet)
    read(page, "the folded parts")
    # The navigation is the same on all pages, but for the page that is open.
    doors = page.get_by_test_id("stTopNavSection").filter(has_text=route.door or None)
    for where in opened(page, quiet, doors.all()):
        read(page, where)
    assert max(sizes) <= (ANY_BYTES if route.door in DATA_DOORS else CONCEPT_BYTES)
