"""Whether copies are memorised: recall on training and on new examples, technique by technique."""

from dataclasses import dataclass

from dashboard.shell.controls import choice
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Shown, formula_card
from dashboard.views.resampling import loaders
from dashboard.views.resampling.choice import (
    CLAIM,
    CLASSIFIER_IN_LECTURE,
    CLASSIFIER_WIDTH,
    PREFIX,
    Treated,
)
from ltcore.plots.base.theme import Look
from ltcore.plots.resampling.gap import resampling_gap_figure, words_resampling_gap
from ltcore.plots.resampling.names import CLASSIFIER_TITLES
from ltcore.theory.resampling.classifiers import Classifier
from ltcore.theory.resampling.techniques import TECHNIQUES
from ltcore.theory.resampling.toy import NEW_PER_CLASS


@dataclass(frozen=True, kw_only=True)
class Gap(Treated):
    """Every technique, under one classifier."""

    learner: Classifier = choice(
        "Classifier",
        CLASSIFIER_TITLES,
        "tree",
        as_list=True,
        width=CLASSIFIER_WIDTH,
        lecture_width=CLASSIFIER_IN_LECTURE,
    )


def show(asked: Gap, look: Look) -> Shown:
    """Return the gaps."""
    treatments = [asked.treatment(technique) for technique in TECHNIQUES]
    frame = loaders.recalls(asked.any_draw, treatments, asked.learner, asked.draws)
    tail = frame[(frame["class"] == "tail") & (frame["technique"] == "over")].mean(
        numeric_only=True
    )
    card = formula_card(
        r"\text{gap} = \text{recall}_{\text{train}} - \text{recall}_{\text{new}}",
        {
            r"\text{recall}_{\text{train}}": "proportion of the class's original training examples that "
            "are classified correctly. Each counts once, however often it was copied; dropped and "
            "invented examples do not count",
            r"\text{recall}_{\text{new}}": f"proportion of {NEW_PER_CLASS:,} new examples that are "
            "classified correctly",
        },
        rf"\text{{over-sampling, tail: }} {tail['train_recall']:.3f} - {tail['new_recall']:.3f} = "
        rf"{tail['gap']:.3f}",
        CLAIM,
    )
    return Shown(
        figure=resampling_gap_figure(frame, asked.learner, look=look),
        words=words_resampling_gap(frame, asked.learner),
        frames={"resampling_gap": frame},
        cards=[card],
        origin=f"{asked.described}, seeds 0 to {asked.draws - 1}. The paper makes this claim "
        "about deep networks; these are classifiers in the plane, with fixed settings that were not tuned.",
    )


def _preset(
    sentence: str, learner: Classifier, scene: str = "clouds", distance: float = 2.5
) -> Preset:
    return Preset(sentence, {"learner": learner, "scene": scene, "ratio": 20, "distance": distance})


PICTURE = Picture(
    label="Does the tail overfit?",
    settings=Settings(Gap, PREFIX),
    controls=("learner", "ratio", "draws"),
    more=("scene", "distance", "neighbours", "clusters"),
    show=show,
    notice="A gap is not yet harm: a classifier that memorised its copies may still be right more often "
    "on new examples than one that ignores the tail.",
    try_this="Choose logistic regression: with only three parameters it cannot follow single copies.",
    presets=(
        _preset("A tree memorises its copies", "tree"),
        _preset("A straight line cannot memorise", "logistic"),
        _preset("Far apart: everything is right, no gap", "logistic", distance=6.0),
        _preset("Surrounded: nearly everything is memorised", "rbf", scene="around"),
    ),
)
