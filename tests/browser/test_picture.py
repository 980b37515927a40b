"""A picture stays where it is: a refresh moves its marks and keeps what the reader did to it."""

import pytest

pytestmark = pytest.mark.browser

PICTURE = ".js-plotly-plot .main-svg"
KEEP = "window.kept = document.querySelector('.js-plotly-plot')"
TITLE = "document.querySelector('.js-plotly-plot .gtitle').textContent"


@pytest.fixture
def train_page(server, open_page):
    page = open_page(f"{server.address}/train")
    page.wait_for_selector(PICTURE)
    return page


def test_a_new_figure_comes_into_the_place_of_the_old_one(train_page):
    train_page.evaluate(KEEP)
    before = train_page.evaluate(TITLE), train_page.locator(".js-plotly-plot").bounding_box()
    train_page.locator("[data-testid=stMain] input[type=range]").first.focus()
    train_page.keyboard.press("ArrowLeft")
    train_page.wait_for_function(f"{TITLE} !== {before[0]!r}")
    assert train_page.evaluate("kept === document.querySelector('.js-plotly-plot')")
    assert train_page.locator(".js-plotly-plot").bounding_box() == before[1]


def test_a_zoom_survives_a_refresh(train_page):
    box = train_page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    middle = box["y"] + box["height"] / 2
    train_page.mouse.move(box["x"] + 0.2 * box["width"], middle)
    train_page.mouse.down()
    train_page.mouse.move(box["x"] + 0.6 * box["width"], middle, steps=8)
    train_page.mouse.up()
    zoomed = "document.querySelector('.js-plotly-plot').layout.xaxis.range"
    train_page.wait_for_function(f"{zoomed}[1] < 8")
    ranks = train_page.evaluate(zoomed)
    title = train_page.evaluate(TITLE)
    train_page.locator("[data-testid=stMain] input[type=range]").first.focus()
    train_page.keyboard.press("ArrowLeft")
    train_page.wait_for_function(f"{TITLE} !== {title!r}")
    drawn = "document.querySelector('.js-plotly-plot')._fullLayout.xaxis.range"
    assert train_page.evaluate(drawn) == pytest.approx(ranks)


def test_the_picture_says_in_words_what_it_shows(train_page):
    picture = train_page.get_by_role("img").and_(train_page.locator(".picture"))
    assert "imbalance ratio of" in picture.get_attribute("aria-label")


def test_the_drawing_library_comes_from_the_lab_itself(train_page):
    loaded = train_page.evaluate(
        "performance.getEntriesByType('resource').map(entry => entry.name)"
        ".filter(name => name.endsWith('/_lab/plotly.js'))"
    )
    assert len(set(loaded)) == 1
