import os

import psutil
import pytest

from ltcore.config import RunConfig
from ltcore.sweeps import cores
from ltcore.sweeps.cores import Share, available_cores, places, share_of, threads_of_small_runs


def config(device: str = "cpu", model: str = "convnet", threads: int = 0) -> RunConfig:
    tables = {"train": {"device": device, "threads": threads}, "model": {"name": model}}
    return RunConfig.model_validate(tables)


@pytest.fixture(autouse=True)
def no_named_threads(monkeypatch, tmp_path):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(cores, "DEVICES", (tmp_path / "driver",))
    monkeypatch.setattr(cores, "CGROUP", tmp_path)


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


@pytest.mark.parametrize(
    ("files", "granted"),
    [
        ({"cpu.max": "150000 100000\n"}, 1),
        ({"cpu.max": "300000 100000\n"}, 3),
        ({"cpu.max": "max 100000\n"}, 8),
        ({"cpu/cpu.cfs_quota_us": "200000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 2),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, 8),
        ({}, 8),
    ],
)
def test_a_container_may_grant_fewer_cores(tmp_path, monkeypatch, files, granted):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    assert available_cores() == granted


def test_every_run_should_find_a_gib(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    memory = psutil.virtual_memory()
    for available, fit in ((2**40, 8), (3 * 2**30, 3), (2**20, 1)):
        monkeypatch.setattr(
            psutil, "virtual_memory", lambda a=available: memory._replace(available=a)
        )
        assert places() == fit
