"""Which texts are run ids: a whitelist, so that a name given by people is never a path."""

import difflib
import re
from collections.abc import Iterable

from ltcore.runs.errors import UnknownRunError

LEGAL = re.compile(r"(?!\.)[a-z0-9_.-]{1,200}")


def is_run_id(text: str) -> bool:
    """Return whether ``text`` could be the name of a run folder.

    Example:
        >>> is_run_id("digits-r100-ldam-s0-0123456789ab"), is_run_id("../x"), is_run_id(".trash")
        (True, False, False)
    """
    return LEGAL.fullmatch(text) is not None


def unknown_run(text: str, known: Iterable[str]) -> UnknownRunError:
    """Return the error for an id that names no run, with the nearest one that does."""
    near = difflib.get_close_matches(text[:200], list(known), n=1, cutoff=0.6)
    hint = f" Did you mean {near[0]}?" if near else " List the runs to see their ids."
    return UnknownRunError(f"there is no run {text[:80]!a}.{hint}")
