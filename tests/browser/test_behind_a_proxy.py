"""The dashboard on a shared host: a proxy owns one prefix, and the root is somebody else's."""

from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.prefix_proxy import proxying

pytestmark = pytest.mark.browser

PICTURE = ".js-plotly-plot .main-svg"


def port_of(server):
    return urlsplit(server.address).port


def test_behind_a_proxy_that_cuts_its_prefix_pictures_come_and_links_keep_it(
    server, open_page, go_to
):
    with proxying(port_of(server), "/user/me/proxy/8501", cut=True) as (address, strangers):
        page = open_page(f"{address}/home?ratio=10")
        page.wait_for_selector(PICTURE)
        assert page.url == f"{address}/?ratio=10"
        go_to(page, "Compare", "Train")
        page.wait_for_url(f"{address}/train**")
        page.wait_for_selector(PICTURE)
        page.reload()
        page.wait_for_selector(PICTURE)
        assert not page.locator(".trouble:visible").count()
        with urlopen(f"{address}/train/") as answer:
            assert answer.url == f"{address}/train"
        page.close()
    assert strangers == []


def test_below_a_base_path_everything_is_below_it(serving_so, open_page):
    with serving_so(base="/lab/tail") as below:
        with proxying(port_of(below), "/lab/tail", cut=False) as (address, strangers):
            page = open_page(f"{address}/home")
            page.wait_for_selector(PICTURE)
            expect(page).to_have_url(f"{address}/")
            page.close()
        assert strangers == []
        root = below.address.removesuffix("/lab/tail")
        for path in ("/", "/_lab/plotly.js", "/home", "/_stcore/health", "/lab/tailor"):
            with pytest.raises(HTTPError, match="404") as refused:
                urlopen(f"{root}{path}")
            with refused.value as answer:
                assert b"served below /lab/tail/" in answer.read()
        with urlopen(below.address) as answer:
            assert answer.url == f"{below.address}/"
