"""A picture stays where it is: a refresh moves its marks and keeps what the reader did to it."""

from pathlib import Path

import pytest

from dashboard.shell.components import picture
from dashboard.shell.components.picture import SCRIPT

pytestmark = pytest.mark.browser

PICTURE = ".js-plotly-plot .main-svg"
KEEP = "window.kept = document.querySelector('.js-plotly-plot')"
TITLE = "document.querySelector('.js-plotly-plot .gtitle').textContent"


ON_ITS_OWN = """
async ([script, figures]) => {
    const parentElement = document.createElement("div");
    parentElement.innerHTML =
        '<div class="picture"></div><p class="trouble"><span></span><button></button></p>';
    document.querySelector("[data-testid=stMain]").append(parentElement);
    const { default: draw } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    const place = parentElement.querySelector(".picture");
    place.style.height = "300px";
    const seen = [], picked = [];
    for (const figure of figures) {
        const data = new TextEncoder().encode(
            JSON.stringify({ figure, config: {}, alt: "", clickable: true }));
        await draw({ data, parentElement, setStateValue: (_name, point) => picked.push(point.x) });
        place.emit("plotly_click", { points: [{ x: figure.data[0].x[0] }] });
        seen.push({ kinds: place._fullData.map((trace) => trace.type), picked: picked.splice(0) });
    }
    return seen;
}"""
"""Draws figures one after the other in a place of its own, and clicks on each."""
UNSEEN = """
async ([script, figure]) => {
    const parentElement = document.createElement("div");
    parentElement.innerHTML =
        '<div class="picture"></div><p class="trouble"><span></span><button></button></p>';
    document.querySelector("[data-testid=stMain]").append(parentElement);
    const { default: draw } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    const place = parentElement.querySelector(".picture");
    place.style.height = "100%"; // as on a page
    parentElement.style.height = "700px";
    parentElement.style.display = "none";
    const data = new TextEncoder().encode(JSON.stringify({ figure, config: {}, alt: "", clickable: false }));
    await draw({ data, parentElement, setStateValue: () => {} });
    parentElement.style.display = "";
    const size = () => [place._fullLayout.width, place._fullLayout.height];
    const wanted = () => [place.clientWidth, place.clientHeight];
    for (let tries = 0; tries < 200 && `${size()}` !== `${wanted()}`; tries++)
        await new Promise(requestAnimationFrame);
    return [size(), wanted()];
}"""
"""Draws a figure in a place that is hidden, and shows it."""


@pytest.fixture
def train_page(server, open_page):
    page = open_page(f"{server.address}/train")
    page.wait_for_selector(PICTURE)
    return page


def test_a_picture_speaks_takes_on_the_theme_and_is_replaced_in_its_place(train_page):
    picture = train_page.get_by_role("img").and_(train_page.locator(".picture")).first
    assert "imbalance ratio of" in picture.get_attribute("aria-label")

    loaded = train_page.evaluate(
        "performance.getEntriesByType('resource').map(entry => entry.name)"
        ".filter(name => name.endsWith('/_lab/plotly.js'))"
    )
    assert len(set(loaded)) == 1  # from the lab itself

    colour = "getComputedStyle(document.querySelector('.js-plotly-plot .gtitle')).fill"
    light = train_page.evaluate(colour)
    train_page.emulate_media(color_scheme="dark")
    train_page.wait_for_function(f"{colour} !== {light!r}")
    train_page.emulate_media(color_scheme="light")
    train_page.wait_for_function(f"{colour} === {light!r}")

    train_page.evaluate(KEEP)
    before = train_page.evaluate(TITLE), train_page.locator(".js-plotly-plot").first.bounding_box()
    train_page.locator("[data-testid=stMain] input[type=range]").first.focus()
    train_page.keyboard.press("ArrowLeft")
    train_page.wait_for_function(f"{TITLE} !== {before[0]!r}")
    assert train_page.evaluate("kept === document.querySelector('.js-plotly-plot')")
    assert train_page.locator(".js-plotly-plot").first.bounding_box() == before[1]


def test_a_zoom_survives_a_refresh_and_a_page_that_is_left_gives_its_picture_back(
    train_page, go_to
):
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

    train_page.evaluate(f"{KEEP}; window.drawn = () => Boolean(kept._fullLayout)")
    assert train_page.evaluate("drawn()")
    go_to(train_page, "Compare", "Compare")
    train_page.wait_for_function("!drawn()")


def test_a_library_that_comes_late_is_waited_for_in_words(server, open_page):
    page, held = open_page("about:blank"), []
    page.route("**/_lab/plotly.js", lambda route: held.append(route))  # noqa: PLW0108 (one argument)
    # The page itself asks for it, and is loaded only once it has come.
    page.goto(f"{server.address}/long_tail", wait_until="domcontentloaded")
    page.get_by_text("waits for the drawing library").first.wait_for()
    for request in held:
        request.continue_()
    page.wait_for_selector(PICTURE)
    assert not page.locator(".trouble:visible").count()


SILENT = """(library) => new Promise((done) => {
    // A script of the page that has failed before anybody listened, and left no trace in the browser's log.
    document.head.innerHTML += '<script type="text/silent" src="_lab/plotly.js"></' + "script>";
    const waits = [];
    const taken = new Function("setTimeout", "clearTimeout", `${library}; return library`)(
        (act, ms) => waits.push([act, ms]), () => {})("part");
    taken.then(() => done("loaded"), (error) => done(error.message));
    const asked = document.querySelectorAll("script[src$='_lab/plotly.js']").length;
    if (asked !== 1 || waits.length !== 1 || waits[0][1] > 20000) done(`${asked} asked, ${waits.length} waits`);
    waits[0][0]();
})"""


def test_an_early_script_that_failed_in_silence_is_asked_for_once_more(server, open_page):
    page = open_page(f"{server.address}/_stcore/health")
    page.route("**/_lab/plotly.js", lambda route: route.fulfill(content_type="text/javascript"))
    script = Path(picture.__file__).with_name("library.js").read_text("utf-8")
    assert "the drawing library did not load" in page.evaluate(SILENT, script)


def test_a_library_that_does_not_load_is_told_and_asked_for_again(server, open_page):
    page = open_page("about:blank")
    # Not aborted: the browser would report an error of the network, and no page can keep it from that.
    page.route(
        "**/_lab/plotly.js",
        lambda route: route.fulfill(status=200, content_type="text/javascript", body=""),
        times=2,  # the page's own request, and that of the picture
    )
    page.goto(f"{server.address}/long_tail")
    again = page.get_by_role("button", name="Try again").first
    again.wait_for()
    assert "the drawing library did not load" in page.locator(".trouble").first.inner_text()
    again.click()
    page.wait_for_selector(PICTURE)
    assert not page.locator(".trouble:visible").count()


def test_every_kind_of_mark_is_drawn_as_itself_in_a_place_that_needs_less_and_then_more(train_page):
    kinds = ["scatter", "bar", "heatmap", "contour", "scattergl"]
    grid = [[1, 2], [3, 4]]
    figures = [
        {"data": [{"type": kind, "x": [place, 9], "y": [1, 2], "z": grid}], "layout": {}}
        for place, kind in enumerate(kinds)
    ]
    figures.append({"data": [{"x": [len(kinds), 9], "y": [1, 2]}], "layout": {}})
    seen = train_page.evaluate(ON_ITS_OWN, [SCRIPT, figures])
    assert [each["kinds"] for each in seen] == [[kind] for kind in [*kinds, "scatter"]]
    assert [each["picked"] for each in seen] == [[place] for place in range(len(figures))]


def test_a_picture_in_a_hidden_place_is_drawn_and_takes_its_size_once_it_is_shown(train_page):
    figure = {
        "data": [{"type": "scatter", "x": [1, 2], "y": [1, 2]}],
        "layout": {"margin": {"t": 230, "b": 240}},
    }
    drawn, wanted = train_page.evaluate(UNSEEN, [SCRIPT, figure])
    assert drawn == wanted
    assert min(wanted) >= 700
