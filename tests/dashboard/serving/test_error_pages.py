import logging
import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.serving.error_pages import ErrorPages

SECRET = "/home/somebody/lab/runs"


def log_id_of(text):
    (log_id,) = re.findall(r"Log id ([0-9a-f]{8})\b", text)
    return log_id


async def fail(scope, receive, send):
    raise RuntimeError(SECRET)


async def fail_late(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError(SECRET)


def test_a_failure_is_a_page_without_its_reason_and_a_line_of_the_log_with_it(ask, caplog):
    answer = ask(ErrorPages, "/train", inner=fail)
    assert answer.status == 500
    assert SECRET not in answer.body
    (record,) = caplog.records
    assert log_id_of(answer.body) in record.getMessage()
    assert record.levelno == logging.ERROR
    assert SECRET in str(record.exc_info[1])


def test_a_failure_of_a_websocket_closes_it(ask, caplog):
    assert ask(ErrorPages, kind="websocket", inner=fail).closed_with == 1008
    assert "Log id" in caplog.text


def test_a_failure_in_the_middle_of_an_answer_is_the_servers(ask):
    with pytest.raises(RuntimeError):
        ask(ErrorPages, inner=fail_late)


@pytest.mark.parametrize("kind", ["text/plain; charset=utf-8", ""])
def test_a_plain_error_of_streamlit_gets_its_id(ask, plain_answer, caplog, kind):
    answer = ask(ErrorPages, "/..", inner=plain_answer(400, "Bad Request", kind))
    assert answer.status == 400
    assert answer.body.startswith("Bad Request\n")
    assert answer.headers["content-length"] == str(len(answer.body))
    assert log_id_of(answer.body) in caplog.text


@pytest.mark.parametrize(
    ("status", "kind", "path", "method"),
    [
        (200, "text/plain", "/x", "GET"),
        (404, "application/json", "/x", "GET"),
        (404, "text/plain", "/train/_stcore/health", "GET"),
        (404, "text/plain", "/x", "HEAD"),
    ],
)
def test_what_no_reader_sees_stays_as_it_is(ask, plain_answer, caplog, status, kind, path, method):
    answer = ask(ErrorPages, path, method=method, inner=plain_answer(status, "text", kind))
    assert (answer.status, answer.body) == (status, "text")
    assert caplog.records == []


def test_a_long_answer_is_passed_on_piece_by_piece(ask, caplog):
    async def answer_in_pieces(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"one ", "more_body": True})
        await send({"type": "http.response.body", "body": b"two"})

    assert ask(ErrorPages, inner=answer_in_pieces).body == "one two"
    assert caplog.records == []


def test_two_errors_have_two_ids(ask):
    first, second = (ask(ErrorPages, inner=fail).body for _ in range(2))
    assert log_id_of(first) != log_id_of(second)


def test_a_page_that_fails_tells_its_id_and_not_its_reason(caplog):
    def page():
        from dashboard.serving.error_pages import script_failed

        assert script_failed(RuntimeError("/home/somebody/lab/runs"))

    at = AppTest.from_function(page).run()
    (shown,) = at.error
    assert SECRET not in shown.value
    (record,) = [record for record in caplog.records if record.name.startswith("dashboard")]
    assert log_id_of(shown.value) in record.getMessage()
    assert SECRET in str(record.exc_info[1])
