"""What the post-hoc page says beside its pictures: the choice, both thresholds, the numbers of now."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from dashboard.views.posthoc.choice import Choice
from dashboard.views.posthoc.corrections import Correction
from dashboard.views.posthoc.loaders import Swept
from ltcore.analysis.posthoc.choice import FOLDS, Selection
from ltcore.analysis.posthoc.double import composition_of
from ltcore.analysis.posthoc.scores import ALL
from ltcore.analysis.posthoc.sweeps import thresholds
from ltcore.plots.base.amounts import latex, numeral
from ltcore.plots.base.text import percent, percent_between, shorten
from ltcore.plots.posthoc.now import at_value
from ltcore.posthoc import arithmetic_mean, margin_ratios, norm_factors
from ltcore.types import FloatArray, Split

BOUND = 0.25
"""Power of the counts at which LDAM's bound is smallest."""
NOTICE_AND_TRY: Mapping[str, tuple[str, str]] = {
    "logit": (
        "The correction moves decisions from one class to another; it does not make the network better at "
        "telling classes apart.",
        "Go past τ = 1. Where does the balanced error start to rise, and is that the value that validation "
        "chooses?",
    ),
    "costs": (
        "If the costs depend only on the true class, both rules decide alike. Row sums ignore which class an "
        "example is mistaken for.",
        "Open the cost matrix, make confusing one pair of classes expensive, then change the rule.",
    ),
    "tau_norm": (
        "Plain training makes the vectors of frequent classes longest. The lengths say nothing about the "
        "classes, only how many examples pulled at them.",
        "Compare with logit adjustment on the same run: which has the lower balanced error on validation?",
    ),
    "offsets": (
        "Two numbers achieve much of what one number per class does. Within a group, all classes get the "
        "same offset, so none gains on another.",
        "Use the pair chosen on validation, then raise the offset of the tail alone.",
    ),
    "plug_in": (
        "Only one threshold moves. As it falls, the class gains examples from all others, even rare ones.",
        "Choose a frequent class: its threshold is already close to one half.",
    ),
    "svm": (
        "The hyperplanes stay fixed; only their thresholds move towards the head.",
        "Compare q = 0, the threshold in the middle, with q = 0.25, where LDAM's bound is smallest.",
    ),
}


NO_LOG_ODDS = (
    "The scores of this run are {what}, not log-odds: a correction that is right for logits (τ = 1) "
    "can be far too large for them, so use the value chosen on validation."
)


def notice_and_try(choice: Choice, shown: Swept) -> tuple[str, str]:
    """Return what to notice in the pictures and what to try, true of the run that is shown."""
    notice, attempt = NOTICE_AND_TRY[choice.spec.name]
    seen = _tail_over_tau(shown.curves) if choice.spec.name == "logit" else ""
    return " ".join(filter(None, [seen, notice])), attempt


def _tail_over_tau(curves: pd.DataFrame) -> str:
    tail = curves[curves["group"] == "tail"].set_index("value").sort_index()
    if not tail["recall"].notna().any():
        return ""
    top = float(tail["recall"].idxmax())
    if top == 0:
        return "No τ in this range raises the tail's recall above its value without correction."
    ends = {
        measure: [percent(float(tail.loc[tau, measure])) for tau in (0.0, top)]
        for measure in ("recall", "precision")
    }
    return (
        f"The tail's recall is highest at τ = {numeral(top)}: {ends['recall'][1]}, up from "
        f"{ends['recall'][0]} at "
        f"τ = 0. Its precision there is {ends['precision'][1]}, against {ends['precision'][0]} at τ = 0."
    )


def no_log_odds(choice: Choice) -> str:
    """Say that logit corrections do not fit the scores of a run, empty where they do or it is not known."""
    composition = composition_of(choice.record)
    if composition is None or choice.spec.name in ("tau_norm", "svm"):
        return ""
    if composition.retraining is not None and composition.retraining.kind == "ncm":
        return NO_LOG_ODDS.format(what="nearness to class means")
    if composition.clusters is not None and composition.clusters.decision == "max":
        return NO_LOG_ODDS.format(what="those of each class's best cluster")
    return ""


def selection(
    correction: Correction,
    chosen: Selection,
    by_split: Mapping[Split, Swept],
    pair: tuple[float, float, float] | None,
) -> str:
    """Return a sentence on which value is taken and who had a say in it.

    Args:
        correction: the correction.
        chosen: what was chosen on validation, or cross-fitted.
        by_split: the correction on each split that the run has.
        pair: offsets that validation chose together, and the balanced error there; None otherwise.
    """
    if chosen.why_not:
        return f"No value is chosen: {chosen.why_not}."
    if chosen.value is None:
        low, high = min(chosen.fold_values), max(chosen.fold_values)
        values = numeral(low) if low == high else f"{numeral(low)} to {numeral(high)}"
        return (
            "This run has no validation examples, so no value can be selected. Cross-fitted on test, with "
            f"each of {FOLDS} parts decided by the value chosen on the others "
            f"({correction.symbol} = {values}), the balanced error is {percent(chosen.error, 1)}."
        )
    told = (
        f"Chosen on validation: {correction.symbol} = {numeral(chosen.value)}, balanced error there "
        f"{percent(chosen.error, 1)}"
    )
    if "test" in by_split:
        row = at_value(by_split["test"].curves, chosen.value).loc[ALL]
        ends = (row["balanced_error_low"], row["balanced_error_high"])
        told += f"; on test, which was not used to choose, {percent_between(row['balanced_error'], *ends, 1)}"
    if chosen.value == correction.grid[-1]:
        told += ". This is the end of the range; a larger value might be better still"
    if pair is not None:
        told += (
            f". Both offsets together: o_medium = {numeral(pair[0])}, o_tail = {numeral(pair[1])}, "
            "balanced error on "
            f"validation {percent(pair[2], 1)}"
        )
    return f"{told}."


def more(choice: Choice, by_split: Mapping[Split, Swept]) -> list[str]:
    """Return what only some corrections have to say: both thresholds, with their numbers."""
    shown = by_split[choice.split]
    if choice.spec.name == "plug_in":
        return [_rates(choice, shown)]
    if choice.spec.name == "svm":
        errors = [
            percent(float(at_value(shown.curves, power).loc[ALL, "balanced_error"]), 1)
            for power in (0.0, BOUND)
        ]
        return [
            f"With the threshold midway between the margins (q = 0), the balanced error is {errors[0]}; with "
            f"margins divided by the fourth root of the counts (q = 0.25), it is {errors[1]}."
        ]
    return []


def _rates(choice: Choice, shown: Swept) -> str:
    positive = choice.spec.positive
    is_one = shown.sweep.labels == positive
    parts = []
    for value, what in (
        (0.0, "the threshold 1/2"),
        (1.0, "its share of the training data as the threshold"),
        (choice.value, "the current threshold"),
    ):
        decided = shown.sweep.decided[shown.sweep.place(value)] == positive
        right, left_alone, mean = arithmetic_mean(decided, is_one)
        parts.append(
            f"with {what}, {percent(right)} of its examples are found and {percent(left_alone)} of the "
            f"others are rejected, mean {percent(mean, 1)}"
        )
    name = shown.axis.set_index("class")["name"][positive]
    return f"{shorten(name)} against the rest: {'; '.join(parts)}."


def notes(choice: Choice, axis: pd.DataFrame) -> tuple[str, ...]:
    """Return what stands under the title beside the run: settings that no axis shows."""
    spec = choice.spec
    if spec.name == "offsets":
        return (f"o_medium = {numeral(spec.medium)}",)
    if spec.name == "costs":
        return ("row sums" if spec.cost_rule == "row_sum" else "expected cost",)
    if spec.name == "plug_in":
        counts = axis.sort_values("class")["train_count"]
        now = thresholds(counts, spec.positive, [choice.value])[0]
        return (f"current threshold of the class: {percent(float(now), 2)}",)
    return ()


def today(choice: Choice, axis: pd.DataFrame) -> str:
    """Return LaTeX of the formula with the numbers of now, most of them of the two ends of the tail."""
    return _TODAY[choice.spec.name](choice, axis)


def _priors(choice: Choice, axis: pd.DataFrame) -> str:
    shares = axis["train_count"].to_numpy() / axis["train_count"].sum()
    return _ends(r"-\tau \log \pi = {:.2f}", -choice.value * np.log(shares))


def _cost_sums(choice: Choice, axis: pd.DataFrame) -> str:
    sums = np.array(choice.spec.costs).sum(axis=1)[axis["class"].to_numpy()]
    return _ends(r"\sum_j C_{{kj}} = {:.4g}", sums)


def _lengths(choice: Choice, axis: pd.DataFrame) -> str:
    kept = choice.record.folder.read_classifier()
    if kept is None:
        return ""
    weight = kept["weights"][axis["class"].to_numpy()]
    lengths, factors = 1 / norm_factors(weight, 1.0), norm_factors(weight, choice.value)
    return _ends(
        r"\lVert w \rVert = {:.2f}, \; \lVert w \rVert^{{-\tau}} = {:.2f}", lengths, factors
    )


def _offsets(choice: Choice, axis: pd.DataFrame) -> str:  # noqa: ARG001 (all have one shape)
    medium = choice.spec.medium
    return rf"o_{{\text{{medium}}}} = {latex(medium)}, \quad o_{{\text{{tail}}}} = {latex(choice.value)}"


def _thresholds(choice: Choice, axis: pd.DataFrame) -> str:
    counts = axis.sort_values("class")["train_count"]
    own, now = thresholds(counts, choice.spec.positive, [1.0, choice.value])
    return rf"\pi_k = {own:.4f}, \quad t = {now:.4f}"


def _ratios(choice: Choice, axis: pd.DataFrame) -> str:
    return _ends(r"\rho = {:.3g}", margin_ratios(axis["train_count"].to_numpy(), choice.value))


_TODAY: Mapping[str, Callable[[Choice, pd.DataFrame], str]] = {
    "logit": _priors,
    "costs": _cost_sums,
    "tau_norm": _lengths,
    "offsets": _offsets,
    "plug_in": _thresholds,
    "svm": _ratios,
}


def _ends(pattern: str, *by_rank: FloatArray) -> str:
    """Return a formula with the numbers of the most frequent class, and with those of the rarest."""
    return r" \qquad ".join(
        rf"\text{{{which}: }} {pattern.format(*(values[place] for values in by_rank))}"
        for which, place in (("most frequent", 0), ("rarest", -1))
    )
