"""From a click on Start to a comparison with a demo run, in the real product."""

import re
import sys
import time

import psutil
import pytest
from playwright.sync_api import expect

from dashboard.shell.loaders import DEMO_ROOT
from ltcore.runs import RunFolder, RunStore
from tests.browser.whole import in_a_lecture

pytestmark = pytest.mark.browser

PICTURE = ".js-plotly-plot .main-svg"
TRAINING = 120_000
"""Milliseconds within which a run of a few epochs must end, on a busy machine."""

POINTS = """() => document.querySelector(".js-plotly-plot")._fullData.filter((line) => line.xaxis === "x")
    .reduce((sum, line) => sum + [...line.x].filter(Number.isFinite).length, 0)"""
"""How many epochs the error of all runs is drawn of."""
FRAME = """() => {
    const plot = document.querySelector(".js-plotly-plot"), { _size: { t, l, w, h }, ...layout } = plot._fullLayout;
    const cancel = document.querySelector(".st-key-cancel-all button").getBoundingClientRect();
    return { epochs: layout.xaxis.range, error: layout.yaxis.range, recall: layout.yaxis2.range,
        classes: layout.xaxis2.range, place: [t, l, w, h], top: plot.getBoundingClientRect().top,
        cancel: [cancel.left, cancel.top], bars: document.querySelectorAll("[data-testid=stProgress]").length };
}"""
"""What must not move while a training goes on: the axes, the picture and the button that cancels."""
OWN_STOP = """() => Object.fromEntries([["running", "stStatusWidgetRunningIcon"], ["connecting", "stConnectionStatus"]]
    .map(([name, icon]) => {
        const widget = document.createElement("div");
        widget.dataset.testid = "stStatusWidget";
        widget.innerHTML = `<i data-testid="${icon}"></i><button>Stop</button>`;
        document.querySelector("[data-testid=stApp]").append(widget);
        const shown = widget.checkVisibility();
        widget.remove();
        return [name, shown];
    }))"""
"""Whether Streamlit's own Stop is seen, and what says that the server is out of reach."""


def heavy_libraries(pid):
    """Return the files of torch and umap that a process and its threads have mapped."""
    paths = (part.path.lower() for part in psutil.Process(pid).memory_maps())
    return [path for path in paths if "torch" in path or "umap" in path]


def test_the_first_page_appears_then_train_watch_and_compare_with_a_demo_run(
    own_server, open_page, go_to, capsys
):
    start = time.monotonic()
    page = open_page(own_server.address)
    page.get_by_role("heading", level=1).wait_for()
    heading = time.monotonic() - start
    expect(page.locator(PICTURE).first).to_be_visible()
    picture = time.monotonic() - start
    with capsys.disabled():
        sys.stdout.write(f"\nfirst page: heading {heading:.2f} s, picture {picture:.2f} s\n")

    page.goto(f"{own_server.address}/train?methods=ldam_drw&epochs=3")
    # A comparison that has been seen must not hide what the link asks for later.
    go_to(page, "Compare", "Compare")
    page.get_by_text("Recall of the rarest class: ").wait_for()
    go_to(page, "Compare", "Train")
    page.get_by_role("button", name="Start 1 run").click()
    expect(page.get_by_text("1 finished")).to_be_visible(timeout=TRAINING)
    expect(page.get_by_text("epoch 3 of 3")).to_be_visible(timeout=TRAINING)
    page.get_by_text("LDAM-DRW, seed 0 (epoch 3): balanced error").wait_for()
    page.get_by_text("Recall by epoch", exact=True).click()
    page.get_by_text("After epoch 3").wait_for()

    page.get_by_role("link", name="Compare class by class").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who pays for the head's accuracy?")
    legend = page.locator(".js-plotly-plot").first.locator(".legendtext")
    expect(page.locator(".st-key-arms")).to_contain_text("LDAM-DRW")
    expect(page.locator(".st-key-arms")).not_to_contain_text("demo")
    methods = page.get_by_role("combobox", name="Methods")
    methods.click()
    page.get_by_role("option", name="demo").filter(has_text="ERM").click()
    expect(legend).to_have_count(2)
    page.get_by_text(re.compile("^Recall of the rarest class: .*ERM, ")).wait_for()
    assert heavy_libraries(own_server.process.pid) == []
    assert {record.method for record in RunStore(DEMO_ROOT).records()} >= {"erm", "ldam_drw"}


def test_one_click_and_start_train_with_unlabelled_images(own_server, open_page, capsys):
    page = open_page(f"{own_server.address}/train?epochs=3")
    page.get_by_text("Do unlabelled images help?").click()
    start = page.get_by_role("button", name="Start 3 runs")
    start.wait_for()
    begun = time.monotonic()
    start.click()
    expect(page.get_by_text("3 finished")).to_be_visible(timeout=2 * TRAINING)
    with capsys.disabled():
        sys.stdout.write(f"\nthree runs with unlabelled images: {time.monotonic() - begun:.1f} s\n")
    expect(page.get_by_text("generation 3 of 3, epoch 3 of 3")).to_be_visible()
    expect(page.get_by_text("student, epoch 3 of 3")).to_be_visible()
    page.get_by_text(re.compile("CReST, seed 0 .*: balanced error")).wait_for()
    page.get_by_text("Judge the pseudo-labels").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Whose pseudo-labels are right?")


def test_a_training_outlives_reload_and_server(own_server, open_page, restart, settled):
    page = open_page(f"{own_server.address}/train?methods=erm&epochs=5000&lecture=true")
    page.get_by_role("button", name="Start 1 run").click()
    page.get_by_text("1 running").wait_for(timeout=TRAINING)
    page.wait_for_function(f"({POINTS})() > 1", timeout=TRAINING)
    # The whole picture is on the first screen of a projector, and its axes are those of the end.
    assert in_a_lecture(page, settled, "train") == []
    frame, points = page.evaluate(FRAME), page.evaluate(POINTS)
    assert frame["epochs"] == [0, 5000]
    page.wait_for_function(f"({POINTS})() > {points}", timeout=TRAINING)
    assert page.evaluate(FRAME) == frame
    assert page.evaluate(OWN_STOP) == {"running": False, "connecting": True}
    page.get_by_text("New runs").click()
    page.get_by_text("More settings").click()
    page.get_by_role("tab", name="Epochs and batches").wait_for()
    page.keyboard.press("Escape")
    page.get_by_text("Start 1 run").wait_for()
    page.keyboard.press("Escape")
    page.get_by_text("Start 1 run").wait_for(state="hidden")
    other = open_page(f"{own_server.address}/train")
    other.get_by_text("1 running").wait_for()
    other.close()
    watched = page.url.partition("?")[2]
    page.reload()
    page.get_by_text("1 running").wait_for()
    page.close()

    later = open_page(f"{restart(own_server).address}/train?{watched}")
    later.get_by_role("button", name="Cancel training").click()
    later.get_by_text("1 cancelled").wait_for(timeout=TRAINING)
    later.get_by_role("button", name="Resume").click()
    later.get_by_text("1 running").wait_for(timeout=TRAINING)
    later.locator("[class*=st-key-cancel-digits] button").click()
    later.get_by_text("1 cancelled").wait_for(timeout=TRAINING)
    assert [
        RunFolder(own_server.runs / name).read_status().attempt
        for name in RunStore(own_server.runs).ids()
    ] == [2]
