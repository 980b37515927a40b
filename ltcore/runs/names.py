"""Which texts are run ids: a whitelist, so that a name given by people is never a path."""

import difflib
import re
from collections.abc import Iterable

from ltcore.runs.errors import DamagedRunError, UnknownRunError

LEGAL = re.compile(r"(?!\.)[a-z0-9_.-]{1,200}")


def is_run_id(text: str) -> bool:
    """Return whether ``text`` could be the name of a run folder.

    Example:
        >>> is_run_id("digits-r100-ldam-s0-0123456789ab"), is_run_id("../x"), is_run_id(".trash")
        (True, False, False)
    """
    return LEGAL.fullmatch(text) is not None


def no_run(name: str, *, is_folder: bool) -> DamagedRunError:
    """Return why what lies in a root under a name cannot be a run, and what to do about it.

    Args:
        name: as it is listed.
        is_folder: whether it is one, not a link.

    Example:
        >>> print(no_run("My run", is_folder=True))  # doctest: +ELLIPSIS
        the folder name 'My run' is not a run id (a-z, 0-9, _, . and -). Give the folder such a name, or ...
    """
    if not is_folder:
        return DamagedRunError(
            "it is a symbolic link, which is not followed. Remove the link yourself, or put the run itself "
            "in its place."
        )
    return DamagedRunError(
        f"the folder name {name[:80]!a} is not a run id (a-z, 0-9, _, . and -). Give the folder such a name, "
        "or remove it yourself."
    )


def unknown_run(text: str, known: Iterable[str], renamed: str | None = None) -> UnknownRunError:
    """Return the error for an id that names no run, with the nearest one that does.

    Args:
        text: what was given as an id.
        known: the ids that there are.
        renamed: what the folder of the run that was once called ``text`` is called now.
    """
    if renamed is not None:
        return UnknownRunError(f"run {text} was renamed: it is now {renamed}. Use that name.")
    near = difflib.get_close_matches(text[:200], list(known), n=1, cutoff=0.6)
    hint = f" Did you mean {near[0]}?" if near else " List the runs to see their ids."
    return UnknownRunError(f"there is no run {text[:80]!a}.{hint}")
