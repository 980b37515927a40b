"""Every page: calm in light and dark, on a small and a large screen; every control within reach of the keyboard."""

from typing import Literal

import pytest
from playwright.sync_api import expect

from dashboard.routes import BEHIND_THE_DOORS, ROUTES
from dashboard.shell.doors import DOORS

pytestmark = pytest.mark.browser

SCREENS: list[tuple[Literal["light", "dark"], int, int]] = [
    ("dark", 1920, 1080),
    ("light", 1920, 1080),
    ("dark", 1280, 800),
    ("light", 1280, 800),
]
"""A page is opened on the first one and turned into the others."""
FOCUS = """
() => {
    let e = document.activeElement;
    if (!e || e === document.body) return null;
    while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
    const box = e.getBoundingClientRect();
    const name = e.getAttribute('aria-label') || e.textContent.trim() || e.getAttribute('placeholder')
        || e.labels?.[0]?.textContent || '';
    return {tag: e.tagName, name: name.slice(0, 60), inside: box.left >= -1 && box.right <= window.innerWidth + 1};
}
"""


@pytest.fixture
def screens(server, open_page, quiet, turn):
    """Go through the screens of a route, opened once; yield the page and the height of each."""

    def shown(route):
        scheme, width, height = SCREENS[0]
        page = open_page(
            f"{server.address}/{route.slug}", scheme=scheme, width=width, height=height
        )
        for scheme, width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            turn(page, scheme)
            yield page, height

    return shown


def calm(page, route, height):
    """Check a page, whatever is on it; return the place of its first picture."""
    expect(page.get_by_role("heading", level=1)).to_have_text(route.question)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    sizes = "[...document.querySelectorAll('p, input')].map(e => getComputedStyle(e).fontSize)"
    # What has just come in takes a moment until its style applies.
    page.wait_for_function(f"{sizes}.every(size => size === '16px')", timeout=10_000)
    picture = page.locator(".js-plotly-plot").first.bounding_box()
    assert picture["y"] < 0.4 * height
    return picture


def reach_every_control(page):
    """Walk a page with the Tab key."""
    # A group of buttons is one stop of the Tab key; the arrows go on inside it.
    controls = page.eval_on_selector_all(
        "[data-testid=stMain] :is(button, input, a[href], summary)",
        """all => all.filter(e => !e.disabled && e.getClientRects().length && e.tabIndex >= 0
            && getComputedStyle(e).visibility !== 'hidden' && !e.closest('[data-testid=stButtonGroup]')).length""",
    )
    assert controls > 3
    reached, nameless = set(), []
    for _ in range(3 * controls + 60):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUS)
        if focused is None:
            break
        assert focused["inside"], focused
        if not focused["name"]:
            nameless.append(focused)
        reached.add(
            page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)")
        )
    inside = page.evaluate(
        """places => {
            const all = [...document.querySelectorAll('*')];
            return places.filter(place => all[place]?.closest('[data-testid=stMain]')).length;
        }""",
        sorted(reached),
    )
    assert nameless == []
    assert inside >= controls


@pytest.mark.parametrize("route", BEHIND_THE_DOORS, ids=lambda route: route.slug)
def test_a_page_is_calm_on_every_screen_and_within_reach(screens, route):
    for page, height in screens(route):
        assert calm(page, route, height)["height"] >= 0.6 * height
    reach_every_control(page)


def test_three_doors_stand_on_the_first_screen_within_reach(screens):
    for page, height in screens(ROUTES[0]):
        calm(page, ROUTES[0], height)
        expect(page.locator(".js-plotly-plot")).to_have_count(len(DOORS))
        for door in range(len(DOORS)):
            picture = page.locator(".js-plotly-plot").nth(door).bounding_box()
            assert picture["y"] + picture["height"] < 0.75 * height
        for route in BEHIND_THE_DOORS:
            link = page.get_by_role("link", name=route.question)
            assert link.evaluate("link => link.scrollWidth <= link.clientWidth")
    reach_every_control(page)
