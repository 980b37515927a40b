"""Every picture of every page: small messages on the way, and every control within reach of the keyboard."""

import pytest
from playwright.sync_api import expect

from dashboard.routes import ROUTES

pytestmark = pytest.mark.browser

PICTURE = ".js-plotly-plot .main-svg"
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
ASPECTS = ".st-key-aspect button"
CONCEPT_BYTES = 300_000
ANY_BYTES = 8_000_000
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


def settled(page):
    page.wait_for_selector(f"{PICTURE}, [data-testid=stDataFrame], [data-testid=stTable]")
    page.wait_for_selector(IDLE)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def pictures_of(page):
    """Go through the pictures of a page, whose names come out one by one."""
    names = page.locator(ASPECTS).all_inner_texts()
    for place, name in enumerate(names or [""]):
        if names:
            page.locator(ASPECTS).nth(place).click()
            page.wait_for_timeout(300)
        settled(page)
        yield name


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.slug)
def test_messages_are_small(server, open_page, route):
    sizes = []
    page = open_page("about:blank")
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: sizes.append(len(f))))
    page.goto(f"{server.address}/{route.slug}")
    settled(page)
    for _ in pictures_of(page):
        pass
    assert max(sizes) <= (CONCEPT_BYTES if route.door in ("", "Teach") else ANY_BYTES)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.slug)
def test_the_keyboard_alone_reaches_every_control(server, open_page, route):
    page = open_page(f"{server.address}/{route.slug}")
    settled(page)
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
