"""What a claim is worth now: given back, held by somebody who lives, or by somebody who must be dead."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from ltcore.config.variables import LEASES, lease_seconds
from ltcore.runs.claims.clocks import running, server_age
from ltcore.runs.claims.numbered import Latest, latest

_SEEN: dict[str, tuple[Latest, float]] = {}
"""Folder of claims -> its newest claim as this process sees it, and since when by `running`."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Who owns something that is shared.

    Attributes:
        number: of the newest claim, 0 where there has never been one.
        is_held: whether somebody has it and has not given it back.
        dead_in: seconds after which a holder who gives no sign of life until then counts as dead: 0 for one
            who does; None where it lives, or nobody holds it.
        host: machine of the holder, "" where it is not known.
        lost: how many holders in a row, this one not counted, died without giving it back.
    """

    number: int = 0
    is_held: bool = False
    dead_in: float | None = None
    host: str = ""
    lost: int = 0

    @property
    def is_alive(self) -> bool:
        """Whether somebody holds it who may be alive."""
        return self.is_held and self.dead_in != 0

    @property
    def is_free(self) -> bool:
        """Whether it may be claimed."""
        return not self.is_alive


def standing_of(claims: Path, root: Path) -> Standing:
    """Return what the newest of a folder of claims is worth.

    A holder counts as dead when the server has stamped nothing of it for its lease, and this process has
    seen no sign of life for a quarter of one: a server whose clock is changed kills nobody. Where the
    stamps cannot be true, because they lie in the future, two leases without a sign are enough.

    Args:
        claims: the folder of claims, which may be missing.
        root: a folder on the same server.

    Raises:
        OSError: it cannot be read.
    """
    found = latest(claims)
    key = os.path.abspath(claims)  # noqa: PTH100 (no system call)
    if found.stamp_ns is None:
        _SEEN.pop(key, None)
        return Standing(number=found.number)
    seen = _SEEN.get(key)
    if seen is None or seen[0] != found:
        seen = _SEEN[key] = (found, running())
    about = owner_of(found.content)
    host, lost, lease = str(about.get("host", "")), about.get("lost"), about.get("lease")
    lost = lost if isinstance(lost, int) else 0
    if not isinstance(lease, float) or not LEASES[0] <= lease <= LEASES[1]:
        lease = lease_seconds()
    dead_in = _dead_in(server_age(root, found.stamp_ns / 1e9), running() - seen[1], lease)
    return Standing(number=found.number, is_held=True, dead_in=dead_in, host=host, lost=lost)


def _dead_in(age: float, unchanged: float, lease: float) -> float | None:
    """Return after how many more seconds of silence a holder counts as dead, None where it lives.

    Example:
        >>> _dead_in(30.0, 0.0, 60.0), _dead_in(90.0, 5.0, 60.0), _dead_in(90.0, 15.0, 60.0)
        (None, 10.0, 0.0)
        >>> _dead_in(-3600.0, 120.0, 60.0)
        0.0
    """
    if unchanged >= 2 * lease:
        return 0.0
    return max(lease / 4 - unchanged, 0.0) if age > lease else None


def is_dead(claims: Path, root: Path) -> bool:
    """Return whether somebody held a claim and has died with it.

    Raises:
        OSError: it cannot be read.
    """
    found = standing_of(claims, root)
    return found.is_held and not found.is_alive


def owner_of(content: bytes) -> dict[str, object]:
    """Return what an owner wrote about itself, empty where it has not yet, or cannot be read."""
    try:
        value = json.loads(content)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
