"""The policy stops what it must, and nothing that a page needs.

What it stops is an error in the console, on which `open_page` fails: every test that opens a page (the walk
opens each) is a test that the page draws under it.
"""

import pytest

from dashboard.shell.components.plotly_library import WHOLE

pytestmark = pytest.mark.browser

PICTURE = ".js-plotly-plot .main-svg"
CLOUD = """
([library]) => new Promise((drawn) => setTimeout(async () => {
    const script = document.createElement("script");
    script.src = library;
    script.onload = async () => {
        const place = document.body.appendChild(document.createElement("div"));
        const across = Array.from({ length: 2000 }, (_, index) => index);
        await window.Plotly.newPlot(place, [{ type: "scattergl", mode: "markers", x: across, y: across }]);
        drawn({ canvases: place.querySelectorAll("canvas").length, says: place.innerText });
    };
    document.head.append(script);
}))"""
"""Draws on the graphics card; later than the test's own call, in which a browser may evaluate anything."""
INLINE = """
() => {
    const script = document.createElement("script");
    script.text = "window.ran = true";
    document.head.append(script);
    return window.ran ?? false;
}"""


def test_a_map_of_many_points_is_drawn_and_everything_is_saved(server, open_page):
    page = open_page(f"{server.address}/train")
    page.wait_for_selector(PICTURE)
    drawn = page.evaluate(CLOUD, [WHOLE.path])
    assert drawn["canvases"] > 0
    assert "WebGL is not supported" not in drawn["says"]
    for name in ("Picture as PNG", "Picture as SVG", "as CSV"):
        with page.expect_download():
            page.get_by_role("button", name=name).first.click()


def test_a_script_in_the_text_of_a_page_does_not_run_and_the_console_says_so(server, chromium):
    page, said = chromium.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{server.address}/effective_number")
    page.wait_for_selector(PICTURE)
    assert page.evaluate(INLINE) is False
    page.close()
    assert any("script-src" in text and "inline" in text for text in said)
