"""The page of Theorem 1: how far pseudo-labels carry."""

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.theorems.pseudo_labels.settings import PSEUDO_LABELS
from dashboard.views.theorems.pseudo_labels.statements import COST, SELF_TRAINING, THEOREM
from dashboard.views.theorems.theorem import theorem_picture
from ltcore.plots.theorems.pseudo_labels.cost import cost_scene
from ltcore.plots.theorems.pseudo_labels.coverage import coverage_scene
from ltcore.plots.theorems.pseudo_labels.landing import landing_scene
from ltcore.plots.theorems.pseudo_labels.steps import self_training_scene

PAGE = Page(
    slug="pseudo_labels",
    title="Theorem 1: pseudo-labels",
    icon=":material/new_label:",
    door="Theorems",
    question="How far can pseudo-labels be trusted?",
    sentence="Two Gaussian classes with means 1 and −1. The threshold between them is learned from "
    "labels assigned by a base classifier; some of them are wrong.",
    pictures={
        "landing": theorem_picture(
            label="Where does it land?",
            settings=PSEUDO_LABELS,
            controls=("share", "p", "q"),
            more=("n", "delta", "sigma"),
            scene=lambda sets: landing_scene(
                sets.labels, sets.delta, draws=sets.draws, seed=sets.seed
            ),
            statement=THEOREM,
            notice="Wrong labels shift nothing if both sets contain the same share of them: only the gap "
            "p − q shifts the estimate.",
            try_this="Set p to 0.95 as well: the target moves to the Bayes threshold. Then make + rarer: "
            "the estimates spread out, but their mean stays put.",
            simulated=True,
        ),
        "coverage": theorem_picture(
            label="How certain is it?",
            settings=PSEUDO_LABELS,
            controls=("n", "share", "delta"),
            more=("p", "q", "sigma"),
            scene=lambda sets: coverage_scene(
                sets.labels, sets.delta, draws=sets.draws, seed=sets.seed
            ),
            statement=THEOREM,
            notice="The smaller set decides: many more − labels do not help if there are few + labels.",
            try_this="Lower the share of + to 0.01: the guarantee disappears long before the true "
            "coverage does.",
            simulated=True,
        ),
        "cost": theorem_picture(
            label="What does it cost?",
            settings=PSEUDO_LABELS,
            controls=("p", "q", "share"),
            more=("n", "sigma"),
            scene=lambda sets: cost_scene(sets.labels, draws=sets.draws, seed=sets.seed),
            statement=COST,
            notice="The error is flat around the Bayes threshold: at σ = 1, a gap of 25 points costs "
            "less than one point.",
            try_this="Set σ (under More) to 0.5: the same gap then costs almost twice as much.",
            simulated=True,
        ),
        "steps": theorem_picture(
            label="What if it labels itself?",
            settings=PSEUDO_LABELS,
            controls=("prior", "t", "sigma"),
            scene=lambda sets: self_training_scene(sets.t, sets.prior, sets.sigma),
            statement=SELF_TRAINING,
            notice="With π = 0.1, two steps from t = 1 help; then the threshold drifts on into the "
            "larger class.",
            try_this="Move π to 0.5: every start now ends at the Bayes threshold. Unlabelled data should be "
            "balanced.",
        ),
    },
    presets=(
        Preset("Equal precisions shift nothing", {"p": 0.6, "q": 0.6}, "landing"),
        Preset("Nothing promised, yet 84 % are close", {"share": 0.01}, "coverage"),
        Preset("A gap of 25 points costs less than one", {}, "cost"),
        Preset("Repeated steps drift past the best threshold", {}, "steps"),
        Preset("Balanced data end at the best threshold", {"prior": 0.5}, "steps"),
    ),
    afresh=True,
)
