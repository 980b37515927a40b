"""Why the threshold is the prior: error and balanced error of every threshold on the true posterior."""

import numpy as np
from scipy.special import expit

from ltcore.plots.base.amounts import numeral
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
        key="plug_in_threshold",
        title=f"Threshold {numeral(threshold)}: balanced accuracy "
        f"{percent(best_am(spread) - regret, 1)}, {loses}",
        notes=("all curves exact · areas: both classes, each on its own scale",),
        words=_threshold_words(threshold, prior, spread),
        panels=(
            Panel(
                x=Axis(
                    title="x, in standard deviations of the negatives", low=-FARTHEST, high=FARTHEST
                ),
                y=Axis(title="Posterior η(x)", low=0, high=1, percent=True),
                heading="Where is η above the threshold?",
                share=1.1,
            ),
            Panel(
                x=Axis(title="Threshold on η", low=0.001, high=1, log=True),
                y=Axis(title="Error", low=0, high=1, percent=True),
                heading="What does each threshold cost?",
            ),
        ),
        marks=(
            *_posterior_marks(threshold, prior, spread),
            *_cost_marks(threshold, prior, spread),
        ),
    )


def _posterior_marks(threshold: float, prior: float, spread: float) -> tuple[Mark, ...]:
    odds = log_odds(X, prior, spread)
    posterior = expit(odds)
    taken = np.where(posterior > threshold, 1.0, np.nan)
    positive = CLASS_HEIGHT * bell(X, 1, spread) / max(spread, 1.0)
    return (
        Band(name="negative class", x=X, low=0, high=CLASS_HEIGHT * bell(X, -1), hue="sky"),
        Band(name="positive class", x=X, low=0, high=positive, hue="vermillion"),
        Line(name="posterior", x=X, y=posterior, stroke="true", hue="ink", label="η(x)"),
        Line(
            name="threshold",
            x=[-FARTHEST, FARTHEST],
            y=[threshold] * 2,
            stroke="guide",
            hue="purple",
            label="threshold",
        ),
        Line(name="called +", x=X, y=0.985 * taken, stroke="true", hue="vermillion", width=2.0),
        Words(
            text="shaded at the top: predicted +",
            x=-1.5,
            y=0.95,
            hue="vermillion",
            anchor="center",
            above=False,
        ),
        Words(text="negatives", x=-1.2, y=CLASS_HEIGHT, hue="sky", anchor="center"),
        Words(text="positives", x=2.3, y=0.15, hue="vermillion"),
    )


def _cost_marks(threshold: float, prior: float, spread: float) -> tuple[Mark, ...]:
    errors, balanced = _costs(THRESHOLDS, prior, spread)
    now = _costs(np.array([threshold, prior, 0.5]), prior, spread)
    return (
        Line(
            name="error", x=THRESHOLDS, y=errors, stroke="true", hue="blue", panel=1, label="error"
        ),
        Line(
            name="balanced error",
            x=THRESHOLDS,
            y=balanced,
            stroke="true",
            hue="orange",
            panel=1,
            label="balanced<br>error",
        ),
        Line(name="threshold", x=[threshold] * 2, y=[0, 1], stroke="guide", hue="purple", panel=1),
        Dots(
            name="balanced error is smallest at p",
            x=[prior],
            y=[now[1][1]],
            hue="orange",
            panel=1,
            symbol="square",
            size=1.3,
            labels=("p",),
        ),
        Dots(
            name="the error is smallest at 1/2",
            x=[0.5],
            y=[now[0][2]],
            hue="blue",
            panel=1,
            symbol="square",
            size=1.3,
            labels=("1/2",),
        ),
        Dots(name="now", x=[threshold] * 2, y=[now[0][0], now[1][0]], hue="ink", panel=1, size=1.1),
    )


def _costs(thresholds: FloatArray, prior: float, spread: float) -> tuple[FloatArray, FloatArray]:
    recall, specificity = threshold_rates(thresholds, prior, spread)
    return mixed_errors(1 - recall, 1 - specificity, prior)


def _threshold_words(threshold: float, prior: float, spread: float) -> str:
    recall, specificity = (float(rate) for rate in threshold_rates(threshold, prior, spread))
    error, _ = (float(one) for one in _costs(np.asarray(threshold), prior, spread))
    half = float(threshold_regrets(0.5, prior, spread))
    first = (
        f"The rule recognises {percent(recall, 1)} of the positives and {percent(specificity, 1)} "
        f"of the negatives: balanced accuracy {percent((recall + specificity) / 2, 1)}, error "
        f"{percent(error, 1)}."
    )
    return (
        f"{first}\n"
        f"The balanced accuracy is largest, {percent(best_am(spread), 1)}, at the threshold p = "
        f"{numeral(prior)}, whatever "
        f"the classes look like; the error is smallest at 1/2, which loses {100 * half:.1f} "
        "points of balanced accuracy."
    )
