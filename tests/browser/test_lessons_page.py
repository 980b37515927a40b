"""The page Lessons in the real product: a lecturer who has never seen it, by clicks and by keyboard alone."""

import time
import urllib.request

import pytest
from playwright.sync_api import expect

from ltcore.lessons import read_lesson
from ltcore.lessons.background import Background
from ltcore.lessons.shelf import find_lesson

pytestmark = pytest.mark.browser

NOW = ".scene[data-now]"
FIVE_MINUTES = 300


@pytest.fixture
def stopped(own_server, monkeypatch):
    """End the server of a lesson that a test which fails half way would leave."""
    monkeypatch.setenv("LTLAB_STORE", str(own_server.runs.parent / "store"))
    service = Background("serve", find_lesson("long_tail_60"))
    yield service
    service.stop()


def step(lesson):
    """Go one step on; return whether that revealed a prediction."""
    before = lesson.url
    asks = lesson.locator(NOW).get_by_role("button", name="Reveal").count() > 0
    lesson.get_by_role("button", name="Next scene").click()
    if asks:
        lesson.locator(NOW).get_by_role("button", name="Reveal").wait_for(state="hidden")
        assert lesson.url == before
    else:
        lesson.wait_for_url(lambda url: url != before)
        lesson.wait_for_selector(f"[data-shown='{int(lesson.url.rpartition('#')[2]) - 1}']")
    return asks


def test_from_the_opening_page_to_the_third_revealed_prediction(own_server, open_page, stopped):
    begun = time.monotonic()
    page = open_page(own_server.address)
    page.get_by_role("link", name="What will you teach today?").click()
    page.get_by_role("button", name="Show it").click()
    page.get_by_role("link", name="Open the lesson").wait_for()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open the lesson").click()
    lesson = opened.value
    try:
        lesson.wait_for_selector("[data-shown='0']")
        revealed = 0
        while revealed < 3:
            revealed += step(lesson)
        third = [scene.say for scene in read_lesson(stopped.file).scenes if scene.predict][2]
        expect(lesson.locator(NOW)).to_contain_text(third)
        assert time.monotonic() - begun < FIVE_MINUTES
    finally:
        address = lesson.url.partition("#")[0]
        lesson.close()
    page.reload()
    page.get_by_role("link", name="Open the lesson").wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Show it").wait_for()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address, timeout=5)


def test_an_own_lesson_is_ordered_by_keyboard_and_edited(own_server, open_page, quiet):
    page = open_page(f"{own_server.address}/lessons?lesson=one_map_20")
    page.get_by_role("button", name="Make it mine").click()
    down = page.get_by_role("button", name="Move down")
    down.wait_for()
    quiet(page)
    own = own_server.runs / "lessons" / "my_one_map_20.toml"
    before = read_lesson(own)
    down.focus()
    for _ in range(2):
        page.keyboard.press("Enter")
        quiet(page)
    assert "Move down" in page.evaluate("document.activeElement.textContent")
    after = read_lesson(own)
    assert after.scenes == (*before.scenes[1:3], before.scenes[0], *before.scenes[3:])
    field = page.get_by_role("textbox", name="What you say, in one sentence")
    field.fill("By hand.")
    field.press("Tab")
    page.get_by_text("Not saved yet.").wait_for()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("All is saved.").wait_for()
    assert read_lesson(own).scenes[2].say == "By hand."
    mark = page.locator(".js-plotly-plot .points path").nth(1)
    mark.scroll_into_view_if_needed()
    quiet(page)
    box = mark.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(lambda url: "scene=3" not in url)
    assert after.scenes[int(page.url.rpartition("scene=")[2] or 1) - 1].predict is not None
