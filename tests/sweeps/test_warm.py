import json
import os
import resource
import signal
import socket
import sys
import threading

import psutil
import pytest

from ltcore.sweeps import Workers, child, enqueue, run_queue, warm
from ltcore.sweeps.cores import Share
from ltcore.sweeps.crew import Crew
from ltcore.sweeps.failures import MOST_TEMPLATES
from ltcore.sweeps.template import threads
from ltcore.sweeps.warm import Template


@pytest.fixture
def kind() -> str:
    return "warm"


@pytest.fixture(autouse=True)
def nothing_is_left():
    """Every template that a test starts ends with it."""
    yield
    left = psutil.Process().children(recursive=True)
    assert [each.cmdline() for each in left if "template.py" in " ".join(each.cmdline())] == []


def parents(store) -> list[int]:
    path = store.root / "parents.txt"
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def worker_of(store, run_id) -> int:
    return int(store.load(run_id).folder.read_status().pid)


def test_all_runs_of_a_queue_are_children_of_one_template(store, configs, worker):
    ids = enqueue(store, configs)
    assert run_queue(store, workers=worker("quick"), jobs=3) == dict.fromkeys(ids, "finished")
    (template,) = set(parents(store))
    assert template != os.getpid()
    assert not psutil.pid_exists(template)


@pytest.fixture
def many_open_files():
    """More than 1024 descriptors are taken, as in a server with many readers."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] < 2048:
        pytest.skip(f"this system allows {before[1]} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], 2048), before[1]))
    taken = [os.open(os.devnull, os.O_RDONLY)]
    while taken[-1] < 1100:
        taken.append(os.dup(taken[0]))
    yield
    for descriptor in taken:
        os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("many_open_files")
def test_a_process_with_many_open_files_has_warm_workers(store, configs, worker):
    ids = enqueue(store, configs)
    assert run_queue(store, workers=worker("quick")) == dict.fromkeys(ids, "finished")
    assert len(set(parents(store))) == 1


def in_the_meantime(what):
    thread = threading.Thread(target=what)
    thread.start()
    return thread


def test_a_template_that_is_killed_costs_no_run(store, configs, worker, wait_for):
    ids = enqueue(store, configs)

    def kill():
        wait_for(lambda: parents(store))
        os.kill(parents(store)[0], signal.SIGKILL)

    thread = in_the_meantime(kill)
    assert run_queue(store, workers=worker("slow")) == dict.fromkeys(ids, "finished")
    thread.join()
    first, second, third = parents(store)
    assert first != second == third


def test_a_worker_that_dies_after_its_template_is_a_failed_run(store, configs, worker, wait_for):
    (run_id,) = enqueue(store, configs[:1])

    def kill():
        wait_for(lambda: worker_of(store, run_id))
        for pid in (parents(store)[0], worker_of(store, run_id)):
            os.kill(pid, signal.SIGKILL)

    thread = in_the_meantime(kill)
    assert run_queue(store, workers=worker("obeys")) == {run_id: "failed"}
    thread.join()
    assert "were killed" in store.load(run_id).folder.read_status().message


GONE_AT_ONCE = """
import json, os, socket, subprocess, sys
owner = socket.socket(fileno=os.dup(0))
owner.send(json.dumps({"ready": True}).encode())
owner.recv(2**18)
child = subprocess.Popen([sys.executable, "-c", ""])
child.wait()
owner.send(json.dumps({"forked": child.pid}).encode())
"""
"""Tells the number of a child, and neither is there any more."""
KILLED_BEFORE_A_WORD = """
import os, runpy, signal, sys
from ltcore.sweeps import template
send = template._send
def killed(asker, **message):
    if "forked" in message:
        os.kill(os.getpid(), signal.SIGKILL)
    return send(asker, **message)
template._send = killed
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Forks a child, and is killed before it can say so."""


def test_a_child_that_is_lost_with_its_template_at_once_is_started_anew(store, configs, own):
    assert fallen_back(
        store, enqueue(store, configs), Workers(own, (sys.executable, "-c", GONE_AT_ONCE))
    )


def test_a_child_that_nobody_knows_of_does_nothing(store, configs, worker, own):
    _, *script = worker("quick").template_command
    template = (sys.executable, "-c", KILLED_BEFORE_A_WORD, *script)
    assert fallen_back(store, enqueue(store, configs), Workers(own, template))
    assert len(parents(store)) == len(configs)


def test_a_frozen_template_is_given_up(store, configs, worker, wait_for, monkeypatch):
    monkeypatch.setattr(child, "REPORT_SECONDS", 0.2)
    (run_id,) = enqueue(store, configs[:1])

    def freeze():
        wait_for(lambda: worker_of(store, run_id))
        os.kill(parents(store)[0], signal.SIGSTOP)

    thread = in_the_meantime(freeze)
    assert run_queue(store, workers=worker("slow")) == {run_id: "finished"}
    thread.join()


def test_code_that_changes_on_disk_gets_a_new_template(store, configs, worker, monkeypatch):
    stamps = iter(["old", "old"])
    monkeypatch.setattr(warm, "process_stamp", lambda: next(stamps, "new"))
    ids = enqueue(store, configs)
    assert run_queue(store, workers=worker("quick")) == dict.fromkeys(ids, "finished")
    assert len(set(parents(store))) == 2


def fallen_back(store, ids, workers) -> bool:
    assert run_queue(store, workers=workers) == dict.fromkeys(ids, "finished")
    return set(parents(store)) == {os.getpid()}


@pytest.fixture
def own(tmp_path, worker):
    """The command of a worker that is started for its run."""
    worker("quick")
    return (sys.executable, str(tmp_path / "worker.py"), "quick")


def test_a_template_with_threads_forks_nothing(store, configs, worker, own):
    template = (*worker("quick").template_command, "threaded")
    assert fallen_back(store, enqueue(store, configs[:1]), Workers(own, template))


@pytest.mark.parametrize("template", [("false",), ("/no/such/program",)])
def test_without_a_template_every_run_gets_a_process(store, configs, own, template):
    assert fallen_back(store, enqueue(store, configs[:2]), Workers(own, template))


@pytest.mark.parametrize("said", ["0", "0.0"])
def test_warm_workers_can_be_switched_off(store, configs, worker, own, monkeypatch, said):
    monkeypatch.setenv("LTLAB_WARM", said)
    template = worker("quick").template_command
    assert fallen_back(store, enqueue(store, configs[:1]), Workers(own, template))


def test_a_template_without_work_ends_by_itself(worker, wait_for):
    template = Template.start((*worker("quick").template_command, "--idle", "0.05"))
    assert template.process is not None
    wait_for(lambda: not template.is_alive)
    assert template.process.wait(20) == 0
    template.close()


@pytest.fixture
def started(monkeypatch):
    """Every template that is started."""
    found = []
    start = Template.start

    def noted(command, **how):
        found.append(start(command, **how))
        return found[-1]

    monkeypatch.setattr(Template, "start", noted)
    return found


def test_templates_that_ended_for_want_of_work_have_not_failed(
    configs, worker, own, started, wait_for, caplog
):
    template = (*worker("quick").template_command, "--idle", "0.2")
    crew = Crew(Workers(own, template), threads=None)
    for _ in range(MOST_TEMPLATES + 1):
        wait_for(lambda: crew.starts(configs[0], Share()) is not None)
        wait_for(lambda: not started[-1].is_alive)
    crew.close()
    assert len(started) > MOST_TEMPLATES
    assert all(each.has_retired for each in started)
    assert caplog.text == ""


def test_the_log_says_when_no_template_is_started_again(configs, own, started, wait_for, caplog):
    crew = Crew(Workers(own, ("false",)), threads=None)
    for _ in range(MOST_TEMPLATES + 2):
        wait_for(lambda: crew.starts(configs[0], Share()) is not None or not started[-1].is_alive)
    crew.close()
    assert len(started) == MOST_TEMPLATES
    (record,) = caplog.records
    assert "Warm processes failed 2 times" in record.getMessage()
    assert "every run gets a new process" in record.getMessage()


def test_the_last_word_of_a_template_is_heard_where_it_left_a_question_unread():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    template = Template(ours, threads=None, stamp="")
    template.stay()
    theirs.send(json.dumps({"retired": True}).encode())
    theirs.close()
    template.stay()
    assert (template.is_lost, template.has_retired) == (True, True)
    template.close()


def test_threads_of_libraries_are_counted():
    before = threads()
    release = threading.Event()
    thread = threading.Thread(target=release.wait)
    thread.start()
    assert threads() == before + 1
    release.set()
    thread.join()
