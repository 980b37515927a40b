"""The page of the margin bounds: what margins can gain, and where descent goes by itself."""

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.theorems.margin_theory.settings import MARGIN_THEORY
from dashboard.views.theorems.margin_theory.statements import (
    BOUND,
    DESCENT,
    MANY_CLASSES,
    TWO_CLASSES,
)
from dashboard.views.theorems.theorem import theorem_picture
from ltcore.plots.theorems.margin_theory.bound import bound_scene
from ltcore.plots.theorems.margin_theory.descent import descent_scene
from ltcore.plots.theorems.margin_theory.trade_off import many_classes_scene, two_class_scene

PAGE = Page(
    slug="margin_theory",
    title="LDAM: what margins can gain",
    icon=":material/straighten:",
    door="Theorems",
    question="What can a margin gain at most?",
    sentence="LDAM (label-distribution-aware margins) takes its margins from a bound. How much smaller "
    "do they make the bound, and does the bound say anything at all?",
    pictures={
        "two": theorem_picture(
            label="Two classes?",
            settings=MARGIN_THEORY,
            controls=("n2", "n1", "gamma1"),
            scene=lambda asked: two_class_scene(asked.n1, asked.n2, asked.gamma1),
            statement=TWO_CLASSES,
            notice="The curve is flat around its minimum, and the minimum cannot fall below half the "
            "value for equal margins.",
            try_this="Move γ₁ to 0.9: the frequent class takes the room, and the bound more than "
            "doubles. The page *Margins* shows the same curve in its own units.",
        ),
        "many": theorem_picture(
            label="And K classes?",
            settings=MARGIN_THEORY,
            controls=("k", "rho"),
            scene=lambda asked: many_classes_scene(asked.k, asked.rho),
            statement=MANY_CLASSES,
            notice="With ten classes and ρ = 100, the best margins take 11.6 % off this part of the "
            "bound. That is little, because they depend on the fourth root of the counts.",
            try_this="Set K to 2 at ρ = 100: with nothing between head and tail, margins gain almost "
            "twice as much.",
        ),
        "bound": theorem_picture(
            label="Does it say anything?",
            settings=MARGIN_THEORY,
            controls=("c", "rarest", "tail", "n_max"),
            more=("k", "margin"),
            scene=lambda asked: bound_scene(asked.bound),
            statement=BOUND,
            notice="With the initial settings, the grey part, which contains neither margins nor the "
            "unknown complexity, is more than half of the largest possible error, and above 1 for the "
            "rarest class.",
            try_this="Move the margin of the rarest class to 0: one class that is not separated "
            "invalidates the whole bound. The page *Margins* shows the margins of a trained network.",
        ),
        "descent": theorem_picture(
            label="Does descent find margins?",
            settings=MARGIN_THEORY,
            controls=("t", "n_tail", "weights"),
            more=("distance", "sample"),
            scene=lambda asked: descent_scene(
                asked.t, asked.points, weighted=asked.weights == "inverse"
            ),
            statement=DESCENT,
            notice="Plain gradient descent increases the margin by itself and never stops, but it is "
            "slow: the angle to the SVM falls like 1 / log t.",
            try_this="Switch the class weights: the path changes, but the final line is the same.",
            origin="Gradient flow, solved numerically over log t; the SVM is exact.",
        ),
    },
    presets=(
        Preset("At 100 to 1 margins gain 21 %", {"n1": 5000, "n2": 50, "gamma1": 0.25}, "two"),
        Preset("At 10,000 to 1 they gain only 40 %", {"n1": 10_000, "n2": 1, "gamma1": 0.1}, "two"),
        Preset("Ten classes at 100 to 1 gain only 12 %", {"k": 10, "rho": 100.0}, "many"),
        Preset("One class on the boundary: no bound at all", {"rarest": 0.0}, "bound"),
        Preset(
            "Class weights do not change the limit", {"t": 1e8, "weights": "inverse"}, "descent"
        ),
    ),
    afresh=True,
)
