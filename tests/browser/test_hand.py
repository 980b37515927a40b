"""What a release of the slider changes; most pictures under the hand are in `test_every_page`."""

import pytest

from tests.browser.under_the_hand import READY, TITLE, hold

pytestmark = pytest.mark.browser


def test_the_release_asks_python_and_the_address_follows(server, open_page):
    opened = open_page(f"{server.address}/linear_limit?linear_limit_picture=balanced")
    opened.wait_for_selector(".js-plotly-plot .main-svg")
    opened.wait_for_function(READY, arg="linear_limit_beta")
    hold(opened, "linear_limit_beta", 8, 13)
    opened.wait_for_function(f"{TITLE}.startsWith('β = 20:')")
    assert "linear_limit_beta" not in opened.url
    opened.mouse.up()
    opened.wait_for_url("**linear_limit_beta=20.0**")
    opened.wait_for_function(READY, arg="linear_limit_beta")
    assert opened.evaluate(TITLE).startswith("β = 20:")


def test_a_correction_follows_the_hand_and_both_pictures_follow_the_release(server, open_page):
    opened = open_page(f"{server.address}/posthoc")
    opened.wait_for_selector(".js-plotly-plot .main-svg")
    for place, value in (
        (40, "2"),
        (5, "0.25"),
    ):  # the second set of figures is that of the release
        opened.wait_for_function(READY, arg="posthoc_tau")
        hold(opened, "posthoc_tau", place, 61)
        opened.wait_for_function(f"{TITLE}.includes(' at τ = {value},')")
        assert f"posthoc_tau={value}" not in opened.url
        opened.mouse.up()
        opened.wait_for_url(f"**posthoc_tau={value}*")
