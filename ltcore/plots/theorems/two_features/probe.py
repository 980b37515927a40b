"""Two features in pictures: what a linear probe on balanced data makes of what was kept."""

from functools import lru_cache

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import (
    Axis,
    Bars,
    Dots,
    Line,
    Mark,
    Panel,
    Scene,
    Words,
    nothing_to_draw,
)
from ltcore.plots.theorems.two_features.kept import CLASSES, HUES, as_setting
from ltcore.theory.two_features.learning import kept, learned
from ltcore.theory.two_features.probe import probe_errors
from ltcore.theory.two_features.shares import undefined_because
from ltcore.types import FloatArray

SHARES = np.linspace(0, 1, 13) ** 2
"""Kept shares of e2 at which the curve is computed: closest where it falls."""
_ONLY_E1 = np.array([[1.0, 0, 0], [0, 0, 1]])
_NAMES = ("with labels", "without labels", "e₁ alone", "e₁ and e₂")
_BAR = 0.26


def probe_scene(setting: dict[str, float], *, offset: bool, seed: int) -> Scene:
    """Return the error of each class under a probe on both representations, and what e2 is worth.

    Args:
        setting: arguments of ``ltcore.theory.two_features.shares.Setting``.
        offset: whether the probe's scores may have a constant.
        seed: of the training set.
    """
    if reason := undefined_because(**setting):
        return nothing_to_draw("two_features_probe", reason)
    drawn = as_setting(setting)
    if drawn.rho <= 0:
        return nothing_to_draw(
            "two_features_probe", f"rho is {numeral(drawn.rho)}: give noise above 0"
        )
    both = learned(drawn, seed)
    kinds = (both.supervised, both.self_supervised, _ONLY_E1, np.eye(2))
    errors = np.stack([probe_errors(kind, drawn.tau, drawn.rho, offset=offset) for kind in kinds])
    shares = [float(kept(kind)[1]) for kind in kinds[:2]]
    return Scene(
        key="two_features_probe",
        title=_title(errors),
        notes=(
            f"bars: exact errors of a probe on unlimited balanced data; training set of seed {seed}",
            f"the probe has {'an' if offset else 'no'} offset · curve: exact, if all of e₁ is kept",
        ),
        words=_words(errors, shares, offset=offset),
        panels=(
            Panel(
                x=Axis(
                    title="What the representation keeps",
                    low=-0.5,
                    high=3.5,
                    ticks=(0, 1, 2, 3),
                    tick_texts=_NAMES,
                ),
                y=Axis(title="Error of the class", low=0, high=1.02, percent=True),
                share=1.4,
            ),
            Panel(
                x=Axis(title="Share of e₂ kept", low=0, high=1, percent=True),
                y=Axis(title="Error of the rare class", low=0, high=1.02, percent=True),
                heading="What is e₂ worth to the rare class?",
            ),
        ),
        marks=(
            *_bars(errors),
            *_worth(drawn.tau, drawn.rho, offset=offset),
            *_places(errors, shares),
        ),
    )


def _title(errors: FloatArray) -> str:
    without = percent(errors[1, 2], 1)
    if np.isnan(errors[0]).any():
        return f"Labels cannot be learned here; without them the probe misses {without} of the rare class"
    with_labels = percent(errors[0, 2], 1)
    return f"The probe misses {with_labels} of the rare class after learning with labels, {without} without"


def _words(errors: FloatArray, shares: list[float], *, offset: bool) -> str:
    rare = [percent(error, 1) for error in errors[:, 2]]
    first = (
        "No linear map separates the three classes of this training set, so labels teach nothing here."
        if np.isnan(errors[0]).any()
        else f"Learning with labels keeps {percent(shares[0])} of e₂, which gives the rare "
        f"class an error of {rare[0]}."
    )
    middle = (
        "With an offset in its scores"
        if offset
        else "Without an offset, as in the paper (a linear function),"
    )
    return (
        f"{first} Learning without labels keeps {percent(shares[1])} of e₂, which gives "
        f"the rare class an error of {rare[1]}; e₁ and e₂ in full give {rare[3]}.\n"
        f"{middle} the probe misses {rare[2]} of the rare class if it sees only e₁. The three "
        "classes are equally frequent in the probe's data."
    )


def _bars(errors: FloatArray) -> list[Mark]:
    return [
        Bars(
            name=f"error of {name}",
            x=np.arange(4) + (k - 1) * _BAR,
            height=errors[:, k],
            width=_BAR * 0.92,
            hue=hue,
            opacity=0.85,
            label=name,
        )
        for k, (name, hue) in enumerate(zip(CLASSES, HUES, strict=True))
    ]


def _worth(tau: float, rho: float, *, offset: bool) -> tuple[Mark, ...]:
    return (
        Line(
            name="all of e₁ kept",
            x=SHARES,
            y=rare_errors(tau, rho, offset=offset),
            stroke="true",
            hue="vermillion",
            panel=1,
        ),
    )


@lru_cache(maxsize=256)
def rare_errors(tau: float, rho: float, *, offset: bool) -> tuple[float, ...]:
    """Return the error of the rare class where e1 is kept in full, at each of ``SHARES`` of e2."""
    kinds = [np.array([[1.0, 0], [0, np.sqrt(share)]]) for share in SHARES]
    return tuple(float(probe_errors(kind, tau, rho, offset=offset)[2]) for kind in kinds)


def _places(errors: FloatArray, shares: list[float]) -> tuple[Mark, ...]:
    """Return where both representations are: beside the curve, for they do not keep all of e1."""
    return (
        *_place(_NAMES[0], shares[0], float(errors[0, 2]), "blue"),
        *_place(_NAMES[1], shares[1], float(errors[1, 2]), "green"),
    )


def _place(name: str, share: float, error: float, hue: Hue) -> tuple[Mark, ...]:
    right = share > 0.5
    beside = share + (-0.03 if right else 0.03)
    return (
        Dots(name=name, x=[share], y=[error], hue=hue, panel=1, symbol="diamond", size=1.4),
        Words(
            text=name,
            x=beside,
            y=error + 0.03,
            hue=hue,
            panel=1,
            anchor="right" if right else "left",
        ),
    )
