"""Whether a picture is whole and large where it is shown: on projectors, at 200 % zoom, on a narrow screen."""

from tests.browser.projected import FITTED, MEASURE, SIDEWAYS

PROJECTORS = ((1920, 1080), (1280, 800))
"""The last one is that on which a page is opened."""
READERS = ((640, 400), (400, 800))
"""A screen of 1280 x 800 pixels at 200 %, and a narrow one."""
LEAST_DRAWN = 400
"""Pixels of the screen that every drawing is high; at 200 % each of them is half as large."""
LISTS = {
    "map": "47 names in eight lanes, as high as its rows",
    "published": "printed numbers, one row each, as high as its rows",
}
"""Pages whose picture is a list that scrolls: more names than a screen has lines."""


def in_a_lecture(page, settled, slug):
    """Return what a hall misses of the picture as it stands, in words; nothing where all is well."""
    found = sideways(page)
    for seen in measured(page, settled):
        found += missed(seen, LEAST_DRAWN, 22)
        if slug not in LISTS and seen["bottom"] > seen["screen"]:
            found.append(f"it ends at {seen['bottom']} of {seen['screen']}")
    return found


def to_a_reader(page, settled):
    """Return what a reader misses of the picture as it stands, in words; nothing where all is well."""
    return sideways(page) + [
        words for seen in measured(page, settled) for words in missed(seen, LEAST_DRAWN / 2, 16)
    ]


def measured(page, settled):
    """Return what is seen of the first picture of a page, of none where it has a table."""
    page.wait_for_function(FITTED, polling=50)
    return settled(page, MEASURE)[:1]


def sideways(page):
    """Return by how much a page leaves the screen at the right, in words."""
    pixels = page.evaluate(SIDEWAYS)
    return [f"the page is {pixels} too wide"] if pixels else []


def missed(seen, least_drawn, least_text):
    """Return what nobody can read of a picture, in words."""
    told = {
        f"its drawing is {seen['drawing']} high": seen["drawing"] < least_drawn,
        f"its text is {seen['least']} high, in {seen['small']}": seen["least"] < least_text,
        f"cut: {seen['cut']}": seen["cut"],
        f"one over the other: {seen['over']}": seen["over"],
    }
    return [words for words, is_so in told.items() if is_so]
