"""The real server on a free port and a real Chromium that may reach nothing else."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from ltcore.plots.base.palette import GROUNDS
from ltcore.runs import RunStore
from tests.browser.projected import FITTED
from tests.browser.still import FAILED, QUIET, RESIZED, WATCH

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds to wait for the server or a page; generous, because the machine may be busy."""
ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
OTHERWISE = """() => [...document.querySelectorAll(".js-plotly-plot")].flatMap((each) => each.data
    .map(({ type = "scatter" }, place) => [type, each._fullData[place].type])
    .filter(([asked, drawn]) => asked !== drawn))"""
"""Kinds of marks that the library at hand draws as others, without a word."""
PICTURE_CHOICE = ".st-key-picture_choice button"
BACKGROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"


@dataclass(frozen=True)
class Server:
    """A running dashboard."""

    address: str
    process: subprocess.Popen[bytes]
    runs: Path


def rgb(colour):
    return "rgb({}, {}, {})".format(*(int(colour[start : start + 2], 16) for start in (1, 3, 5)))


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def is_up(address):
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def serve(runs, log, *, entry=ROOT / "dashboard" / "server.py", base=""):
    """Start the dashboard and wait until it answers."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(entry)]
    process = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=runs,  # not the repository: the settings must be found from anywhere
        env={
            **os.environ,
            "LTLAB_RUNS": str(runs),
            "LTLAB_STORE": str(runs.parent / "store"),
            "OMP_NUM_THREADS": "1",
            "STREAMLIT_SERVER_BASE_URL_PATH": base,
        },
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}{base}"
    deadline = time.monotonic() + PATIENCE
    while not is_up(address):
        if process.poll() is not None or time.monotonic() > deadline:
            stop(process)
            pytest.fail(f"the dashboard did not start; its log is {log.name}")
        time.sleep(0.05)
    return Server(address, process, runs)


def stop(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    """One browser for all tests, with a profile, so that it compiles no script twice."""
    finder = Path(__file__).with_name("chromium.py")
    path = subprocess.check_output([sys.executable, str(finder)], text=True).strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", ONLY_THIS_MACHINE],
        )
        yield browser
        browser.close()


@contextmanager
def serving(folder, **how):
    """Serve the demo runs and those of an empty folder; cancel what is left of the latter."""
    runs = folder / "runs"
    runs.mkdir()
    with (folder / "server.log").open("wb") as log:
        running = serve(runs, log, **how)
        try:
            yield running
        finally:  # a test that fails half way must leave neither a server nor a worker behind
            stop(running.process)
            store = RunStore(runs)
            for run_id in store.ids():
                store.cancel(run_id)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A dashboard with no runs but the demo runs, for all tests that start none."""
    with serving(tmp_path_factory.mktemp("served")) as running:
        yield running
    assert RunStore(running.runs).ids() == []


@pytest.fixture
def own_server(tmp_path):
    """A dashboard that has just started, for tests that train or need one that knows nothing."""
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def serving_so(tmp_path):
    """Serve with another entry script or below a base path: ``with serving_so(base="/lab") as running``."""
    return partial(serving, tmp_path)


@pytest.fixture
def restart():
    """Start another server on the runs of one that is stopped."""
    started = []

    def again(before):
        stop(before.process)
        with (before.runs / "server.log").open("wb") as log:
            started.append(serve(before.runs, log))
        return started[-1]

    yield again
    for server in started:
        stop(server.process)


def is_probe(address):
    """Return whether Streamlit looks for its server below the page's own path, which answers 404.

    It does so on every page but the first, before it asks at the root.
    """
    return urlsplit(address).path.endswith(("/_stcore/health", "/_stcore/host-config"))


@pytest.fixture
def go_to():
    """Choose a page in the navigation, behind its door."""

    def gone(page, door, title):
        page.get_by_test_id("stTopNavSection").filter(has_text=door).click()
        page.get_by_test_id("stTopNavDropdownLink").filter(has_text=title).click()

    return gone


@pytest.fixture
def open_page(chromium):
    """Open pages that fail the test on a console error or a request that leaves this machine."""
    pages, complaints = [], []

    def watch(request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.hostname != "127.0.0.1":
            complaints.append(f"request to {request.url}")

    def listen(message):
        if message.type == "error" and not is_probe(message.location["url"]):
            complaints.append(f"console: {message.text} {message.location['url']}")

    def opened(address, *, scheme="light", width=1280, height=800):
        page = chromium.new_page()
        pages.append(page)
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(1000 * PATIENCE)
        page.add_init_script(WATCH)
        page.on("request", watch)
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
        page.goto(address)
        return page

    yield opened
    for page in pages:
        page.close()
    chromium.clear_cookies()
    assert complaints == []


@pytest.fixture
def settled():
    """Read off a page what a script returns, in a moment in which it stands still, and no part of it failed.

    To wait first and to read then would leave a gap, in which a late answer may fade a button in or out.
    """

    def read(page, script):
        found = page.wait_for_function(
            f"() => ({QUIET})() && {{ found: ({script})(), failed: ({FAILED})() }}", polling=50
        )
        seen = found.json_value()
        assert seen["failed"] == []
        return seen["found"]

    return read


@pytest.fixture
def quiet(settled):
    """Wait until a page is drawn, its server has answered, and nothing on it moves any more."""

    def waited(page):
        settled(page, "() => null")

    return waited


@pytest.fixture
def turn(quiet):
    """Turn a page dark or light while it stands."""

    def turned(page, scheme):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"{BACKGROUND} === {rgb(GROUNDS[scheme].paper)!r}")
        quiet(page)

    return turned


@pytest.fixture
def resize(quiet):
    """Give a page another screen, and wait until its pictures have taken their places on it."""

    def resized(page, width, height):
        page.mouse.move(0, 0)  # what comes to lie under it would show its help
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(RESIZED, arg=[width, height], polling=50)
        page.wait_for_function(FITTED, polling=50)
        quiet(page)

    return resized


@pytest.fixture
def pictures_of(quiet):
    """Go through the pictures of a page; yield the name of each, once, where it has only one."""

    def shown(page):
        quiet(page)
        names = page.locator(PICTURE_CHOICE).all_inner_texts()
        for place, name in enumerate(names or ["its picture"]):
            if names:
                page.locator(PICTURE_CHOICE).nth(place).click()
                quiet(page)
            assert page.evaluate(OTHERWISE) == [], name
            yield name

    return shown
