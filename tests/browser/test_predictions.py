"""A student predicts: bars by the mouse and by keys, a curve by the mouse, and what the page says of it."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import whole
from tests.browser.under_the_hand import IDLE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

TITLE = "document.querySelector('.js-plotly-plot').layout.title?.text ?? ''"
DATA = """() => document.querySelector('.js-plotly-plot').data.map(({ name, x, y }, place) => [name ?? "", ...[x, y].map(
    (values) => (values ? Array.from(document.querySelector('.js-plotly-plot')._fullData[place][values === x ? "x" : "y"]) : []))])"""
"""Name, places and values of each trace that is drawn."""
EVERYTHING = """() => JSON.stringify([document.body.innerText, document.querySelector('.js-plotly-plot').data.map(
    ({ x, y, text, customdata, hovertext }) => [Array.from(x ?? []), Array.from(y ?? []), text, customdata, hovertext])])"""
"""All that can be read on the page and in what is drawn."""
LECTURES = (
    "long_tail",
    "effective_number",
    "margins",
    "compare",
    "posthoc",
    "linear_limit",
    "plug_in",
)


@pytest.fixture
def asked(server, open_page, quiet):
    def opened(address, **screen):
        page = open_page(f"{server.address}/{address}", **screen)
        page.wait_for_selector(".asks button")
        quiet(page)
        return page

    return opened


def show(page, quiet):
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_selector(".told")
    page.wait_for_selector(IDLE)
    quiet(page)
    return page.locator(".told").inner_text()


def numbers(text):
    return [float(one.replace(",", "")) for one in re.findall(r"-?[\d,]*\.?\d+", text)]


def test_bars_are_dragged_and_typed_and_the_page_says_how_far_off_they_were(asked, quiet):
    page = asked("long_tail?predict=true")
    button = page.get_by_role("button", name="Show", exact=True)
    expect(button).to_be_disabled()
    assert page.evaluate(TITLE) == ""
    for hidden in ("254", "104", "62", "imbalance ratio of"):
        assert hidden not in page.evaluate(EVERYTHING)
    box = page.locator(".picture").bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.55 * box["width"], box["y"] + 0.7 * box["height"], steps=4)
    page.mouse.up()
    page.get_by_text("Type instead").focus()
    page.keyboard.press("Enter")
    fields = page.locator(".asks .fields input")
    expect(fields).to_have_count(10)
    for place, value in ((0, 100), (9, 1)):
        fields.nth(place).focus()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(str(value))
        page.keyboard.press("Tab")
    said = [float(field.input_value()) for field in fields.all()]
    assert (said[0], said[9]) == (100, 1)
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".told")
    quiet(page)
    told = page.locator(".told").inner_text()
    assert page.evaluate(TITLE).startswith("254 training examples")
    traces = {name: (x, y) for name, x, y in page.evaluate(DATA)}
    truth, predicted = np.array(traces[""][1]), np.array(traces["your prediction"][1])
    np.testing.assert_allclose(predicted, said, rtol=1e-4)
    off = predicted - truth
    worst = int(np.abs(off).argmax())
    assert numbers(told)[0] == pytest.approx(np.abs(off).mean(), rel=0.05)
    assert f"The largest gap is at class {worst}: you said" in told
    assert f"it is {truth[worst]:g}." in told
    expect(page.get_by_role("button", name="Predict again")).to_be_visible()
    expect(page.get_by_role("button", name="Picture as PNG")).to_be_visible()

    page.locator(".st-key-tail_ratio input[type=range]").press("ArrowRight")
    page.wait_for_selector(".asks .change")
    quiet(page)
    assert (
        page.locator(".change")
        .inner_text()
        .startswith("Since your last prediction, one setting has changed")
    )
    assert page.evaluate(TITLE) == ""
    assert page.locator(".told").count() == 0
    expect(button).to_be_disabled()


def test_a_curve_is_drawn_and_a_factor_is_the_distance_on_a_logarithmic_axis(asked, quiet):
    page = asked("linear_limit?linear_limit_picture=floor&predict=true")
    box = page.locator(".picture").bounding_box()
    left, right = box["x"] + 0.1 * box["width"], box["x"] + 0.9 * box["width"]
    page.mouse.move(left, box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(right, box["y"] + 0.6 * box["height"], steps=20)
    page.mouse.up()
    told = show(page, quiet)
    traces = {name: (x, y) for name, x, y in page.evaluate(DATA)}
    truth = np.array(traces["balanced error of the best line"][1])
    predicted = np.array(traces["your prediction"][1])
    assert numbers(told)[0] == pytest.approx(100 * np.abs(predicted - truth).mean(), rel=0.05)
    assert "percentage points off" in told
    assert "The line “your prediction” is what you predicted of" in told
    assert re.search(r"Score: \d+ of 100\.", told)

    page = asked("effective_number?en_picture=weights&predict=true")
    page.get_by_label("What do you predict?").select_option("effective number")
    page.wait_for_selector(IDLE)
    quiet(page)
    page.get_by_text("Type instead").click()
    for field in page.locator(".asks .fields input").all():
        field.fill("1")
        field.press("Tab")
    told = show(page, quiet)
    truth = np.array({name: y for name, _, y in page.evaluate(DATA)}["effective number"])
    factor = 10 ** np.abs(np.log10(truth)).mean()
    assert f"a factor of {factor:.2g}" in told


def test_a_number_is_typed_or_looked_at_without_a_prediction(asked, quiet):
    page = asked("compare?picture=seeds&predict=true")
    page.get_by_text("Type instead").click()
    page.locator(".asks .fields input").fill("-5")
    page.keyboard.press("Tab")
    told = show(page, quiet)
    truth = {name: x for name, x, _ in page.evaluate(DATA)}["Class-balanced softmax"][0]
    assert "You said -5" in told
    assert f"it is {truth:.3g}." in told
    page.get_by_role("button", name="Predict again").click()
    page.wait_for_selector(".asks button")
    quiet(page)
    page.get_by_role("button", name="Just show it").click()
    page.wait_for_selector(".told")
    expect(page.locator(".told")).to_have_text("You looked without a prediction.")


def test_the_switch_goes_with_its_reader_over_pages(server, open_page, go_to, quiet):
    page = open_page(f"{server.address}/effective_number")
    quiet(page)
    page.get_by_text("Predict first", exact=True).click()
    page.wait_for_url("**predict=True**")
    page.wait_for_selector(".asks button")
    go_to(page, "Teach", "Margins")
    page.wait_for_url("**/margins**")
    page.wait_for_selector(".asks button")
    quiet(page)


@pytest.mark.parametrize("slug", LECTURES)
def test_a_picture_that_asks_is_whole_in_a_lecture(asked, quiet, settled, slug):
    page = asked(f"{slug}?predict=true&lecture=true")
    assert whole.in_a_lecture(page, settled, slug) == []
    page.get_by_role("button", name="Just show it").first.click()
    page.wait_for_selector(".told")
    quiet(page)
    assert whole.in_a_lecture(page, settled, slug) == []
