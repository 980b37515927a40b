from http import HTTPStatus

from dashboard.serving.error_pages import ErrorPages, RefusedError
from dashboard.serving.headers import HEADERS, POLICY, SHELL, SafeHeaders, inline_scripts


def test_every_answer_has_them_and_a_refusal_too(ask):
    async def refuse(scope, receive, send):
        raise RefusedError(HTTPStatus.FORBIDDEN, "No.", "")

    for inner in (None, refuse):
        answer = ask(lambda app: SafeHeaders(ErrorPages(app)), inner=inner)
        assert {name.lower(): value for name, value in HEADERS.items()}.items() <= (
            answer.headers.items()
        )


def test_no_script_in_the_text_of_a_page_runs_and_nothing_comes_from_elsewhere():
    assert set(POLICY["script-src"].split()) == {
        "'self'",
        "blob:",
        "'unsafe-eval'",
        *inline_scripts(SHELL.read_text("utf-8")),
    }
    for directive, sources in POLICY.items():
        assert "http" not in sources
        assert "*" not in sources
        assert directive == "style-src" or "unsafe-inline" not in sources


def test_forms_frames_and_plugins_are_forbidden():
    for directive in ("form-action", "frame-ancestors", "base-uri", "object-src", "frame-src"):
        assert POLICY[directive] == "'none'"


def test_the_shell_has_a_script_of_its_own():
    """Else the hash in the policy would be that of nothing."""
    assert len(inline_scripts(SHELL.read_text("utf-8"))) >= 1
