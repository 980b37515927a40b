"""The page of CReST's curves, and of moving thresholds: the same as logit adjustment, not as real costs."""

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.theorems.crest_and_costs.settings import CREST_AND_COSTS
from dashboard.views.theorems.crest_and_costs.statements import KEEP, REAL_COSTS, SAME, TARGETS
from dashboard.views.theorems.theorem import theorem_picture
from ltcore.plots.theorems.crest_and_costs.cost_rules import costs_scene, same_rule_scene
from ltcore.plots.theorems.crest_and_costs.crest_curves import keep_scene, target_scene

PAGE = Page(
    slug="crest_and_costs",
    title="CReST and costs: what to keep, what to move",
    icon=":material/filter_alt:",
    door="Theorems",
    question="How many pseudo-labels should each class keep?",
    sentence="The rarer a class is, the larger the share of its pseudo-labels CReST keeps. And is moving "
    "thresholds the same as logit adjustment, or the same as deciding by cost?",
    pictures={
        "keep": theorem_picture(
            label="Which are kept?",
            settings=CREST_AND_COSTS,
            controls=("alpha", "gamma", "classes"),
            scene=lambda asked: keep_scene(asked.alpha, asked.gamma, asked.classes),
            statement=KEEP,
            notice="Going halfway to balance discards far more than half of the pseudo-labels, because "
            "most belonged to the head.",
            try_this="Set α to 1: all ten classes become as rare as the rarest, and only 4 % of the "
            "pseudo-labels remain.",
        ),
        "targets": theorem_picture(
            label="And CReST+?",
            settings=CREST_AND_COSTS,
            controls=("g", "generations", "t_min"),
            more=("gamma", "classes"),
            scene=lambda asked: target_scene(
                asked.g, asked.generations, asked.t_min, ratio=asked.gamma, n_classes=asked.classes
            ),
            statement=TARGETS,
            notice="Each generation divides the imbalance by the same factor; none gives the tail more "
            "than an equal share.",
            try_this="Set t_min to 0: the last generation aims for equal classes, whatever the data look "
            "like.",
        ),
        "same": theorem_picture(
            label="Is moving thresholds the same?",
            settings=CREST_AND_COSTS,
            controls=("tau", "rho", "p1", "p2"),
            scene=lambda asked: same_rule_scene(asked.tau, asked.rho, asked.p1, asked.p2),
            statement=SAME,
            notice="Areas and dots come from two different formulas, yet every dot has the colour of its "
            "area.",
            try_this="Set τ to 0: neither rule moves anything. At τ = 2 class 1 loses almost the whole "
            "triangle.",
        ),
        "costs": theorem_picture(
            label="And with real costs?",
            settings=CREST_AND_COSTS,
            controls=("case", "odd"),
            scene=lambda asked: costs_scene(asked.case, asked.odd),
            statement=REAL_COSTS,
            notice="One costly mistake on class 3 makes threshold moving predict class 3 more often; "
            "least expected cost can avoid class 1 instead.",
            try_this="Choose “tail” and set c to 3: every mistake on class 3 then costs the same, and "
            "the hatching disappears.",
        ),
    },
    presets=(
        Preset("α = 1/3 keeps 29 % of the pseudo-labels", {"alpha": 1 / 3, "gamma": 100.0}, "keep"),
        Preset("α = 1 balances them and leaves 4 %", {"alpha": 1.0, "gamma": 100.0}, "keep"),
        Preset("Six generations turn 100 to 1 into 10 to 1", {"generations": 6, "g": 5}, "targets"),
        Preset("Moved thresholds are adjusted logits", {"tau": 1.0}, "same"),
        Preset("Equal costs in each row: the rules agree", {"case": "tail", "odd": 3.0}, "costs"),
        Preset("Least cost chooses the safe middle class", {"case": "far", "odd": 4.0}, "costs"),
    ),
    afresh=True,
)
