"""The toy step by step: its examples, what a technique does to them, and what becomes of the boundary."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, get_args

import pandas as pd

from dashboard.shell import answers, footer, formula, state, widgets
from dashboard.shell.aspect import Aspect, control_row, draw_picture, ready
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
from dashboard.views.resampling import loaders
from dashboard.views.resampling.choice import (
    DISTANCE,
    K_CLUSTERS,
    K_NEAREST,
    N_DRAWS,
    RATIO,
    SCENE,
    SEED,
    any_draw,
    classifier_control,
    described,
    distance_control,
    draw_again,
    more,
    ratio_control,
    scene_control,
    technique_settings,
    toy,
    with_settings,
)
from ltcore.analysis.resampling.comparison import Comparison, Step
from ltcore.methods.sources import COG, RANDOM_RESAMPLING, SMOTE
from ltcore.plots.resampling.boundary import resampling_boundary_figure
from ltcore.plots.resampling.names import TECHNIQUE_TITLES
from ltcore.plots.resampling.words import words_resampling_boundary
from ltcore.registry import Source
from ltcore.resampling import DecisionRule
from ltcore.theory.resampling.classifiers import CLASSIFIERS, Classifier, knows_probabilities
from ltcore.theory.resampling.techniques import TECHNIQUES, Technique, Treatment, reference_of
from ltcore.theory.resampling.toy import NEW_PER_CLASS

STEPS: Mapping[str, str] = {"data": "Data", "technique": "Technique", "boundary": "Boundary"}
RULES: Mapping[str, str] = {"max": "The best sub-class", "sum": "The sum of sub-classes"}

STEP: Linked[Step] = Linked("resampling_step", "boundary", state.one_of(get_args(Step)))
TECHNIQUE: Linked[Technique] = Linked("resampling_technique", "smote", state.one_of(TECHNIQUES))
CLASSIFIER: Linked[Classifier] = Linked(
    "resampling_classifier", "logistic", state.one_of(CLASSIFIERS)
)
RULE: Linked[DecisionRule] = Linked("resampling_rule", "max", state.one_of(get_args(DecisionRule)))
LINKED = (
    STEP,
    TECHNIQUE,
    CLASSIFIER,
    RATIO,
    SCENE,
    DISTANCE,
    K_NEAREST,
    K_CLUSTERS,
    RULE,
    N_DRAWS,
    SEED,
)


def _start(
    sentence: str, technique: Technique, classifier: Classifier, **more: Sequence[object]
) -> Preset:
    scene, distance = more.get("at", ("clouds", 2.5))
    values = (
        (STEP, "boundary"),
        (TECHNIQUE, technique),
        (CLASSIFIER, classifier),
        (SCENE, scene),
        (DISTANCE, distance),
        (RATIO, 20),
        (SEED, 0),
    )
    return Preset(sentence, values)


PRESETS = (
    _start("SMOTE moves the line", "smote", "logistic"),
    _start("Copies make islands", "over", "tree"),
    _start("Dropping changes with each draw", "under", "logistic"),
    _start("SMOTE bridges two clouds", "smote", "rbf", at=("apart", 3.0)),
    _start("COG-OS bends a straight line", "cog_os", "logistic", at=("around", 3.0)),
)


class Formula(NamedTuple):
    """What a technique computes: the formula, its symbols, and where it comes from."""

    text: str
    symbols: Mapping[str, str]
    source: Source


_COUNTS = {
    "n_j": "training examples of class $j$",
    "n'_j": "the same after the technique",
}
_COG = Formula(
    r"K_j = \max\left(1, \left\lfloor \tfrac{n_j}{n_{\text{ref}}} + \tfrac12 \right\rfloor\right), \qquad "
    r"r_j = \max\left(1, \left\lfloor \tfrac{n_{\text{ref}}}{n_j} + \tfrac12 \right\rfloor\right)",
    {
        "K_j": "clusters that class $j$ is cut into, by k-means, at most $n_j$; each is a class to the "
        "classifier",
        "r_j": "how often COG-OS uses each example of class $j$; COG uses each once",
        "n_j": "training examples of class $j$",
        r"n_{\text{ref}}": "reference count, here $n$ of the head over the chosen number of clusters; the "
        "paper leaves it open",
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
            r"x_{\text{new}}": "an invented example of the class of $x_i$",
            "x_i": "an example, drawn at random",
            "x_{nn}": "one of its $k$ nearest of the same class, drawn at random",
            "u": "how far to go, drawn at random",
        },
        SMOTE,
    ),
    "cog": _COG,
    "cog_os": _COG,
}


def controls() -> None:
    """Draw step, technique, classifier and ratio; the rest under More."""
    row = control_row()
    row.container(width="content").segmented_control(
        "Step 1, 2, 3",
        list(STEPS),
        format_func=STEPS.__getitem__,
        key=STEP.key,
        required=True,
        persist_state="session",
    )
    row.container(width=widgets.text_width(162)).selectbox(
        "Technique",
        list(TECHNIQUE_TITLES),
        format_func=TECHNIQUE_TITLES.__getitem__,
        key=TECHNIQUE.key,
        persist_state="session",
    )
    classifier_control(row, CLASSIFIER)
    ratio_control(row)
    place = more(row)
    draw_again(place)
    scene_control(place)
    distance_control(place)
    technique_settings(place)
    place.segmented_control(
        "COG: back to classes by",
        list(RULES),
        format_func=RULES.__getitem__,
        key=RULE.key,
        required=True,
        persist_state="session",
        disabled=not knows_probabilities(state.value(CLASSIFIER)),
        help="The sum needs probabilities, which an SVM does not have.",
    )


def picture() -> None:
    """Draw the step."""
    step, classifier, drawn = state.value(STEP), state.value(CLASSIFIER), toy()
    treatment = _treatment(state.value(TECHNIQUE), classifier)
    comparison = loaders.comparison(drawn, treatment, classifier)
    over_draws = None
    if step == "boundary":
        treatments = dict.fromkeys((Treatment("plain"), treatment))
        over_draws = loaders.recalls(any_draw(), list(treatments), classifier, state.value(N_DRAWS))
    figure = ready((), resampling_boundary_figure, comparison, step, look=state.look())
    words = answers.of(words_resampling_boundary, comparison, step, over_draws)
    draw_picture("resampling_boundary", figure, words)
    widgets.notice_and_try(*HINTS[step])
    chosen = FORMULAS[treatment.technique]
    formula.card(chosen.text, chosen.symbols, _today(comparison), chosen.source)
    footer.draw(
        {"resampling_examples": _examples(comparison)},
        f"{described(drawn)}, seed {drawn.seed}; recalls on {NEW_PER_CLASS:,} new examples a class, the same "
        f"for every rule. Classifiers: scikit-learn; copies, drops and SMOTE: imbalanced-learn.",
        picture="resampling_boundary",
    )


HINTS: Mapping[str, tuple[str, str]] = {
    "data": (
        "The best rule depends on where the classes are and not on how many examples they have.",
        "Raise ρ: the line stays, the tail's examples go.",
    ),
    "technique": (
        "No technique brings in an example that was not there, or between two that were there.",
        "Choose SMOTE, then draw again under More: one stray example draws segments across the head.",
    ),
    "boundary": (
        "For a straight line, copying, inventing and dropping do nearly the same; they differ in how much "
        "one draw differs from the next.",
        "Choose the decision tree and over-sampling: a copied example is enough for an island of its own.",
    ),
}


def _treatment(technique: Technique, classifier: Classifier) -> Treatment:
    if technique in ("cog", "cog_os") and knows_probabilities(classifier):
        return with_settings(Treatment(technique, decision=state.value(RULE)))
    return with_settings(Treatment(technique))


def _today(comparison: Comparison) -> str:
    """Return the formula with the numbers of now."""
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


ASPECT = Aspect("What happens to the boundary?", LINKED, lambda: PRESETS, controls, picture)
