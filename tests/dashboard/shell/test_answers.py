import pickle
import threading
from dataclasses import dataclass

import pandas as pd
import pytest

from dashboard.shell import answers
from dashboard.shell.answers import Answers
from ltcore.plots.base.theme import Look


@dataclass(frozen=True)
class Held:
    value: object


def ask_at_once(number, ask):
    """Call ``ask`` in threads that begin together; return what they got."""
    begin, got = threading.Barrier(number), []

    def one():
        begin.wait()
        try:
            got.append(ask())
        except ValueError as error:
            got.append(error)

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return got


def test_who_asks_at_once_waits_for_one_answer():
    kept, calls, slow = Answers(10_000), [], threading.Event()

    def make():
        calls.append(1)
        slow.wait(0.1)
        return "made"

    assert ask_at_once(12, lambda: kept.once("question", make)) == ["made"] * 12
    assert len(calls) == 1


def test_a_failure_is_nobodys_answer():
    kept, calls = Answers(10_000), []

    def make():
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("interrupted")
        return "made"

    got = ask_at_once(6, lambda: kept.once("question", make))
    assert sorted(map(str, got)) == ["interrupted", *["made"] * 5]
    assert kept.once("question", make) == "made"
    assert len(calls) == 2


def test_what_was_not_asked_for_longest_goes_first():
    size = len(pickle.dumps("x" * 100, pickle.HIGHEST_PROTOCOL))
    kept = Answers(3 * size)
    for name in "abc":
        kept.once(name, lambda: "x" * 100)
    assert kept.once("a", lambda: "anew") == "x" * 100
    kept.once("d", lambda: "x" * 100)
    assert len(kept) == 3
    assert kept.once("a", lambda: "anew") == "x" * 100
    assert kept.once("b", lambda: "anew") == "anew"


def test_an_answer_larger_than_all_room_is_given_and_not_kept():
    kept, calls, slow = Answers(50), [], threading.Event()
    kept.once("small", lambda: "x")

    def make():
        calls.append(1)
        slow.wait(0.1)
        return "x" * 100

    assert ask_at_once(6, lambda: kept.once("large", make)) == ["x" * 100] * 6
    assert len(calls) == 1
    assert len(kept) == 1
    assert kept.once("small", lambda: "anew") == "x"


def test_equal_values_of_another_type_are_another_question():
    values = (1, 1.0, True, 0, False, 0.0)
    assert [answers.made(str, value) for value in values] == list(map(str, values))
    for held in (lambda value: (value, "x"), Held, lambda value: Held((value,))):
        assert [answers.made(str, held(value)) for value in values] == [
            str(held(value)) for value in values
        ]


def test_a_table_that_changed_in_place_is_another_question():
    frame = pd.DataFrame({"recall": [0.5, 0.25], "name": ["cat", "lynx"]})
    for row, value in ((0, 0.75), (1, 0.0), (1, float("nan")), (0, 0.5)):
        frame.loc[row, "recall"] = value
        assert answers.of(pd.DataFrame.to_csv, frame) == frame.to_csv()


@pytest.mark.parametrize("look", [Look("dark"), Look("light", lecture=True), Look("dark", True)])
def test_another_look_is_another_question(look):
    assert answers.of(repr, look) == repr(look) != answers.of(repr, Look())


def test_equal_content_is_one_question_whichever_of_its_parts_are_one_object():
    # A cache of Streamlit gives a copy from the second time on, in which nothing is shared any more.
    name = "".join(["t", "ail"])
    shared, copied = [name, name], ["".join(["t", "ail"]), "".join(["ta", "il"])]
    assert pickle.dumps(shared) != pickle.dumps(copied)
    kept = []

    def said(given):
        kept.append(given)
        return len(kept)

    assert answers.of(said, shared) == answers.of(said, copied) == 1
    assert answers.of(said, [*shared, "head"]) == 2
