"""Whether copies are learnt by heart: recall on training and on new examples, technique by technique."""

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
    any_draw,
    classifier_control,
    described,
    distance_control,
    draws_control,
    more,
    ratio_control,
    scene_control,
    technique_settings,
    with_settings,
)
from ltcore.methods.sources import LDAM
from ltcore.plots.resampling.gap import resampling_gap_figure, words_resampling_gap
from ltcore.registry import Source
from ltcore.theory.resampling.classifiers import CLASSIFIERS, Classifier
from ltcore.theory.resampling.techniques import TECHNIQUES, Treatment
from ltcore.theory.resampling.toy import NEW_PER_CLASS

LEARNER: Linked[Classifier] = Linked("resampling_learner", "tree", state.one_of(CLASSIFIERS))
LINKED = (LEARNER, RATIO, DISTANCE, N_DRAWS, SCENE, K_NEAREST, K_CLUSTERS)
CLAIM = Source(LDAM.title, LDAM.year, LDAM.url, "Sec. 1")

PRESETS = (
    Preset(
        "A tree knows its copies by heart",
        ((LEARNER, "tree"), (SCENE, "clouds"), (RATIO, 20), (DISTANCE, 2.5)),
    ),
    Preset(
        "A straight line cannot learn by heart",
        ((LEARNER, "logistic"), (SCENE, "clouds"), (RATIO, 20), (DISTANCE, 2.5)),
    ),
    Preset(
        "Far apart: all are right, no gap",
        ((LEARNER, "logistic"), (SCENE, "clouds"), (RATIO, 20), (DISTANCE, 6.0)),
    ),
    Preset(
        "Surrounded: nearly all is learnt by heart",
        ((LEARNER, "rbf"), (SCENE, "around"), (RATIO, 20), (DISTANCE, 2.5)),
    ),
)


def controls() -> None:
    """Draw classifier, ratio and draws; the rest under More."""
    row = control_row()
    classifier_control(row, LEARNER)
    ratio_control(row)
    draws_control(row)
    place = more(row)
    scene_control(place)
    distance_control(place)
    technique_settings(place)


def picture() -> None:
    """Draw the gaps."""
    drawn, classifier, draws = any_draw(), state.value(LEARNER), state.value(N_DRAWS)
    treatments = [with_settings(Treatment(technique)) for technique in TECHNIQUES]
    frame = loaders.recalls(drawn, treatments, classifier, draws)
    figure = ready((), resampling_gap_figure, frame, classifier, look=state.look())
    words = answers.of(words_resampling_gap, frame, classifier)
    draw_picture("resampling_gap", figure, words)
    widgets.notice_and_try(
        "A gap is not yet a loss: what knows its copies by heart may still be right more often on new "
        "examples than what has never looked at the tail.",
        "Choose logistic regression: with three numbers to learn it cannot follow single copies.",
    )
    tail = frame[(frame["class"] == "tail") & (frame["technique"] == "over")].mean(
        numeric_only=True
    )
    formula.card(
        r"\text{gap} = \text{recall}_{\text{train}} - \text{recall}_{\text{new}}",
        {
            r"\text{recall}_{\text{train}}": "share of the class's own training examples that are right, "
            "each counted once, however often it was copied; what was dropped or invented does not count",
            r"\text{recall}_{\text{new}}": f"share that is right of {NEW_PER_CLASS:,} new examples",
        },
        rf"\text{{over-sampling, tail: }} {tail['train_recall']:.3f} - {tail['new_recall']:.3f} = "
        rf"{tail['gap']:.3f}",
        CLAIM,
    )
    footer.draw(
        {"resampling_gap": frame},
        f"{described(drawn)}, seeds 0 to {draws - 1}. The paper says it of deep networks; here are "
        "classifiers in the plane, with settings that are fixed and not tuned.",
        picture="resampling_gap",
    )


ASPECT = Aspect("Does the tail over-fit?", LINKED, lambda: PRESETS, controls, picture)
