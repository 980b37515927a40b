"""What a lesson calls the traces of a figure: by name, as under the pointer, or by number."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

Figure = Mapping[str, Any]
"""A figure as JSON has it: ``data`` and ``layout``."""
_LABEL = re.compile(r"[^<%:]+(?=:|<|%|$)")


def label_of(trace: Mapping[str, Any]) -> str:
    """Return what a trace is called when the pointer is on it; empty where it says numbers alone.

    Example:
        >>> label_of({"hovertemplate": "over-sampled, mini-batches<br>ρ = %{x}: %{y:.2f}"})
        'over-sampled, mini-batches'
        >>> label_of({"hovertemplate": "%{hovertext}<extra></extra>"})
        ''
    """
    if trace.get("hoverinfo") == "skip":
        return ""
    found = _LABEL.match(str(trace.get("hovertemplate") or ""))
    return found.group().strip() if found else ""


def known_as(figure: Figure) -> dict[str, list[int]]:
    """Return what a lesson can call traces: name -> their indices.

    A name that several share means all of them, and with its number one of them: ``error (2)`` is the second
    trace of the name ``error``. What a trace says under the pointer is a name where it is no other's, and
    ``#1`` is the first trace.

    Example:
        >>> known_as({"data": [{"name": "error"}, {"name": "error"}, {}]})["error (2)"]
        [1]
        >>> known_as({"data": [{"name": "error"}, {"name": "error"}, {}]})["error"]
        [0, 1]
    """
    names = [str(trace.get("name") or "") for trace in figure["data"]]
    labels = [label_of(trace) for trace in figure["data"]]
    known = {f"#{number}": [number - 1] for number in range(1, len(names) + 1)}
    once = Counter(labels)
    known |= {one: [index] for index, one in enumerate(labels) if one and once[one] == 1}
    for name in dict.fromkeys(filter(None, names)):
        all_of_it = [index for index, one in enumerate(names) if one == name]
        known[name] = all_of_it
        if len(all_of_it) > 1:
            known |= {f"{name} ({nth})": [index] for nth, index in enumerate(all_of_it, 1)}
    return known
