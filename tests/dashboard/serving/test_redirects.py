from urllib.parse import urljoin, urlsplit

import pytest
from starlette.responses import RedirectResponse

from dashboard.serving.redirects import RelativeRedirects, relative

ASKED = ("/", "/home", "/train/", "/lab/tail", "/lab/tail/home", "/a/b/c/", "/%2Ftrain/")
LOCATIONS = (
    "/",
    "/train",
    "/lab/tail/",
    "./?ratio=10",
    "../x",
    "train",
    "http://127.0.0.1:8501/train?a=1",
    "http://evil.example",
    "https://evil.example/train",
    "//evil.example/train",
    "///evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "?a=//evil.example",
    "",
)


@pytest.mark.parametrize("prefix", ["", "/user/me/proxy/8762"])
def test_no_redirect_leaves_the_host_or_the_prefix_that_a_proxy_cuts(prefix):
    for asked in ASKED:
        for location in LOCATIONS:
            led = urljoin(f"http://127.0.0.1:8501{prefix}{asked}", relative(location, asked))
            assert led.startswith("http://127.0.0.1:8501"), (asked, location, led)
            if location.startswith("/") and not location.startswith("//"):
                assert urlsplit(led).path == f"{prefix}{location}", (asked, location, led)


def test_a_redirect_of_others_is_made_relative(ask):
    async def inner(scope, receive, send):
        await RedirectResponse("http://evil.example/train?ratio=10", 301)(scope, receive, send)

    answer = ask(RelativeRedirects, "//train/", raw_path="/%2Ftrain/", inner=inner)
    assert (answer.status, answer.headers["location"]) == (301, "../train?ratio=10")


def test_other_answers_stay_as_they_are(ask):
    answer = ask(RelativeRedirects)
    assert (answer.status, answer.headers, answer.body) == (200, {}, "ok")
