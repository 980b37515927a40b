"""Why the threshold is the prior: error and balanced error of every threshold on the true posterior."""

import numpy as np
from scipy.special import expit

from ltcore.plots.base.text import percent
from ltcore.plots.scene.bell import bell
from ltcore.plots.scene.marks import (
    Axis,
    Band,
    Dots,
    Line,
    Mark,
    Panel,
    Scene,
    Words,
    nothing_to_draw,
)
from ltcore.theory.logit_adjustment.two_classes import mixed_errors
from ltcore.theory.plug_in.law import log_odds, threshold_rates, threshold_regrets
from ltcore.theory.plug_in.regret import best_am, undefined_because
from ltcore.types import FloatArray

FARTHEST = 6.0
X = np.linspace(-FARTHEST, FARTHEST, 121)
THRESHOLDS = np.concatenate([np.geomspace(0.001, 0.1, 60), np.linspace(0.105, 0.999, 80)])
CLASS_HEIGHT = 0.35
"""Height of the narrower class's density; its own axis would tell nothing more."""


def threshold_scene(threshold: float, prior: float, spread: float) -> Scene:
    """Return the posterior with the threshold on it, and what each threshold costs.

    Args:
        threshold: of now, in (0, 1).
        prior: of the positive class.
        spread: standard deviation of the positive class; that of the negative is 1.
    """
    if reason := undefined_because(prior=prior, spread=spread):
        return nothing_to_draw("plug_in_threshold", reason)
    regret = max(float(threshold_regrets(threshold, prior, spread)), 0.0)
    loses = f"{100 * regret:.1f} points below the best" if regret >= 5e-4 else "the best possible"
    return Scene(
        "plug_in_threshold",
        f"Threshold {threshold:g}: AM {percent(best_am(spread) - regret, 1)}, {loses}",
        ("all curves exact · areas: both classes, each on its own scale",),
        _threshold_words(threshold, prior, spread),
        (
            Panel(
                Axis("x, in standard deviations of the negatives", -FARTHEST, FARTHEST),
                Axis("Posterior η(x)", 0, 1, percent=True),
                "Where is η above the threshold?",
                share=1.1,
            ),
            Panel(
                Axis("Threshold on η", 0.001, 1, log=True),
                Axis("Error", 0, 1, percent=True),
                "What does each threshold cost?",
            ),
        ),
        (
            *_posterior_marks(threshold, prior, spread),
            *_cost_marks(threshold, prior, spread),
        ),
    )  # fmt: skip


def _posterior_marks(threshold: float, prior: float, spread: float) -> tuple[Mark, ...]:
    odds = log_odds(X, prior, spread)
    posterior = expit(odds)
    taken = np.where(posterior > threshold, 1.0, np.nan)
    positive = CLASS_HEIGHT * bell(X, 1, spread) / max(spread, 1.0)
    return (
        Band("negative class", X, 0, CLASS_HEIGHT * bell(X, -1), "sky"),
        Band("positive class", X, 0, positive, "vermillion"),
        Line("posterior", X, posterior, "true", "ink", label="η(x)"),
        Line(
            "threshold", [-FARTHEST, FARTHEST], [threshold] * 2, "guide", "purple", label="threshold"
        ),
        Line("called +", X, 0.985 * taken, "true", "vermillion", width=2.0),
        Words("shaded at the top: predicted +", -1.5, 0.95, "vermillion", anchor="center", above=False),
        Words("negatives", -1.2, CLASS_HEIGHT, "sky", anchor="center"),
        Words("positives", 2.3, 0.15, "vermillion"),
    )  # fmt: skip


def _cost_marks(threshold: float, prior: float, spread: float) -> tuple[Mark, ...]:
    errors, balanced = _costs(THRESHOLDS, prior, spread)
    now = _costs(np.array([threshold, prior, 0.5]), prior, spread)
    return (
        Line("error", THRESHOLDS, errors, "true", "blue", panel=1, label="error"),
        Line("1 − AM", THRESHOLDS, balanced, "true", "orange", panel=1, label="1 − AM:<br>balanced<br>error"),
        Line("threshold", [threshold] * 2, [0, 1], "guide", "purple", panel=1),
        Dots(
            "1 − AM is smallest at p", [prior], [now[1][1]], "orange", 1, symbol="square", size=1.3,
            labels=("p",),
        ),
        Dots(
            "the error is smallest at 1/2", [0.5], [now[0][2]], "blue", 1, symbol="square", size=1.3,
            labels=("1/2",),
        ),
        Dots("now", [threshold] * 2, [now[0][0], now[1][0]], "ink", panel=1, size=1.1),
    )  # fmt: skip


def _costs(thresholds: FloatArray, prior: float, spread: float) -> tuple[FloatArray, FloatArray]:
    recall, specificity = threshold_rates(thresholds, prior, spread)
    return mixed_errors(1 - recall, 1 - specificity, prior)


def _threshold_words(threshold: float, prior: float, spread: float) -> str:
    recall, specificity = (float(rate) for rate in threshold_rates(threshold, prior, spread))
    error, _ = (float(one) for one in _costs(np.asarray(threshold), prior, spread))
    half = float(threshold_regrets(0.5, prior, spread))
    first = (
        f"The rule recognises {percent(recall, 1)} of the positives and {percent(specificity, 1)} "
        f"of the negatives: AM = {percent((recall + specificity) / 2, 1)}, error "
        f"{percent(error, 1)}."
    )
    return (
        f"{first}\n"
        f"AM is largest, {percent(best_am(spread), 1)}, at the threshold p = {prior:g}, whatever "
        f"the classes look like; the error is smallest at 1/2, which loses {100 * half:.1f} "
        "points of AM."
    )
