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
        f"{count(toy.n_head, 'example')} in the head, {toy.n_tail:,} in the tail. The line is the "
        "best rule for balanced error; we know it because we know both distributions: it predicts "
        f"tail where the tail is denser. On {NEW_PER_CLASS:,} new examples per class, it is right "
        f"for {percent(head)} of the head and {percent(tail)} of the tail.\n"
        "A classifier sees only the examples, and most of them come from the head."
    )


def _words_recalls(comparison: Comparison) -> str:
    (head, tail), (head_after, tail_after), (best_head, best_tail) = (
        comparison.recalls[which] for which in ("plain", "after", "best")
    )
    best = f"the best rule has {percent(best_tail)} and {percent(best_head)}."
    start = f"This draw, on {NEW_PER_CLASS:,} new examples per class:"
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
        f"{start} recall of the tail from {tail['plain']} to {tail[technique]}, balanced error "
        f"from {error['plain']} to {error[technique]}; the error falls in {better} of "
        f"{len(errors)}."
    )


def _recall_of(row: Any) -> str:  # noqa: ANN401 (a row of a frame)
    return mean_and_sd(row["new_recall"], row["new_recall_sd"])


def _nothing_to_do(comparison: Comparison) -> str:
    toy, technique = comparison.toy, comparison.treatment.technique
    if toy.n_head == toy.n_tail and technique in ("under", "over", "smote"):
        return (
            f"Both classes have {toy.n_head:,} examples, so {TECHNIQUE_TITLES[technique]} "
            "has nothing to do."
        )
    return ""


def _plain_did(comparison: Comparison) -> str:
    return (
        f"The {comparison.toy.n_head:,} examples of the head and {comparison.toy.n_tail:,} of the tail stay "
        "as they are.\nChoose a technique to see what it does to them."
    )


def _under_did(comparison: Comparison) -> str:
    toy, (kept, _) = comparison.toy, sizes_after(comparison)
    return (
        f"Under-sampling drops {toy.n_head - kept:,} of the head's {toy.n_head:,} examples and "
        f"keeps {kept:,}, as many as the tail has.\n"
        f"The rule learns from {percent(kept / toy.n_head)} of the head's examples; another draw "
        "would keep different ones."
    )


def _over_did(comparison: Comparison) -> str:
    toy, (_, tail) = comparison.toy, sizes_after(comparison)
    most = int(comparison.treated.uses.max())
    return (
        f"Over-sampling draws {tail - toy.n_tail:,} times from the tail's "
        f"{count(toy.n_tail, 'example')} and adds the copies; one example now appears "
        f"{count(most, 'time')}.\n"
        f"The tail still occupies {count(toy.n_tail, 'place')} in the plane: copies add weight "
        "but no information."
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
        f"SMOTE creates {len(new):,} new examples next to the tail's {len(own):,}, each between "
        f"one of them and one of its {nearest} nearest neighbours: all lie on "
        f"{count(segments, 'segment')}.\n"
        f"They are {how} the originals ({after:.2f} against {before:.2f} standard deviations, "
        "root mean square): no new example lies outside the old ones."
    )


def _cog_did(comparison: Comparison) -> str:
    treated = comparison.treated
    sizes = np.bincount(treated.original_sub_labels)
    of_head, of_tail = (sizes[treated.parents == label] for label in (HEAD, TAIL))
    said = f"COG splits the head into {_clusters(of_head)}"
    if len(of_tail) > 1:
        said += f" and the tail into {_clusters(of_tail)}"
    said += f"; the classifier separates {count(len(sizes), 'sub-class')}."
    if comparison.treatment.technique == "cog_os":
        times = int(treated.uses[comparison.labels == TAIL].max())
        said += (
            f" COG-OS repeats each tail example {count(times, 'time')}, which makes "
            f"{sizes_after(comparison)[1]:,} examples in total."
        )
    return (
        f"{said}\n"
        "Each part of the head can have its own boundary; several straight boundaries "
        "together can bend."
    )


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
