"""The real server on a free port and a real Chromium that may reach nothing else."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from ltcore.runs import RunStore

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds to wait for the server; generous, because the machine may be busy."""


@dataclass(frozen=True)
class Server:
    """A running dashboard."""

    address: str
    process: subprocess.Popen[bytes]
    runs: Path


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


def serve(runs, log):
    """Start the dashboard and wait until it answers."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "server.py")]
    process = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=runs,  # not the repository: the settings must be found from anywhere
        env={
            **os.environ,
            "LTLAB_RUNS": str(runs),
            "LTLAB_STORE": str(runs.parent / "store"),
            "OMP_NUM_THREADS": "1",
        },
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
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
def chromium():
    """One browser for all tests."""
    finder = Path(__file__).with_name("chromium.py")
    path = subprocess.check_output([sys.executable, str(finder)], text=True).strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def server(tmp_path):
    """A dashboard of its own, with no runs but the demo runs."""
    runs = tmp_path / "runs"
    runs.mkdir()
    with (tmp_path / "server.log").open("wb") as log:
        running = serve(runs, log)
        yield running
        stop(running.process)
    store = RunStore(runs)
    for run_id in store.ids():
        store.cancel(run_id)  # a test that failed half way must not leave a worker behind


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
    contexts, complaints = [], []

    def watch(route):
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            complaints.append(f"request to {route.request.url}")
            route.abort()

    def listen(message):
        if message.type == "error" and not is_probe(message.location["url"]):
            complaints.append(f"console: {message.text} {message.location['url']}")

    def opened(address, *, scheme="light", width=1280, height=800):
        context = chromium.new_context(
            color_scheme=scheme, viewport={"width": width, "height": height}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.route("http://**", watch)
        page.route("https://**", watch)
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
