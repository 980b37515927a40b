"""What the pages may do is all they need: nothing on any page is stopped by the policy."""

import pytest

from dashboard.routes import ROUTES

pytestmark = pytest.mark.browser

DRAWN = ".picture .main-svg, [data-testid=stDataFrame] canvas"
STOPPED = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", (event) => {
    // A module of Streamlit asks whether it may compile WebAssembly, and goes without.
    if (event.blockedURI !== "wasm-eval") window.stopped.push(`${event.effectiveDirective} ${event.blockedURI}`);
});"""
CLOUD = """
() => new Promise((drawn) => setTimeout(async () => {
    const place = document.body.appendChild(document.createElement("div"));
    const across = Array.from({ length: 2000 }, (_, index) => index);
    await window.Plotly.newPlot(place, [{ type: "scattergl", mode: "markers", x: across, y: across }]);
    drawn(place.querySelectorAll("canvas").length);
}))"""
"""Draws on the graphics card, outside what the test itself may evaluate."""


@pytest.fixture
def watched(server, open_page):
    """Open pages that note what the policy stops; `open_page` fails on what the console says of it."""

    def opened(slug):
        page = open_page("about:blank")
        page.add_init_script(STOPPED)
        page.goto(f"{server.address}/{slug}")
        page.wait_for_selector(DRAWN)
        return page

    return opened


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.slug)
def test_a_page_draws_and_nothing_is_stopped(watched, quiet, route):
    page = watched(route.slug)
    quiet(page)
    assert page.evaluate("window.stopped") == []
    page.close()


def test_a_map_of_many_points_and_what_is_saved_need_no_more(watched):
    page = watched("train")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert page.evaluate(CLOUD) > 0
    for name in ("Picture as PNG", "Picture as SVG", "as CSV"):
        with page.expect_download():
            page.get_by_role("button", name=name).first.click()
    assert page.evaluate("window.stopped") == []


def test_the_policy_holds_in_this_browser(watched):
    """Else the tests above would pass without one."""
    page = watched("effective_number")
    run = """() => new Promise((ended) => {
        setTimeout(() => { try { ended(Function("return 1")()); } catch (error) { ended(error.name); } });
    })"""
    assert page.evaluate(run) == "EvalError"
    script = "() => { const s = document.createElement('script'); s.text = 'window.ran = 1'; document.head.append(s); }"
    page.evaluate(script)
    assert page.evaluate("window.ran ?? 0") == 0
