"""Two features in pictures: the examples as they are, and as each representation sees them."""

from typing import Literal

import numpy as np

from ltcore.plots.base.palette import Hue
from ltcore.plots.base.text import count, percent
from ltcore.plots.scene.marks import Arrows, Axis, Dots, Mark, Panel, Scene, Words, nothing_to_draw
from ltcore.theory.two_features.learning import Learned, kept, learned
from ltcore.theory.two_features.shares import (
    Setting,
    draw_many,
    rare_mean_share,
    self_supervised_limit,
    undefined_because,
)
from ltcore.types import FloatArray

NEW = 40
"""New examples of each class that a representation is shown."""
HUES: tuple[Hue, Hue, Hue] = ("sky", "blue", "vermillion")
"""Of classes 1 and 2, the frequent ones, and of class 3."""
CLASSES = ("class 1", "class 2", "class 3, rare")
ACROSS = (-4.0, 4.0)
ALONG = (-5.0, 3.0)


def kept_scene(setting: dict[str, float], *, seed: int) -> Scene:
    """Return a training set, and new examples as they look after learning with and without its labels.

    Args:
        setting: arguments of ``ltcore.theory.two_features.shares.Setting``.
        seed: of the training set.
    """
    if reason := undefined_because(**setting):
        return nothing_to_draw("two_features_kept", reason)
    drawn = as_setting(setting)
    both = learned(drawn, seed)
    with_labels, without = kept(both.supervised), kept(both.self_supervised)
    labels_keep = f"labels keep {percent(with_labels[1])} of e₂"
    if np.isnan(with_labels).any():
        labels_keep = "these classes cannot be separated"
    return Scene(
        key="two_features_kept",
        title=f"{count(drawn.n_rare, 'rare example')}: {labels_keep}, self-supervision {percent(without[1])}",
        notes=(
            f"dots on the left: the training set, seed {seed}; on the right: {NEW} new "
            "examples per class",
            "arrows: the remaining part of e₁ and e₂",
        ),
        words=kept_words(drawn, with_labels, without),
        panels=(
            _panel("Along e₁", "Along e₂", f"The {len(both.labels)} training examples"),
            _panel(
                "Along the kept part of e₁", "Perpendicular to it", "After learning with labels"
            ),
            _panel(
                "Along the kept part of e₁", "Perpendicular to it", "After learning without labels"
            ),
        ),
        marks=(
            *_examples(both),
            *_seen(drawn, both.supervised, "with labels", 1),
            *_seen(drawn, both.self_supervised, "without labels", 2),
        ),
    )


def as_setting(setting: dict[str, float]) -> Setting:
    """Return the settings of a page, whose sliders hold any numbers, as the theory takes them."""
    return Setting(
        d=int(setting["d"]),
        n_frequent=int(setting["n_frequent"]),
        n_rare=int(setting["n_rare"]),
        tau=float(setting["tau"]),
        rho=float(setting["rho"]),
    )


def kept_words(drawn: Setting, with_labels: FloatArray, without: FloatArray) -> str:
    """Return what each representation keeps, and what the laws say of it.

    Args:
        drawn: what was drawn.
        with_labels: shares of e1 and e2 that supervised learning keeps, NaN where it cannot learn.
        without: those that self-supervision keeps.
    """
    limits = self_supervised_limit(drawn.d, drawn.n_frequent, drawn.n_rare, drawn.tau, drawn.rho)
    alone = float(rare_mean_share(drawn.d, drawn.n_rare, drawn.rho))
    first = (
        "No linear map separates the three classes of this training set: there is no supervised solution."
        if np.isnan(with_labels).any()
        else f"Learning with labels keeps {percent(with_labels[0])} of e₁ and "
        f"{percent(with_labels[1])} of e₂."
    )
    return (
        f"{first} Learning without labels keeps {percent(without[0])} and {percent(without[1])}; "
        f"the law for many dimensions and examples predicts {percent(float(limits[0]))} and "
        f"{percent(float(limits[1]))}.\n"
        "“Kept” is the share of a feature's squared length that lies in the representation. The "
        f"mean of the n₃ = {drawn.n_rare} rare examples alone contains {percent(alone)} of e₂ on "
        "average."
    )


def _panel(across: str, along: str, heading: str) -> Panel:
    return Panel(
        x=Axis(title=across, low=ACROSS[0], high=ACROSS[1]),
        y=Axis(title=along, low=ALONG[0], high=ALONG[1]),
        heading=heading,
        equal=True,
    )


def _examples(both: Learned) -> tuple[Mark, ...]:
    clouds = [both.points[both.labels == k] for k in range(3)]
    return (
        *_clouds(clouds, 0),
        *_features(np.eye(2), 0),
        Words(text=CLASSES[0], x=3.9, y=-4.9, hue=HUES[0], anchor="right"),
        Words(text=CLASSES[1], x=-3.9, y=-4.9, hue=HUES[1]),
        Words(text=CLASSES[2], x=0, y=2.9, hue=HUES[2], anchor="center", above=False),
    )


def _seen(
    setting: Setting,
    directions: FloatArray,
    name: Literal["with labels", "without labels"],
    panel: int,
) -> tuple[Mark, ...]:
    """Return new examples in the plane that was kept, e1 to the right and e2 upwards."""
    parts = upright(directions[:, :2])
    balanced = Setting(d=2, n_frequent=NEW, n_rare=NEW, tau=setting.tau, rho=0.0)
    means, labels = draw_many(balanced, 1, np.random.default_rng(1))
    # The noise is the same in every direction, so it is so in the two that were kept.
    noise = setting.rho * np.random.default_rng(2).normal(size=means[0].shape)
    points = means[0] @ parts.T + noise
    clouds = [points[labels == k] for k in range(3)]
    return (*_clouds(clouds, panel, f", {name}"), *_features(parts, panel))


def upright(parts: FloatArray) -> FloatArray:
    """Return the parts of e1 and e2 in a plane, turned so that e1 points right and e2 not down.

    Args:
        parts: (2, 2), column k the part of feature k + 1.

    Example:
        >>> upright(np.array([[0.0, 0.5], [-1.0, 0.0]])).round(6).tolist()
        [[1.0, 0.0], [0.0, 0.5]]
    """
    length = max(float(np.hypot(*parts[:, 0])), 1e-12)
    right = parts[:, 0] / length
    turned = np.array([right, [-right[1], right[0]]]) @ parts
    return np.asarray(turned * [[1], [-1 if turned[1, 1] < 0 else 1]])


def _clouds(clouds: list[FloatArray], panel: int, seen: str = "") -> list[Mark]:
    return [
        Dots(name=f"{name}{seen}", x=x, y=y, hue=hue, panel=panel, size=0.5, opacity=0.75)
        for (x, y), name, hue in zip(map(_within, clouds), CLASSES, HUES, strict=True)
    ]


def _within(cloud: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the coordinates of the points within the panel: dots are not cut at its edge."""
    x, y = cloud.T
    inside = (np.abs(x) <= ACROSS[1]) & (y >= ALONG[0]) & (y <= ALONG[1])
    return x[inside], y[inside]


def _features(parts: FloatArray, panel: int) -> tuple[Mark, ...]:
    (x1, x2), (y1, y2) = parts.tolist()
    return (
        Arrows(
            name="features",
            x=[0, 0],
            y=[0, 0],
            to_x=[x1, x2],
            to_y=[y1, y2],
            hue="ink",
            panel=panel,
        ),
        Words(text="e₁", x=x1 + 0.1, y=y1, hue="ink", panel=panel, above=False),
        Words(text="e₂", x=x2 + 0.1, y=y2, hue="ink", panel=panel),
    )
