"""The links at the foot of a page."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard.routes import BEHIND_THE_DOORS

APP = Path(__file__).parents[3] / "dashboard" / "app.py"


def feet(at):
    labels = [link.proto.label for link in at.get("page_link")]
    return [label for label in labels if label.startswith(("Previous page", "Next page"))]


def test_a_page_leads_to_the_one_before_and_the_one_after_it(runs):
    at = AppTest.from_file(APP, default_timeout=60).run()
    assert feet(at) == []
    first, second, third = (page.title for page in BEHIND_THE_DOORS[:3])
    script = (
        "import streamlit as st\n"
        "from dashboard.routes import ROUTES\n"
        "from dashboard.shell import neighbours, state\n"
        "pages = {page.slug: st.Page(lambda: None, title=page.title, url_path=page.slug,"
        " default=page is ROUTES[0]) for page in ROUTES}\n"
        "state.remember(state.PAGES, pages)\n"
        "st.navigation(list(pages.values())).run()\n"
        "neighbours.draw(st.session_state['where'])\n"
    )
    at = AppTest.from_string(script)
    expected = {
        BEHIND_THE_DOORS[0].slug: [f"Next page: {second}"],
        BEHIND_THE_DOORS[1].slug: [f"Previous page: {first}", f"Next page: {third}"],
        BEHIND_THE_DOORS[-1].slug: [f"Previous page: {BEHIND_THE_DOORS[-2].title}"],
        "home": [],
    }
    for slug, labels in expected.items():
        at.session_state["where"] = slug
        assert feet(at.run()) == labels
