import os
import signal
import threading

import pytest
import torch

from ltcore.engine.reporter import Progress
from ltcore.engine.trainer import Trainer
from ltcore.engine.worker import work
from ltcore.runs import AlreadyRunningError, DamagedRunError, run_lock


@pytest.fixture
def at_step(monkeypatch):
    """Do something right after a step."""

    def arrange(number, do):
        step = Trainer._step

        def stepping(self, state, current, batch):
            step(self, state, current, batch)
            if current == number:
                do()

        monkeypatch.setattr(Trainer, "_step", stepping)

    return arrange


def test_a_run_from_beginning_to_end(lab):
    folder = lab.folder(lab.config(epochs=1), "run")
    told: list[Progress] = []
    assert work(folder, store=lab.store, on_progress=told.append) == "finished"
    status = folder.read_status()
    assert (status.state, status.message, status.progress, status.attempt) == ("finished", "", 1, 1)
    assert status.eta_s is None
    assert told[-1].progress == 1
    assert (told[-1].stage, told[-1].epoch, told[-1].epochs) == ("train", 1, 1)
    assert not list(folder.path.rglob("*.tmp"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_run_as_cancelled_after_a_checkpoint(
    lab, same_bits, at_step, monkeypatch, number
):
    handlers = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)]
    monkeypatch.setattr("ltcore.engine.trainer.HEARTBEAT_SECONDS", 0.0)
    config = lab.config(checkpoint_seconds=1000)
    folder = lab.folder(config, "run")
    at_step(4, lambda: os.kill(os.getpid(), number))
    assert lab.work(folder) == "cancelled"
    assert folder.read_status().state == "cancelled"
    assert "resume continues from here" in folder.read_status().message
    names = sorted(path.stem for path in folder.path.glob("checkpoint/*.json"))
    assert names == ["00-000000000", "00-000000005"]
    assert [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)] == handlers
    monkeypatch.undo()
    assert lab.work(folder) == "finished"
    same_bits(lab.reference(config), folder)


def test_a_wish_to_stop_that_comes_with_the_last_step_comes_too_late(lab, at_step, monkeypatch):
    monkeypatch.setattr("ltcore.engine.trainer.HEARTBEAT_SECONDS", 0.0)
    config = lab.config(epochs=1)
    last = lab.reference(config).read_metrics()["step"].max() - 1
    folder = lab.folder(config, "run")
    at_step(last, folder.request_cancel)
    assert lab.work(folder) == "finished"
    assert not folder.cancel_requested()


def test_a_wish_to_stop_that_comes_before_the_start_is_granted_once(lab):
    folder = lab.folder(lab.config(epochs=1), "run")
    folder.request_cancel()
    assert lab.work(folder) == "cancelled"
    assert folder.read_status().state == "cancelled"
    assert folder.read_status().attempt == 0
    assert lab.work(folder) == "finished"


def test_outside_the_main_thread_a_run_takes_no_signals(lab):
    folder = lab.folder(lab.config(epochs=1), "run")
    ends = []
    thread = threading.Thread(target=lambda: ends.append(lab.work(folder)))
    thread.start()
    thread.join(60)
    assert ends == ["finished"]


def test_a_run_leaves_the_process_as_it_was(lab):
    before = torch.get_num_threads()
    torch.set_num_threads(before + 1)
    state = torch.get_rng_state()
    lab.straight(lab.config(epochs=1))
    assert torch.get_num_threads() == before + 1
    assert torch.get_rng_state().equal(state)
    torch.set_num_threads(before)


def test_the_state_of_the_process_changes_no_result(lab, same_bits):
    config = lab.config(epochs=1)
    torch.rand(17)
    before = torch.get_num_threads()
    torch.set_num_threads(before + 1)
    folder = lab.straight(config)
    torch.set_num_threads(before)
    same_bits(lab.reference(config), folder)


def test_a_bug_is_written_down_and_raised(lab, at_step):
    def bug():
        raise RuntimeError("a shape is wrong")

    folder = lab.folder(lab.config(), "run")
    at_step(2, bug)
    with pytest.raises(RuntimeError, match="a shape is wrong"):
        lab.work(folder)
    status = folder.read_status()
    assert status.state == "failed"
    assert "RuntimeError: a shape is wrong" in status.message
    assert "log.txt has the details" in status.message
    assert "Traceback" in folder.read_log()


def test_a_run_that_somebody_works_on_is_left_alone(lab):
    folder = lab.folder(lab.config(), "run")
    with run_lock(folder.path), pytest.raises(AlreadyRunningError):
        lab.work(folder)
    assert folder.read_status().attempt == 0


def test_a_device_that_is_not_there_fails_the_run(lab, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    folder = lab.folder(lab.config(device="cuda"), "run")
    assert lab.work(folder) == "failed"
    assert "device cuda: not found on this machine; available: cpu" in folder.read_status().message


def test_settings_that_are_damaged_fail_the_run(lab):
    folder = lab.folder(lab.config(), "run")
    (folder.path / "config.json").write_text('{"schema": 1, "config": {"model": {"width": -3}}}')
    assert lab.work(folder) == "failed"
    assert "config.json: model.width" in folder.read_status().message


def test_a_status_that_is_damaged_is_not_written_over(lab):
    folder = lab.folder(lab.config(), "run")
    (folder.path / "status.json").write_text("{")
    with pytest.raises(DamagedRunError, match=r"status.json is not valid JSON"):
        lab.work(folder)
    assert (folder.path / "status.json").read_text() == "{"


def test_leftovers_of_a_killed_worker_are_removed(lab):
    folder = lab.folder(lab.config(epochs=1), "run")
    (folder.path / ".status.json.0123456789ab.tmp").write_text("{")
    (folder.path / ".reserve.tmp").write_bytes(bytes(10))
    assert lab.work(folder) == "finished"
    assert not list(folder.path.glob(".*"))


def test_preparing_the_data_is_told_in_the_status(lab, tmp_path, monkeypatch):
    seen = []
    folder = lab.folder(lab.config(epochs=1), "run")
    write = type(folder).write_status

    def watching(self, status):
        seen.append((status.stage, status.message))
        write(self, status)

    monkeypatch.setattr(type(folder), "write_status", watching)
    assert work(folder, store=tmp_path / "fresh store") == "finished"
    told = [message for stage, message in seen if stage == "preparing data"]
    assert told
    assert told[0].endswith("%)")
    assert folder.read_status().stage == "train"


def test_a_request_to_stop_breaks_off_the_preparation_of_data(lab, monkeypatch):
    folder = lab.folder(lab.config(), "preparing")
    told = []

    def slow_build(config, *, store, progress):
        for share in (0.1, 0.2, 0.3):
            told.append(share)
            progress(share, "reading images")
            folder.request_cancel()
            monkeypatch.setattr("ltcore.engine.worker.time.monotonic", lambda: 1e9)
        raise AssertionError("it went on")

    monkeypatch.setattr("ltcore.engine.worker.datasets.build", slow_build)
    assert lab.work(folder) == "cancelled"
    assert told == [0.1, 0.2]
    assert folder.read_status().state == "cancelled"
    assert not folder.cancel_requested()
