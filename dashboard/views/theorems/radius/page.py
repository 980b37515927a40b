"""The page of Theorem 3: what a self-supervised feature, the squared radius, can tell."""

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.theorems.radius.settings import RADIUS
from dashboard.views.theorems.radius.statements import HOW_MUCH, THEOREM, WHY_DELTA
from dashboard.views.theorems.theorem import theorem_picture
from ltcore.plots.theorems.radius.data import data_scene
from ltcore.plots.theorems.radius.delta import delta_scene
from ltcore.plots.theorems.radius.error import error_scene

TRAININGS = "Computed from the formulas on this page; each training set is simulated by two chi-square draws."

PAGE = Page(
    slug="radius",
    title="Theorem 3: the squared radius",
    icon=":material/radio_button_checked:",
    door="Theorems",
    question="What can the radius tell us?",
    sentence="Two classes share a centre, and one is wider: no straight line can separate them, but the "
    "squared radius can, and better in higher dimensions.",
    pictures={
        "error": theorem_picture(
            label="How fast does the error fall?",
            settings=RADIUS,
            controls=("d", "beta", "measure"),
            more=("p_pos", "delta", "n_pos", "n_neg"),
            scene=lambda clouds: error_scene(clouds.rule, draws=clouds.draws, seed=clouds.seed),
            statement=THEOREM,
            notice="The threshold midway between the two means is far from the best one: in few "
            "dimensions the rule is worse than always predicting the frequent class.",
            try_this="Choose the balanced error: the constant rule is then at 50 %, and the radius helps "
            "for every d.",
            simulated=True,
            origin=TRAININGS,
        ),
        "delta": theorem_picture(
            label="Why the slack δ?",
            settings=RADIUS,
            controls=("delta", "beta", "d"),
            more=("n_pos", "n_neg", "p_pos", "measure"),
            scene=lambda clouds: delta_scene(clouds.rule, draws=clouds.draws, seed=clouds.seed),
            statement=WHY_DELTA,
            notice="A small δ promises a small error with little certainty; a large δ is certain but "
            "promises hardly anything. The truth is far better on both counts.",
            try_this="Raise δ to 0.5, then lower β to 1.5: δ must stay below 0.2, so it moves there.",
            simulated=True,
            origin=TRAININGS,
        ),
        "data": theorem_picture(
            label="How much data?",
            settings=RADIUS,
            controls=("n_pos", "n_neg", "delta", "d"),
            scene=lambda clouds: data_scene(clouds.rule),
            statement=HOW_MUCH,
            notice="More examples of the frequent class add nothing once the rare class is the "
            "bottleneck.",
            try_this="Set N₋ to 1 and raise N₊: now the frequent class, with one example, is the bottleneck.",
        ),
    },
    presets=(
        Preset("At d = 10 “always negative” is better", {"d": 10}, "error"),
        Preset("One rare example is nearly enough", {"n_pos": 1}, "error"),
        Preset("A small δ: smaller bound, no certainty", {"delta": 0.05}, "delta"),
        Preset("Negatives cannot replace positives", {"n_pos": 5, "n_neg": 100_000}, "data"),
    ),
    afresh=True,
)
