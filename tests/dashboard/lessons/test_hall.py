"""The hall: what is taken, what is refused, and what is kept of it."""

import statistics

import pytest

from dashboard.lessons.hall import (
    MOST_IN_A_WINDOW,
    MOST_PHONES,
    WINDOW,
    Hall,
    Question,
    RefusedAnswerError,
    question,
    told,
)

BARS = Question(scene=2, kind="bars", ask="?", names=("a", "b"), places=(0, 1), low=0, high=1)
PICTURES = Question(scene=3, kind="choice", ask="Which?")


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def hall(clock):
    opened = Hall(clock)
    opened.ask(BARS)
    return opened


def test_the_spread_is_that_of_the_answers(hall):
    for value in (0.1, 0.2, 0.3, 0.4, 0.9):
        hall.answer(hall.join(), 2, [value, 1 - value])
    spread = hall.spread()
    assert spread["answers"] == 5
    assert spread["places"] == [0, 1]
    assert spread["values"][0] == pytest.approx([0.2, 0.3, 0.4])
    middle = statistics.median([0.9, 0.8, 0.7, 0.6, 0.1])
    assert spread["values"][1][1] == pytest.approx(middle)


def test_a_later_answer_replaces_the_first(hall):
    phone = hall.join()
    hall.answer(phone, 2, [0, 0])
    hall.answer(phone, 2, [1, 1])
    assert hall.spread()["answers"] == 1
    assert hall.spread()["values"] == [[1, 1, 1], [1, 1, 1]]


def test_pictures_are_counted(hall):
    hall.ask(PICTURES)
    for letter in (0, 2, 2):
        hall.answer(hall.join(), 3, [letter])
    assert hall.spread() == {"scene": 3, "answers": 3, "places": [], "values": [1, 0, 2]}


def test_answers_stay_after_the_close_and_go_with_the_next_question(hall):
    hall.answer(hall.join(), 2, [0.5, 0.5])
    hall.close()
    assert hall.spread()["answers"] == 1
    with pytest.raises(RefusedAnswerError, match="closed"):
        hall.answer(hall.join(), 2, [0.5, 0.5])
    hall.ask(BARS)  # back to it: the lecturer went a scene back
    assert hall.spread()["answers"] == 1
    hall.ask(PICTURES)
    assert hall.spread()["answers"] == 0


@pytest.mark.parametrize(
    "values",
    [
        None,
        "<script>alert(1)</script>",
        [0.5],
        [0.5, 0.5, 0.5],
        [0.5, "<b>0.5</b>"],
        [0.5, True],
        [0.5, None],
        [0.5, 1.1],
        [0.5, -0.1],
        [0.5, float("nan")],
        [0.5, float("inf")],
        [0.5, 10**400],
        [0.5, [0.5]],
        {"0": 0.5},
    ],
)
def test_what_is_no_answer_is_refused_and_says_what_would_be(hall, values):
    with pytest.raises(RefusedAnswerError, match="a list of 2 numbers from 0 to 1"):
        hall.answer(hall.join(), 2, values)
    assert hall.spread()["answers"] == 0


@pytest.mark.parametrize("letter", [3, -1, 0.5])
def test_there_are_three_pictures(hall, letter):
    hall.ask(PICTURES)
    with pytest.raises(RefusedAnswerError, match="from 0 to 2"):
        hall.answer(hall.join(), 3, [letter])


@pytest.mark.parametrize("phone", ["", "somebody", None, 7, ["a"]])
def test_a_phone_that_has_not_joined_is_refused(hall, phone):
    with pytest.raises(RefusedAnswerError, match="has not joined") as refused:
        hall.answer(phone, 2, [0, 0])
    assert refused.value.status == 403


def test_ten_thousand_answers_of_one_phone_are_one_and_take_no_room(hall, clock):
    phone, refused = hall.join(), []
    for _ in range(10_000):
        clock.seconds += 0.01
        try:
            hall.answer(phone, 2, [0.5, 0.5])
        except RefusedAnswerError as error:
            refused.append(error.status)
    assert len(refused) >= 10_000 - MOST_IN_A_WINDOW * (100 / WINDOW + 1)
    assert set(refused) == {429}
    assert hall.spread()["answers"] == 1
    assert len(hall._phones[phone].answered) <= MOST_IN_A_WINDOW


def test_a_full_hall_forgets_the_silent_and_then_says_so(hall):
    phones = [hall.join() for _ in range(MOST_PHONES)]
    hall.answer(phones[0], 2, [0, 0])
    late = hall.join()
    assert hall.phones == MOST_PHONES
    for phone in [*phones[2:], late]:
        hall.answer(phone, 2, [0, 0])
    with pytest.raises(RefusedAnswerError, match="has not joined"):
        hall.answer(phones[1], 2, [0, 0])
    with pytest.raises(RefusedAnswerError, match="2,000 phones answer") as refused:
        hall.join()
    assert refused.value.status == 503


def test_codes_and_phones_differ():
    assert len({Hall().code for _ in range(200)}) > 195
    hall = Hall()
    assert len({hall.join() for _ in range(200)}) == 200


def test_a_phone_is_never_told_the_truth():
    truth = {
        "places": list(range(11)),
        "names": [f"c{place} (5)" for place in range(11)],
        "across": "Class (training examples in brackets)",
        "log": True,
        "values": [0.123456] * 11,
        "shares": True,
    }
    predict = {"ask": "?", "low": 0.0, "high": 1.0, "unit": "", "truth": truth}
    curve = question(4, {"predict": {"kind": "curve", **predict}})
    assert list(curve.places) == [0, 2, 5, 8, 10]
    bars = question(4, {"predict": {"kind": "bars", **predict}})
    assert list(bars.names) == [f"c{place} (5)" for place in range(11)]
    assert (told(bars)["log"], told(bars)["across"]) == (True, truth["across"])
    for asked in (curve, bars):
        assert "0.123456" not in str(told(asked))
    with pytest.raises(RefusedAnswerError, match="asks nothing"):
        question(0, {"predict": None})
    assert told(None) == {"scene": None}
