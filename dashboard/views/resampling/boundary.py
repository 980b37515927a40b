"""The toy step by step: its examples, what a technique does to them, and what becomes of the boundary."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import pandas as pd

from dashboard.shell.controls import choice, of
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Shown, formula_card
from dashboard.shell.simulated import NextSeed
from dashboard.views.resampling import loaders
from dashboard.views.resampling.choice import (
    CLASSIFIER_IN_LECTURE,
    CLASSIFIER_WIDTH,
    PREFIX,
    Treated,
)
from ltcore.analysis.resampling.comparison import Comparison, Step
from ltcore.methods.sources import COG, RANDOM_RESAMPLING, SMOTE
from ltcore.plots.base.theme import Look
from ltcore.plots.resampling.boundary import resampling_boundary_figure
from ltcore.plots.resampling.names import CLASSIFIER_TITLES, TECHNIQUE_TITLES
from ltcore.plots.resampling.words import words_resampling_boundary
from ltcore.registry import Source
from ltcore.resampling import DecisionRule
from ltcore.theory.resampling.classifiers import Classifier, knows_probabilities
from ltcore.theory.resampling.techniques import Technique, Treatment, reference_of
from ltcore.theory.resampling.toy import NEW_PER_CLASS, Toy

STEPS: Mapping[Step, str] = {"data": "Data", "technique": "Technique", "boundary": "Boundary"}
RULES: Mapping[DecisionRule, str] = {
    "max": "Best sub-class",
    "sum": "Sum of sub-classes",
}
LAST_SEED = 999


@dataclass(frozen=True, kw_only=True)
class Boundary(Treated):
    """One draw, a technique and a classifier, and which of the three steps is shown."""

    step: Step = choice("Step 1, 2, 3", STEPS, "boundary")
    technique: Technique = choice("Technique", TECHNIQUE_TITLES, "smote", as_list=True, width=162)
    classifier: Classifier = choice(
        "Classifier",
        CLASSIFIER_TITLES,
        "logistic",
        as_list=True,
        width=CLASSIFIER_WIDTH,
        lecture_width=CLASSIFIER_IN_LECTURE,
    )
    rule: DecisionRule = choice(
        "COG: combine sub-classes by",
        RULES,
        "max",
        "The sum needs probabilities, which an SVM does not give.",
        disabled=lambda asked: not knows_probabilities(asked.classifier),
    )
    seed: int = of(
        NextSeed(label="Draw again", default=0, high=LAST_SEED, button="resampling_draw_again")
    )

    @property
    def toy(self) -> Toy:
        """The draw that is shown."""
        return replace(self.any_draw, seed=self.seed)

    @property
    def chosen(self) -> Treatment:
        """The technique that is shown."""
        treatment = self.treatment(self.technique)
        if self.technique in ("cog", "cog_os") and knows_probabilities(self.classifier):
            return replace(treatment, decision=self.rule)
        return treatment


class Formula(NamedTuple):
    """What a technique computes: the formula, its symbols, and where it comes from."""

    text: str
    symbols: Mapping[str, str]
    source: Source


_COUNTS = {
    "n_j": "training examples of class $j$",
    "n'_j": "the same after resampling",
}
_COG = Formula(
    r"K_j = \max\left(1, \left\lfloor \tfrac{n_j}{n_{\text{ref}}} + \tfrac12 \right\rfloor\right), \qquad "
    r"r_j = \max\left(1, \left\lfloor \tfrac{n_{\text{ref}}}{n_j} + \tfrac12 \right\rfloor\right)",
    {
        "K_j": "number of clusters that k-means cuts class $j$ into, at most $n_j$; the classifier treats "
        "each as a class",
        "r_j": "how often COG-OS uses each example of class $j$; COG uses each once",
        "n_j": "training examples of class $j$",
        r"n_{\text{ref}}": "reference count: here the head's $n$ divided by the chosen number of "
        "clusters; the paper leaves it open",
    },
    COG,
)
FORMULAS: Mapping[str, Formula] = {
    "plain": Formula("n'_j = n_j", _COUNTS, RANDOM_RESAMPLING),
    "under": Formula(r"n'_j = \min_k n_k", _COUNTS, RANDOM_RESAMPLING),
    "over": Formula(r"n'_j = \max_k n_k", _COUNTS, RANDOM_RESAMPLING),
    "smote": Formula(
        r"x_{\text{new}} = x_i + u\, (x_{nn} - x_i), \qquad u \sim U[0, 1)",
        {
            r"x_{\text{new}}": "an invented example of the same class as $x_i$",
            "x_i": "an example, drawn at random",
            "x_{nn}": "one of its $k$ nearest neighbours in the same class, drawn at random",
            "u": "how far to move towards it, drawn at random",
        },
        SMOTE,
    ),
    "cog": _COG,
    "cog_os": _COG,
}


HINTS: Mapping[str, tuple[str, str]] = {
    "data": (
        "The best rule depends on where the classes lie, not on how many examples they have.",
        "Raise ρ: the line stays where it is while examples of the tail disappear.",
    ),
    "technique": (
        "A technique can only use examples that are already there, or points between two of them.",
        "Choose SMOTE and draw again under More: a single stray example stretches segments across the "
        "head.",
    ),
    "boundary": (
        "With a straight line, copying, inventing and dropping examples have nearly the same effect. What "
        "differs is how much the result changes from draw to draw.",
        "Choose the decision tree and over-sampling: one copied example is enough to create an island of "
        "its own.",
    ),
}


def show(asked: Boundary, look: Look) -> Shown:
    """Return the step."""
    toy, treatment, step = asked.toy, asked.chosen, asked.step
    comparison = loaders.comparison(toy, treatment, asked.classifier)
    over_draws = None
    if step == "boundary":
        treatments = list(dict.fromkeys((Treatment("plain"), treatment)))
        over_draws = loaders.recalls(asked.any_draw, treatments, asked.classifier, asked.draws)
    formula = FORMULAS[treatment.technique]
    notice, try_this = HINTS[step]
    return Shown(
        figure=resampling_boundary_figure(comparison, step, look=look),
        words=words_resampling_boundary(comparison, step, over_draws),
        frames={"resampling_examples": _examples(comparison)},
        cards=[formula_card(formula.text, formula.symbols, _today(comparison), formula.source)],
        origin=f"{asked.described}, seed {toy.seed}; recalls on {NEW_PER_CLASS:,} new examples per class, "
        "the same for every rule. Classifiers from scikit-learn; over-sampling, under-sampling and SMOTE "
        "from imbalanced-learn.",
        notice=notice,
        try_this=try_this,
    )


def _today(comparison: Comparison) -> str:
    """Return the formula with the current numbers."""
    drawn, treated = comparison.toy, comparison.treated
    technique = comparison.treatment.technique
    if technique == "smote" and len(treated.new):
        x, y = treated.new[0]
        return (
            rf"x_{{\text{{new}}}} = ({x:.2f},\ {y:.2f}) \text{{, the first of }} {len(treated.new)}"
        )
    if technique in ("cog", "cog_os"):
        counts = pd.Series(comparison.labels).value_counts().sort_index().to_numpy()
        reference = reference_of(counts, comparison.treatment.clusters)
        clusters = int((treated.parents == 0).sum())
        return (
            rf"n_{{\text{{ref}}}} = {reference}, \quad K_{{\text{{head}}}} = {clusters}, \quad "
            rf"r_{{\text{{tail}}}} = {int(treated.uses[comparison.labels == 1].max())}"
        )
    after = treated.parents[treated.sub_labels]
    return (
        rf"n_{{\text{{head}}}} = {drawn.n_head} \to {int((after == 0).sum())}, \quad "
        rf"n_{{\text{{tail}}}} = {drawn.n_tail} \to {int((after == 1).sum())}"
    )


def _examples(comparison: Comparison) -> pd.DataFrame:
    """Return the originals with how often they are used and their sub-class, and what was invented."""
    originals = pd.DataFrame(comparison.points, columns=["x1", "x2"]).assign(
        label=comparison.labels,
        sub_class=comparison.treated.original_sub_labels,
        uses=comparison.treated.uses,
        invented=False,
    )
    new = pd.DataFrame(comparison.treated.new, columns=["x1", "x2"]).assign(
        label=1, sub_class=1, uses=1, invented=True
    )
    return pd.concat([originals, new], ignore_index=True) if len(new) else originals


def _preset(
    sentence: str, technique: Technique, classifier: Classifier, **elsewhere: object
) -> Preset:
    shared = {"step": "boundary", "scene": "clouds", "distance": 2.5, "ratio": 20, "seed": 0}
    return Preset(
        sentence, {**shared, "technique": technique, "classifier": classifier, **elsewhere}
    )


PICTURE = Picture(
    label="What happens to the boundary?",
    settings=Settings(Boundary, PREFIX),
    controls=("step", "technique", "classifier", "ratio"),
    more=("seed", "scene", "distance", "neighbours", "clusters", "rule"),
    show=show,
    presets=(
        _preset("SMOTE moves the line", "smote", "logistic"),
        _preset("Copies make islands", "over", "tree"),
        _preset("Under-sampling changes with each draw", "under", "logistic"),
        _preset("SMOTE bridges two clouds", "smote", "rbf", scene="apart", distance=3.0),
        _preset("COG-OS bends a straight line", "cog_os", "logistic", scene="around", distance=3.0),
    ),
)
