"""Every page, opened once: in a lecture, on every screen, by keyboard, under the hand, in light and dark."""

import random
from typing import Literal

import pytest
from playwright.sync_api import expect

from dashboard.routes import BEHIND_THE_DOORS, ROUTES
from dashboard.shell.controls import Slider
from dashboard.shell.doors import DOORS
from dashboard.views.theorems import PAGES
from tests.browser import band, whole
from tests.browser.keyboard import reach_every_control
from tests.browser.legible import PALE, SIZE, SMALL, opened, unfold
from tests.browser.under_the_hand import drag
from tests.browser.whole import PROJECTORS, READERS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PICTURE = ".js-plotly-plot .main-svg"
CONCEPT_BYTES = 300_000
ANY_BYTES = 8_000_000
DATA_DOORS = ("Compare", "Explore")
"""Behind these, a message may bring what a run has left."""
SCREEN = PROJECTORS[-1]
"""On which a page is opened: width and height in pixels."""
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
def in_a_lecture(pictures_of, resize, settled):
    """Look at every picture of a page in a lecture, on projectors.

    The question, its sentence and the controls leave the picture more than half of the screen.
    """

    def as_it_is_opened(page, where):
        assert band.wrong_in(page, settled) == [], where
        assert settled(page, SMALL) == [], where
        assert settled(page, CUT_OFF) == [], where
        if page.locator(PICTURE).count():
            picture = page.locator(".js-plotly-plot").first.bounding_box()
            assert picture["y"] < SCREEN[1] / 2, where

    def looked_at(page, route):
        found = []
        page.wait_for_selector(PICTURE)
        page.wait_for_function(f"{SIZE} == '22px'")
        screens = there_and_back(SCREEN, *PROJECTORS[:-1])
        for where in pictures_of(page):
            for screen in next(screens):
                resize(page, *screen)
                if route in BEHIND_THE_DOORS:
                    missed = whole.in_a_lecture(page, settled, route.slug)
                    found += [f"{where}, {screen}: {words}" for words in missed]
                if screen == SCREEN:
                    as_it_is_opened(page, where)
        resize(page, *SCREEN)
        return found

    return looked_at


def there_and_back(*screens):
    """Yield the screens for each picture: each begins on that on which the one before ended."""
    while True:
        yield screens
        screens = screens[::-1]


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


def under_the_hand(page, settings, picture, name):
    """Drag the first slider of a picture of a theorem."""
    key = next(key for key in picture.controls if isinstance(settings.controls[key], Slider))
    places = settings.at_each_position(settings.defaults(), key)
    drag(page, settings.linked[key].key, places, picture.drag, random.Random(name))


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
    settled,
    resize,
    read,
    route,
):
    """A lecture first, then a reader, whose messages are small and whose keyboard reaches everything."""
    sizes: list[int] = []
    page = open_page("about:blank", width=SCREEN[0], height=SCREEN[1])
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: sizes.append(len(f))))
    page.goto(f"{server.address}/{route.slug}?lecture=True")
    missed = in_a_lecture(page, route)
    page.get_by_text("Lecture", exact=True).click()
    page.wait_for_function(f"{SIZE} == '16px'")
    screens = there_and_back(SCREEN, *(READERS if route in BEHIND_THE_DOORS else ()))
    for place, name in enumerate(pictures_of(page)):
        if place == 0:
            on_every_screen(page, route)
            reach_every_control(page)
        for screen in next(screens):
            resize(page, *screen)
            if screen != SCREEN:
                found = whole.to_a_reader(page, settled)
                missed += [f"{name}, {screen}: {words}" for words in found]
                continue
            read(page, name)
            if route in PAGES:
                key, picture = list(route.pictures.items())[place]
                if picture.drag is not None:
                    [asked] = route.asks
                    under_the_hand(page, asked, picture, key)
    resize(page, *SCREEN)
    assert missed == []
    unfold(page, quiet)
    read(page, "the folded parts")
    # The navigation is the same on all pages, but for the page that is open.
    doors = page.get_by_test_id("stTopNavSection").filter(has_text=route.door or None)
    for where in opened(page, quiet, doors.all()):
        read(page, where)
    assert max(sizes) <= (ANY_BYTES if route.door in DATA_DOORS else CONCEPT_BYTES)
