"""The page of logit adjustment: where the cut should stand, and what puts it there."""

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.theorems.logit_adjustment.settings import LOGIT_ADJUSTMENT
from dashboard.views.theorems.logit_adjustment.statements import (
    CLASSES,
    CUT,
    LOSSES,
    NORMS,
    PAIRWISE,
)
from dashboard.views.theorems.theorem import theorem_picture
from ltcore.plots.theorems.logit_adjustment.classes import classes_scene
from ltcore.plots.theorems.logit_adjustment.cut import cut_scene
from ltcore.plots.theorems.logit_adjustment.losses import losses_scene
from ltcore.plots.theorems.logit_adjustment.norms import norms_scene
from ltcore.plots.theorems.logit_adjustment.pairwise import pairwise_scene

PAGE = Page(
    slug="logit_adjustment",
    title="Logit adjustment: the threshold",
    icon=":material/tune:",
    door="Theorems",
    question="Where should the threshold be?",
    sentence="Rare positives, frequent negatives: subtracting the log prior from the scores moves the "
    "threshold to the best balanced error.",
    pictures={
        "cut": theorem_picture(
            label="What does τ move?",
            settings=LOGIT_ADJUSTMENT,
            controls=("tau", "prior", "mu"),
            scene=lambda asked: cut_scene(
                asked.tau, asked.prior, asked.mu, draws=asked.draws, seed=asked.seed
            ),
            statement=CUT,
            notice="The balanced error is symmetric around τ = 1, while the plain error only rises: the "
            "best τ depends on which error you count.",
            try_this="Lower the prior to 0.01: with only about ten rare points in the test set, the "
            "measured balanced error can be far from the true one.",
            simulated=True,
            origin="Exact errors from the normal distribution; each test set is simulated by three "
            "binomial counts.",
        ),
        "losses": theorem_picture(
            label="Which losses move it?",
            settings=LOGIT_ADJUSTMENT,
            controls=("prior", "mu"),
            scene=lambda asked: losses_scene(asked.prior, asked.mu),
            statement=LOSSES,
            notice="Weights, margins, or half of each put the threshold in the same place; using both in "
            "full overshoots it by as much as cross-entropy falls short of it.",
            try_this="Move the prior from 0.5 to 0.01: the equalised margin falls behind, and LDAM's "
            "margin stays where cross-entropy is.",
        ),
        "classes": theorem_picture(
            label="Ten classes?",
            settings=LOGIT_ADJUSTMENT,
            controls=("tau", "ratio", "order"),
            more=("spacing",),
            scene=lambda asked: classes_scene(
                asked.tau,
                asked.ratio,
                asked.spacing,
                asked.order,
                draws=asked.draws,
                seed=asked.seed,
            ),
            statement=CLASSES,
            notice="A rare class between two frequent ones may have no place on the line at all until τ "
            "gives it one.",
            try_this="Sort the classes along the line: each then has neighbours that are almost as "
            "frequent, and τ changes much less.",
            simulated=True,
            origin="Exact recalls from the normal distribution; each test set is simulated by one "
            "binomial count per class.",
        ),
        "family": theorem_picture(
            label="The whole family?",
            settings=LOGIT_ADJUSTMENT,
            controls=("power", "scatter", "world"),
            scene=lambda asked: pairwise_scene(asked.power, asked.scatter, int(asked.world)),
            statement=PAIRWISE,
            notice="For every δ drawn, the squares lie on the diagonal up to rounding; a wrong weight or "
            "margin moves them off it.",
            try_this="Set the random part to 0 and ν to 1: the loss without weights is then correct as "
            "well, because all weights are 1.",
            origin="Each loss is minimised by Newton's method, starting from scores of 0; the theorem is "
            "not used.",
        ),
        "norms": theorem_picture(
            label="Weight norms?",
            settings=LOGIT_ADJUSTMENT,
            controls=("tau", "prior", "along", "across"),
            more=("centre",),
            scene=lambda asked: norms_scene(asked.tau, asked.head),
            statement=NORMS,
            notice="The green line only shifts; the purple one turns and shifts, by amounts that depend "
            "on lengths that cross-entropy does not determine.",
            try_this="Set both shared parts to 0: both lengths are then 1, and τ moves neither "
            "normalised line. Then move the centre, under More: without biases (blue) the line goes "
            "through the origin, even where that is not best.",
        ),
    },
    presets=(
        Preset("τ = 1 undoes any prior", {"tau": 1.0, "prior": 0.02}, "cut"),
        Preset("Weights and adjustment correct twice", {"prior": 0.05}, "losses"),
        Preset("A rare class between frequent ones: recall 0", {"tau": 0.0}, "classes"),
        Preset(
            "Without weights only δ = P(y) is correct", {"power": 1.0, "scatter": 0.0}, "family"
        ),
        Preset(
            "Equal lengths: normalising changes nothing",
            {"along": 0.0, "across": 0.0, "tau": 1.0},
            "norms",
        ),
    ),
    afresh=True,
)
