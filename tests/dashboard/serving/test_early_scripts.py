from html.parser import HTMLParser

from dashboard.serving.early_scripts import (
    LIBRARY,
    SCRIPTS,
    STATIC,
    WIDGETS,
    EarlyScripts,
    widgets,
)
from dashboard.serving.headers import SHELL

HTML = "text/html; charset=utf-8"


class Head(HTMLParser):
    """The addresses that a page asks for."""

    def __init__(self, html):
        super().__init__()
        self.scripts, self.modules = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        if tag == "script" and "src" in about:
            self.scripts.append(about["src"])
        if about.get("rel") == "modulepreload":
            self.modules.append(about["href"])


def test_a_page_asks_for_the_library_and_the_widgets_once_each(ask, plain_answer):
    shell = SHELL.read_text("utf-8")
    answer = ask(EarlyScripts, inner=plain_answer(200, shell, HTML))
    head, before = Head(answer.body), Head(shell)
    assert head.scripts == ["./_lab/plotly.js", *before.scripts]
    assert len(head.modules) == len(set(head.modules))
    assert set(head.modules) > set(before.modules)
    assert all((STATIC / address).is_file() for address in head.modules)
    names = [address.rsplit("/", 1)[-1].split(".")[0] for address in head.modules]
    assert set(WIDGETS) <= set(names)
    assert int(answer.headers["content-length"]) == len(answer.body.encode())
    added = (LIBRARY.decode(), widgets().decode())
    assert answer.body.replace(added[0], "").replace(added[1], "") == shell


def test_what_is_asked_for_early_is_what_the_widgets_import(monkeypatch):
    modules = {address.rsplit("/", 1)[-1] for address in Head(widgets().decode()).modules}
    sources = [(STATIC / SCRIPTS / name).read_text("utf-8") for name in modules]
    roots = {name for name in modules if name.split(".")[0] in WIDGETS}
    for name in modules - roots:
        assert any(f'"./{name}"' in source for source in sources), name


def test_other_answers_pass_as_they_are(ask, plain_answer):
    for status, kind in ((200, "text/javascript"), (404, HTML), (200, "")):
        answer = ask(EarlyScripts, inner=plain_answer(status, "<head></head>", kind))
        assert answer.body == "<head></head>"
        assert answer.headers["content-length"] == "13"


def test_a_page_in_parts_is_put_together_and_loses_the_marks_of_the_file(ask):
    async def in_parts(_scope, _receive, send):
        headers = [
            (b"content-type", HTML.encode()),
            (b"etag", b'"1"'),
            (b"last-modified", b"today"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"<head></he", "more_body": True})
        await send({"type": "http.response.body", "body": b"ad>"})

    answer = ask(EarlyScripts, inner=in_parts)
    assert answer.body == f"<head>{LIBRARY.decode()}{widgets().decode()}</head>"
    assert not {"etag", "last-modified"} & set(answer.headers)


def test_a_question_for_the_headers_alone_is_answered(ask):
    async def headers_alone(_scope, _receive, send):
        headers = [(b"content-type", HTML.encode()), (b"content-length", b"900")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    answer = ask(EarlyScripts, method="HEAD", inner=headers_alone)
    assert (answer.status, answer.body) == (200, "")
    assert answer.headers["content-length"] == "900"


def test_a_browser_gets_its_page_unpacked_and_everything_else_as_it_asked(ask):
    packed = ("accept-encoding", "gzip, br")
    for accept, kept in (("text/html,*/*", False), ("*/*", True)):
        answer = ask(EarlyScripts, headers=[("accept", accept), packed])
        [scope] = answer.handed_on
        assert ((b"accept-encoding", b"gzip, br") in scope["headers"]) == kept
    asked = ask(EarlyScripts, kind="websocket", headers=[("accept", "text/html"), packed])
    assert len(asked.handed_on[0]["headers"]) == 2


def test_what_is_packed_all_the_same_passes_as_it_is(ask):
    async def answering(_scope, _receive, send):
        headers = [(b"content-type", HTML.encode()), (b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"<head></head>"})

    assert ask(EarlyScripts, inner=answering).body == "<head></head>"
