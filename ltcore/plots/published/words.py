"""What published numbers and the own runs beside them say, in sentences and labels."""

import textwrap
from typing import Any

import numpy as np
import pandas as pd

from ltcore.analysis.base.arm_labels import short_title
from ltcore.analysis.base.seeds import EQUAL_SEEDS
from ltcore.analysis.published.results import (
    REFERENCE,
    Baselines,
    Rerun,
    baselines,
    published_frame,
    setting_title,
    widest_rerun,
)
from ltcore.plots.base.text import count, one_line, plain

LEAST_GAP = 1.0
"""Points below which a gap between two sources is never called one: deviations over seeds reach that."""
MOST_NAMED = 4
"""Own arms that are named; the rest is counted."""
HOVER_WIDTH = 90
"""Letters of a line of a hover."""


def words_published_results(
    published: pd.DataFrame, own: pd.DataFrame, found: Baselines | None
) -> str:
    r"""Say how far sources differ, which gaps that leaves, and how the own runs stand beside them.

    Args:
        published: frame of ``published_frame``, the rows that are drawn.
        own: frame of ``own_frame``.
        found: what cross-entropy came to there; None where no plain recipe has run it. Of numbers with
            unlabelled examples, the words say how far apart two sources of one method are instead.

    Example:
        >>> from ltcore.analysis.published.results import baselines, published_frame, REFERENCE
        >>> frame = published_frame(REFERENCE)
        >>> found = baselines(frame)
        >>> print(words_published_results(frame, pd.DataFrame(), found).split("\n")[0])
        Cross-entropy in 5 sources with crops and flips: 27.16 % (Logit adjustment (Menon et al.)) to 29.64
        % (Class-balanced loss (Cui et al.)), 2.48 points apart although the method is the same.
    """
    unlabelled = len(published) > 0 and bool((published["kind"] == "unlabelled").all())
    sentences = [_say_rerun(widest_rerun(published)) if unlabelled else _say_baselines(found)]
    printed = published["spread"].dropna() if len(published) else pd.Series(dtype="float64")
    if len(printed):
        some = f" over {len(printed)} of the numbers; the others are printed without a spread"
        sentences.append(
            f"Spread as printed (±): {printed.min():.2f} to {printed.max():.2f} points"
            f"{some if len(printed) < len(published) else ''}."
        )
    sentences.append(_say_own(own))
    return "\n".join(sentences)


def _say_baselines(found: Baselines | None) -> str:
    if found is not None and found.n_families > 1:
        gap = max(found.spread, LEAST_GAP)
        return (
            f"Cross-entropy in {found.n_families} sources with crops and flips: {found.low:.2f} % "
            f"({found.best}) to {found.high:.2f} % ({found.worst}), {found.spread:.2f} points "
            "apart although the method is the same.\n"
            f"A gap below {gap:.1f} points between two sources says little about the methods; "
            "within one source, compare with that source's own baseline."
        )
    alone = (
        ("No source with crops and flips alone reports")
        if found is None
        else "Only one source has run"
    )
    known = baselines(published_frame(REFERENCE))
    elsewhere = (
        f" For {setting_title(REFERENCE)}, it is {known.low:.2f} to {known.high:.2f} % in "
        f"{known.n_families} sources."
        if known is not None
        else ""
    )
    return f"{alone} cross-entropy here, so nobody knows how far sources differ.{elsewhere}"


def _say_rerun(found: Rerun | None) -> str:
    if found is None:
        return (
            "No two of these sources have run one method on examples of the same kind, so nobody knows how "
            "far sources differ."
        )
    return (
        f"{found.label} with {found.examples} in {found.n_families} sources: {found.low:.2f} % "
        f"({found.best}) to {found.high:.2f} % ({found.worst}), {found.spread:.2f} points apart although "
        "method and kind of examples are the same.\n"
        "Compare numbers only if their heading and the line of examples above them are the same."
    )


def _say_own(own: pd.DataFrame) -> str:
    if own.empty:
        return "You have no finished run to show here."
    named = "; ".join(_say_arm(row) for _, row in own.head(MOST_NAMED).iterrows())
    rest = len(own) - MOST_NAMED
    more = f"; and {rest} more" if rest > 0 else ""
    return (
        f"Your runs, with 95 % t intervals over seeds: {named}{more}. They report the last epoch; "
        "the sources that name their epoch report the one that was best on the test images, whose "
        "error is never larger."
    )


def _say_arm(row: "pd.Series[object]") -> str:
    low, high = float(row["low"]), float(row["high"])
    shown = f" [{100 * low:.1f}, {100 * high:.1f}]" if np.isfinite(low) else ""
    mean, n_seeds = float(row["mean"]), int(row["n_seeds"])
    return f"{one_line(row['arm'])}: {100 * mean:.1f} %{shown}, {count(n_seeds, 'seed')}"


def printed_value(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    """Return a published number as it is written beside its mark.

    Example:
        >>> rows = pd.DataFrame({"error": [29.64], "spread": [np.nan], "status": ["copied"]}).itertuples()
        >>> printed_value(next(rows))
        '29.64, copied'
    """
    text = f"{row.error:.2f}" + (f" ± {row.spread:.2f}" if np.isfinite(row.spread) else "")
    return f"{text}, {row.status}" if row.status else text


def printed_hover(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    """Return all that is known of a published number, in lines."""
    parts = [
        f"{row.label}: {printed_value(row)} %",
        f"here: {method_here(row.method, row.method_settings)}"
        if row.method
        else "not in this lab",
        row.examples,
        "" if row.printed.startswith("error") else f"printed as {row.printed} %",
        row.note,
        *textwrap.wrap(row.source, HOVER_WIDTH),
        *textwrap.wrap(row.protocol, HOVER_WIDTH),
    ]
    return "<br>".join(plain(part) for part in parts if part)


def method_here(method: str, settings: str) -> str:
    """Return this lab's method that a row is paired with, and its settings where they are not the defaults.

    Example:
        >>> method_here("cb_softmax", "normalise_by weights"), method_here("erm", "")
        ('Class-balanced softmax, normalise_by weights', 'ERM')
    """
    return ", ".join(filter(None, (short_title(method), settings)))


def own_value(row: "pd.Series[object]") -> str:
    """Return the mean of an arm of own runs as it is written beside its mark."""
    return f"{100 * float(row['mean']):.2f}, {count(int(row['n_seeds']), 'seed')}"


def own_hover(row: "pd.Series[object]") -> str:
    """Return what is known of an arm of own runs, in one line."""
    equal = f", {EQUAL_SEEDS}" if row["interval"] == EQUAL_SEEDS else ""
    return f"{plain(row['arm'])}: {own_value(row)}{equal}"
