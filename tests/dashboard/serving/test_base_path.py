import pytest

from dashboard.serving import base_path
from dashboard.serving.base_path import BelowBasePath
from dashboard.serving.error_pages import ErrorPages


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("path", "below"),
    [
        ("/lab/tail", True),
        ("/lab/tail/", True),
        ("/lab/tail/_lab/plotly.js", True),
        ("/", False),
        ("/_lab/plotly.js", False),
        ("/_stcore/stream", False),
        ("/lab/tailor", False),
        ("/lab", False),
        ("//lab/tail/", False),
    ],
)
def test_what_is_not_below_the_base_path_is_somebody_elses(ask, kind, path, below):
    asked = ask(lambda app: ErrorPages(BelowBasePath(app, "/lab/tail")), path, kind=kind)
    assert len(asked.handed_on) == below
    if kind == "http" and not below:
        assert asked.status == 404
        assert "/lab/tail/" in asked.body


def test_without_a_base_path_everything_is_below_it(ask):
    assert ask(lambda app: BelowBasePath(app, ""), "/train").status == 200


@pytest.mark.parametrize(("setting", "base"), [("", ""), ("/", ""), ("lab/tail/", "/lab/tail")])
def test_the_setting_of_streamlit_may_have_slashes_or_not(monkeypatch, setting, base):
    monkeypatch.setattr("streamlit.get_option", {"server.baseUrlPath": setting}.__getitem__)
    assert base_path.configured() == base
