"""The list of runs: rows are chosen, named and deleted by hand, in the real product."""

import shutil

import pytest
from playwright.sync_api import expect

from dashboard.shell.loaders import DEMO_ROOT
from ltcore.runs import RunFolder, RunStore

pytestmark = pytest.mark.browser

ROW, BOX = 35, 18
"""Pixels: the height of a row of the list, and how far from its left edge the boxes are."""
NAME = "<b>mine</b> *and* [yours](http://evil.example)"


@pytest.fixture
def own_runs(own_server):
    """Three finished runs of the reader's own; ids, the newest first."""
    store, folders = RunStore(own_server.runs), []
    for number, record in enumerate(RunStore(DEMO_ROOT).records()[:3]):
        config = record.folder.read_config().model_copy(update={"seed": 100 + number})
        folder = store.create(config)
        shutil.copytree(record.folder.path, folder.path, dirs_exist_ok=True)
        RunFolder(folder.path).write_config(config, created=1e9 + number)
        folders.append(folder.id)
    return folders[::-1]


@pytest.fixture
def check(quiet):
    """Check the box of a row of the list, which is drawn and has no element of its own."""

    def checked(page, row):
        canvas = page.get_by_test_id("stDataFrame").first
        canvas.scroll_into_view_if_needed()
        quiet(page)
        canvas.click(position={"x": BOX, "y": ROW * (row + 1.5)})

    return checked


def test_two_runs_are_chosen_and_deleted_and_come_back(
    own_server, own_runs, open_page, check, quiet
):
    store = RunStore(own_server.runs)
    page = open_page(f"{own_server.address}/runs")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    check(page, 0)
    page.get_by_role("button", name="Delete 1 run").wait_for()
    check(page, 2)
    page.wait_for_url("**runs_chosen=**")
    page.get_by_role("button", name="Delete 2 runs").click()
    page.get_by_text("Move 2 runs to the trash?").wait_for()
    assert sorted(store.ids()) == sorted(own_runs)
    page.get_by_role("button", name="Move 2 runs to the trash").click()
    page.get_by_text("Moved 2 runs to the trash.").wait_for()
    assert store.ids() == [own_runs[1]]
    quiet(page)
    assert "runs_chosen" not in page.url
    page.get_by_role("button", name="Restore").click()
    page.get_by_role("button", name="Delete 2 runs").wait_for()
    assert sorted(store.ids()) == sorted(own_runs)


def test_a_name_is_given_and_a_mark_is_clicked(own_server, own_runs, open_page, quiet):
    page = open_page(f"{own_server.address}/runs?runs_chosen={own_runs[0]}")
    field = page.get_by_role("textbox", name="Own name")
    field.fill(NAME)
    field.press("Enter")
    line = page.get_by_role("paragraph").filter(has_text=NAME)
    expect(line.first).to_be_visible()
    assert RunStore(own_server.runs).load(own_runs[0]).name == NAME
    assert page.locator("a[href*=evil]").count() == 0
    quiet(page)
    mark = page.locator(".js-plotly-plot .points path").first
    mark.scroll_into_view_if_needed()
    quiet(page)
    box = mark.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.get_by_text("2 chosen.").wait_for()
