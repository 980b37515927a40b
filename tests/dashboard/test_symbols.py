"""Symbols on first screens: no control, option, tab or preset is a bare symbol."""

import re

import pytest

from dashboard.routes import BEHIND_THE_DOORS
from dashboard.shell.controls import Choice
from dashboard.shell.settings import Settings

NUMBER = re.compile(r"[\d.:,]+$")
WORD = re.compile(r"[^\W\d_]{3,}")
CONTROLS = {
    (control.label, name): control
    for page in BEHIND_THE_DOORS
    for ask in page.asks
    if isinstance(ask, Settings)
    for name, control in ask.controls.items()
    if hasattr(control, "label")
}
UNEXPLAINED = re.compile(r"\bAM\b|1/E\b|^\(?[ab]\)?$")
"""Abbreviations of papers that a page would have to explain first."""


@pytest.mark.parametrize("control", CONTROLS.values(), ids=[label for label, _ in CONTROLS])
def test_a_control_and_its_options_are_words(control):
    options = control.options.values() if isinstance(control, Choice) else ()
    for said in (control.label, *map(str, options)):
        assert WORD.search(said) or NUMBER.match(said), said
        assert not UNEXPLAINED.search(said), said


@pytest.mark.parametrize("page", BEHIND_THE_DOORS, ids=lambda page: page.slug)
def test_a_tab_is_words(page):
    for picture in page.pictures.values():
        assert WORD.search(picture.label)
        assert not UNEXPLAINED.search(picture.label)
