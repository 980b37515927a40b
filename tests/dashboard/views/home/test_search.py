"""The search and the glossary of the opening page."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.routes import BEHIND_THE_DOORS
from dashboard.views.home.glossary import TERMS
from dashboard.views.home.search import findable
from ltcore.methods import METHODS

PAGES = {page.slug: page for page in BEHIND_THE_DOORS}
PLACES = {
    place: [term.name for term in TERMS if (term.slug, tuple(term.query.items())) == place]
    for place in [(term.slug, tuple(term.query.items())) for term in TERMS]
}
"""Page and what it is asked for -> the terms that lead there."""
HOME = """
from dashboard.routes import ROUTES
from dashboard.shell.render import render
render(ROUTES[0])
"""
ONE = """
from dashboard.routes import ROUTES
from dashboard.shell.render import render
render(next(page for page in ROUTES if page.slug == {slug!r}))
"""


def test_terms_are_in_alphabetical_order_and_each_is_one_sentence():
    names = [term.name.casefold() for term in TERMS]
    assert names == sorted(set(names), key=lambda name: name.replace("-", ""))
    for term in TERMS:
        assert term.meaning.endswith(".")
        assert term.meaning.count(". ") == 0
        assert term.slug in PAGES


@pytest.mark.parametrize("place", PLACES)
def test_a_page_uses_the_terms_that_lead_to_it(demo_runs, text_of, pictures_of, place):
    slug, query = place
    at = AppTest.from_string(ONE.format(slug=slug), default_timeout=60)
    for name, value in query:
        at.query_params[name] = value
    at.run()
    assert not at.exception
    assert not at.warning
    pictures = json.dumps(pictures_of(at), ensure_ascii=False)
    tabs = [picture.label for picture in PAGES[slug].pictures.values()]
    said = f"{text_of(at)} {tabs} {pictures}".replace("\\", "").casefold()
    assert [term for term in PLACES[place] if term.casefold() not in said] == []


def test_pages_methods_and_terms_can_be_found():
    found = list(findable(BEHIND_THE_DOORS).values())
    assert len(found) == len(BEHIND_THE_DOORS) + len(METHODS) + len(TERMS)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("Prior (term)", "its share of the data"),
        ("LDAM-DRW (method ldam_drw)", "LDAM-DRW"),
        (
            "The long tail (page): Why is 99 % accuracy not enough?",
            "A few classes hold most examples",
        ),
    ],
)
def test_what_is_chosen_is_shown(runs, text_of, chosen, said):
    at = AppTest.from_string(HOME, default_timeout=60).run()
    at.selectbox(key="search").select(chosen).run()
    assert not at.exception
    assert said in text_of(at)
