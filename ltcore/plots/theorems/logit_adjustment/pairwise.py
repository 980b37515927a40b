"""The pairwise family checked by minimising it: does every member find log P(x | y)?"""

from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import Axis, Dots, Line, Mark, Panel, Scene
from ltcore.theory.logit_adjustment.pairwise import (
    Member,
    balanced_error,
    ideal_scores,
    member,
    minimiser,
    random_joint,
)
from ltcore.types import FloatArray

LOSSES = 10
"""Random deltas of one picture: all three kinds are minimised at every position of a slider."""
SHOWN = 3
"""Losses whose scores are drawn one by one, twelve dots each."""
CLASSES = 4
LEAST = 1e-16
"""A smaller deviation is drawn here: it is rounding."""
KINDS: dict[Member, tuple[str, Hue]] = {
    "consistent": ("as the theorem requires", "green"),
    "unweighted": ("weights left out", "orange"),
    "turned": ("margins reversed", "purple"),
}
SYMBOLS: dict[Member, str] = {"consistent": "square", "unweighted": "circle", "turned": "diamond"}
SCORES = Axis(title="log P(x | y), mean 0 at each x", low=-6, high=6)


@dataclass(frozen=True, eq=False)
class Fits:
    """What minimising the losses of one picture has found.

    Attributes:
        ideal: log P(x | y), shape (X, L).
        scores: kind -> scores of least loss, shape (LOSSES, X, L).
        errors: kind -> balanced error of the largest score, shape (LOSSES,).
        best: the least balanced error of any rule.
    """

    ideal: FloatArray
    scores: dict[Member, FloatArray]
    errors: dict[Member, FloatArray]
    best: float

    def deviations(self, kind: Member) -> FloatArray:
        """Return how far the scores of each loss are from the ideal, at the worst, shape (LOSSES,)."""
        return np.asarray(np.abs(self.scores[kind] - self.ideal).max(axis=(1, 2)))


@lru_cache(maxsize=512)
def fits(power: float, scatter: float, world: int) -> Fits:
    """Minimise ten random members of the family, and each with one part wrong.

    Args:
        power: of the prior in delta; 0 is weighting by 1/P, 1 logit adjustment.
        scatter: standard deviation of the random part of log delta.
        world: seed of P(x, y) and of delta.
    """
    rng = np.random.default_rng(world)
    joint = random_joint(rng, classes=CLASSES)
    noise = np.exp(scatter * rng.normal(size=(LOSSES, CLASSES)))
    delta = joint.sum(axis=0) ** power * noise
    scores = {kind: minimiser(joint, member(joint, delta, kind)) for kind in get_args(Member)}
    ideal = ideal_scores(joint)
    errors = {kind: balanced_error(joint, found) for kind, found in scores.items()}
    return Fits(ideal, scores, errors, float(balanced_error(joint, ideal)))


def pairwise_scene(power: float, scatter: float, world: int) -> Scene:
    """Return the scores of least loss against log P(x | y), and how far each loss is from it.

    Args:
        power: of the prior in delta, in [0, 1].
        scatter: standard deviation of the random part of log delta, at most 2.
        world: seed of P(x, y) and of delta.
    """
    found = fits(power, scatter, world)
    worst = float(found.deviations("consistent").max())
    return Scene(
        key="pairwise_family",
        title=f"All {LOSSES} losses of the family have their minimum at log P(x | y), within "
        f"{numeral(worst, 1)}",
        notes=(
            "squares: as the theorem requires · circles: weights left out · diamonds: margins reversed",
            f"every loss is minimised numerically; points and δ are random, seed {world}",
        ),
        words=_pairwise_words(found, power, scatter),
        panels=(
            Panel(
                x=SCORES,
                y=Axis(title="Scores at the minimum", low=-6, high=6),
                heading="Are the scores log P(x | y)?",
            ),
            Panel(
                x=Axis(title="", low=-0.5, high=2.5, ticks=(0, 1, 2), tick_texts=tuple(_rows())),
                y=Axis(
                    title="Largest deviation",
                    low=LEAST,
                    high=100,
                    log=True,
                    ticks=(1e-16, 1e-12, 1e-8, 1e-4, 1),
                    tick_texts=("10⁻¹⁶", "10⁻¹²", "10⁻⁸", "10⁻⁴", "1"),
                ),
                heading="How far off is each loss?",
            ),
        ),
        marks=(*_score_marks(found), *_deviation_marks(found)),
    )


def _rows() -> list[str]:
    """Return the labels in two lines; a narrow place keeps the first, which must say most."""
    return ["<br>".join(label.rsplit(" ", 1)) for label, _ in KINDS.values()]


def _score_marks(found: Fits) -> tuple[Mark, ...]:
    return (
        Line(name="scores = log P(x | y)", x=[-6, 6], y=[-6, 6], stroke="guide", hue="grey"),
        *(
            Dots(
                name=label,
                x=np.tile(found.ideal.ravel(), SHOWN),
                y=found.scores[kind][:SHOWN].ravel(),
                hue=hue,
                symbol=SYMBOLS[kind],
                size=0.8,
                opacity=0.8,
            )
            for kind, (label, hue) in reversed(KINDS.items())
        ),
    )


def _deviation_marks(found: Fits) -> tuple[Mark, ...]:
    apart = np.linspace(-0.25, 0.25, LOSSES)
    return tuple(
        Dots(
            name=label,
            x=place + apart,
            y=np.maximum(found.deviations(kind), LEAST),
            hue=hue,
            panel=1,
            symbol=SYMBOLS[kind],
        )
        for place, (kind, (label, hue)) in enumerate(KINDS.items())
    )


def _pairwise_words(found: Fits, power: float, scatter: float) -> str:
    def worse(kind: Member) -> str:
        errors = found.errors[kind]
        return (
            f"{int((errors > found.best + 1e-12).sum())} of {LOSSES} losses decide worse, with "
            f"errors up to {percent(float(errors.max()), 1)}"
        )

    factor = (
        "times a random factor" if scatter else "(no random factor, so all losses are the same)"
    )
    first = (
        f"With δ_y = P(y)^{numeral(power)} {factor} and weights δ_y / P(y), all {LOSSES} losses find log "
        "P(x | y); the resulting rule has the smallest possible balanced error, "
        f"{percent(found.best, 1)}."
    )
    if scatter == 0 and power == 1:
        return (
            f"{first}\n"
            "Here δ = P, so all weights are 1, and leaving them out changes nothing. This is the "
            f"logit-adjusted loss. With the margins reversed, {worse('turned')}."
        )
    if scatter == 0 and power == 0:
        return (
            f"{first}\n"
            "Here δ = 1, so all margins are 0, and reversing them changes nothing. This is "
            "cross-entropy weighted by 1/P(y). Without its weights it is plain cross-entropy: "
            f"{worse('unweighted')}."
        )
    return (
        f"{first}\n"
        f"With the weights left out, {worse('unweighted')}; with the margins reversed, "
        f"{worse('turned')}. Weights and margins must match."
    )
