"""What config.json of an older version means in the terms of this one.

A folder is never rewritten for that: it is read through these steps, one for each version, and keeps its
bytes until somebody changes the run.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ltcore.config import SCHEMA_VERSION

Content = Mapping[str, Any]


def migrate(content: Content, from_version: int) -> dict[str, Any]:
    """Return the object in config.json as this version would have written it.

    Args:
        content: what an older version, or this one, wrote.
        from_version: the schema version that it was written under, 1 to `SCHEMA_VERSION`.

    Raises:
        ValueError: there is no such version, or this release is older than it.

    Example:
        >>> migrate({"schema": 1, "config": {"seed": 3}}, 1)
        {'schema': 3, 'config': {'fork': '', 'seed': 3}}
    """
    if not 1 <= from_version <= SCHEMA_VERSION:
        raise ValueError(
            f"schema version {from_version}: this release reads 1 to {SCHEMA_VERSION}. "
            "Update Long-Tail Lab to read a newer one"
        )
    migrated = dict(content)
    for version in range(from_version, SCHEMA_VERSION):
        migrated = {**STEPS[version](migrated), "schema": version + 1}
    return migrated


def _every_run_began_at_random(content: Content) -> Content:
    """Version 2 knows runs that start from the weights of another: ``fork``."""
    config = content.get("config")
    return {**content, "config": {"fork": "", **config}} if isinstance(config, Mapping) else content


def _every_example_had_a_label(content: Content) -> Content:
    """Version 3 knows unlabelled examples and pre-training; a run without them is written as before."""
    return content


STEPS: Mapping[int, Callable[[Content], Content]] = {
    1: _every_run_began_at_random,
    2: _every_example_had_a_label,
}
"""Version -> what turns its content into that of the next."""
