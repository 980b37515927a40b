"""Text is large in a lecture, whatever is opened, and nothing moves while one reads."""

import pytest

from dashboard.routes import BEHIND_THE_DOORS
from dashboard.shell.doors import DOORS
from tests.browser.legible import SIZE, SMALL, opened, unfold

pytestmark = pytest.mark.browser

PICTURE = ".js-plotly-plot .main-svg"
LARGE_TICKS = (
    "[...document.querySelectorAll('.xtick text')].every(tick => tick.style.fontSize == '22px')"
)
PLACES = """() => Object.fromEntries(
    [...document.querySelectorAll('[data-testid=stMain] [class*=st-key-]')].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const key = [...element.classList].find((name) => name.startsWith('st-key-'));
        return [key, [x, y, width, height].map(Math.round).join(' ')];
    }))"""


def test_all_text_is_large_in_a_lecture_and_the_navigation_has_room(
    server, open_page, quiet, settled, turn
):
    page = open_page(f"{server.address}/train?lecture=True")
    page.wait_for_selector(PICTURE)
    page.wait_for_function(f"{SIZE} == '22px'")
    page.wait_for_function(LARGE_TICKS)
    doors = page.get_by_test_id("stTopNavSection")
    assert doors.count() == len({route.door for route in BEHIND_THE_DOORS}) <= len(DOORS)
    turn(page, "dark")
    switch = page.locator(".st-key-lecture_switch").bounding_box()["x"]
    for door in doors.all():
        box = door.bounding_box()
        assert box["x"] + box["width"] < switch
    turn(page, "light")
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
