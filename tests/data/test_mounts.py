import os
import subprocess
from pathlib import Path

import pytest

from ltcore.data import mounts
from ltcore.data.mounts import is_network, kind_of, on_network

LIST = """\
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda rw
22 21 0:20 / /proc rw - proc proc rw
30 21 0:44 / /home rw shared:12 master:3 - nfs4 nas:/home rw,vers=4.2
31 30 8:2 / /home/anna/scratch rw - xfs /dev/sdb rw
32 21 0:50 / /mnt/two\\040words rw - fuse.sshfs host: rw
33 21 0:51 / /data rw - ext4 /dev/sdc rw
34 33 0:52 / /data rw - lustre mds:/data rw
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/runs", "ext4"),
        ("/home", "nfs4"),
        ("/home/anna/runs", "nfs4"),
        ("/homes/anna", "ext4"),
        ("/home/anna/scratch/runs", "xfs"),
        ("/mnt/two words/runs", "fuse.sshfs"),
        ("/data/runs", "lustre"),  # mounted over the other
    ],
)
def test_the_nearest_mount_counts(path, kind):
    assert kind_of(path, LIST) == kind
    assert kind_of(path, "") == ""


@pytest.mark.parametrize(
    ("kind", "network"),
    [
        *((kind, True) for kind in ("nfs", "smb3", "fuse.what-nobody-knows", "fuse")),
        *((kind, False) for kind in ("ext4", "tmpfs", "overlay", "fuseblk", "")),
    ],
)
def test_kinds(kind, network):
    assert is_network(kind) is network


def test_a_folder_that_is_missing_lies_where_it_would(tmp_path, monkeypatch):
    listed = tmp_path / "mountinfo"
    listed.write_text(f"1 1 8:1 / / rw - ext4 a rw\n2 1 0:9 / {tmp_path}/nas rw - nfs nas:/ rw\n")
    monkeypatch.setattr(mounts, "MOUNTS", listed)
    mounts._on_network.cache_clear()
    (tmp_path / "nas").mkdir()
    (tmp_path / "link").symlink_to("nas")
    try:
        assert on_network(tmp_path / "nas" / "runs" / "new")
        assert on_network(tmp_path / "link")
        assert not on_network(tmp_path / "runs")
    finally:
        mounts._on_network.cache_clear()


def test_what_this_machine_says_is_what_findmnt_says(tmp_path):
    try:
        done = subprocess.run(
            ["findmnt", "-n", "-o", "FSTYPE", "--target", str(tmp_path)],
            capture_output=True,
            check=True,
            text=True,
        )
    except FileNotFoundError:
        pytest.skip("findmnt is not installed")
    listed = mounts.MOUNTS.read_text()
    assert kind_of(os.path.realpath(tmp_path), listed) == done.stdout.split()[0]
    assert kind_of(str(Path("/proc/self").resolve()), listed) == "proc"
