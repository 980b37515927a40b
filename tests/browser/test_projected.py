"""Every picture where it is shown: on projectors in a lecture, at 200 % zoom, and on a narrow screen."""

import pytest

from dashboard.routes import BEHIND_THE_DOORS
from tests.browser.legible import SIZE
from tests.browser.projected import FITTED, MEASURE, SIDEWAYS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

PICTURE = ".js-plotly-plot .main-svg"
PROJECTORS = ((1280, 800), (1920, 1080))
READERS = ((640, 400), (400, 800))
"""A screen of 1280 x 800 pixels at 200 %, and a narrow one."""
LEAST_DRAWN = 400
"""Pixels of the screen that every drawing is high; at 200 % each of them is half as large."""
LISTS = {
    "map": "47 names in eight lanes, as high as its rows",
    "published": "printed numbers, one row each, as high as its rows",
}
"""Pages whose picture is a list that scrolls: more names than a screen has lines."""

TOUCHING = {
    "Where to act?": "a chain of eight places, which scrolls sideways in its own frame",
    "Whose errors?": "names at the ends of the axis, which stand under the heading of the next panel",
    "What does it weigh?": "names at the ends of three lines that meet",
}
"""Pictures whose texts touch, or leave their frame, on the screens of readers; in a lecture none does."""

OPEN = {
    "resampling": "a drawing of 178 pixels beside its notes",
    "map": "names of a list that is as wide as a desk",
    "compare": "numbers in the cells of a confusion table",
    "published": "names of methods, one row each",
    "unlabelled_data": "a drawing of 198 pixels under a legend of eight names",
    "pseudo_labels_in_training": "headings of two panels",
    "both": "names at the axis",
    "linear_limit": "headings of the plane",
    "logit_adjustment": "the name at the end of a line",
    "vs_bound": "sums above narrow bars",
    "frequency_bias": "names of two vectors",
}
"""Pages some of whose texts touch, or are cut, on the screens of readers, not in a lecture."""


def troubles(seen, *, least_drawn, least_text, is_list):
    """Return what a reader misses of a picture, in words; nothing where all is well."""
    told = {
        f"its drawing is {seen['drawing']} high": seen["drawing"] < least_drawn,
        f"it ends at {seen['bottom']} of {seen['screen']}": (
            least_text > 16 and not is_list and seen["bottom"] > seen["screen"]
        ),
        f"its text is {seen['least']} high, in {seen['small']}": seen["least"] < least_text,
        f"cut: {seen['cut']}": seen["cut"],
        f"one over the other: {seen['over']}": seen["over"],
    }
    return [words for words, is_so in told.items() if is_so]


def seen_troubles(page, called, where, *, is_open, **rules):
    """Return what is wrong with the picture as it stands now."""
    page.wait_for_function(FITTED)
    found = []
    for seen in page.evaluate(MEASURE)[:1]:
        if is_open or (where in TOUCHING and rules["least_text"] < 22):
            seen |= {"cut": [], "over": []}
        found += [f"{called}: {one}" for one in troubles(seen, **rules)]
    if sideways := page.evaluate(SIDEWAYS):
        found.append(f"{called}: the page is {sideways} too wide")
    return found


def settled_troubles(page, *names, **rules):
    """Return what is wrong once the picture has had the time to take its place."""
    found: list[str] = []
    for _ in range(20):
        if not (found := seen_troubles(page, *names, **rules)):
            break
        page.wait_for_timeout(250)
    return found


@pytest.fixture
def walk(pictures_of, quiet):
    """Look at every picture of a page on some screens; return what is wrong with each."""

    def walked(page, screens, *, is_open=False, **rules):
        found = []
        for where in pictures_of(page):
            for width, height in screens:
                page.set_viewport_size({"width": width, "height": height})
                quiet(page)
                found += settled_troubles(
                    page, f"{where}, {width}", where, is_open=is_open, **rules
                )
        return found

    return walked


@pytest.mark.parametrize("route", BEHIND_THE_DOORS, ids=lambda route: route.slug)
def test_every_picture_is_whole_and_large_wherever_it_is_shown(server, open_page, walk, route):
    width, height = PROJECTORS[0]
    page = open_page(f"{server.address}/{route.slug}?lecture=True", width=width, height=height)
    page.wait_for_selector(PICTURE)
    page.wait_for_function(f"{SIZE} == '22px'")
    is_list = route.slug in LISTS
    found = walk(page, PROJECTORS, least_drawn=LEAST_DRAWN, least_text=22, is_list=is_list)
    page.get_by_text("Lecture", exact=True).click()
    page.wait_for_function(f"{SIZE} == '16px'")
    is_open = route.slug in OPEN
    least_drawn = LEAST_DRAWN / (3 if is_open else 2)
    rules = {"least_drawn": least_drawn, "least_text": 16, "is_list": is_list}
    found += walk(page, READERS, is_open=is_open, **rules)
    assert found == []


def test_a_key_gives_the_picture_the_whole_screen_and_takes_it_back(server, open_page, quiet):
    page = open_page(f"{server.address}/radius?lecture=True")
    page.wait_for_selector(PICTURE)
    quiet(page)
    before = page.evaluate(MEASURE)[0]
    question = page.get_by_role("heading", level=1)
    page.keyboard.press("h")
    page.wait_for_function(FITTED)
    alone = page.evaluate(MEASURE)[0]
    assert (alone["top"], alone["bottom"]) == (0, 800)
    assert alone["drawing"] > before["drawing"] + 100
    assert not question.is_visible()
    page.emulate_media(color_scheme="dark")  # the page is drawn anew, and the picture stays alone
    quiet(page)
    assert not question.is_visible()
    page.keyboard.press("h")
    quiet(page)
    page.wait_for_function(FITTED)
    assert question.is_visible()
    assert page.evaluate(MEASURE)[0] == before
