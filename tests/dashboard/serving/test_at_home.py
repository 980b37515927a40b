"""Who sits at the machine of the dashboard, and who comes from elsewhere."""

import pytest

from dashboard.serving.addresses import Addresses
from dashboard.serving.at_home import FORWARDED, is_at_home

HERE = Addresses(host="127.0.0.1", port=8501)


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "LOCALHOST", "[::1]:9000"])
def test_a_loopback_name_is_this_machine(host):
    assert is_at_home({"Host": host}, HERE)


@pytest.mark.parametrize(
    "host", ["", "lab.example:8501", "10.0.0.5:8501", "127.0.0.1.evil.example", "localhost.evil"]
)
def test_any_other_name_is_not(host):
    assert not is_at_home({"Host": host} if host else {}, HERE)


@pytest.mark.parametrize("header", FORWARDED)
def test_what_a_proxy_sends_on_comes_from_elsewhere(header):
    assert not is_at_home({"Host": "localhost:8501", header: "192.0.2.7"}, HERE)


def test_a_dashboard_that_others_reach_starts_nothing_for_anyone():
    at = {"Host": "localhost:8501"}
    for host in ("0.0.0.0", "", "10.0.0.5"):
        assert not is_at_home(at, Addresses(host=host, port=8501))
    public = Addresses(host="127.0.0.1", port=8501, public=frozenset({"https://hub.example"}))
    assert not is_at_home(at, public)
    assert not is_at_home(at, HERE, "/lab")
    assert is_at_home(at, Addresses(host="localhost", port=8501))
