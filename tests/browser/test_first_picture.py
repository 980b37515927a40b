"""A first visit is measured as it is: the heading, then marks, and an error where there are none."""

import subprocess
import sys
from pathlib import Path

import pytest

from ltcore.bench.page_latency import NothingDrawnError

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def measured_in_a_process(server):
    """What another process sees: this one already has a Playwright of its own."""
    chromium = Path(__file__).with_name("chromium.py")
    found = subprocess.check_output([sys.executable, str(chromium)], text=True).strip()

    def measured(path, patience):
        code = (
            "from ltcore.bench import first_picture as bench\n"
            f"bench.PATIENCE_MS = {patience}\n"
            f"[seen] = bench.measure_first_pictures({{'this': {server.address!r}}}, {path!r}, 1, {found!r})\n"
            "print(*seen.headings_ms, *seen.pictures_ms)\n"
        )
        return subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )

    return measured


def test_a_heading_comes_and_then_a_picture(measured_in_a_process):
    heading, picture = map(float, measured_in_a_process("/effective_number", 60_000).stdout.split())
    assert 0 < heading < picture


def test_every_page_asks_for_the_library_itself(server, open_page):
    for slug in ("", "effective_number"):
        page = open_page(f"{server.address}/{slug}")
        page.wait_for_selector(".js-plotly-plot .main-svg")
        asked = page.locator("head > script[src$='_lab/plotly.js']")
        assert asked.count() == 1  # from the page, and not once more
        assert asked.get_attribute("async") is not None


def test_a_page_without_a_picture_is_an_error(measured_in_a_process):
    done = measured_in_a_process("/_stcore/health", 1_000)
    assert NothingDrawnError.__name__ in done.stderr
    assert "/_stcore/health drew no picture within 1 s" in done.stderr
