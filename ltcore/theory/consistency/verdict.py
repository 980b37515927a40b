"""Whether a method, given all the data and any network, would decide as the balanced error wants.

A loss is consistent for the balanced error where its population minimiser decides for the largest p(x|y),
which is the largest P(y|x) / prior. What ``ltcore.theory.consistency.tilt`` derives for the last phase of a
composition is judged here: the verdict, the largest ratio by which two classes are mis-weighed, and a warning
where two corrections add up.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ltcore.classwise.counts import checked_counts
from ltcore.methods.parts import Composition, Phase, SoftmaxLoss, last_phase
from ltcore.theory.consistency.tilt import scaled_agreement, tilts
from ltcore.types import FloatArray

Verdict = Literal["consistent", "under-corrects", "over-corrects", "inconsistent", "not covered"]
EQUAL_BELOW = 1e-9
"""Two logarithms closer than this are the same number."""
PERCENT_BELOW = 1.095
"""A smaller ratio is said in percent."""
LARGEST_LOG = 700.0
"""Beyond this the exponential leaves float64."""
SECOND_STAGES = {
    "lws": "the second stage learns one factor per class, which is too little to reach the "
    "minimiser of its loss",
    "tau_norm": "rescaling the class vectors by their length minimises no loss",
    "ncm": "comparing features with class means minimises no loss",
}
NEXT_TO_BEST_CLUSTERS = (
    "the best cluster represents its class: where clusters overlap, a class that was split into K "
    "of them can lose up to a factor of K"
)
VERDICTS_IN_WORDS: Mapping[str, str] = {
    "consistent": "with unlimited data it minimises the balanced error; no two classes have the "
    "wrong relative weight (ratio 1.00)",
    "under-corrects": "even with unlimited data it still favours frequent classes, in the "
    "worst pair by up to {}",
    "over-corrects": "with unlimited data it favours rare classes, in the worst pair by up to {}",
    "inconsistent": "with unlimited data the relative weight of two classes is off by up to {}, "
    "not systematically in favour of frequent or rare ones",
    "undecided": "where no class has more than half of the probability, equal scores are among "
    "the optimal ones and nothing is decided; elsewhere the relative weight of two "
    "classes is off by up to {}",
    "undecided, else right": "where no class has more than half of the probability, equal scores "
    "are among the optimal ones and nothing is decided; elsewhere no two "
    "classes have the wrong relative weight",
    "no margin": "with a margin of 0, equal scores have zero loss, so nothing is decided",
}


@dataclass(frozen=True)
class Consistency:
    """What the best that a method can reach would decide.

    Attributes:
        verdict: "consistent"; "under-corrects" and "over-corrects" where frequent or rare classes are
            preferred, in the order of their counts; "inconsistent" where classes are mis-weighed in another
            way or the scores leave it open; "not covered" where no statement is known.
        ratio: largest ratio by which two classes are mis-weighed, at least 1, and 1 where consistent; NaN
            where not covered, or where the scores leave something open.
        sentence: the verdict with its number, or why nothing is known.
        warning: of a double correction, empty where there is none.
    """

    verdict: Verdict
    ratio: float
    sentence: str
    warning: str = ""


def consistency(
    composition: Composition, counts: ArrayLike, *, shift: ArrayLike | None = None
) -> Consistency:
    """Judge the population minimiser of a composition's last phase for the balanced error.

    Weighted batches that are divided by their summed weights are judged as if batches were large, and
    synthetic examples as if they followed the density of their class.

    Args:
        composition: the method, spelled out.
        counts: training examples per class, shape (C,), each at least 1.
        shift: what is added to each class's logit when predicting, shape (C,), such as
            ``-tau * log(prior)`` of post-hoc adjustment; None for nothing.

    Raises:
        ValueError: a count is below 1, or the shift has another shape.

    Example:
        >>> erm = consistency(Composition(), [90, 10])
        >>> erm.verdict, round(erm.ratio, 6)
        ('under-corrects', 9.0)
        >>> consistency(Composition(), [90, 10], shift=-np.log([0.9, 0.1])).verdict
        'consistent'
    """
    sizes = np.atleast_1d(checked_counts(counts))
    added = np.zeros(len(sizes)) if shift is None else np.asarray(shift, dtype=np.float64)
    if added.shape != sizes.shape:
        raise ValueError(f"shift has shape {added.shape}: give one number per class, {sizes.shape}")
    phase = last_phase(composition)
    reason = next(_reasons(composition, phase, sizes, shifted=_differ(added)), "")
    if reason:
        return Consistency("not covered", math.nan, f"{reason[0].upper()}{reason[1:]}.")
    tilt = tilts(phase, sizes) + added
    if composition.clusters is not None:
        tilt = tilt + np.log(composition.clusters.replicas(sizes))
    verdict, ratio = _judged(tilt, sizes)
    warning = _warning(phase, sizes, added) if verdict == "over-corrects" else ""
    if phase.loss.has_ties:
        has_margins = phase.loss.numbers(sizes).margins.any()
        judged = Consistency(verdict, ratio, "", warning)
        return _with_ties(composition, judged, len(sizes), has_margins=bool(has_margins))
    return Consistency(verdict, ratio, _sentence(composition, verdict, ratio), warning)


def corrections(phase: Phase, counts: ArrayLike, shift: ArrayLike) -> dict[str, FloatArray]:
    """Return the parts that prefer some classes to others, each as the logarithm of what it multiplies by.

    Args:
        phase: loss, weights and sampling that hold.
        counts: training examples per class, shape (C,), each at least 1.
        shift: added to the logits when predicting, shape (C,).

    Example:
        >>> list(corrections(last_phase(Composition()), [90, 10], [0.0, 1.0]))
        ['the shift after training']
    """
    sizes = np.atleast_1d(checked_counts(counts))
    numbers = phase.loss.numbers(sizes)
    parts = {
        "the class weights": np.log(phase.weights.of(sizes)),
        "the sampling": np.log(phase.sampling.probabilities(sizes) / sizes),
        "the loss": np.log(numbers.weights) - numbers.offsets,
        "the shift after training": np.asarray(shift, dtype=np.float64),
    }
    return {name: part for name, part in parts.items() if _differ(part)}


def amount(ratio: float) -> str:
    """Return a ratio by which classes are mis-weighed as people say it, a small one in percent.

    Example:
        >>> amount(104.2), amount(1.268), amount(1.0042)
        ('a factor of 104', 'a factor of 1.27', '0.42 %')
    """
    if ratio < PERCENT_BELOW:
        return f"{100 * (ratio - 1):.2g} %"
    digits = 0 if ratio >= 100 else 1 if ratio >= 10 else 2
    return f"a factor of {ratio:,.{digits}f}"


def _judged(tilt: FloatArray, sizes: FloatArray) -> tuple[Verdict, float]:
    worst = max(map(_spread, tilt))
    if worst <= EQUAL_BELOW:
        return "consistent", 1.0
    steps = np.diff(tilt[:, np.argsort(-sizes, kind="stable")], axis=1)
    verdict: Verdict = "inconsistent"
    if (steps <= EQUAL_BELOW).all():
        verdict = "under-corrects"
    elif (steps >= -EQUAL_BELOW).all():
        verdict = "over-corrects"
    return verdict, math.exp(min(worst, LARGEST_LOG))


def _spread(numbers: FloatArray) -> float:
    return float(numbers.max() - numbers.min())


def _differ(numbers: FloatArray) -> bool:
    return _spread(numbers) > EQUAL_BELOW


def _reasons(
    composition: Composition, phase: Phase, sizes: FloatArray, *, shifted: bool
) -> Iterator[str]:
    """Yield why nothing is known of the minimiser; none where something is."""
    if composition.retraining is not None and composition.retraining.kind in SECOND_STAGES:
        yield SECOND_STAGES[composition.retraining.kind]
    if composition.mixing is not None:
        yield "it trains on blends of two examples but predicts for unblended ones"
    if composition.clusters is not None:
        yield from _reasons_of_clusters(composition, phase, shifted=shifted)
    if phase.loss.best_unknown_because:
        yield phase.loss.best_unknown_because
    elif _differ(phase.loss.numbers(sizes).multipliers):
        agreement = scaled_agreement(phase, sizes, np.random.default_rng(0))
        yield (
            "with a factor on each logit, the loss has many minimisers that decide differently; "
            f"the one with scores nearest to 0 agrees with the best rule at {100 * agreement:.0f} "
            "% of 1,000 random points"
        )
    if shifted and not phase.loss.is_log_probability:
        yield "the scores of this loss are not log-probabilities, so no shift is right everywhere"


def _reasons_of_clusters(composition: Composition, phase: Phase, *, shifted: bool) -> Iterator[str]:
    if composition.clusters is None or composition.clusters.decision == "max":
        yield NEXT_TO_BEST_CLUSTERS
    if shifted or phase.loss != SoftmaxLoss() or phase.weights.scheme != "none":
        yield "its loss, weights or shift act on clusters, about which the theory says nothing"


def _with_ties(
    composition: Composition, judged: Consistency, n_classes: int, *, has_margins: bool
) -> Consistency:
    """Return what is left of a judgement where equal scores minimise the loss at some points, or at all."""
    if not has_margins:
        return Consistency("inconsistent", math.nan, _sentence(composition, "no margin", math.nan))
    if n_classes == 2:
        return replace(judged, sentence=_sentence(composition, judged.verdict, judged.ratio))
    said = "undecided, else right" if judged.verdict == "consistent" else "undecided"
    sentence = _sentence(composition, said, judged.ratio)
    return Consistency("inconsistent", math.nan, sentence, judged.warning)


def _sentence(composition: Composition, said: str, ratio: float) -> str:
    place, switch = "", composition.switches_at
    if composition.retraining is not None:
        place = "for the classifier alone, on given features: "
    elif composition.smote is not None and composition.smote.space != "inputs":
        place = "for the classifier alone if SMOTE works on features, as it does for images: "
    elif switch:
        place = f"judged by the settings from {100 * switch:.3g} % of the training on: "
    text = f"{place}{VERDICTS_IN_WORDS[said].format(amount(ratio))}."
    return text[0].upper() + text[1:]


def _warning(phase: Phase, sizes: FloatArray, added: FloatArray) -> str:
    parts = list(corrections(phase, sizes, added))
    if len(parts) < 2:
        return ""
    named = f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"Double correction: {named} each compensate for the class counts; together they do too much."
