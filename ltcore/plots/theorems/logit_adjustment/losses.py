"""Which losses move the cut: nine losses, the ratio that decides, where they cut, what they cost."""

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import Axis, Dots, Line, Mark, Panel, Scene, Words, nothing_to_draw
from ltcore.theory.logit_adjustment.loss_cuts import LOSSES, log_ratio, undefined_because
from ltcore.theory.logit_adjustment.two_classes import (
    class_errors,
    floor,
    gaussian_errors,
    mixed_errors,
    shifted_cut,
)
from ltcore.theory.logit_adjustment.two_classes import (
    undefined_because as gaussian_undefined_because,
)
from ltcore.theory.shared.legal import BoolArray
from ltcore.theory.shared.two_gaussians import log_odds_against
from ltcore.types import FloatArray

SAME = 0.05
"""Difference of log-ratios up to which a loss counts as consistent: a twentieth of the ratio itself."""
ROWS = np.arange(len(LOSSES), 0, -1, dtype=np.float64)
"""Heights of the losses, the first on top."""
SHORT = {
    "inverse": "weights 1/π",
    "square_root": "half margin, half weight",
    "ldam_30_inverse": "LDAM, scale 30, and 1/π",
    "adjusted_inverse": "adjusted and 1/π",
}
"""What is written beside the rows, where the theory's names are too long for it."""
NAMES = tuple(SHORT.get(key, loss.label) for key, loss in LOSSES.items())


def losses_scene(prior: float, mu: float) -> Scene:
    """Return for each loss its consistency ratio, its cut and its balanced error.

    Args:
        prior: of the positive class, at most 1/2.
        mu: half the distance of the means, in standard deviations.
    """
    reason = undefined_because(prior=prior) or gaussian_undefined_because(mu=mu, prior=prior)
    if reason:
        return nothing_to_draw("losses_cut", reason)
    shifts = np.array([float(log_ratio(loss, prior)) for loss in LOSSES.values()])
    needed = float(log_odds_against(prior))
    consistent = np.abs(shifts - needed) < SAME
    cuts = shifted_cut(shifts, mu, 1.0, prior)
    _, balanced = mixed_errors(*class_errors(cuts, mu, 1.0), prior)
    best = float(floor(mu, 1.0))
    return Scene(
        key="losses_cut",
        title=f"Prior π = {numeral(prior)}: {int(consistent.sum())} of {len(LOSSES)} losses put the "
        "threshold where the balanced error is smallest",
        notes=(
            "squares: consistent (ratio within 5 %) · dots: not consistent · dotted: the "
            "ratio needed",
        ),
        words=_losses_words(prior, mu, shifts, balanced),
        panels=(
            Panel(
                x=Axis(
                    title="Ratio of the pulls at 0",
                    low=0.5,
                    high=3e4,
                    log=True,
                    ticks=(1, 100, 10_000),
                    tick_texts=("1", "100", "10,000"),
                ),
                y=_rows(NAMES),
                heading="Does it pull hard enough?",
            ),
            Panel(
                x=Axis(title="Threshold, in σ", low=-6, high=6),
                y=_rows(),
                heading="Where is its threshold?",
            ),
            Panel(
                x=Axis(title="Balanced error", low=0, high=0.5, percent=True),
                y=_rows(),
                heading="What does it cost?",
            ),
        ),
        marks=(
            *_column("ratio", np.exp(shifts), consistent, float(np.exp(needed)), 0),
            *_column("cut", cuts, consistent, 0.0, 1),
            *_column("balanced error", balanced, consistent, best, 2),
            _warning(prior),
        ),
    )


def _rows(names: tuple[str, ...] = ("",) * len(LOSSES)) -> Axis:
    return Axis(
        title="", low=0.4, high=len(LOSSES) + 0.6, ticks=tuple(ROWS.tolist()), tick_texts=names
    )


def _column(
    name: str, values: FloatArray, consistent: BoolArray, needed: float, panel: int
) -> tuple[Mark, ...]:
    ends = [0.4, len(LOSSES) + 0.6]
    return (
        Line(
            name=f"needed {name}",
            x=[needed, needed],
            y=ends,
            stroke="guide",
            hue="green",
            panel=panel,
        ),
        Dots(
            name=f"{name}, not consistent",
            x=np.where(consistent, np.nan, values),
            y=ROWS,
            hue="vermillion",
            panel=panel,
            size=1.4,
        ),
        Dots(
            name=f"{name}, consistent",
            x=np.where(consistent, values, np.nan),
            y=ROWS,
            hue="green",
            panel=panel,
            symbol="square",
            size=1.3,
        ),
    )


def _warning(prior: float) -> Words:
    """Return the name of the mistake beside the loss that corrects twice, where there is one."""
    there = 0.3 if prior < 0.5 else np.nan
    return Words(text="corrects twice", x=there, y=float(ROWS[-1]) - 0.4, hue="vermillion", panel=1)


def _losses_words(prior: float, mu: float, shifts: FloatArray, balanced: FloatArray) -> str:
    if prior == 0.5:
        return (
            "Both classes are equally frequent, so the ratio needed is 1, and every loss here has "
            "it.\n"
            "All put the threshold at 0, with a balanced error of "
            f"{percent(float(floor(mu, 1.0)), 1)}."
        )
    ratio = dict(zip(LOSSES, np.exp(shifts).tolist(), strict=True))
    cost = dict(zip(LOSSES, balanced.tolist(), strict=True))
    _, plain = gaussian_errors(0, mu, 1.0, prior)
    needed = (1 - prior) / prior
    return (
        f"A loss is consistent for the balanced error if its ratio is (1 − π)/π = {numeral(needed, 4)}. "
        f"Cross-entropy has 1, LDAM at scale 30 has {numeral(ratio['ldam_30'], 4)}: with unlimited data "
        "its margin does nothing, and both have a balanced error of about "
        f"{percent(float(plain), 1)}; LDAM's margin acts only when examples are few and capacity "
        f"is limited. With weights 1/π its ratio is {numeral(ratio['ldam_30_inverse'], 4)}, not exactly "
        "what is needed, but nearly.\n"
        f"Logit adjustment combined with weights 1/π has {numeral(ratio['adjusted_inverse'], 4)}, the "
        f"square of what is needed: {percent(cost['adjusted_inverse'], 1)}, the mirror image of "
        "cross-entropy. Use one of the two, not both."
    )
