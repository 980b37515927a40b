"""The picture of a page leaves the browser as a file, by pointer and by keyboard."""

import struct
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from ltcore.plots.base.palette import GROUNDS

pytestmark = pytest.mark.browser

PICTURE = ".js-plotly-plot .main-svg"
SVG = "{http://www.w3.org/2000/svg}"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def saved(page, button):
    """Press a button with the keyboard; return the name and the bytes of what is downloaded."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).focus()
        page.keyboard.press("Enter")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def rgb(colour):
    return "rgb({}, {}, {})".format(*(int(colour[start : start + 2], 16) for start in (1, 3, 5)))


@pytest.fixture
def train_page(server, open_page):
    def opened(scheme):
        page = open_page(f"{server.address}/train", scheme=scheme)
        page.wait_for_selector(PICTURE)
        return page

    return opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_svg_has_the_title_and_the_paper_of_the_page(train_page, scheme):
    name, content = saved(train_page(scheme), "Picture as SVG")
    assert name == "long-tail-lab-class_counts.svg"
    root = ElementTree.fromstring(content)
    assert root.tag == f"{SVG}svg"
    assert "254 training examples in 10 classes" in "".join(root.itertext())
    paper = root.find(f"{SVG}rect")
    assert paper is not None
    assert rgb(GROUNDS[scheme].paper) in paper.get("style", "")


def test_a_png_has_twice_the_pixels_of_the_screen(train_page):
    page = train_page("light")
    name, content = saved(page, "Picture as PNG")
    assert name == "long-tail-lab-class_counts.png"
    assert content.startswith(PNG_SIGNATURE)
    on_screen = page.locator(".js-plotly-plot").first.bounding_box()
    assert struct.unpack(">II", content[16:24]) == (
        2 * round(on_screen["width"]),
        2 * round(on_screen["height"]),
    )


def test_the_focus_of_the_buttons_is_seen(train_page):
    page = train_page("light")
    png = page.get_by_role("button", name="Picture as PNG")
    png.focus()
    page.keyboard.press("Tab")
    svg = page.get_by_role("button", name="Picture as SVG")
    assert svg.evaluate("button => button.matches(':focus-visible')")
    assert svg.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    assert svg.evaluate("button => getComputedStyle(button).fontSize") == "16px"


def test_a_table_is_written_when_it_is_asked_for(train_page):
    name, content = saved(train_page("light"), "Class counts as CSV")
    assert name == "class_counts.csv"
    lines = content.decode().splitlines()
    assert lines[0].startswith("class,name,rank,train_count")
    assert len(lines) == 11
