import pytest

from dashboard.serving.addresses import Addresses, configured

HUB = "https://hub.example.org"
HERE = Addresses(host="127.0.0.1", port=8501, public=frozenset({HUB}))
HALL = Addresses(host="0.0.0.0", port=8501, names=frozenset({"lectern"}))


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "localhost:9000", "[::1]"])
def test_a_loopback_name_is_ours_behind_any_port_and_only_for_itself(host):
    assert HERE.allows(f"http://{host}", host)
    assert not HERE.allows(f"http://{host}1", host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:8501",
        "127.0.0.1.evil.example:8501",
        "localhost.evil.example",
        "localhost.:8501",
        "127.0.0.2:8501",
        "127.1:8501",
        "2130706433:8501",
        "0.0.0.0:8501",
        "127.0.0.1:8501@evil.example",
        "evil.example#127.0.0.1:8501",
        "evil.example/127.0.0.1:8501",
        "127.0.0.1:8501, evil.example",
        "127.0.0.1:8501:1",
        "127.0.0.1:",
        "127.0.0.1:x",
        "127.0.0.1\t:8501",
        " 127.0.0.1:8501",
        "hub.example.org:444",
        "sub.hub.example.org",
    ],
)
def test_any_other_host_is_a_strangers(host):
    assert HERE.origins_at(host) == frozenset()


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "http://evil.example",
        "http://127.0.0.1:8502",
        "http://127.0.0.1",
        "http://localhost:8501",
        "http://127.0.0.1:8501/",
        "http://127.0.0.1:8501.evil.example",
        "ftp://127.0.0.1:8501",
        "HTTP://127.0.0.1:8501",
        "http://hub.example.org",
        f"{HUB}:443",
        f"{HUB}.evil.example",
    ],
)
def test_an_origin_is_compared_letter_by_letter(origin):
    assert not HERE.allows(origin, "127.0.0.1:8501")


def test_a_public_address_holds_whichever_host_its_proxy_names():
    assert HERE.allows(HUB, "hub.example.org")
    assert HERE.allows(HUB, "127.0.0.1:8501")
    assert not HERE.allows("http://127.0.0.1:8501", "hub.example.org")


def test_a_hall_reaches_every_address_of_the_machine_by_its_port_alone():
    assert HALL.allows("http://192.168.1.5:8501", "192.168.1.5:8501", "192.168.1.5")
    assert HALL.allows("http://192.168.1.5:8501", "192.168.1.5:8501", "::ffff:192.168.1.5")
    assert HALL.allows("http://lectern:8501", "lectern:8501", "192.168.1.5")
    assert HALL.allows("http://[fe80::1]:8501", "[fe80::1]:8501", "fe80:0::1")
    for host in ("192.168.1.6:8501", "192.168.1.5:80", "192.168.1.5", "evil.example:8501"):
        assert HALL.origins_at(host, "192.168.1.5") == frozenset()


def test_a_standard_port_is_left_out_as_browsers_leave_it_out():
    plain = Addresses(host="10.0.0.5", port=80)
    secure = Addresses(host="10.0.0.5", port=443, secure=True)
    assert plain.allows("http://10.0.0.5", "10.0.0.5")
    assert secure.allows("https://10.0.0.5", "10.0.0.5")
    assert not plain.allows("https://10.0.0.5", "10.0.0.5")


def test_the_settings_of_streamlit_say_where_we_are(monkeypatch):
    settings = {
        "server.address": "0.0.0.0",
        "server.port": 8600,
        "server.sslCertFile": None,
        "server.corsAllowedOrigins": [" https://Hub.example.org/ "],
    }
    monkeypatch.setattr("streamlit.get_option", settings.__getitem__)
    ours = configured()
    assert (ours.host, ours.port, ours.secure) == ("0.0.0.0", 8600, False)
    assert ours.public == frozenset({HUB})
    assert len(ours.names) == 1


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (f"{HUB}:443", HUB),
        ("http://hub.example.org:80", "http://hub.example.org"),
        ("https://[2001:db8::443]:443", "https://[2001:db8::443]"),
        ("https://[2001:db8::443]", "https://[2001:db8::443]"),
        ("http://hub.example.org:443", "http://hub.example.org:443"),
        (f"{HUB}:8443", f"{HUB}:8443"),
    ],
)
def test_a_public_address_may_name_the_port_that_browsers_leave_out(monkeypatch, given, sent):
    settings = {"server.port": 8501, "server.corsAllowedOrigins": [given]}
    monkeypatch.setattr("streamlit.get_option", settings.get)
    ours = configured()
    assert ours.public == {sent}
    assert ours.allows(sent, sent.partition("://")[2])
