"""What a deferred method applies before its switch and after it."""

import numpy as np
import pandas as pd

from ltcore.analysis.base.arm_labels import short_title
from ltcore.analysis.methods.numbers import method_numbers_frame
from ltcore.methods import METHODS

DEFERRED = ("drw", "drs", "ldam_drw", "m_drw", "hg_drs", "ldam_hg_drs", "tla_adrw")
"""Methods that keep something back, those that add least to cross-entropy first."""
HINGES = ("hg_drs", "ldam_hg_drs")
"""Those whose loss is a hinge, not a cross-entropy."""
SWITCHED = ("weight", "draws")
"""Numbers that a late part switches on, also where all classes are equal and they change nothing."""
KINDS = ("weight", "draws", "margin", "multiplier", "offset")
"""Numbers per class that a phase may have, see ``ltcore.analysis.methods.numbers``."""


def timeline_frame(axis: pd.DataFrame, switch: float) -> pd.DataFrame:
    """Return what each deferred method does with the most frequent and the rarest class, phase by phase.

    Args:
        axis: frame of ``class_axis``, each class with at least 1 training example.
        switch: share of the run at which the late part begins, in [0, 1).

    Returns:
        Columns method, title, phase ("early" or "late"), start, end (shares of the run), and for each kind of
        number two columns, such as weight_head and weight_tail: of the most frequent and of the rarest class,
        NaN where the phase leaves it as it is in plain training. A phase that has no length is left out.

    Raises:
        ValueError: the switch lies outside its range, or a class has no training example.

    Example:
        >>> from ltcore.analysis.base.classes import class_axis
        >>> frame = timeline_frame(class_axis([100, 1], ["cat", "lynx"]), 0.8)
        >>> drw = frame[frame["method"] == "drw"].set_index("phase")
        >>> float(round(drw.loc["late", "weight_tail"] / drw.loc["late", "weight_head"], 1))
        99.5
        >>> bool(drw["weight_tail"].isna()["early"])
        True
    """
    if not 0 <= switch < 1:
        raise ValueError(
            f"the switch is at {switch}: it is a share of the run, at least 0, below 1"
        )
    rows = [row for name in DEFERRED for row in _phases(name, axis, switch)]
    return pd.DataFrame(rows)


def _phases(name: str, axis: pd.DataFrame, switch: float) -> list[dict[str, object]]:
    record = METHODS[name]
    composition = record.compose(record.settings.model_validate({"defer_until": switch}))
    numbers = method_numbers_frame(composition, axis)
    first, last = numbers["rank"].min(), numbers["rank"].max()
    ends: dict[tuple[str, str], dict[int, float]] = {}
    # A slider asks for this at each of its positions: a filter of the frame for each number takes too long.
    for rank, kind, phase, value in numbers[["rank", "kind", "phase", "value"]].itertuples(
        index=False
    ):
        if rank in (first, last):
            ends.setdefault((kind, phase), {})[rank] = value
    spans = {"early": (0.0, switch), "late": (switch, 1.0)}
    rows = []
    for phase, (start, end) in spans.items():
        if start == end:
            continue
        row: dict[str, object] = {
            "method": name,
            "title": short_title(name),
            "phase": phase,
            "start": start,
            "end": end,
        }
        for kind in KINDS:
            values = ends.get((kind, "always")) or ends.get((kind, phase)) or {}
            head, tail = values.get(first, float("nan")), values.get(last, float("nan"))
            if _is_plain(kind, head, tail) and (phase == "early" or kind not in SWITCHED):
                head = tail = float("nan")
            row |= {f"{kind}_head": head, f"{kind}_tail": tail}
        rows.append(row)
    return rows


def _is_plain(kind: str, head: float, tail: float) -> bool:
    """Return whether a number leaves the classes as plain training has them."""
    neutral = 0.0 if kind in ("margin", "offset") else 1.0
    return bool(np.allclose([head, tail], neutral, rtol=1e-9, atol=1e-12))
