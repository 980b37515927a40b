"""What reaches the hall from outside: phones that behave, and all that do not."""

import json

import pytest

from dashboard.lessons.hall import Hall, Question
from dashboard.lessons.hall_app import MOST_BYTES, hall_application
from dashboard.lessons.hall_door import HallDoor

NUMBER = Question(scene=1, kind="number", ask="How many <b>?", low=0, high=10)


@pytest.fixture
def hall():
    opened = Hall()
    opened.ask(NUMBER)
    return opened


@pytest.fixture
def send(hall, ask):
    """Send an answer to the hall; anything that JSON can write, or bytes as they are."""

    def sent(content, **how):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        path = f"/{hall.code}/answer"
        return ask(hall_application(hall), path, method="POST", body=body, **how)

    return sent


def test_a_phone_joins_is_asked_and_answers(hall, ask, send):
    app = hall_application(hall)
    page = ask(app, f"/{hall.code}")
    assert page.status == 200
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in page.headers["content-security-policy"]
    for part in ("phone.js", "phone.css"):
        assert f"{hall.code}/{part}" in page.body.decode()
        assert ask(app, f"/{hall.code}/{part}").status == 200
    phone = ask(app, f"/{hall.code}/join", method="POST").json()["phone"]
    asked = ask(app, f"/{hall.code}/state").json()
    assert (asked["ask"], asked["low"], asked["high"]) == ("How many <b>?", 0, 10)
    assert send({"phone": phone, "scene": 1, "values": [4]}).json() == {"taken": True}
    assert hall.spread()["values"] == [[4, 4, 4]]


@pytest.mark.parametrize(
    "path", ["/", "/hall.json", "/lesson.json", "/scenes/0.json", "/aaaaa/state"]
)
def test_nothing_lies_beside_the_code(hall, ask, path):
    assert ask(hall_application(hall), path).status == 404


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 2000, 400),
        (b"\xff\xfe", 400),
        (b"[1, 2]", 400),
        (b'"<script>"', 400),
        (b" " * (MOST_BYTES + 1), 413),
        ({"phone": "nobody", "scene": 1, "values": [4]}, 403),
        ({}, 403),
    ],
)
def test_what_cannot_be_an_answer_is_refused_in_words(send, content, status):
    refused = send(content)
    assert refused.status == status
    assert refused.json()["error"]
    assert "<script>" not in refused.json()["error"]


def test_a_late_answer_is_told_that_it_is_late(hall, ask, send):
    phone = ask(hall_application(hall), f"/{hall.code}/join", method="POST").json()["phone"]
    hall.close()
    late = send({"phone": phone, "scene": 1, "values": [4]})
    assert (late.status, late.json()["error"]) == (409, "this question is closed")


def test_the_address_follows_the_network_of_this_machine(hall, monkeypatch):
    door = HallDoor(hall=hall, host="0.0.0.0", port=8503)
    for network in ("10.0.0.5", "192.168.7.9"):
        monkeypatch.setattr("dashboard.lessons.hall_door.way_out", lambda network=network: network)
        assert door.address == f"http://{network}:8503/{hall.code}"
        assert door.seen()["address"] == door.address
        assert door.code().startswith(b"<?xml")
    assert (
        HallDoor(hall=hall, host="127.0.0.1", port=1).address == f"http://127.0.0.1:1/{hall.code}"
    )
