"""The page of the sphere: uniform over examples or over classes, the simplex, and Sinkhorn's allocation."""

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.theorems.sphere.settings import SPHERE
from dashboard.views.theorems.sphere.statements import SINKHORN, UNIFORM
from dashboard.views.theorems.theorem import SceneStudy, theorem_picture
from ltcore.plots.theorems.sphere.allocation import allocation_scene
from ltcore.plots.theorems.sphere.angles import angles_scene, lay_out
from ltcore.plots.theorems.sphere.circle import circle_scene

PAGE = Page(
    slug="sphere",
    title="Contrastive learning: uniform over what?",
    icon=":material/bubble_chart:",
    door="Theorems",
    question="Uniform over what?",
    sentence="Spread evenly over examples, the head takes most of the space; over classes, each class gets "
    "the same.",
    pictures={
        "circle": theorem_picture(
            label="Who gets the space?",
            settings=SPHERE,
            controls=("classes", "ratio"),
            more=("sample",),
            scene=lambda asked: circle_scene(asked.classes, asked.ratio, seed=asked.sample),
            statement=UNIFORM,
            notice="Spread by example, the tail's examples are no closer to each other than the head's; "
            "it is the tail's classes that are squeezed together.",
            try_this="Set the ratio to 1: both circles become the same.",
            drag=False,
            origin="Layouts by gradient steps from a fixed seed; rings and squares from the formulas.",
        ),
        "angles": theorem_picture(
            label="How close?",
            settings=SPHERE,
            controls=("classes", "ratio", "space"),
            more=("sample",),
            scene=SceneStudy(
                scene=lambda asked, found: angles_scene(
                    asked.classes, asked.ratio, asked.dimension, found, seed=asked.sample
                ),
                label="Lay out 3 times (2 to 5 s)",
                steps=lambda asked: lay_out(asked.classes, asked.dimension),
                depends=("classes", "space"),
            ),
            statement=UNIFORM,
            notice="Spread by class, the limiting angle does not depend on the ratio; spread by example, "
            "it falls towards 0.",
            try_this="Choose 4 classes on the sphere: spread by class, the closest are about 100° apart, "
            "more than the 90° of a circle; in a simplex they are 109° apart.",
            origin="Limits from the formulas; layouts by gradient steps from fixed seeds.",
        ),
        "allocation": theorem_picture(
            label="Which vertex gets whom?",
            settings=SPHERE,
            controls=("classes", "ratio", "pull", "shares"),
            more=("noise", "temperature", "sample"),
            scene=lambda asked: allocation_scene(
                asked.crowd, temperature=asked.temperature, shares=asked.shares
            ),
            statement=SINKHORN,
            notice="With softmax, the head's vertex absorbs its neighbours' examples; with fixed shares, "
            "few are lost.",
            try_this="Choose equal shares: examples of the head then fill the tail's vertices.",
            drag=False,
            origin="Toy data with a fixed seed; soft labels from 300 rounds of Sinkhorn's algorithm.",
        ),
    },
    presets=(
        Preset("Spread by example, the tail is squeezed", {"ratio": 50.0}, "circle"),
        Preset("With balanced data both are the same", {"ratio": 1.0}, "circle"),
        Preset(
            "On a sphere four classes are 101° apart", {"classes": 4, "space": "sphere"}, "angles"
        ),
        Preset("Fixed shares bring the tail back", {"pull": 1.2}, "allocation"),
        Preset("Equal shares take examples from the head", {"shares": "equal"}, "allocation"),
    ),
    afresh=True,
)
