"""Whether a folder lies on a disk that other machines may use as well."""

import os
import re
import sys
from functools import lru_cache
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    {
        "9p",
        "afs",
        "afpfs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
    }
    | {
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "orangefs",
        "panfs",
        "pvfs2",
        "quobyte",
        "smb3",
        "smbfs",
        "virtiofs",
    }
    | {"wekafs"}
)
"""File systems that several machines can mount at once."""
LOCAL_FUSE = frozenset({"fuse.fuse-overlayfs", "fuse.lxcfs", "fuseblk"})
"""What is served by a process and still belongs to one machine; any other such disk may be shared."""
_ESCAPED = re.compile(r"\\([0-7]{3})")


def on_network(path: Path) -> bool:
    """Return whether a folder lies on a network mount; only Linux says so, elsewhere every disk is local.

    Args:
        path: the folder; of one that is missing, the nearest that is there counts.
    """
    if not sys.platform.startswith("linux"):
        return False
    while True:
        try:
            return _on_network(path, path.stat().st_dev)
        except FileNotFoundError:
            if path == path.parent:
                return False
            path = path.parent
        except OSError:  # nobody can write there either
            return False


@lru_cache(maxsize=256)
def _on_network(path: Path, _device: int) -> bool:
    """Return it for a folder on a device: another one, once something is mounted there or taken away."""
    try:
        return is_network(
            kind_of(os.path.realpath(path), MOUNTS.read_text("utf-8", "surrogateescape"))
        )
    except OSError:  # no list of mounts: a container that hides it
        return False


def is_network(kind: str) -> bool:
    """Return whether several machines can mount a file system of this kind.

    Example:
        >>> is_network("nfs4"), is_network("ext4"), is_network("fuse.sshfs"), is_network("fuseblk")
        (True, False, True, False)
    """
    if kind.startswith("fuse") and kind not in LOCAL_FUSE:
        return True
    return kind in NETWORK


def kind_of(path: str, mounts: str) -> str:
    r"""Return the kind of file system that a path lies on, "" where the list does not say.

    Args:
        path: absolute, without links.
        mounts: what ``/proc/self/mountinfo`` holds (proc_pid_mountinfo(5)); of two mounts at one place
            the later one covers the earlier.

    Example:
        >>> mounts = "21 1 8:1 / / rw - ext4 /dev/sda rw\n22 21 0:9 / /home/nas\\040a rw - nfs4 nas:/a rw"
        >>> kind_of("/home/nas a/runs", mounts), kind_of("/home/nas abc", mounts)
        ('nfs4', 'ext4')
    """
    longest, kind = -1, ""
    for line in mounts.splitlines():
        before, gap, after = line.partition(" - ")
        fields = before.split(" ")
        if not gap or len(fields) < 5:
            continue
        point = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= longest:
            longest, kind = len(point), after.split(" ")[0]
    return kind
