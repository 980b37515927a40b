"""Text is large and dark enough, whatever is opened on a page, and nothing moves while one reads."""

import pytest

from dashboard.routes import BEHIND_THE_DOORS, ROUTES
from dashboard.shell.doors import DOORS

pytestmark = pytest.mark.browser

PICTURE = ".js-plotly-plot .main-svg"
CONCEPT_BYTES = 300_000
ANY_BYTES = 8_000_000
DATA_DOORS = ("Compare", "Explore")
"""Behind these, a message may bring what a run has left."""
LECTURE_SCREEN_HEIGHT = 800
"""Pixels."""
SIZE = "getComputedStyle(document.documentElement).fontSize"
VISIBLE_TEXT = """
    const visible = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const element = walk.currentNode.parentElement;
        const text = walk.currentNode.textContent.trim();
        if (!text || element.closest("style, script, noscript, svg, .katex")) continue;
        if (element.dataset.testid === "stIconMaterial" || element.closest(":disabled")) continue;
        // What cannot be used now is pale on purpose, and so is its label.
        const part = element.closest("[data-testid=stSlider], [data-testid=stNumberInput]");
        if (part?.querySelector("input:disabled, [role=slider][aria-disabled=true]")) continue;
        if (element.closest("[data-testid=stButtonGroup]")?.querySelector("button:disabled")) continue;
        // The value of a slider stands above its knob, which holds it in the document.
        if (element.closest("[data-testid=stSliderThumbValue], [role=slider]")) continue;
        if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        if (element.getBoundingClientRect().width) visible.push([text, element]);
    }"""
SMALL = f"""() => {{ {VISIBLE_TEXT}
    const least = parseFloat(getComputedStyle(document.documentElement).fontSize);
    return visible
        .filter(([, element]) => parseFloat(getComputedStyle(element).fontSize) < least - 0.01)
        .map(([text]) => text.slice(0, 60));
}}"""
PALE = f"""() => {{ {VISIBLE_TEXT}
    const parts = (colour) => {{
        const numbers = colour.match(/[\\d.]+/g).map(Number);
        return numbers.length < 4 ? [...numbers, 1] : numbers;
    }};
    const over = (above, below) =>
        [0, 1, 2].map((i) => above[i] * above[3] + below[i] * (1 - above[3]));
    const luminance = (colour) => {{
        const [red, green, blue] = colour
            .map((channel) => channel / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }};
    const contrast = (element) => {{
        const layers = [];
        let opacity = 1;
        for (let at = element; at; at = at.parentElement) {{
            const style = getComputedStyle(at);
            const background = parts(style.backgroundColor);
            opacity *= parseFloat(style.opacity);
            if (background[3] > 0) layers.unshift(background);
            if (background[3] === 1) break;
        }}
        const ground = layers.reduce((below, above) => over(above, below), [255, 255, 255]);
        const [red, green, blue, alpha] = parts(getComputedStyle(element).color);
        const ink = over([red, green, blue, alpha * opacity], ground);
        const [dark, bright] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
        return (bright + 0.05) / (dark + 0.05);
    }};
    return visible
        .filter(([, element]) => contrast(element) < 4.5)
        .map(([text, element]) => `${{text.slice(0, 60)}}: ${{contrast(element).toFixed(2)}}`);
}}"""
PLACES = """() => Object.fromEntries(
    [...document.querySelectorAll('[data-testid=stMain] [class*=st-key-]')].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const key = [...element.classList].find((name) => name.startsWith('st-key-'));
        return [key, [x, y, width, height].map(Math.round).join(' ')];
    }))"""


def unfold(page, quiet):
    """Open what is folded below the picture."""
    for summary in page.locator("[data-testid=stExpander] summary").all():
        summary.click()
    quiet(page)


def opened(page, quiet, doors):
    """Open what lies above a page, one after the other; yield where it can be read."""
    popovers = [
        popover.locator("button").first for popover in page.get_by_test_id("stPopover").all()
    ]
    for part in [*popovers, *doors]:
        part.click()
        quiet(page)  # it unfolds, and its fields come
        yield part.inner_text()
        page.keyboard.press("Escape")
    for field in page.locator("[data-testid=stMultiSelect] input").all()[:1]:
        field.click()
        quiet(page)
        yield "a list of options"
        page.keyboard.press("Escape")


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


def look_as_a_lecture(page, pictures_of, settled):
    """The question, its sentence and the controls leave the picture more than half of the screen."""
    page.wait_for_selector(PICTURE)
    page.wait_for_function(f"{SIZE} == '22px'")
    for where in pictures_of(page):
        assert settled(page, SMALL) == [], where
        if page.locator(PICTURE).count():
            picture = page.locator(".js-plotly-plot").first.bounding_box()
            assert picture["y"] < LECTURE_SCREEN_HEIGHT / 2, where


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.slug)
def test_a_lecture_sees_the_picture_and_all_text_can_be_read(
    server, open_page, quiet, pictures_of, settled, read, route
):
    """Opened once: as a lecture at first, then as a reader sees it, whose messages are small."""
    sizes: list[int] = []
    page = open_page("about:blank", height=LECTURE_SCREEN_HEIGHT)
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: sizes.append(len(f))))
    page.goto(f"{server.address}/{route.slug}?lecture=True")
    look_as_a_lecture(page, pictures_of, settled)
    page.get_by_text("Lecture", exact=True).click()
    page.wait_for_function(f"{SIZE} == '16px'")
    for name in pictures_of(page):
        read(page, name)
    unfold(page, quiet)
    read(page, "the folded parts")
    # The navigation is the same on all pages, but for the page that is open.
    doors = page.get_by_test_id("stTopNavSection").filter(has_text=route.door or None)
    for where in opened(page, quiet, doors.all()):
        read(page, where)
    assert max(sizes) <= (ANY_BYTES if route.door in DATA_DOORS else CONCEPT_BYTES)


def test_all_text_is_large_in_a_lecture_and_the_navigation_has_room(
    server, open_page, quiet, settled
):
    page = open_page(f"{server.address}/train?lecture=True")
    page.wait_for_selector(PICTURE)
    page.wait_for_function(f"{SIZE} == '22px'")
    doors = page.get_by_test_id("stTopNavSection")
    assert doors.count() == len({route.door for route in BEHIND_THE_DOORS}) <= len(DOORS)
    for door in doors.all():
        box = door.bounding_box()
        assert box["x"] + box["width"] < 1280
    unfold(page, quiet)
    assert settled(page, SMALL) == []
    for where in opened(page, quiet, doors.all()):
        assert settled(page, SMALL) == [], where


def test_nothing_moves_when_a_slider_takes_a_step(server, open_page, quiet, settled):
    page = open_page(f"{server.address}/train")
    page.wait_for_selector(PICTURE)
    page.get_by_role("slider").first.focus()
    before = settled(page, PLACES)
    page.keyboard.press("ArrowLeft")
    page.get_by_text("imbalance ratio of 52").first.wait_for()
    after = settled(page, PLACES)
    assert after.keys() == before.keys()
    # The slider alone follows the hand.
    assert {key for key in before if before[key] != after[key]} <= {"st-key-ratio"}
