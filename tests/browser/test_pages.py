"""Every page, in light and dark, on a small and a large screen."""

import sys
import time
from typing import Literal
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from dashboard.doors import DOORS
from dashboard.routes import BEHIND_THE_DOORS, ROUTES
from dashboard.views import train
from ltcore.plots.palette import GROUNDS

pytestmark = pytest.mark.browser

PICTURE = ".js-plotly-plot .main-svg"
SCREENS: list[tuple[Literal["light", "dark"], int, int]] = [
    ("light", 1280, 800),
    ("dark", 1280, 800),
    ("light", 1920, 1080),
    ("dark", 1920, 1080),
]


def rgb(colour):
    return "rgb({}, {}, {})".format(*(int(colour[start : start + 2], 16) for start in (1, 3, 5)))


def calm(page, route, scheme, height):
    """Check a page, whatever is on it; return the place of its first picture."""
    expect(page.get_by_role("heading", level=1)).to_have_text(route.question)
    page.wait_for_selector(PICTURE)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    sizes = "[...document.querySelectorAll('p, input')].map(e => getComputedStyle(e).fontSize)"
    # What has just come in takes a moment until its style applies.
    page.wait_for_function(f"{sizes}.every(size => size === '16px')", timeout=10_000)
    background = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    assert page.evaluate(background) == rgb(GROUNDS[scheme].paper)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    picture = page.locator(".js-plotly-plot").first.bounding_box()
    assert picture["y"] < 0.4 * height
    return picture


@pytest.mark.parametrize("route", BEHIND_THE_DOORS, ids=lambda route: route.slug)
def test_a_page_is_calm_on_every_screen(server, open_page, route):
    for scheme, width, height in SCREENS:
        page = open_page(
            f"{server.address}/{route.slug}", scheme=scheme, width=width, height=height
        )
        assert calm(page, route, scheme, height)["height"] >= 0.6 * height


@pytest.mark.parametrize(("scheme", "width", "height"), SCREENS)
def test_three_doors_stand_on_the_first_screen(server, open_page, scheme, width, height):
    page = open_page(server.address, scheme=scheme, width=width, height=height)
    calm(page, ROUTES[0], scheme, height)
    expect(page.locator(".js-plotly-plot")).to_have_count(len(DOORS))
    for door in range(len(DOORS)):
        picture = page.locator(".js-plotly-plot").nth(door).bounding_box()
        assert picture["y"] + picture["height"] < 0.75 * height
    for route in BEHIND_THE_DOORS:
        link = page.get_by_role("link", name=route.question)
        assert link.evaluate("link => link.scrollWidth <= link.clientWidth")


def test_a_lecture_has_large_text_everywhere(server, open_page):
    page = open_page(f"{server.address}/train")
    page.wait_for_selector(PICTURE)
    page.get_by_text("Lecture", exact=True).click()
    page.wait_for_function("getComputedStyle(document.querySelector('p')).fontSize == '22px'")
    page.wait_for_function(
        "[...document.querySelectorAll('.xtick text')].every(tick => tick.style.fontSize == '22px')"
    )


def test_the_first_page_appears_and_its_seconds_are_printed(server, open_page, capsys):
    start = time.monotonic()
    page = open_page(server.address)
    page.get_by_role("heading", level=1).wait_for()
    heading = time.monotonic() - start
    expect(page.locator(PICTURE).first).to_be_visible()
    picture = time.monotonic() - start
    with capsys.disabled():
        sys.stdout.write(f"\nfirst page: heading {heading:.2f} s, picture {picture:.2f} s\n")


def test_the_first_page_has_its_name_too(server):
    with urlopen(f"{server.address}/{ROUTES[0].slug}?ratio=10") as answer:
        assert answer.url == f"{server.address}/?ratio=10"


def test_back_leads_out_of_a_comparison(server, open_page, go_to):
    page = open_page(f"{server.address}/train?ratio=10")
    page.wait_for_selector(PICTURE)
    go_to(page, "Compare", "Compare")
    page.get_by_text("Recall of the rarest class: ").wait_for()
    page.get_by_text("Precision", exact=True).click()
    page.wait_for_url("**measure=precision**")
    page.get_by_text("Precision of the rarest class: ").wait_for()
    page.go_back()
    page.get_by_text("Recall of the rarest class: ").wait_for()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(train.QUESTION)
    assert "ratio=10" in page.url


@pytest.mark.parametrize("slug", ["train", "compare"])
def test_no_control_is_cut_off_in_a_lecture(server, open_page, slug):
    page = open_page(f"{server.address}/{slug}?lecture=True")
    page.wait_for_selector(PICTURE)
    page.wait_for_function("getComputedStyle(document.querySelector('p')).fontSize == '22px'")
    overflowing = """
        [...document.querySelectorAll('[data-testid=stMain] button')]
            .filter(e => e.getClientRects().length && e.textContent.trim())
            .filter(e => e.scrollWidth > e.clientWidth + 1
                || e.getBoundingClientRect().right > window.innerWidth)
            .map(e => e.textContent)"""
    assert page.evaluate(overflowing) == []


def test_every_answer_forbids_frames_and_foreign_sources(server):
    for path in ("/", "/_stcore/health", "/compare"):
        with urlopen(f"{server.address}{path}") as answer:
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_hostile_addresses_do_nothing(server, open_page):
    page = open_page(
        f"{server.address}/train?data=%3Cscript%3Ealert(1)%3C/script%3E&ratio=1e12"
        "&runs=..%2f..%2fetc&seeds=-1&epochs=![x](https://evil.example/pixel.png)"
    )
    page.wait_for_selector(".stAlert")
    expect(page.get_by_text("The default is shown instead")).to_have_count(4)
    expect(page.locator("img[src*='evil']")).to_have_count(0)


def test_a_field_of_the_form_reaches_the_address(server, open_page):
    page = open_page(f"{server.address}/train")
    page.get_by_role("button", name="More settings").click()
    page.get_by_role("tab", name="Loop").click()
    epochs = page.get_by_role("textbox", name="Epochs")
    epochs.fill("0")
    epochs.press("Enter")
    expect(page.get_by_text("is not legal")).to_be_visible()
    expect(page.get_by_role("button", name="Start")).to_be_disabled()
    epochs.fill("2")
    epochs.press("Enter")
    expect(page.get_by_role("button", name="Start 2 runs")).to_be_enabled()
    page.wait_for_url("**epochs=2**")
