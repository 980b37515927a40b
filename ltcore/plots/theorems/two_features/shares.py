"""Two features in pictures: how much of e2 is kept, against the rare examples and against the noise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ltcore.plots.base.amounts import numeral
from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import percent
from ltcore.plots.scene.marks import Axis, Dots, Line, Mark, Panel, Scene, Words, nothing_to_draw
from ltcore.plots.theorems.two_features.kept import as_setting, kept_words
from ltcore.theory.two_features.learning import kept, learned
from ltcore.theory.two_features.shares import (
    rare_mean_share,
    self_supervised_limit,
    undefined_because,
)
from ltcore.types import FloatArray

Against = Literal["n_rare", "rho"]
SEEDS = 8
"""Training sets that are learned from at each place."""
PLACES = {
    "n_rare": (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0),
    "rho": (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0),
}
"""Where training sets are learned from."""
_GRIDS = {
    "n_rare": np.unique(np.geomspace(1, 200, 100).round()),
    "rho": np.linspace(0, 1.2, 121),
}
_AXES = {
    "n_rare": Axis(title="Rare examples n₃", low=0.9, high=220, log=True),
    "rho": Axis(title="Noise ρ, standard deviation in each coordinate", low=0, high=1.2),
}
_SHARE = Axis(title="Share kept", low=0, high=1.02, percent=True)
_NAMES = {"n_rare": "n₃", "rho": "ρ"}


@dataclass(frozen=True, eq=False)
class Place:
    """What was learned from several training sets of one setting.

    Attributes:
        at: value of what the picture is drawn against.
        supervised: shares of e1 and e2 that are kept, (seeds, 2); NaN where nothing could be learned.
        self_supervised: the same without labels.
    """

    at: float
    supervised: FloatArray
    self_supervised: FloatArray


def learn_places(setting: dict[str, float], against: Against) -> Iterator[tuple[float, Place]]:
    """Learn from training sets at each place; yield the share that is done and what was found.

    Args:
        setting: arguments of ``ltcore.theory.two_features.shares.Setting``.
        against: which of them is varied.
    """
    places = PLACES[against]
    for k, at in enumerate(places):
        drawn = as_setting({**setting, against: at})
        both = [learned(drawn, seed) for seed in range(SEEDS)]
        yield (
            (k + 1) / len(places),
            Place(
                at,
                np.stack([kept(one.supervised) for one in both]),
                np.stack([kept(one.self_supervised) for one in both]),
            ),
        )


def shares_scene(
    setting: dict[str, float], against: Against, found: Sequence[Place], *, seed: int
) -> Scene:
    """Return the kept shares: the laws, and what was learned with and without labels.

    Args:
        setting: arguments of ``ltcore.theory.two_features.shares.Setting``.
        against: what lies on the horizontal axis.
        found: what ``learn_places`` has yielded so far.
        seed: of the one training set that is learned from here, at the setting of now.
    """
    key = f"two_features_{against}"
    if reason := undefined_because(**setting):
        return nothing_to_draw(key, reason)
    drawn = as_setting(setting)
    one = learned(drawn, seed)
    with_labels, without = kept(one.supervised), kept(one.self_supervised)
    now = setting[against]
    return Scene(
        key=key,
        title=_title(f"{_NAMES[against]} = {numeral(now)}", with_labels, without),
        notes=(
            f"solid: laws · diamonds: one training set at {_NAMES[against]} = {numeral(now)}, seed {seed}",
            f"squares: means of {SEEDS} training sets, seeds 0 to {SEEDS - 1}; strokes: "
            "smallest to largest"
            if found
            else "",
        ),
        words=f"{kept_words(drawn, with_labels, without)}{_found_words(found, against)}",
        panels=(Panel(x=_AXES[against], y=_SHARE),),
        marks=(
            *_laws(setting, against),
            *_means(found),
            Line(name="now", x=[now, now], y=[0, 1.02], stroke="guide", hue="ink"),
            *_name(now, float(with_labels[1]), _AXES[against]),
            _diamond("e₂ with labels, this training set", now, with_labels[1], "blue"),
            _diamond("e₂ without labels, this training set", now, without[1], "green"),
        ),
    )


def _title(now: str, with_labels: FloatArray, without: FloatArray) -> str:
    if np.isnan(with_labels).any():
        return (
            f"{now}: labels cannot be learned; learning without them keeps "
            f"{percent(without[1])} of e₂"
        )
    return f"{now}: labels keep {percent(with_labels[1])} of e₂, self-supervision {percent(without[1])}"


def _laws(setting: dict[str, float], against: Against) -> tuple[Mark, ...]:
    grid = _GRIDS[against]
    at = {name: np.full(grid.shape, number) for name, number in setting.items()} | {against: grid}
    order = ("d", "n_frequent", "n_rare", "tau", "rho")
    first, second = self_supervised_limit(*(at[name] for name in order))
    alone = rare_mean_share(at["d"], at["n_rare"], at["rho"])
    return (
        Line(
            name="e₁ without labels, law",
            x=grid,
            y=first,
            stroke="true",
            hue="grey",
            label="e₁ without labels",
        ),
        Line(
            name="e₂ without labels, law",
            x=grid,
            y=second,
            stroke="true",
            hue="green",
            label="e₂ without labels",
        ),
        Line(
            name="e₂ in the mean of the rare examples",
            x=grid,
            y=alone,
            stroke="true",
            hue="orange",
            label="what rare examples<br>alone say about e₂",
        ),
    )


def _means(found: Sequence[Place]) -> tuple[Mark, ...]:
    at = [place.at for place in found]
    return (
        *_seen("e₂ with labels", at, [place.supervised[:, 1] for place in found], "blue"),
        *_seen("e₂ without labels", at, [place.self_supervised[:, 1] for place in found], "green"),
    )


def _seen(name: str, at: list[float], values: list[FloatArray], hue: Hue) -> tuple[Mark, ...]:
    x, y = _spreads(at, values)
    return (
        Line(name=f"{name}, smallest to largest", x=x, y=y, stroke="true", hue=hue, width=0.8),
        Dots(
            name=f"{name}, mean", x=at, y=[_mean(each) for each in values], hue=hue, symbol="square"
        ),
    )


def _spreads(at: Sequence[float], values: Sequence[FloatArray]) -> tuple[list[float], list[float]]:
    """Return upright strokes from the least to the most, with gaps between them."""
    x: list[float] = []
    y: list[float] = []
    for place, each in zip(at, values, strict=True):
        there = each[np.isfinite(each)]
        ends = [float(there.min()), float(there.max())] if there.size else [np.nan, np.nan]
        x += [place, place, np.nan]
        y += [*ends, np.nan]
    return x, y


def _mean(values: FloatArray) -> float:
    there = values[np.isfinite(values)]
    return float(there.mean()) if there.size else float("nan")


def _diamond(name: str, x: float, y: float, hue: Hue) -> Dots:
    return Dots(name=name, x=[x], y=[y], hue=hue, symbol="diamond", size=1.4)


def _name(now: float, share: float, axis: Axis) -> tuple[Mark, ...]:
    """Return the name of what labels keep, beside its diamond and on the side that has room."""
    if axis.log:
        right, places = now > np.sqrt(axis.low * axis.high), (now / 1.06, now * 1.06)
    else:
        right, places = now > (axis.low + axis.high) / 2, (now - 0.012, now + 0.012)
    x = places[0] if right else places[1]
    return (
        Words(
            text="e₂ with labels",
            x=x,
            y=share + 0.01,
            hue="blue",
            anchor="right" if right else "left",
        ),
    )


def _found_words(found: Sequence[Place], against: Against) -> str:
    if not found:
        return ""
    first, last = found[0], found[-1]
    lost = sum(int(np.isnan(place.supervised[:, 1]).sum()) for place in found)
    left_out = f" {lost} training sets that cannot be separated are left out." if lost else ""
    return (
        f"\nMeans of {SEEDS} training sets: labels keep {percent(_mean(first.supervised[:, 1]))} of e₂ at "
        f"{_NAMES[against]} = {numeral(first.at)} and {percent(_mean(last.supervised[:, 1]))} at "
        f"{_NAMES[against]} = {numeral(last.at)}.{left_out}"
    )
