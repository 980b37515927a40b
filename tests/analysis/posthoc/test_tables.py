import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax

from dashboard.shell.loaders import DEMO_ROOT
from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.base.means import mean_over_classes
from ltcore.analysis.base.per_class_table import per_class_table
from ltcore.analysis.posthoc import sweeps
from ltcore.analysis.posthoc.choice import select, select_offsets
from ltcore.analysis.posthoc.double import corrected_by
from ltcore.analysis.posthoc.scores import class_change, group_curves, without_correction
from ltcore.analysis.posthoc.tables import Outputs, read_linear_scores, read_outputs
from ltcore.methods.base import (
    Composition,
    LateLoss,
    LogitAdjustedLoss,
    PairwiseLoss,
    Retraining,
    Sampling,
    Smote,
    VectorScalingLoss,
)
from ltcore.methods.parts.equalization import EqualizationLoss
from ltcore.posthoc import (
    adjust_logits,
    minimum_expected_cost,
    tau_normalise,
    threshold_moving,
)
from ltcore.runs import DamagedRunError, NotKeptError, RunFolder, RunGoneError, RunStore
from ltcore.types import Task

COUNTS = np.array([5, 300, 50, 2])
NAMES = ["lynx", "cat", "dog", "vole"]


def make_outputs(n=400, seed=0, counts=COUNTS, split="test"):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, len(counts), n)
    logits = rng.normal(size=(n, len(counts))) + np.log(counts)
    logits[np.arange(n), labels] += 2
    names = NAMES if len(counts) == len(NAMES) else [f"c{place}" for place in range(len(counts))]
    return Outputs(
        split=split, logits=logits, labels=labels, counts=counts, axis=class_axis(counts, names)
    )


@pytest.fixture
def outputs():
    return make_outputs()


@pytest.fixture
def erm():
    return next(r for r in RunStore(DEMO_ROOT).records() if r.method == "erm" and r.seed == 0)


def test_each_sweep_is_its_rule_at_every_value(outputs):
    grid, likely = [0.0, 0.5, 1.0, 2.0], softmax(outputs.logits, axis=1)
    logit = sweeps.logit_sweep(outputs, grid)
    for tau, decided in zip(grid, logit.decided, strict=True):
        assert (decided == adjust_logits(outputs.logits, COUNTS, tau).argmax(axis=1)).all()
    rng = np.random.default_rng(1)
    costs = rng.uniform(0, 30, (4, 4)) * (1 - np.eye(4))
    for share in (0.0, 0.3, 1.0):
        between = (1 - share) * (1 - np.eye(4)) + share * costs
        moved = sweeps.cost_sweep(outputs, costs, "row_sum", [share]).decided[0]
        assert (moved == threshold_moving(likely, between).argmax(axis=1)).all()
        cheapest = sweeps.cost_sweep(outputs, costs, "expected", [share]).decided[0]
        assert (cheapest == minimum_expected_cost(likely, between)).all()
    vectors, bias = rng.normal(size=(4, 6)), rng.normal(size=4)
    features = rng.normal(size=(400, 6))
    norms = sweeps.norm_sweep(outputs, vectors, bias, features @ vectors.T, grid)
    for tau, decided in zip(grid, norms.decided, strict=True):
        weight, kept = tau_normalise(vectors, bias, tau)
        assert kept is not None
        assert (decided == (features @ weight.T + kept).argmax(axis=1)).all()


def test_offsets_are_those_of_the_groups(outputs):
    swept = sweeps.offset_sweep(outputs, 1.0, [0.0, 2.5])
    added = {"head": 0.0, "medium": 1.0, "tail": 2.5}
    shift = np.array([added[group] for group in outputs.groups])
    assert outputs.groups == ["tail", "head", "medium", "tail"]
    assert (swept.decided[1] == (outputs.logits + shift).argmax(axis=1)).all()
    pairs, decided = sweeps.offset_pairs(outputs, [0.0, 1.0], [0.0, 2.5])
    assert pairs.tolist() == [[0, 0], [0, 2.5], [1, 0], [1, 2.5]]
    assert (decided[0] == swept.plain).all()
    assert (decided[3] == swept.decided[1]).all()


def test_offsets_of_groups_without_a_class_change_nothing():
    outputs = make_outputs(counts=np.array([500, 400, 300]))
    swept = sweeps.offset_sweep(outputs, 9.0, [0.0, 9.0])
    assert (swept.decided == swept.plain).all()


def test_one_threshold_goes_from_a_half_to_the_share(outputs):
    found = sweeps.thresholds(COUNTS, 3, [0.0, 1.0, 2.0])
    np.testing.assert_allclose(found[:2], [0.5, 2 / 357])
    odds = found / (1 - found)
    assert odds[2] == pytest.approx(odds[1] ** 2)
    swept = sweeps.threshold_sweep(outputs, 3, [0.0, 1.0])
    own = softmax(outputs.logits, axis=1)[:, 3]
    assert ((swept.decided[1] == 3) == (own > 2 / 357)).all()
    two = make_outputs(counts=np.array([90, 10]))
    both = softmax(two.logits, axis=1)
    assert (sweeps.threshold_sweep(two, 1, [1.0]).decided[0] == (both[:, 1] > 0.1)).all()


def test_a_sweep_of_machine_scores_begins_in_the_middle(outputs):
    swept = sweeps.machine_sweep(outputs, outputs.logits, [0.0, 1.0])
    assert (swept.decided[0] == outputs.logits.argmax(axis=1)).all()
    assert np.isin(swept.decided[1], [0, 3]).mean() > np.isin(swept.decided[0], [0, 3]).mean()
    assert swept.place(0.8) == 1


def test_curves_are_the_means_over_classes_of_every_value(rounding, outputs):
    swept = sweeps.logit_sweep(outputs, [0.0, 1.0, 3.0, 40.0])
    curves = group_curves(swept, outputs.axis)
    for value, decided in zip(swept.values, swept.decided, strict=True):
        table = per_class_table(outputs.labels, decided, COUNTS, NAMES)
        by_group = mean_over_classes(table, ["group"])
        everything = mean_over_classes(table.assign(group="all"), ["group"])
        expected = pd.concat([everything, by_group]).set_index("group")
        rows = curves[curves["value"] == value].set_index("group")
        for column in ("recall", "recall_low", "recall_high", "precision", "precision_low"):
            np.testing.assert_allclose(
                rows[column], expected[column].reindex(rows.index), atol=1e-12, equal_nan=True
            )
        for error, recall in (("balanced_error", "recall"), ("balanced_error_low", "recall_high")):
            np.testing.assert_allclose(rows[error], 1 - rows[recall], atol=rounding(1))


def test_a_group_without_a_class_has_no_numbers():
    outputs = make_outputs(counts=np.array([500, 400, 3]))
    curves = group_curves(sweeps.logit_sweep(outputs, [0.0]), outputs.axis).set_index("group")
    assert curves.loc["medium", "classes"] == 0
    assert curves.loc["medium", ["recall", "precision", "balanced_error"]].isna().all()


def test_no_examples_at_all_have_no_numbers():
    empty = Outputs(
        split="val",
        logits=np.zeros((0, 4)),
        labels=np.zeros(0, np.int64),
        counts=COUNTS,
        axis=class_axis(COUNTS, NAMES),
    )
    curves = group_curves(sweeps.logit_sweep(empty, [0.0, 1.0]), empty.axis)
    assert curves["balanced_error"].isna().all()


def test_value_0_is_the_run_as_it_is(outputs):
    swept = sweeps.logit_sweep(outputs, [0.0, 1.0])
    as_is = without_correction(swept, outputs.axis)
    first = group_curves(swept, outputs.axis).query("value == 0")
    pd.testing.assert_frame_equal(as_is, first.reset_index(drop=True))
    change = class_change(swept, 0, outputs.axis)
    before, after = (
        change[change["when"] == when].drop(columns="when") for when in ("before", "after")
    )
    pd.testing.assert_frame_equal(before.reset_index(drop=True), after.reset_index(drop=True))
    moved = class_change(swept, 1, outputs.axis).query("when == 'after'")
    assert moved["name"].tolist() == ["cat", "dog", "lynx", "vole"]
    assert moved["recall"].iloc[-1] > after["recall"].iloc[-1]


def test_validation_chooses_and_test_has_no_say(outputs):
    validation = sweeps.logit_sweep(make_outputs(seed=1), [0.0, 0.5, 1.0, 1.5])
    chosen = select(validation, None, 4)
    assert chosen == select(validation, sweeps.logit_sweep(outputs, [0.0, 0.5, 1.0, 1.5]), 4)
    assert chosen.value in (0.5, 1.0, 1.5)
    errors = group_curves(validation, outputs.axis).query("group == 'all'")["balanced_error"]
    assert chosen.error == pytest.approx(errors.min())


def test_without_validation_no_value_is_chosen_but_what_it_would_be_worth(outputs):
    chosen = select(None, sweeps.logit_sweep(outputs, [0.0, 0.5, 1.0]), 4)
    assert chosen.value is None
    assert len(chosen.fold_values) == 5
    assert 0 < chosen.error < 1
    assert chosen == select(None, sweeps.logit_sweep(outputs, [0.0, 0.5, 1.0]), 4)
    few = select(None, sweeps.logit_sweep(make_outputs(n=3), [0.0]), 4)
    assert "fewer than 5 examples" in few.why_not


def test_offsets_are_chosen_together(outputs):
    grid = np.arange(0, 6.0)
    medium, tail, error = select_offsets(outputs, grid, grid)
    alone = [
        group_curves(sweeps.offset_sweep(outputs, value, grid), outputs.axis)
        .query("group == 'all'")["balanced_error"]
        .min()
        for value in grid
    ]
    assert error == pytest.approx(min(alone))
    assert 0 <= medium < tail


def test_a_demo_run_reproduces_itself(erm):
    outputs = read_outputs(erm, "test")
    assert outputs.logits.shape == (500, 10)
    predicted = erm.folder.read_predictions("test")["predicted"]
    assert (sweeps.logit_sweep(outputs, [0.0]).decided[0] == predicted).all()
    swept = sweeps.norm_sweep(outputs, *read_linear_scores(erm, outputs), [0.0])
    assert (swept.decided[0] == predicted).all()


def test_a_cosine_head_has_no_lengths_to_divide_out():
    record = next(r for r in RunStore(DEMO_ROOT).records() if r.method == "ldam_drw")
    with pytest.raises(NotKeptError, match="uses only angles"):
        read_linear_scores(record, read_outputs(record, "test"))


@pytest.fixture
def broken(erm, tmp_path):
    """A copy of a demo run, to be damaged."""
    store = RunStore(Path(shutil.copytree(DEMO_ROOT / erm.id, tmp_path / "runs" / erm.id)).parent)
    return store.load(erm.id)


def test_what_is_missing_or_damaged_is_told(broken):
    folder = RunFolder(broken.folder.path)
    (folder.path / "logits_val.npy").unlink()
    with pytest.raises(NotKeptError, match="no validation logits"):
        read_outputs(broken, "val")
    logits = np.array(folder.read_logits("test"))
    folder.write_logits("test", logits[:-1])
    with pytest.raises(DamagedRunError, match="500 predictions of 10 classes"):
        read_outputs(broken, "test")
    logits[3, 2] = np.nan
    folder.write_logits("test", logits)
    with pytest.raises(DamagedRunError, match="row 4 holds nan"):
        read_outputs(broken, "test")


def test_a_class_without_training_examples_is_named(broken):
    counts = np.array(broken.class_counts)
    counts[4] = 0
    task = Task("digits", broken.class_names, counts, (8, 8, 1))
    broken.folder.write_class_table(task)
    fresh = RunStore(broken.folder.path.parent).load(broken.id)
    with pytest.raises(ValueError, match="class 4 has no training example"):
        read_outputs(fresh, "test")


def test_a_classifier_of_another_kind_is_not_normalised(broken):
    kept = broken.folder.read_classifier()
    broken.folder.write_classifier(kept["weights"] * 2, kept["bias"], 1.0)
    with pytest.raises(NotKeptError, match="do not reproduce its logits"):
        read_linear_scores(broken, read_outputs(broken, "test"))
    (broken.folder.path / "classifier.npz").unlink()
    with pytest.raises(NotKeptError, match="saved no classifier"):
        read_linear_scores(broken, read_outputs(broken, "test"))


def test_a_deleted_run_is_gone(broken):
    shutil.rmtree(broken.folder.path)
    with pytest.raises(RunGoneError):
        read_outputs(broken, "test")


@pytest.mark.parametrize(
    ("composition", "told"),
    [
        (Composition(loss=VectorScalingLoss(0.2, 1.2)), "the prior in its loss (τ = 1.2)"),
        (Composition(loss=VectorScalingLoss(0.2, 0.0)), ""),
        (
            Composition(late_loss=LateLoss(LogitAdjustedLoss(1.0), 0.8)),
            "the prior in its loss (τ = 1)",
        ),
        (
            Composition(loss=PairwiseLoss()),
            "weights and margins for the balanced error in its loss",
        ),
        (
            Composition(loss=EqualizationLoss()),
            "a softmax that often leaves rare rivals out",
        ),
        (Composition(loss=EqualizationLoss(chance=0.0)), ""),
        (
            Composition(sampling=Sampling("power", 0.0)),
            "a sampler that shows rare classes more often",
        ),
        (Composition(sampling=Sampling("power", 1.0)), ""),
        (Composition(smote=Smote()), "synthetic examples of rare classes"),
        (
            Composition(retraining=Retraining(kind="crt")),
            "a classifier that was re-balanced afterwards",
        ),
        (Composition(), ""),
    ],
)
def test_what_training_has_put_right_already(composition, told):
    assert composition.corrects_prior == told


def test_runs_say_what_they_were_trained_with():
    told = {record.method: corrected_by(record) for record in RunStore(DEMO_ROOT).records()}
    assert told == {
        "erm": "",
        "cb_softmax": "class weights",
        "ldam_drw": "class weights",
        "logit_adjustment": "the prior in its loss (τ = 1)",
    }
