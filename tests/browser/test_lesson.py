"""A lesson in the real browser: on the projector, in the speaker's window, on a phone, as a file from the disk."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard.lessons.html import FITTED, PLAYER
from dashboard.shell.components import picture
from dashboard.shell.predictions.prediction import HANDS
from ltcore.plots.base.palette import GROUNDS
from tests.browser.conftest import PATIENCE, ROOT, free_port, rgb
from tests.dashboard.lessons.conftest import LESSON

pytestmark = pytest.mark.browser

SHOWN = "[data-shown='{}']"
NOW = ".scene[data-now]"
TITLE = f"(document.querySelector('{NOW} .picture').layout?.title?.text ?? '')"
LEAST = 0.6
"""Share of a projector's screen that the place of a picture has, at the least, once it is revealed."""


@pytest.fixture
def lesson_file(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(LESSON, "utf-8")
    return path


@pytest.fixture
def lesson(lesson_file):
    """A lesson that is served with a hall; its address and that of the phones."""
    here, hall = free_port(), free_port()
    doors = ["--hall", "--hall-host", "127.0.0.1", "--hall-port", str(hall)]
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "ltcore.cli",
            "lesson",
            "serve",
            str(lesson_file),
            "--port",
            str(here),
            *doors,
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    address, deadline = f"http://127.0.0.1:{here}", time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{address}/lesson.json", timeout=2).close()
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    yield address
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=20)
    assert address in said
    assert f"http://127.0.0.1:{hall}/" in said


def shown(page, index):
    page.wait_for_selector(SHOWN.format(index))
    page.wait_for_selector(f"{NOW} .main-svg")


def test_a_hall_predicts_and_sees_and_the_windows_follow_each_other(lesson, open_page):
    page = open_page(lesson)
    shown(page, 0)
    assert page.evaluate(TITLE) == ""
    assert page.get_by_text("Rare classes weigh more.").count() == 0
    assert page.get_by_role("button", name="Reveal").is_disabled()

    page.keyboard.press("q")
    page.locator(".code img").wait_for()
    address = page.locator(".code .address").inner_text()
    page.keyboard.press("q")
    phone = open_page(address, width=390)
    phone.get_by_role("heading", name="How much does one example weigh?").wait_for()
    assert phone.locator("label").first.inner_text().startswith("no. 1 (5,000)")
    phone.get_by_text("(training examples in brackets)").wait_for()
    sliders, send = phone.locator("input").all(), phone.get_by_role("button", name="Send")
    expect(send).to_have_text("Send (10 left: no. 1 (5,000), ...)")
    for slider in sliders[:-1]:
        slider.fill("3")
    expect(send).to_have_text("Send (1 left: no. 10 (50))")
    expect(send).to_be_disabled()
    box = sliders[-1].bounding_box()
    phone.locator("input").last.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    assert "?" not in phone.locator("output").all_inner_texts()  # a tap where it stands counts
    phone.get_by_role("button", name="Send", exact=True).click()
    phone.get_by_text("Sent.").wait_for()
    expect(page.locator(".hall")).to_have_text("Hall: 1 of 1 answered")

    box = page.locator(f"{NOW} .picture").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 5, box["y"] + box["height"] / 3, steps=3)
    page.mouse.up()
    page.get_by_role("button", name="Reveal").click()
    page.get_by_text("On average you were off by a factor of").wait_for()
    page.get_by_text("1 answer.").wait_for()
    assert "0.99" in page.evaluate(TITLE)
    names = page.evaluate(
        f"document.querySelector('{NOW} .picture').data.map(({{ name }}) => name)"
    )
    assert names[-2:] == ["your prediction", "the hall: median and middle half"]
    assert "effective number" in names
    phone.get_by_role("heading", name="Wait for the next question.").wait_for()
    place = page.locator(f"{NOW} .picture").bounding_box()
    assert place["height"] >= LEAST * 800
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")

    slider = page.locator(f"{NOW} input[type=range]")
    before = page.evaluate(TITLE)
    slider.press("ArrowRight")
    page.wait_for_function(f"{TITLE} !== {before!r}")

    speaker = open_page(f"{lesson}/?presenter#1")
    speaker.get_by_role("heading", name="How heavy?").wait_for()
    speaker.get_by_text("Where?").wait_for()
    speaker.get_by_role("button", name="Next").click()
    shown(page, 1)
    speaker.get_by_role("heading", name="Where?").wait_for()
    page.bring_to_front()
    page.keyboard.press("b")
    expect(page.locator(".blank")).to_be_visible()
    speaker.get_by_role("button", name="Blank screen").click()
    expect(page.locator(".blank")).to_be_hidden()
    assert page.evaluate("document.fullscreenEnabled")
    page.keyboard.press("End")
    page.wait_for_selector(f"{SHOWN.format(2)} .small .main-svg")
    page.keyboard.press("Home")
    shown(page, 0)
    page.keyboard.press("PageDown")
    shown(page, 1)  # a question that was left is asked again
    assert page.evaluate(TITLE) == ""
    page.keyboard.press("ArrowRight")  # nobody predicts: it is revealed all the same
    page.get_by_text("The rarer class gets more.").wait_for()
    page.keyboard.press("PageDown")
    page.wait_for_selector(SHOWN.format(2))
    expect(page.locator(f"{NOW} .card")).to_have_count(3)
    page.locator(f"{NOW} .card").first.click()
    page.get_by_role("button", name="Reveal").click()
    page.get_by_text("This one.").wait_for()
    assert page.url.endswith("#3")
    speaker.get_by_role("heading", name="Which?").wait_for()
    speaker.get_by_text("This is the last scene.").wait_for()


def test_windows_of_one_lesson_show_one_scene(lesson, open_page):
    first = open_page(f"{lesson}/#2")
    shown(first, 1)
    second = open_page(lesson)
    shown(second, 1)  # it joins where the lesson is
    assert first.url.endswith("#2")
    second.get_by_role("button", name="Show without a prediction").click()
    first.locator(NOW).get_by_text("The rarer class gets more.").wait_for()
    first.keyboard.press("Home")
    shown(second, 0)
    assert second.evaluate("lab.state.revealed") is False
    speaker = open_page(f"{lesson}/?presenter")
    speaker.get_by_role("heading", name="How heavy?").wait_for()
    speaker.wait_for_function("lab.from")
    speaker.get_by_role("button", name="Next").click()  # both are asked, and it is one step
    for page in (first, second):
        page.locator(NOW).get_by_text("Rare classes weigh more.").wait_for()
    speaker.wait_for_function("lab.from.revealed")
    speaker.get_by_role("button", name="Next").click()
    for page in (first, second):
        shown(page, 1)
    speaker.get_by_role("heading", name="Where?").wait_for()
    assert [page.evaluate("lab.index") for page in (first, second)] == [1, 1]


def test_a_dark_room_has_a_key_and_the_choice_stays(lesson, open_page):
    page = open_page(f"{lesson}/#2")
    shown(page, 1)
    ground = f"document.querySelector('{NOW} .picture')?._fullLayout?.paper_bgcolor"
    assert page.evaluate(ground) == GROUNDS["light"].paper
    page.get_by_role("button", name="Show without a prediction").click()
    page.get_by_text("The rarer class gets more.").wait_for()
    page.keyboard.press("d")
    dark = f"{ground} === {GROUNDS['dark'].paper!r}"
    page.wait_for_function(dark)
    assert page.get_by_text("The rarer class gets more.").is_visible()  # still revealed
    body = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(body) == rgb(GROUNDS["dark"].paper)
    page.reload()
    page.wait_for_function(dark)
    other = open_page(f"{lesson}/?presenter")
    assert other.evaluate(body) == rgb(GROUNDS["dark"].paper)
    page.keyboard.press("d")
    other.wait_for_function(f"{body} === {rgb(GROUNDS['light'].paper)!r}")


def test_the_first_question_is_there_before_its_picture(lesson, open_page):
    page = open_page("about:blank")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/scenes/*.json*", hold)
    page.goto(lesson)
    page.get_by_role("heading", name="How heavy?").wait_for()
    page.get_by_text("How much does one example weigh?").wait_for()
    page.get_by_text(re.compile(r"Drawing the pictures: \d+ of \d+")).wait_for()
    assert page.locator("progress").is_visible()
    page.route("**/scenes/*.json*", lambda route: route.continue_())
    while held:
        held.pop().continue_()
    shown(page, 0)
    assert page.locator(".waits").is_hidden()


@pytest.fixture
def numbers(open_page):
    """The scripts that write, space and score numbers, without a lesson."""
    page = open_page("about:blank")
    fitted = [Path(picture.__file__).with_name(f"{name}.js") for name in FITTED]
    parts = [*fitted, *HANDS, PLAYER / "hall.js"]
    page.add_script_tag(content="\n".join(part.read_text("utf-8") for part in parts))
    return page


def test_a_slider_on_a_logarithmic_axis_steps_by_factors(numbers):
    positions = numbers.evaluate("positionsOf({ low: 1, high: 5000, log: true })")
    assert (positions[0], positions[-1], len(positions)) == (1, 5000, 90)
    assert {1, 1.1, 1.2, 10, 100, 1000, 4600} <= set(positions)
    factors = [after / before for before, after in pairwise(positions)]
    assert (
        1.05 < min(factors[:-1]) <= max(factors) < 1.16
    )  # 10 ** (1 / 24) is 1.10, rounded to two digits
    assert numbers.evaluate("positionsOf({ low: 0, high: 1 })")[:2] == [0, 0.005]
    near = "nearestPosition(positionsOf({ low: 1, high: 5000, log: true }), 993, { log: true })"
    assert positions[numbers.evaluate(near)] == 1000


@pytest.mark.parametrize(
    ("asked", "answer", "score", "said"),
    [
        (
            {"low": 1, "high": 100, "truth": {"value": 100, "log": True}},
            10**1.75,
            50,
            "too low by a factor of 1.8",
        ),
        ({"low": 0, "high": 8, "truth": {"value": 8, "log": False}}, 7, 50, "You were 1 too low."),
        (
            {"low": 0, "high": 1.6, "truth": {"value": 0.6752, "log": False}},
            0.632,
            89,
            "You were 0.043 too low.",
        ),
        (
            {"low": 0, "high": 1, "truth": {"value": 0.5, "shares": True}},
            0.75,
            0,
            "You were 25 percentage points too high.",
        ),
        ({"low": 0, "high": 1, "truth": {"value": 0.5}}, 0.5, 100, "and so it is."),
    ],
)
def test_a_score_is_the_distance_on_the_axis(numbers, asked, answer, score, said):
    told = [{"kind": "number", **asked}, answer]
    assert numbers.evaluate("([asked, answer]) => scoreOf(asked, answer)", told) == score
    assert said in numbers.evaluate("([asked, answer]) => inWords(asked, answer)", told)


def test_bars_on_a_logarithmic_axis_are_off_by_factors(numbers):
    truth = {"values": [1, 10], "places": [0, 1], "names": ["a (5)", "b (2)"], "log": True}
    told = [{"kind": "bars", "low": 0.1, "high": 1000, "truth": truth}, [10, 10]]
    assert (
        numbers.evaluate("([asked, answer]) => scoreOf(asked, answer)", told) == 50
    )  # an eighth of the axis
    words = numbers.evaluate("([asked, answer]) => inWords(asked, answer)", told)
    assert words.startswith(
        "On average you were off by a factor of 3.2. The largest gap is at a (5): you said 10,"
    )


def test_what_is_off_is_told_at_a_class(numbers):
    truth = {"values": [0.9, 0.1], "places": [0, 1], "names": ["0 (104)", "1 (1)"]}
    truth |= {"shares": True, "across": "Class (training examples in brackets)"}
    asked = {"kind": "bars", "low": 0, "high": 1, "truth": truth}
    words = numbers.evaluate("asked => inWords(asked, [0.9, 0.3])", asked)
    assert "The largest gap is at class 1 (1): you said 30 %, it is 10 %." in words
    assert numbers.evaluate("unbroken('50 % of 3')") == "50\u00a0% of 3"


def test_the_hall_is_seen_and_told_for_numbers_and_bars(numbers):
    figure = {"data": [{"x": [0, 1], "y": [1, 2]}], "layout": {"yaxis": {"type": "log"}}}
    number = {"kind": "number", "low": 1, "high": 100, "truth": {"value": 50, "trace": 0}}
    heard = {"answers": 5, "places": [], "values": [[5, 10, 20]]}
    shown = numbers.evaluate("told => withHall(...told)", [figure, number, heard])
    band, median = shown["layout"]["shapes"]
    assert (band["y0"], band["y1"], band["type"]) == (5, 20, "rect")
    assert (median["y0"], median["y1"], median["type"]) == (10, 10, "line")
    [label] = shown["layout"]["annotations"]
    assert (label["y"], label["text"]) == (1, "the hall: median and middle half")
    said = "told => hallInWords({ predict: told[0] }, told[1])"
    words = numbers.evaluate(said, [number, heard])
    assert words == "5 answers. Half of the hall said 5 to 20, the median is 10; it is 50."

    truth = {"values": [0.9, 0.1], "places": [0, 1], "names": ["0 (9)", "1 (1)"], "trace": 0}
    bars = {
        "kind": "bars",
        "low": 0,
        "high": 1,
        "truth": truth | {"across": "Class", "shares": True},
    }
    heard = {"answers": 4, "places": [0, 1], "values": [[0.8, 0.8, 0.9], [0.2, 0.4, 0.6]]}
    words = numbers.evaluate(said, [bars, heard])
    assert "Answers differ most at class 1 (1): half of the hall said 20 % to 60 %" in words
    assert "the median is 40 %; it is 10 %." in words
    same = {**heard, "values": [[0.8] * 3, [0.4] * 3]}
    assert "the median is 80 %; it is 90 %." in numbers.evaluate(said, [bars, same])


def test_a_question_that_was_revealed_too_early_is_asked_again(lesson, open_page):
    page = open_page(f"{lesson}/#1")
    shown(page, 0)
    speaker = open_page(f"{lesson}/?presenter")
    speaker.wait_for_function("lab.from")
    bar = speaker.locator("nav")  # the preview of the next scene has a button of that name, too
    expect(bar.get_by_role("button", name="Ask again")).to_be_hidden()
    expect(speaker.locator(".hall")).to_have_text("Hall: 0 of 0 answered")
    page.keyboard.press("PageDown")
    page.get_by_text("Rare classes weigh more.").wait_for()
    expect(bar.get_by_role("button", name="Reveal")).to_be_hidden()
    bar.get_by_role("button", name="Ask again").click()
    expect(page.get_by_text("Rare classes weigh more.")).to_be_hidden()
    page.bring_to_front()  # a page behind another draws no frames
    page.wait_for_function(f"{TITLE} === ''")
    expect(speaker.locator(".hall")).to_have_text("Hall: 0 of 0 answered")  # it is open again
    bar.get_by_role("button", name="Reveal").click()
    page.get_by_text("Rare classes weigh more.").wait_for()
    page.keyboard.press("a")
    page.wait_for_function(f"{TITLE} === '' && !lab.state.revealed")
    page.keyboard.press("PageDown")
    page.get_by_text("Rare classes weigh more.").wait_for()
    page.keyboard.press("PageDown")
    shown(page, 1)
    begun = page.evaluate("lab.clock.begun")
    assert begun
    speaker.close()
    page.reload()
    shown(page, 1)
    assert page.evaluate("lab.clock.begun") == begun  # a reload keeps the clock


def test_phones_alone_make_an_answer(lesson, open_page):
    page = open_page(f"{lesson}/#2")
    shown(page, 1)
    expect(page.get_by_role("button", name="Reveal")).to_be_disabled()
    page.keyboard.press("q")
    page.get_by_text("scan this code with its camera").wait_for()
    address = page.locator(".code .address").inner_text()
    page.keyboard.press("q")
    phone = open_page(address, width=390)
    phone.get_by_role("heading", name="Where is the bound lowest?").wait_for()
    expect(phone.get_by_role("button")).to_have_text("Send: move or tap the slider")
    phone.locator("input").press("Enter")
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("button", name="Reveal")).to_be_enabled()
    page.get_by_role("button", name="Reveal").click()
    page.get_by_text("1 answer. Half of the hall said 0.5 to 0.5").wait_for()
    shapes = f"document.querySelector('{NOW} .picture').layout.shapes.map(({{ type }}) => type)"
    assert page.evaluate(shapes)[-2:] == ["rect", "line"]


def test_a_file_from_the_disk_is_read_on_a_phone_and_printed(lesson_file, open_page, tmp_path):
    out = tmp_path / "home.html"
    command = [sys.executable, "-m", "ltcore.cli", "lesson", "export", str(lesson_file), str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    page = open_page(out.as_uri(), width=400)
    page.locator(".main-svg").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.get_by_role("heading", level=2).all_inner_texts() == [
        "How heavy?",
        "Where?",
        "Which?",
    ]
    page.get_by_text("Type instead").first.click()
    page.get_by_label("no. 10 (50)").fill("2")
    page.get_by_label("no. 10 (50)").press("Enter")
    page.get_by_role("button", name="Reveal").first.click()
    page.get_by_text("On average you were").wait_for()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.get_by_text("The rarer class gets more.").wait_for()
    page.get_by_text("This one.").wait_for()
    page.emulate_media(media="print")
    assert not page.locator("button").first.is_visible()


def test_a_handout_has_a_page_for_each_scene(lesson_file, tmp_path):
    out = tmp_path / "handout.pdf"
    command = [sys.executable, "-m", "ltcore.cli", "lesson", "export", str(lesson_file), str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    content = out.read_bytes()
    assert content.startswith(b"%PDF-")
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    assert pages == 1 + 3  # the title, and a page for each scene
