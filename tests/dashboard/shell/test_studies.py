import threading

import pytest

from dashboard.shell.studies import AT_ONCE, MOST_KEPT, UNFORESEEN, Studies, Study


def counted(until=3):
    for number in range(until):
        yield (number + 1) / until, number


def test_a_study_finds_its_results_and_finishes():
    study = Study(counted)
    study.wait(5)
    assert (study.state, study.progress, study.found) == ("finished", 1.0, (0, 1, 2))


def test_a_cancelled_study_keeps_what_it_found():
    first, go_on = threading.Event(), threading.Event()

    def steps():
        yield 0.5, "one"
        first.set()
        go_on.wait(5)
        yield 1.0, "two"

    study = Study(steps)
    assert first.wait(5)
    assert study.is_active
    assert study.found == ("one",)
    study.cancel()
    go_on.set()
    study.wait(5)
    assert (study.state, study.found) == ("cancelled", ("one",))


def test_a_failed_study_says_why():
    def steps():
        yield 0.1, 1
        raise ValueError("no positives were drawn")

    study = Study(steps)
    study.wait(5)
    assert study.state == "failed"
    assert "no positives were drawn" in study.message
    assert study.found == (1,)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_nobody_waits_for_a_study_that_broke():
    def steps():
        yield 0.1, 1
        raise KeyError("a setting that is not there")

    study = Study(steps)
    study.wait(5)
    assert (study.state, study.message) == ("failed", UNFORESEEN)
    assert study.found == (1,)


def test_who_asks_for_the_same_sees_the_same_study():
    studies = Studies()
    assert studies.get("a") is None
    first = studies.begin("a", counted)
    assert studies.begin("a", counted) is first
    first.wait(5)
    assert studies.begin("a", counted) is first


def test_only_some_compute_at_once_and_the_others_follow():
    studies, go_on = Studies(), threading.Event()
    begun = threading.Semaphore(0)

    def steps():
        begun.release()
        go_on.wait(5)
        yield 1.0, "found"

    all_of_them = [studies.begin(str(number), steps) for number in range(AT_ONCE + 1)]
    assert all(begun.acquire(timeout=5) for _ in range(AT_ONCE))
    assert not begun.acquire(timeout=0.05)
    assert all(one.is_active for one in all_of_them)
    go_on.set()
    for one in all_of_them:
        one.wait(5)
    assert [one.state for one in all_of_them] == ["finished"] * (AT_ONCE + 1)


@pytest.mark.parametrize("ending", ["cancelled", "failed"])
def test_what_did_not_finish_can_be_begun_again(ending):
    studies = Studies()
    first = studies.begin("a", counted)
    first.wait(5)
    first.state = ending
    assert studies.begin("a", counted) is not first


def test_only_the_latest_are_kept():
    studies = Studies()
    for number in range(MOST_KEPT + 5):
        studies.begin(str(number), counted).wait(5)
    studies.begin("last", counted).wait(5)
    assert studies.get("0") is None
    assert studies.get("last") is not None
