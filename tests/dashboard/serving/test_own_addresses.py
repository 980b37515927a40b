import pytest
from streamlit import net_util
from streamlit.web.server.starlette import starlette_websocket

from dashboard.serving.addresses import Addresses
from dashboard.serving.error_pages import ErrorPages, RefusedError
from dashboard.serving.own_addresses import OwnAddressesOnly

HUB = "https://hub.example.org"
OURS = ("host", "127.0.0.1:8501")


def guarded(app):
    ours = Addresses(host="127.0.0.1", port=8501, public=frozenset({HUB}))
    return OwnAddressesOnly(app, lambda: ours)


@pytest.fixture
def nobody_asked(monkeypatch):
    """Fail where Streamlit would ask for this machine's addresses."""

    def asked():
        raise AssertionError("the address service was asked")

    monkeypatch.setattr(net_util, "get_external_ip", asked)
    monkeypatch.setattr(net_util, "get_internal_ip", asked)


@pytest.mark.usefixtures("nobody_asked")
@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("host", "evil.example")],
        [OURS, OURS],
        [OURS, ("host", "evil.example")],
        [OURS, ("origin", "http://evil.example")],
        [OURS, ("origin", "http://127.0.0.1:9000")],
        [OURS, ("origin", "null")],
        [OURS, ("origin", "http://127.0.0.1:8501"), ("origin", "http://evil.example")],
        [("host", "hub.example.org"), ("origin", "http://127.0.0.1:8501")],
    ],
)
def test_a_stranger_never_reaches_what_lies_behind(ask, kind, headers):
    with pytest.raises(RefusedError):
        ask(guarded, kind=kind, headers=headers)
    refused = ask(lambda app: ErrorPages(guarded(app)), kind=kind, headers=headers)
    assert refused.handed_on == []
    assert refused.status == (403 if kind == "http" else 0)
    assert refused.closed_with == (0 if kind == "http" else 1008)


@pytest.mark.usefixtures("nobody_asked")
@pytest.mark.parametrize(
    "headers",
    [
        [OURS],
        [OURS, ("origin", "http://127.0.0.1:8501")],
        [("host", "LOCALHOST:9000"), ("origin", "http://localhost:9000")],
        [OURS, ("origin", HUB)],
        [("host", "hub.example.org"), ("origin", HUB)],
    ],
)
def test_streamlit_lets_in_whom_we_let_in_and_asks_nobody(ask, monkeypatch, headers):
    monkeypatch.setattr("streamlit.config.get_option", streamlits_setting)
    asked = ask(guarded, kind="websocket", headers=headers)
    (scope,) = asked.handed_on
    told = {name.decode(): value.decode() for name, value in scope["headers"]}
    assert starlette_websocket._is_origin_allowed(told.get("origin"), told["host"])


def streamlits_setting(name):
    return {
        "server.allowedHosts": ["localhost", "127.0.0.1", "hub.example.org"],
        "server.corsAllowedOrigins": [HUB],
        "server.enableCORS": True,
    }[name]


def test_the_start_of_the_server_is_handed_on(ask):
    assert len(ask(guarded, kind="lifespan").handed_on) == 1


def test_what_a_stranger_sent_is_one_line_of_the_log_and_none_of_the_answer(ask, caplog):
    origin = "http://evil.example\r\n<script>" + "x" * 9000
    refused = ask(lambda app: ErrorPages(guarded(app)), headers=[OURS, ("origin", origin)])
    assert "evil" not in refused.body
    (record,) = caplog.records
    line = record.getMessage()
    assert "evil.example" in line
    assert "\n" not in line
    assert len(line) < 600
