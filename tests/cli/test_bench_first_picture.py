import json
import sys
from contextlib import contextmanager

import pytest

from ltcore.bench.first_picture import FirstPicture
from ltcore.bench.page_latency import NothingDrawnError
from ltcore.bench.served import Served
from ltcore.cli import bench_first_picture


@pytest.fixture
def measured(monkeypatch):
    """Pages that no browser opens; the other build is twice as slow."""
    asked = []

    @contextmanager
    def a_server(python=()):
        yield Served(f"http://{' '.join(python) or 'this'}", 0)

    def measure(addresses, page, repeats, _executable):
        asked.append((dict(addresses), page, repeats))
        if page == "/blank":
            raise NothingDrawnError("the page /blank drew no picture within 60 s")
        return [
            FirstPicture(
                page=page,
                build=build,
                headings_ms=(1000.0 * slow, 1300.0 * slow, 1400.0 * slow),
                pictures_ms=(1200.0 * slow, 1400.0 * slow, 1650.0 * slow),
            )
            for slow, build in enumerate(addresses, start=1)
        ]

    monkeypatch.setattr(bench_first_picture, "served", a_server)
    monkeypatch.setattr(bench_first_picture, "measure_first_pictures", measure)
    return asked


def test_both_builds_are_measured_in_turns_and_compared(ltlab, measured):
    result = ltlab("bench", "first-picture", "--page", "/", "--against", "env older python")
    assert result.exit_code == 0, result.output
    addresses = {"this": "http://this", "other": "http://env older python"}
    assert measured == [(addresses, "/", 5)]
    ours, other = (line for line in result.stdout.splitlines() if line.startswith("/"))
    assert ours.split()[-2:] == ["200", "0.50"]
    assert "1,400 (1,200 to 1,650)" in ours
    assert other.split()[-1] == "400"


def test_alone_it_is_compared_with_nothing(ltlab, measured):
    rows = json.loads(ltlab("bench", "first-picture", "--repeats", "3", "--json").stdout)
    assert [(row["page"], row["build"]) for row in rows] == [
        ("/", "this"),
        ("/effective_number", "this"),
    ]
    assert {repeats for _, _, repeats in measured} == {3}
    assert rows[0]["pictures_ms"] == [1200.0, 1400.0, 1650.0]


@pytest.mark.usefixtures("measured")
def test_a_page_without_a_picture_is_named(ltlab):
    result = ltlab("bench", "first-picture", "--page", "/blank")
    assert result.exit_code == 1
    assert "the page /blank drew no picture" in result.stderr


def test_without_playwright_it_says_how_to_get_it(ltlab, monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    result = ltlab("bench", "first-picture")
    assert result.exit_code == 1
    assert "pip install" in result.stderr
