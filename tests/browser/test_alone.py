"""The key H gives the picture of a page the whole screen."""

import pytest

from tests.browser.projected import FITTED, MEASURE

pytestmark = pytest.mark.browser

PICTURE = ".js-plotly-plot .main-svg"


def test_a_key_gives_the_picture_the_whole_screen_and_takes_it_back(server, open_page, quiet):
    page = open_page(f"{server.address}/radius?lecture=True")
    page.wait_for_selector(PICTURE)
    quiet(page)
    before = page.evaluate(MEASURE)[0]
    question = page.get_by_role("heading", level=1)
    page.keyboard.press("h")
    page.wait_for_function(FITTED)
    alone = page.evaluate(MEASURE)[0]
    assert (alone["top"], alone["bottom"]) == (0, 800)
    assert alone["drawing"] > before["drawing"] + 100
    assert not question.is_visible()
    page.emulate_media(color_scheme="dark")  # the page is drawn anew, and the picture stays alone
    quiet(page)
    assert not question.is_visible()
    page.keyboard.press("h")
    quiet(page)
    page.wait_for_function(FITTED)
    assert question.is_visible()
    assert page.evaluate(MEASURE)[0] == before
