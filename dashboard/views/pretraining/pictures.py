"""The pictures of pre-training: features before and after, its course, probes, rotation, pruning."""

from collections.abc import Mapping, Sequence

from dashboard.shell import footer
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.settings import Settings
from dashboard.shell.shown import NotShown, Shown
from dashboard.views.pretraining import cards
from dashboard.views.pretraining import loaders as runs
from dashboard.views.pretraining.choice import (
    PREFIX,
    OfArm,
    Probed,
    Watched,
    follow,
    known,
    reading,
    shipped,
)
from ltcore.analysis.pretraining.arms import PretrainedArm
from ltcore.analysis.pretraining.moments import NOT_KEPT, purity_frame
from ltcore.plots.base.text import count
from ltcore.plots.base.theme import Look
from ltcore.plots.pretraining.by_class import (
    pruning_figure,
    rotation_figure,
    words_pruning,
    words_rotation,
)
from ltcore.plots.pretraining.maps import maps_figure, words_maps
from ltcore.plots.pretraining.probes import probes_figure, words_probes
from ltcore.plots.pretraining.progress import progress_figure, words_progress
from ltcore.types import HEAD_ABOVE, TAIL_BELOW, GroupRule

GROUPED: Mapping[GroupRule, str] = {
    "terciles": "groups: thirds of the ranks",
    "thresholds": f"groups: above {HEAD_ABOVE}, below {TAIL_BELOW} examples",
}


def _origin(arm: PretrainedArm, what: str) -> str:
    return f"{what}. {footer.of_runs([record.id for record in arm.records], 'Means')}"


def show_maps(asked: OfArm, look: Look) -> Shown:
    """Return the examples in the features before pre-training, after it and after training."""
    record = asked.found.with_features
    if record is None:
        raise NotShown(f"{NOT_KEPT[0].upper()}{NOT_KEPT[1:]}.", ":material/inbox:")
    moments = reading(lambda: runs.moments(record, asked.rule))
    frame, purity = runs.laid_out(moments), purity_frame(moments)
    examples = count(len(moments.labels), "held-out example")
    notes = [f"seed {record.seed}", "PCA of each", f"{examples}, equally many per class"]
    return Shown(
        figure=maps_figure(frame, purity, notes=notes, look=look),
        words=words_maps(purity),
        frames={"pretraining_maps": frame, "same_class_neighbours": purity},
        cards=[cards.purity(purity)],
        origin=f"{footer.of_run(record)}: features of the same held-out examples, random weights, after the "
        "pre-training and after training.",
    )


def show_progress(asked: Watched, look: Look) -> Shown:
    """Return loss, accuracy of neighbours and collapse over the steps of the pre-training."""
    arm = asked.found
    frame, missing = known(runs.progress(arm))
    return Shown(
        figure=progress_figure(frame, asked.beside, arm=arm.label, look=look),
        words=words_progress(frame),
        frames={"pretraining_progress": frame},
        cards=[cards.rank(frame)],
        origin=_origin(arm, "Measures on validation examples (test, in runs without validation)"),
        left_out=missing,
    )


def show_probes(asked: Probed, look: Look) -> Shown:
    """Return what can be read out of random, pre-trained and final features, by group."""
    arm = asked.found
    frame, missing = known(runs.probes(arm, asked.rule))
    shown = frame[frame["examples"] == asked.examples]
    rule = GROUPED[asked.rule]
    return Shown(
        figure=probes_figure(frame, asked.examples, arm=arm.label, rule=rule, look=look),
        words=words_probes(frame, asked.examples),
        frames={"pretraining_probes": frame},
        cards=[cards.spreads(shown), cards.published_probes()],
        origin=_origin(
            arm,
            "Recall of probes on the test examples; the penalty of the linear one is chosen on "
            "validation",
        ),
        left_out=missing,
    )


def show_rotation(asked: OfArm, look: Look) -> Shown:
    """Return on which classes the turns are recognised."""
    arm = asked.found
    frame, missing = known(runs.pretext(arm, asked.rule))
    return Shown(
        figure=rotation_figure(frame, arm=arm.label, look=look),
        words=words_rotation(frame),
        frames={"rotation_by_class": frame},
        cards=[cards.rotation(), cards.published_rotation()],
        origin=_origin(
            arm, "Accuracy of the four turns on held-out images, at the end of pre-training"
        ),
        left_out=missing,
    )


def show_pruning(asked: OfArm, look: Look) -> Shown:
    """Return whose examples pruning moves."""
    arm = asked.found
    frame, missing = known(runs.pruning(arm, asked.rule))
    return Shown(
        figure=pruning_figure(frame, arm=arm.label, look=look),
        words=words_pruning(frame),
        frames={"moved_by_pruning": frame},
        cards=[cards.pruning()],
        origin=_origin(
            arm, "Votes of neighbours on the test examples, with and without the smallest weights"
        ),
        left_out=missing,
    )


def _presets() -> Sequence[Preset]:
    offered = (
        Preset("Tell turned images apart: rotation", {"arm": shipped("rotation")}),
        Preset("Recognise the same image: SimCLR", {"arm": shipped("simclr")}),
        Preset("Against a pruned copy: SDCLR", {"arm": shipped("sdclr")}),
    )
    return [preset for preset in offered if preset.values["arm"]]


MAPS = Picture(
    label="What changes?",
    settings=Settings(OfArm, PREFIX),
    controls=("arm",),
    more=("rule",),
    show=show_maps,
    notice="The three maps show the same examples. Even random weights separate some classes: a picture of "
    "nothing learned is the baseline.",
    try_this="Choose the other class groups (under More): which digits count as the tail then, and are their "
    "neighbours of their own class?",
    presets=_presets,
    details=follow,
    key="pretraining_maps",
)
PROGRESS = Picture(
    label="Does it learn?",
    settings=Settings(Watched, PREFIX),
    controls=("arm", "beside"),
    more=("rule",),
    show=show_progress,
    notice="The loss of a pre-training can fall while its features get no better for the classes. The dotted "
    "line, the same network with random weights, tells.",
    try_this="Switch the third panel to its own task: is rotation solved before or after the neighbours stop "
    "getting better?",
    presets=_presets,
    details=follow,
    key="pretraining_progress",
)
PROBES = Picture(
    label="Who is told apart?",
    settings=Settings(Probed, PREFIX),
    controls=("arm", "examples"),
    more=("rule",),
    show=show_probes,
    notice="The features stay as they are; only a small classifier on top learns from labels. With balanced "
    "labels it shows what the features know of each class, whatever the labels of the run were.",
    try_this="Switch to long-tailed labels: what falls for the few classes is due to the labels, not to the "
    "features.",
    presets=_presets,
    details=follow,
    key="pretraining_probes",
)
ROTATION = Picture(
    label="Which turns?",
    settings=Settings(OfArm, PREFIX),
    controls=("arm",),
    more=("rule",),
    show=show_rotation,
    notice="The task is ill-posed for classes that look alike when turned: an 8 upside down is again an 8, "
    "and a 9 becomes a 6. A 0 or a 1 gives itself away only where it is drawn askew. Low accuracy there is "
    "no fault of the network. Head, medium and tail are thirds of the classes by rank, as in papers on "
    "pre-training.",
    try_this="Compare the accuracy with the class frequency. On these digits 8 and 9 are also the rarest "
    "classes, so the picture alone cannot separate the two causes.",
    presets=lambda: [
        preset for preset in _presets() if preset.values["arm"] == shipped("rotation")
    ],
    details=follow,
    key="pretraining_rotation",
)
PRUNING = Picture(
    label="And pruned?",
    settings=Settings(OfArm, PREFIX),
    controls=("arm",),
    more=("rule",),
    show=show_pruning,
    notice="SDCLR rests on a claim: without its smallest weights, a network forgets rare and atypical "
    "examples first. Here you can check it class by class. Head, medium and tail are thirds of the classes "
    "by rank, as in papers on pre-training.",
    try_this="Compare the network after pre-training with the one after training: which of them forgets the "
    "few classes more?",
    presets=_presets,
    details=follow,
    key="pretraining_pruning",
)
