"""The table of pages: each asks one question, behind one of four doors."""

from functools import partial

from dashboard.shell.doors import Route
from dashboard.shell.page import Page
from dashboard.shell.render import render
from dashboard.views.compare import page as compare
from dashboard.views.effective_number import page as effective_number
from dashboard.views.feature_space import page as feature_space
from dashboard.views.home import page as home
from dashboard.views.long_tail import page as long_tail
from dashboard.views.margins import page as margins
from dashboard.views.methods_map import page as methods_map
from dashboard.views.posthoc import page as posthoc
from dashboard.views.published import page as published
from dashboard.views.resampling import page as resampling
from dashboard.views.theorems import PAGES
from dashboard.views.train import page as train


def _route(page: Page) -> Route:
    return Route(
        slug=page.slug,
        title=page.title,
        icon=page.icon,
        question=page.question,
        render=partial(render, page),
        door=page.door,
    )


BEHIND_THE_DOORS: tuple[Route, ...] = (
    _route(long_tail.PAGE),
    _route(effective_number.PAGE),
    _route(margins.PAGE),
    _route(resampling.PAGE),
    _route(methods_map.PAGE),
    _route(train.PAGE),
    _route(compare.PAGE),
    _route(posthoc.PAGE),
    _route(published.PAGE),
    _route(feature_space.PAGE),
    *map(_route, PAGES),
)


ROUTES: tuple[Route, ...] = (_route(home.opening_page(BEHIND_THE_DOORS)), *BEHIND_THE_DOORS)
