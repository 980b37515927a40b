"""Processes of lessons: one for each lesson and purpose, watched by whoever asks, gone when they are stopped."""

import socket
import time

import psutil
import pytest

from ltcore.lessons import LessonError, background
from ltcore.lessons.background import BEGUN, LOG, Background, free_port, served_addresses
from ltcore.runs.detached import start_detached
from tests.dashboard.lessons.conftest import LESSON

PATIENCE = 120


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path / "store"))
    path = tmp_path / "small.toml"
    path.write_text(LESSON, "utf-8")
    return path


@pytest.fixture
def job(file):
    """Return a job that is stopped after the test."""
    made = []

    def of(kind):
        made.append(Background(kind, file))
        return made[-1]

    yield of
    for one in made:
        one.stop()


def until(is_so):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def asked(port, path):
    """Ask a server of this machine, without looking its name up."""
    with socket.socket() as to, to.makefile("rb") as answer:
        to.connect(("127.0.0.1", port))
        to.sendall(b"GET %b HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n" % path)
        return answer.read()


@pytest.fixture
def no_process(monkeypatch):
    """Have an idle process started in the place of each; return the commands."""
    commands = []

    def idle(command, log):
        commands.append(list(command))
        return start_detached(["sleep", "60"], log)

    monkeypatch.setattr(background, "start_detached", idle)
    return commands


def test_a_lesson_is_served_once_however_often_it_is_asked_for(job, file):
    service = job("serve")
    assert service.progress().begun is None
    service.start()
    begun = service.progress().begun
    until(lambda: service.is_served(begun))
    Background("serve", file).start()
    assert service.progress().begun == begun
    assert b'"name":"small"' in asked(begun.port, b"/lesson.json")
    assert served_addresses() == [f"http://127.0.0.1:{begun.port}/"]
    service.stop()
    assert served_addresses() == []
    assert not psutil.pid_exists(begun.pid) or not service.progress().is_alive
    assert not service.is_served(begun)
    assert service.progress().begun is None


def test_a_check_tells_each_scene_and_what_is_wrong(job, file):
    file.write_text(LESSON.replace("margins?margin_picture=room", "nowhere"), "utf-8")
    check = job("check")
    check.start()
    until(lambda: not check.progress().is_alive)
    now = check.progress()
    assert (now.is_finished, now.scene, now.scenes) == (True, 3, 3)
    [problem] = now.problems
    assert problem.startswith("scene 2, view: there is no page 'nowhere'")


def test_an_export_is_there_once_it_has_finished(job):
    export = job("export")
    export.start()
    until(lambda: not export.progress().is_alive)
    assert export.progress().is_finished
    assert export.out.read_text("utf-8").startswith("<!doctype html>")


def test_phones_have_a_port_of_their_own(job, no_process):
    service = job("serve")
    service.start(hall=True)
    [command] = no_process
    assert command[command.index("--hall-host") + 1] == "0.0.0.0"
    assert command[command.index("--port") + 1] != command[command.index("--hall-port") + 1]
    assert service.progress().begun.hall
    assert service.progress().is_alive


def test_what_has_ended_early_or_is_damaged_is_no_process(job, no_process):
    check = job("check")
    check.start()
    log = check.folder / LOG
    log.write_text('{"scene": 1, "scenes": 4}\n{"scene": 2, "sce\nKilled by somebody\n', "utf-8")
    now = check.progress()
    assert (now.scene, now.scenes, now.said) == (1, 4, "Killed by somebody")
    assert now.seconds_left == pytest.approx(3 * (time.time() - now.begun.started), abs=1)
    psutil.Process(now.begun.pid).kill()
    until(lambda: not check.progress().is_alive)
    assert not check.progress().is_finished
    begun = check.folder / BEGUN
    begun.write_text(begun.read_text("utf-8").replace('"pid":', '"pid": "x",'), "utf-8")
    assert check.progress().begun is None
    check.start()
    assert check.progress().is_alive


def test_a_number_that_was_given_to_another_process_is_left_alone(job, no_process):
    check = job("check")
    check.start()
    begun = check.progress().begun
    changed = begun.model_copy(update={"started": begun.started - 1000})
    (check.folder / BEGUN).write_text(changed.model_dump_json(), "utf-8")
    check.stop()
    assert psutil.Process(begun.pid).status() != psutil.STATUS_ZOMBIE
    psutil.Process(begun.pid).kill()


def test_a_process_that_cannot_be_recorded_is_ended(job, monkeypatch):
    """Nobody could find it again, to stop it."""
    started = []

    def idle(_command, log):
        started.append(start_detached(["sleep", "60"], log))
        return started[-1]

    monkeypatch.setattr(background, "start_detached", idle)

    def full(_path, _content):
        raise OSError("no space left")

    monkeypatch.setattr(background, "atomic_write_bytes", full)
    with pytest.raises(OSError, match="no space left"):
        job("serve").start()
    [process] = started
    assert process.wait(PATIENCE) == -9
    assert served_addresses() == []


def test_machines_that_share_a_store_keep_records_apart(job, no_process, monkeypatch):
    here = job("serve")
    here.start()
    begun = here.progress().begun
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(socket, "gethostname", lambda: "another")
        assert here.progress().begun is None
        assert served_addresses() == []
    assert here.progress().begun == begun
    assert served_addresses() == [f"http://127.0.0.1:{begun.port}/"]


def test_a_file_that_cannot_be_read_starts_nothing(job, file, no_process):
    file.write_bytes(b"\xff")
    with pytest.raises(LessonError):
        job("check").start()
    assert no_process == []


def test_a_wanted_port_is_taken_where_it_is_free():
    port = free_port("127.0.0.1")
    assert free_port("127.0.0.1", port) == port
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        here = taken.getsockname()[1]
        assert free_port("127.0.0.1", here) != here
