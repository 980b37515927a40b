"""The script of every page: navigation, then the page that was asked for."""

from functools import partial
from pathlib import Path

import streamlit as st

from dashboard.routes import ROUTES
from dashboard.shell import state
from dashboard.shell.render import render

ICON = Path(__file__).with_name("icon.svg").read_text("utf-8")

st.set_page_config(page_title="Long-Tail Lab", page_icon=ICON, layout="wide")
pages = {
    route.slug: st.Page(
        partial(render, route),
        title=route.title,
        icon=route.icon,
        url_path=route.slug,
        default=route is ROUTES[0],
    )
    for route in ROUTES
}
state.remember(state.PAGES, pages)
sections: dict[str, list[st.Page]] = {}
for route in ROUTES:
    sections.setdefault(route.door, []).append(pages[route.slug])
page = st.navigation(sections, position="top")
state.enter(page.url_path)
page.run()
