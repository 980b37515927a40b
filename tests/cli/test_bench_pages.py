import json
import sys
from contextlib import contextmanager

import pytest

from ltcore.bench.drag_latency import DragLatency
from ltcore.bench.page_latency import NothingDrawnError, PageLatency
from ltcore.bench.served import Served
from ltcore.cli import bench_pages


@contextmanager
def nothing(*_):
    yield ""


@contextmanager
def a_server():
    yield Served("", 0)


@pytest.fixture
def measured(monkeypatch):
    """Pages that are not opened; each has one picture, which the slider changes."""
    asked = []

    def measure(chromium, address, path, presses):
        asked.append((path, presses))
        if path == "/blank":
            raise NothingDrawnError("the page /blank drew no picture within 30 s")
        return [
            PageLatency(
                page=path,
                picture="How many?",
                control="slider",
                waits_ms=(100.0, 120.0, 400.0),
                largest_message=81_234,
            )
        ]

    monkeypatch.setattr(bench_pages, "served", a_server)
    monkeypatch.setattr(bench_pages, "browser", nothing)
    monkeypatch.setattr(bench_pages, "pages_of", lambda *_: ["/", "/margins"])
    monkeypatch.setattr(bench_pages, "measure_page", measure)
    return asked


def test_every_page_is_measured_and_shown(ltlab, measured):
    result = ltlab("bench", "pages", "--presses", "3")
    assert result.exit_code == 0, result.output
    assert measured == [("/", 3), ("/margins", 3)]
    row = next(line for line in result.stdout.splitlines() if "/margins" in line)
    assert row.split()[-5:] == ["slider", "120", "400", "81", "kB"]


def test_one_page_as_json(ltlab, measured):
    rows = json.loads(ltlab("bench", "pages", "--page", "/margins", "--json").stdout)
    assert measured == [("/margins", 20)]
    assert rows[0]["waits_ms"] == [100.0, 120.0, 400.0]


def test_a_page_without_a_picture_is_named(ltlab, measured):
    result = ltlab("bench", "pages", "--page", "/blank")
    assert result.exit_code == 1
    assert "the page /blank drew no picture" in result.stderr


def test_without_playwright_it_says_how_to_get_it(ltlab, monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    result = ltlab("bench", "pages")
    assert result.exit_code == 1
    assert "pip install" in result.stderr


@pytest.fixture
def dragged(monkeypatch, measured):
    """Pages that are not opened; a drag on each of two is followed."""

    def measure(chromium, address, path, drags):
        if path == "/blank":
            raise NothingDrawnError("a release on /blank drew no new picture")
        return [
            DragLatency(
                page=path,
                picture="How far?",
                follows_ms=(10.0, 20.0, 41.0),
                settles_ms=(150.0,) * drags,
                largest_message=45_678,
            )
        ]

    monkeypatch.setattr(bench_pages, "measure_drags", measure)


@pytest.mark.usefixtures("dragged")
def test_drags_are_measured_on_every_page(ltlab):
    result = ltlab("bench", "hand", "--drags", "2")
    assert result.exit_code == 0, result.output
    row = next(line for line in result.stdout.splitlines() if "/margins" in line)
    assert row.split()[-5:] == ["41", "150", "3", "46", "kB"]


@pytest.mark.usefixtures("dragged")
def test_drags_as_json(ltlab):
    rows = json.loads(ltlab("bench", "hand", "--page", "/margins", "--json").stdout)
    assert rows[0]["follows_ms"] == [10.0, 20.0, 41.0]
    assert rows[0]["settles_ms"] == [150.0] * 5


@pytest.mark.usefixtures("dragged")
def test_a_release_without_a_picture_is_named(ltlab):
    result = ltlab("bench", "hand", "--page", "/blank")
    assert result.exit_code == 1
    assert "a release on /blank drew no new picture" in result.stderr
