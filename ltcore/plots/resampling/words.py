"""What each step of the resampling toy shows, in sentences made from its numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ltcore.analysis.resampling.comparison import Comparison, Step
from ltcore.analysis.resampling.recalls import balanced_errors, recalls_summary
from ltcore.plots.base.text import count, number_between, percent
from ltcore.plots.resampling.names import TECHNIQUE_TITLES, sentence_form
from ltcore.theory.resampling.techniques import neighbour_segments
from ltcore.theory.resampling.toy import HEAD, NEW_PER_CLASS, TAIL


def words_resampling_boundary(
    comparison: Comparison, step: Step, over_draws: pd.DataFrame | None = None
) -> str:
    """Say what a step shows.

    Args:
        comparison: a draw with a technique.
        step: which step.
        over_draws: frames of ``recalls_frame`` of "plain" and of the technique, for the step "boundary".
    """
    technique = comparison.treatment.technique
    if step == "data":
        return _words_data(comparison)
    if step == "technique":
        return _nothing_to_do(comparison) or DID[technique](comparison)
    here = _words_recalls(comparison)
    if over_draws is None:
        return here
    return f"{here}\n{_words_draws(over_draws, technique)}"


def sizes_after(comparison: Comparison) -> tuple[int, int]:
    """Return how many examples of head and tail there are after the technique."""
    treated = comparison.treated
    head, tail = np.bincount(treated.parents[treated.sub_labels], minlength=2)
    return int(head), int(tail)


def mean_and_sd(mean: float, deviation: float, digits: int = 0) -> str:
    """Return a mean share with its standard deviation, left out where there is none.

    Example:
        >>> mean_and_sd(0.564, 0.081), mean_and_sd(0.564, float("nan"))
        ('56 ± 8 %', '56 %')
    """
    if not np.isfinite(deviation):
        return percent(mean, digits)
    return f"{100 * mean:.{digits}f} ± {percent(deviation, digits)}"


def _words_data(comparison: Comparison) -> str:
    toy = comparison.toy
    head, tail = comparison.recalls["best"]
    return (
        f"{count(toy.n_head, 'example')} of the head, {toy.n_tail:,} of the tail. The line is the best rule "
        f"for balanced error, known because both laws are: it says tail where the tail is denser. Of "
        f"{NEW_PER_CLASS:,} new examples a class it is right for {percent(head)} of the head and "
        f"{percent(tail)} of the tail.\n"
        "A classifier sees the examples alone, and it is mostly asked about the head."
    )


def _words_recalls(comparison: Comparison) -> str:
    (head, tail), (head_after, tail_after), (best_head, best_tail) = (
        comparison.recalls[which] for which in ("plain", "after", "best")
    )
    best = f"the best rule has {percent(best_tail)} and {percent(best_head)}."
    start = f"This draw, {NEW_PER_CLASS:,} new examples a class:"
    if comparison.treatment.technique == "plain":
        return f"{start} recall is {percent(tail)} for the tail and {percent(head)} for the head; {best}"
    technique = sentence_form(TECHNIQUE_TITLES[comparison.treatment.technique])
    return (
        f"{start} {technique} takes the tail's recall from {percent(tail)} to {percent(tail_after)} and the "
        f"head's from {percent(head)} to {percent(head_after)}; {best}"
    )


def _words_draws(over_draws: pd.DataFrame, technique: str) -> str:
    rows = recalls_summary(over_draws).set_index(["technique", "class"])
    errors = balanced_errors(over_draws)
    start = f"Mean ± standard deviation over {count(len(errors), 'draw')}:"
    tail = {name: _recall_of(rows.loc[(name, "tail")]) for name in errors}
    error = {name: mean_and_sd(errors[name].mean(), errors[name].std(), 1) for name in errors}
    if technique == "plain":
        return f"{start} tail {tail['plain']}, balanced error {error['plain']}."
    better = int((errors[technique] < errors["plain"]).sum())
    return (
        f"{start} recall of the tail {tail['plain']} to {tail[technique]}, balanced error {error['plain']} "
        f"to {error[technique]}; the error falls in {better} of {len(errors)}."
    )


def _recall_of(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    return mean_and_sd(row["new_recall"], row["new_recall_sd"])


def _nothing_to_do(comparison: Comparison) -> str:
    toy, technique = comparison.toy, comparison.treatment.technique
    if toy.n_head == toy.n_tail and technique in ("under", "over", "smote"):
        return f"Both classes have {toy.n_head:,} examples: {TECHNIQUE_TITLES[technique]} has nothing to do."
    return ""


def _plain_did(comparison: Comparison) -> str:
    return (
        f"The {comparison.toy.n_head:,} examples of the head and {comparison.toy.n_tail:,} of the tail stay "
        "as they are.\nChoose a technique to see what it does to them."
    )


def _under_did(comparison: Comparison) -> str:
    toy, (kept, _) = comparison.toy, sizes_after(comparison)
    return (
        f"Under-sampling drops {toy.n_head - kept:,} of the head's {toy.n_head:,} examples and keeps "
        f"{kept:,}, as many as the tail has.\nA rule learns from {percent(kept / toy.n_head)} of the head's "
        "examples; another draw would keep others."
    )


def _over_did(comparison: Comparison) -> str:
    toy, (_, tail) = comparison.toy, sizes_after(comparison)
    most = int(comparison.treated.uses.max())
    return (
        f"Over-sampling draws {tail - toy.n_tail:,} times from the tail's {count(toy.n_tail, 'example')} and "
        f"adds the copies; one of them is there {count(most, 'time')}.\n"
        f"The tail is still {count(toy.n_tail, 'place')} in the plane: a copy weighs more and tells nothing "
        "new."
    )


def _smote_did(comparison: Comparison) -> str:
    own, new = comparison.points[comparison.labels == TAIL], comparison.treated.new
    segments = len(neighbour_segments(own, comparison.treatment.neighbours))
    if not segments:
        return (
            f"The tail's one example has no neighbour: SMOTE can only copy it, {len(new):,} times."
        )
    nearest = min(comparison.treatment.neighbours, len(own) - 1)
    mean = own.mean(axis=0)
    before, after = (np.sqrt(((part - mean) ** 2).sum(axis=1).mean()) for part in (own, new))
    how = (
        "closer to the tail's mean than" if after < before else "no closer to the tail's mean than"
    )
    return (
        f"SMOTE invents {len(new):,} examples beside the tail's {len(own):,}, each between one of them and "
        f"one of its {nearest} nearest: all lie on {count(segments, 'segment')}.\nThey are {how} the "
        f"originals ({after:.2f} against {before:.2f} standard deviations, root mean square): nothing lies "
        "outside of what was there."
    )


def _cog_did(comparison: Comparison) -> str:
    treated = comparison.treated
    sizes = np.bincount(treated.original_sub_labels)
    of_head, of_tail = (sizes[treated.parents == label] for label in (HEAD, TAIL))
    said = f"COG cuts the head into {_clusters(of_head)}"
    if len(of_tail) > 1:
        said += f" and the tail into {_clusters(of_tail)}"
    said += f"; the classifier tells {count(len(sizes), 'sub-class')} apart."
    if comparison.treatment.technique == "cog_os":
        times = int(treated.uses[comparison.labels == TAIL].max())
        said += (
            f" COG-OS takes each example of the tail {count(times, 'time')}, "
            f"{sizes_after(comparison)[1]:,} examples in all."
        )
    return f"{said}\nEach part of the head may have a boundary of its own; together straight ones can bend."


def _clusters(sizes: np.ndarray) -> str:
    each = number_between(int(sizes.min()), int(sizes.max()))
    return f"{count(len(sizes), 'cluster')} of {each} {'example' if each == '1' else 'examples'}"


DID: Mapping[str, Callable[[Comparison], str]] = {
    "plain": _plain_did,
    "under": _under_did,
    "over": _over_did,
    "smote": _smote_did,
    "cog": _cog_did,
    "cog_os": _cog_did,
}
"""Technique -> what it did to the examples, in words."""
