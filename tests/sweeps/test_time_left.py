from dataclasses import replace

import pytest

from ltcore.sweeps import Timed, seconds_left

NOW = 1000.0


def ended(kind, started, seconds, **more):
    return Timed(kind=kind, state="ended", started=started, ended=started + seconds, **more)


def running(kind, started, **more):
    return Timed(kind=kind, state="running", started=started, **{"progress": 0.5, **more})


def waiting(kind, queued=900.0, **more):
    return Timed(kind=kind, state="waiting", queued=queued, **more)


def test_runs_that_wait_take_what_ended_ones_took_start_up_included():
    # 20 s each from the start of the process; 4 of the second run's are gone, and one more waits.
    runs = [ended("erm", 960, 20), running("erm", 996), waiting("erm")]
    assert seconds_left(runs, NOW) == 16 + 20


def test_waiting_runs_go_to_the_place_that_is_free_first():
    # Two places: free after 3 and 10 s. Then 20 s on the first (23), 20 s on the second (30), 20 on the first (43).
    at_work = [running("erm", 985, eta_s=3), running("erm", 990, eta_s=10)]
    done = [ended("erm", 950, 20), ended("erm", 955, 20)]
    runs = [*done, *at_work, *(waiting("erm", 900 + place) for place in range(3))]
    assert seconds_left(runs, NOW) == 43


def test_each_method_takes_its_own_time():
    done = [ended("erm", 950, 10), ended("crest", 960, 30)]
    assert seconds_left([*done, running("erm", 995, eta_s=5), waiting("crest")], NOW) == 5 + 30
    assert seconds_left([*done, running("erm", 995, eta_s=5), waiting("erm")], NOW) == 5 + 10
    # Of a method that none has ended of yet, the mean of the others is known.
    assert seconds_left([*done, running("erm", 995, eta_s=5), waiting("ldam")], NOW) == 5 + 20


def test_until_one_has_ended_those_in_training_say_how_long_one_takes():
    # 10 s behind it and 30 before it.
    runs = [running("erm", 990, progress=0.25, eta_s=30), waiting("erm")]
    assert seconds_left(runs, NOW) == 30 + 40


def test_before_anything_is_known_nothing_is_claimed():
    assert seconds_left([waiting("erm"), waiting("erm")], NOW) is None
    assert seconds_left([running("erm", 999), waiting("erm")], NOW) is None
    # After the first of 150 epochs, a run that has spent 3 s on its start-up counts 447 s to its end.
    at_first = running("erm", 996, progress=1 / 150, eta_s=447)
    assert seconds_left([at_first, waiting("erm")], NOW) is None
    assert seconds_left([ended("erm", 960, 20), at_first], NOW) == 16


def test_the_place_of_a_run_that_has_just_ended_still_counts():
    # Two were in training at once; between two runs one place stands empty for a moment.
    done = [ended("erm", 950, 40), ended("erm", 951, 48.5)]
    at_work = running("erm", 990, eta_s=30)
    runs = [*done, at_work, waiting("erm"), waiting("erm")]
    # 44.25 s each: one starts now, the other after 30 s.
    assert seconds_left(runs, NOW) == 30 + 44.25
    # What was in training at once before these were queued was another queue.
    long_ago = [replace(one, started=one.started - 500, ended=one.ended - 500) for one in done]
    assert seconds_left([*long_ago, at_work, waiting("erm"), waiting("erm")], NOW) == 30 + 2 * 44.25


@pytest.mark.parametrize("behind", [0.0, 19.0, 20.0, 500.0])
def test_it_never_counts_down_to_zero_while_runs_wait(behind):
    # The run in training is late: longer at work than any before it, or with nothing left by its own count.
    done = ended("erm", 100, 20)
    late = running("erm", NOW - behind)
    assert seconds_left([done, late, waiting("erm")], NOW) == max(20 - behind, 1) + 20
    assert seconds_left([done, replace(late, eta_s=0.0), waiting("erm")], NOW) == 1 + 20
    assert seconds_left([done, late], NOW) == max(20 - behind, 1)
    assert seconds_left([done], NOW) == 0


def test_a_run_that_was_stopped_half_way_has_half_of_it_before_it():
    runs = [ended("erm", 960, 20), running("erm", 998, eta_s=6), waiting("erm", progress=0.5)]
    assert seconds_left(runs, NOW) == 6 + 10


def test_a_resumed_run_says_nothing_of_how_long_one_takes():
    runs = [ended("erm", 960, 2, is_whole=False), ended("erm", 970, 20), waiting("erm")]
    assert seconds_left(runs, NOW) == 20


def test_runs_of_others_take_their_turn_and_are_not_waited_for():
    done = ended("erm", 960, 20)
    first = waiting("erm", 900, is_asked=False)
    assert seconds_left([done, first, waiting("erm", 901)], NOW) == 20 + 20
    assert seconds_left([done, replace(first, queued=902), waiting("erm", 901)], NOW) == 20


def test_what_started_before_clocks_were_kept_is_left_out():
    assert seconds_left([ended("erm", 0, 20), waiting("erm")], NOW) is None


def test_runs_of_one_program_share_a_place():
    # Four runs of one process, 100 s behind them and 60 before them; two programs of four wait, one run alone
    # after them. The only place is free after 60 s; each program takes 160 s, and so does the run alone.
    company = [running("erm", 900, eta_s=60, program=("erm", 900)) for _ in range(4)]
    next_ones = [
        waiting("erm", queued, program=setting)
        for setting, queued in (("a", 901), ("b", 902))
        for _ in range(4)
    ]
    assert seconds_left(company, NOW) == 60
    assert seconds_left([*company, *next_ones], NOW) == 60 + 160 + 160
    assert seconds_left([*company, *next_ones, waiting("erm", 903)], NOW) == 60 + 3 * 160
    # One of them has ended before the others: its process is still the same one.
    left = ended("erm", 900, 90, program=("erm", 900))
    assert seconds_left([left, *company, *next_ones], NOW) == 60 + 90 + 90
    # A second process beside it is a second place: 40 s, and then the second of the two that wait.
    beside = running("erm", 950, eta_s=40, program=("erm", 950))
    assert seconds_left([left, *company, beside, *next_ones], NOW) == 60 + 90


def test_the_place_of_a_company_that_has_ended_is_one():
    done = [ended("erm", 880, 100, program=("erm", 880)) for _ in range(8)]
    alone = [waiting("drw", 900 + place) for place in range(3)]
    assert seconds_left([*done, *alone], NOW) == 3 * 100
    assert seconds_left([*done, *(replace(run, program="drw") for run in alone)], NOW) == 100
    # Of those that one program trains, the last that is asked for is waited for.
    others = replace(alone[2], program="drw", is_asked=False, progress=0.0)
    asked = replace(alone[0], program="drw", progress=0.5)
    assert seconds_left([*done, asked, others], NOW) == 50
