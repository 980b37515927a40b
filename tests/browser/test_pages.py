"""What the pages do together: the way back, addresses, the form."""

from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from dashboard.routes import ROUTES
from dashboard.views.train import page as train

pytestmark = pytest.mark.browser

PICTURE = ".js-plotly-plot .main-svg"


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
    expect(page.get_by_role("heading", level=1)).to_have_text(train.PAGE.question)
    assert "ratio=10" in page.url


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
    page.get_by_role("tab", name="Epochs and batches").click()
    epochs = page.get_by_role("textbox", name="Epochs")
    epochs.fill("0")
    epochs.press("Enter")
    expect(page.get_by_text("is not legal")).to_be_visible()
    expect(page.get_by_role("button", name="Start")).to_be_disabled()
    epochs.fill("2")
    epochs.press("Enter")
    expect(page.get_by_role("button", name="Start 2 runs")).to_be_enabled()
    page.wait_for_url("**epochs=2**")


def test_an_unknown_page_says_so_before_the_list_of_pages(server, chromium):
    page = (
        chromium.new_page()
    )  # Streamlit says it on the console as well, which ``open_page`` refuses
    page.goto(f"{server.address}/no_such_page")
    page.get_by_role("dialog").get_by_text("Page not found").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPageLink")).to_have_count(len(ROUTES) - 1, timeout=60_000)
    page.close()
