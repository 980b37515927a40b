"""The search of the opening page, over pages, methods and terms; and the glossary at its foot."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.shell import widgets
from dashboard.shell.page import Page
from dashboard.views.home.glossary import TERMS, Term
from ltcore.analysis import short_title
from ltcore.methods import METHODS

KEY = "search"
WIDTH = 520
"""Pixels."""
Found = Page | Term | str
"""A page, a term, or the name of a method."""


def findable(behind: Sequence[Page]) -> Mapping[str, Found]:
    """Return what can be found, by what it is called; methods have their names in the command line too.

    Args:
        behind: the pages behind the doors.
    """
    pages = {f"{page.title} (page): {page.question}": page for page in behind}
    methods = {f"{METHODS[name].title} (method {name})": name for name in METHODS}
    terms = {f"{term.name} (term)": term for term in _terms(behind)}
    return {**pages, **methods, **terms}


def draw(behind: Sequence[Page]) -> None:
    """Draw the search, and below it what was chosen with a link to its page."""
    options = findable(behind)
    chosen = st.selectbox(
        "Search pages, methods and terms",
        list(options),
        index=None,
        key=KEY,
        placeholder="Search pages, methods and terms",
        label_visibility="collapsed",
        filter_mode="contains",
        width=widgets.text_width(WIDTH),
    )
    if chosen is None:
        return
    found = options[chosen]
    with st.container(border=True):
        if isinstance(found, Page):
            st.markdown(found.sentence or found.question)
            widgets.link_to_page(found.slug, f"Open {found.title}", {})
        elif isinstance(found, Term):
            _term(found, {page.slug: page for page in behind})
        else:
            _method(found)


def _term(term: Term, pages: Mapping[str, Page]) -> None:
    st.markdown(f"**{term.name}.** {term.meaning}")
    widgets.link_to_page(term.slug, f"See it on {pages[term.slug].title}", term.query)


def _method(name: str) -> None:
    st.markdown(f"**{METHODS[name].title}.** {METHODS[name].summary}")
    together = name if name == "erm" else f"erm,{name}"
    widgets.link_to_page("train", f"Train {short_title(name)}", {"methods": together})


def draw_glossary(behind: Sequence[Page]) -> None:
    """Draw all terms, folded, each with the page where it is shown."""
    titles = {page.slug: page.title for page in behind}
    lines = (f"* **{term.name}.** {term.meaning} *{titles[term.slug]}*" for term in _terms(behind))
    with st.expander("Glossary", icon=":material/menu_book:"):
        st.markdown("\n".join(lines))


def _terms(behind: Sequence[Page]) -> list[Term]:
    """Return the terms whose page is there."""
    slugs = {page.slug for page in behind}
    return [term for term in TERMS if term.slug in slugs]
