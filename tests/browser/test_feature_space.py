"""A t-SNE that is begun, cancelled, begun again and looked into, in the real product."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PATIENCE = 60_000
"""Milliseconds within which a map of 500 examples must be there, on a busy machine."""
ERM = "digits-r100-erm-s0-30373510727a"
NOT_SHIPPED = "space_map=pca&space_perplexity=20"
"""The map of perplexity 30 comes with the run."""
PIXELS = """() => {
    const canvas = document.querySelector(".pointed");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(data.filter((_, place) => place % 4 === 0)).size;
}"""
"""How many shades the image under the pointer has; one that is not drawn has one."""


def place_of(page):
    """Return the corners of the picture's place, once the letters above it have their final width."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.evaluate("document.fonts.ready.then(() => true)")
    return page.locator("[class*=st-key-first_picture_feature_space]").bounding_box()


def test_a_map_is_computed_cancelled_and_looked_into(own_server, open_page):
    page = open_page(f"{own_server.address}/feature_space?space_runs={ERM}&{NOT_SHIPPED}")
    title = page.locator(".js-plotly-plot .gtitle")
    expect(title).to_contain_text("Tail: 79 % same-class neighbours", timeout=PATIENCE)
    before = place_of(page)
    page.get_by_role("radio", name="t-SNE").click()
    page.get_by_role("button", name="Cancel").click(timeout=PATIENCE)
    page.get_by_text("It was cancelled.").wait_for()
    assert place_of(page) == before
    page.get_by_role("button", name="Start again").click()
    subtitle = page.locator(".js-plotly-plot .gtitle-subtitle")
    expect(subtitle).to_contain_text("t-SNE of 64 features", timeout=PATIENCE)
    assert place_of(page) == before

    mark = page.locator(".js-plotly-plot .scatterlayer .trace").nth(1).locator(".point").first
    image = page.locator(".pointed")
    expect(image).to_be_hidden()
    mark.hover(force=True)
    expect(image).to_be_visible(timeout=PATIENCE)
    assert page.evaluate(PIXELS) > 1
    assert place_of(page) == before
    mark.click(force=True)
    page.get_by_text(re.compile("^Class .*; example ")).wait_for()
    page.get_by_role("img", name=re.compile("^Example .*, of class")).wait_for()
    assert "space_example=" in page.url
    assert place_of(page) == before
    page.mouse.move(1, 1)
    expect(image).to_be_hidden()

    other = open_page(page.url)
    expect(other.locator(".js-plotly-plot .gtitle-subtitle")).to_contain_text(
        "t-SNE of 64", timeout=PATIENCE
    )
    other.get_by_text(re.compile("^Class .*; example ")).wait_for()
