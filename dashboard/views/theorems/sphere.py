"""The page of the sphere: uniform over examples or over classes, the simplex, and Sinkhorn's allocation."""

from collections.abc import Iterator
from typing import Any

from dashboard.views.theorems.page import (
    Choice,
    Control,
    Draws,
    Heavy,
    Parameter,
    Picture,
    Settings,
    Start,
    TheoremPage,
)
from dashboard.views.theorems.sphere_statements import SINKHORN, UNIFORM
from ltcore.plots.scene.marks import Scene
from ltcore.plots.theorems.sphere.allocation import Crowd, allocation_scene
from ltcore.plots.theorems.sphere.angles import angles_scene, lay_out
from ltcore.plots.theorems.sphere.circle import circle_scene

CONTROLS: tuple[Control, ...] = (
    Parameter("classes", "Classes K", (3, 4, 5, 6, 8, 10), 3),
    Parameter(
        "ratio",
        "Imbalance ratio",
        (1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 20.0, 30.0, 50.0, 70.0, 100.0),
        10.0,
        help="Examples of the most frequent class over those of the rarest.",
    ),
    Choice("space", "Space", {"circle": "Circle", "sphere": "Sphere"}, "circle"),
    Parameter(
        "pull",
        "Pull of the head",
        (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0),
        1.0,
        help="How much of the head's vertex is added to every example's own.",
    ),
    Choice(
        "shares",
        "Shares π asked for",
        {"true": "True", "equal": "Equal"},
        "true",
        "Those of the classes, or 1/K each.",
    ),
    Parameter(
        "noise",
        "Noise",
        (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0),
        0.4,
        help="Length of what is added to every example at random; vertices have length 1.",
    ),
    Parameter("temperature", "Temperature T", (0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0), 0.05),
    Parameter(
        "sample", "Seed", tuple(range(8)), 0, help="Of where examples start, or of the noise."
    ),
)


def _classes(settings: Settings) -> int:
    return int(settings["classes"])


def _dimension(settings: Settings) -> int:
    return 2 if settings["space"] == "circle" else 3


def _circle(settings: Settings, _draws: Draws) -> Scene:
    return circle_scene(_classes(settings), settings["ratio"], seed=settings["sample"])


def _angles(settings: Settings, _draws: Draws) -> Scene:
    return angles_scene(
        _classes(settings),
        settings["ratio"],
        _dimension(settings),
        settings["found"],
        seed=settings["sample"],
    )


def _lay_out(settings: Settings, _draws: Draws) -> Iterator[tuple[float, Any]]:
    return lay_out(_classes(settings), _dimension(settings))


def _allocation(settings: Settings, _draws: Draws) -> Scene:
    crowd = Crowd(
        n_classes=_classes(settings),
        ratio=settings["ratio"],
        pull=settings["pull"],
        noise=settings["noise"],
        seed=settings["sample"],
    )
    return allocation_scene(crowd, temperature=settings["temperature"], shares=settings["shares"])


PAGE = TheoremPage(
    "sphere",
    "Uniform over what?",
    ":material/bubble_chart:",
    "Uniform over what?",
    "Spread evenly by example, the head takes most of the room; spread evenly by class, each class takes "
    "the same.",
    CONTROLS,
    {
        "circle": Picture(
            "Who has the room?",
            ("classes", "ratio"),
            _circle,
            UNIFORM,
            "By example the tail's examples are no closer to each other than the head's; it is their classes "
            "that are squeezed together.",
            "Set the ratio to 1: both circles become the same.",
            more=("sample",),
            under_hand=False,
            origin="Layouts by gradient steps from a fixed seed; rings and squares from the formulas.",
        ),
        "angles": Picture(
            "How close?",
            ("classes", "ratio", "space"),
            _angles,
            UNIFORM,
            "In the limit the angle by class does not depend on the ratio; by example it falls towards 0.",
            "Take 4 classes on the sphere: by class the closest are about 100° apart, more than the 90° of "
            "a circle; a simplex has 109°.",
            more=("sample",),
            under_hand=False,
            heavy=Heavy("Lay out 3 times (2 to 5 s)", _lay_out, ("classes", "space")),
            origin="Limits from the formulas; layouts by gradient steps from fixed seeds.",
        ),
        "allocation": Picture(
            "Who is given to whom?",
            ("classes", "ratio", "pull", "shares"),
            _allocation,
            SINKHORN,
            "With softmax the head's vertex swallows its neighbours; with their shares kept, few are lost.",
            "Ask for equal shares: the tail's vertices are then filled with examples of the head.",
            more=("noise", "temperature", "sample"),
            under_hand=False,
            origin="A toy crowd with a fixed seed; soft labels by 300 rounds of Sinkhorn.",
        ),
    },
    (
        Start("Counted by example the tail is squeezed", "circle", {"ratio": 50.0}),
        Start("Balanced data: both ways are the same", "circle", {"ratio": 1.0}),
        Start(
            "On a sphere four classes are 101° apart", "angles", {"classes": 4, "space": "sphere"}
        ),
        Start("Given shares bring the tail back", "allocation", {"pull": 1.2}),
        Start("Equal shares take examples from the head", "allocation", {"shares": "equal"}),
    ),
)
