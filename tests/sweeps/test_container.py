import pytest

from ltcore.sweeps import container
from ltcore.sweeps.container import NO_BYTES, NO_CORES, granted_bytes, granted_cores

GIB = 2**30


@pytest.fixture(autouse=True)
def groups(monkeypatch, tmp_path):
    """Return a function that writes the files of the control groups of this process."""
    monkeypatch.setattr(container, "CGROUP", tmp_path / "cgroup")
    monkeypatch.setattr(container, "OWN", tmp_path / "own")

    def write(own: str = "", **files) -> None:
        (tmp_path / "own").write_text(own)
        for name, text in files["files"].items():
            path = tmp_path / "cgroup" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{text}\n")

    return write


@pytest.mark.parametrize(
    ("files", "granted"),
    [
        ({"cpu.max": "50000 100000"}, 1),
        ({"cpu.max": "150000 100000"}, 1),
        ({"cpu.max": "300000 100000"}, 3),
        ({"cpu.max": "max 100000"}, NO_CORES),
        ({"cpu/cpu.cfs_quota_us": "200000", "cpu/cpu.cfs_period_us": "100000"}, 2),
        ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, NO_CORES),
        ({}, NO_CORES),
    ],
)
def test_cores(groups, files, granted):
    groups(files=files)
    assert granted_cores() == granted


@pytest.mark.parametrize(
    ("files", "granted"),
    [
        ({"memory.max": 4 * GIB}, 4 * GIB),
        ({"memory.max": 4 * GIB, "memory.current": GIB}, 3 * GIB),
        (
            {
                "memory.max": 4 * GIB,
                "memory.current": 3 * GIB,
                "memory.stat": f"anon 5\ninactive_file {2 * GIB}",
            },
            3 * GIB,
        ),
        ({"memory.max": GIB, "memory.current": 2 * GIB}, 0),
        ({"memory.max": "max", "memory.current": GIB}, NO_BYTES),
        ({"memory/memory.limit_in_bytes": 2 * GIB, "memory/memory.usage_in_bytes": GIB}, GIB),
        ({"memory/memory.limit_in_bytes": 2**63 - 4096}, NO_BYTES),
        ({}, NO_BYTES),
    ],
)
def test_memory(groups, files, granted):
    groups(files=files)
    assert granted_bytes() == granted


def test_the_smallest_limit_on_the_way_to_the_group_of_this_process_holds(groups):
    own = "4:memory:/batch/job\n3:cpu,cpuacct:/batch\n0::/slice/scope\n"
    groups(
        own,
        files={
            "memory/batch/memory.limit_in_bytes": 8 * GIB,
            "memory/batch/job/memory.limit_in_bytes": 9 * GIB,
            "slice/scope/memory.max": "max",
            "slice/memory.max": 10 * GIB,
            "cpu/batch/cpu.cfs_quota_us": "400000",
            "cpu/batch/cpu.cfs_period_us": "100000",
            "slice/scope/cpu.max": "300000 100000",
        },
    )
    assert (granted_bytes(), granted_cores()) == (8 * GIB, 3)


def test_a_group_outside_what_can_be_seen_is_left_out(groups):
    groups("0::/../other\n", files={"memory.max": GIB, "../other/memory.max": 5})
    assert granted_bytes() == GIB
