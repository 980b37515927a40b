import os
from types import SimpleNamespace

import psutil
import pytest

from ltcore.config import RunConfig
from ltcore.sweeps import container, cores
from ltcore.sweeps.cores import (
    Share,
    available_cores,
    has_room,
    places,
    share_of,
    threads_of_small_runs,
)


def config(device: str = "cpu", model: str = "convnet", threads: int = 0) -> RunConfig:
    tables = {"train": {"device": device, "threads": threads}, "model": {"name": model}}
    return RunConfig.model_validate(tables)


@pytest.fixture(autouse=True)
def no_named_threads(monkeypatch, tmp_path):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(cores, "DEVICES", (tmp_path / "driver",))
    monkeypatch.setattr(container, "CGROUP", tmp_path / "cgroup")
    monkeypatch.setattr(container, "OWN", tmp_path / "own")


def test_a_small_network_on_the_processor_gets_one_core():
    assert share_of(config(), 8) == share_of(config(device="auto"), 8) == Share(1, 1)
    assert share_of(config(model="resnet32"), 8) == Share(8, None)
    assert share_of(config(threads=3), 8) == Share(3, 3)
    assert share_of(config(threads=16), 8) == Share(8, 16)


def test_threads_that_the_environment_names_are_kept(monkeypatch):
    assert threads_of_small_runs() == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    assert share_of(config(), 8) == share_of(config(model="resnet32"), 8) == Share(2, 2)
    assert threads_of_small_runs() == 2


def test_what_may_find_an_accelerator_has_the_machine_to_itself(monkeypatch, tmp_path):
    (tmp_path / "driver").touch()
    assert share_of(config(device="auto"), 8) == Share(8, None)
    assert share_of(config(), 8) == Share(1, 1)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert share_of(config(device="auto"), 8) == Share(1, 1)


def test_a_container_may_grant_less_than_the_machine_has(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    free = psutil.virtual_memory()._replace(available=2**40)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
    assert places() == available_cores() == 8
    (tmp_path / "cgroup").mkdir()
    (tmp_path / "cgroup/memory.max").write_text(f"{3 * 2**30}\n")
    assert (places(), available_cores()) == (3, 8)
    (tmp_path / "cgroup/cpu.max").write_text("200000 100000\n")
    assert places() == available_cores() == 2


def test_every_run_should_find_a_gib(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    memory = psutil.virtual_memory()
    for available, fit in ((2**40, 8), (3 * 2**30, 3), (2**20, 1)):
        monkeypatch.setattr(
            psutil, "virtual_memory", lambda a=available: memory._replace(available=a)
        )
        assert places() == fit


def test_a_run_beside_others_finds_what_they_will_not_take(monkeypatch):
    taken = {1: 2**30, 2: 2**29}

    def process(pid):
        if pid not in taken:
            raise psutil.NoSuchProcess(pid)
        return SimpleNamespace(memory_info=lambda: SimpleNamespace(rss=taken[pid]))

    monkeypatch.setattr(psutil, "Process", process)
    monkeypatch.setattr(cores, "available_memory", lambda: 3 * 2**29)
    assert has_room([])
    assert has_room([1, 2, 3])
    monkeypatch.setattr(cores, "available_memory", lambda: 3 * 2**29 - 1)
    assert has_room([1])
    assert not has_room([1, 2])
