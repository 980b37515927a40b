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
    page = open_page(f"{server.address}/train")
    page.wait_for_selector(PICTURE)
    return page


def is_svg_of_the_page(page, scheme):
    name, content = saved(page, "Picture as SVG")
    assert name == "long-tail-lab-class_counts.svg"
    root = ElementTree.fromstring(content)
    assert root.tag == f"{SVG}svg"
    assert "254 training examples in 10 classes" in "".join(root.itertext())
    paper = root.find(f"{SVG}rect")
    assert paper is not None
    assert rgb(GROUNDS[scheme].paper) in paper.get("style", "")


def test_a_picture_is_saved_with_the_paper_of_the_page_and_twice_its_pixels(train_page, turn):
    is_svg_of_the_page(train_page, "light")
    name, content = saved(train_page, "Picture as PNG")
    assert name == "long-tail-lab-class_counts.png"
    assert content.startswith(PNG_SIGNATURE)
    on_screen = train_page.locator(".js-plotly-plot").first.bounding_box()
    assert struct.unpack(">II", content[16:24]) == (
        2 * round(on_screen["width"]),
        2 * round(on_screen["height"]),
    )
    turn(train_page, "dark")
    is_svg_of_the_page(train_page, "dark")


def test_the_focus_of_the_buttons_is_seen_and_a_table_is_written_when_asked_for(train_page):
    png = train_page.get_by_role("button", name="Picture as PNG")
    png.focus()
    train_page.keyboard.press("Tab")
    svg = train_page.get_by_role("button", name="Picture as SVG")
    assert svg.evaluate("button => button.matches(':focus-visible')")
    assert svg.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    assert svg.evaluate("button => getComputedStyle(button).fontSize") == "16px"

    name, content = saved(train_page, "Class counts as CSV")
    assert name == "class_counts.csv"
    lines = content.decode().splitlines()
    assert lines[0].startswith("class,name,rank,train_count")
    assert len(lines) == 11
