"""A click on a cell of a confusion matrix, in the real product."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PLACE = """
([x, y]) => {
    const plot = document.querySelector('.st-key-figure_confusion .js-plotly-plot');
    const { xaxis2, yaxis2, _size } = plot._fullLayout;
    const box = plot.getBoundingClientRect();
    return [box.left + xaxis2._offset + xaxis2.d2p(x), box.top + _size.t + yaxis2.d2p(y)];
}
"""


def field(page, label, value):
    """Wait until a field has a value; the machine may be busy."""
    expect(page.get_by_role("combobox", name=label)).to_have_value(value, timeout=30_000)


def test_a_click_on_a_cell_shows_its_examples(server, open_page):
    page = open_page(f"{server.address}/compare?picture=confusions")
    page.wait_for_selector(".st-key-figure_confusion .js-plotly-plot .main-svg")
    page.get_by_text("under each image").wait_for()
    field(page, "Class, most frequent first", "9 (1 training example)")
    # On the right, of logit adjustment: examples of the second rarest class that are taken for "3".
    page.mouse.click(*page.evaluate(PLACE, [3, 8]))
    page.wait_for_url("**class=8**taken_for=3**")
    field(page, "Class, most frequent first", "8 (1 training example)")
    field(page, "Run", "Logit adjustment, seed 0")
    page.go_back()
    field(page, "Class, most frequent first", "9 (1 training example)")


IN_SIGHT = """() => {
    const heading = document.querySelector(".st-key-confusion_examples h3").getBoundingClientRect();
    const images = document.querySelector(".st-key-figure_examples").getBoundingClientRect();
    const matrices = document.querySelector(".st-key-figure_confusion").getBoundingClientRect();
    return heading.top > 0 && images.top + 60 < window.innerHeight && matrices.bottom > 240;
}"""
SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"


def test_what_a_click_opened_comes_into_sight_once(server, open_page, quiet):
    page = open_page(f"{server.address}/compare?picture=confusions")
    page.wait_for_selector(".st-key-figure_confusion .js-plotly-plot .main-svg")
    quiet(page)
    assert page.evaluate(SCROLLED) == 0
    page.mouse.click(*page.evaluate(PLACE, [3, 8]))
    page.wait_for_url("**class=8**taken_for=3**")
    page.wait_for_function(IN_SIGHT)
    quiet(page)
    # A reader who goes back up is left there.
    page.evaluate(f"{SCROLLED} = 0")
    page.get_by_text("By group").click()
    quiet(page)
    page.get_by_text("Confusions", exact=True).click()
    quiet(page)
    assert page.evaluate(SCROLLED) == 0
