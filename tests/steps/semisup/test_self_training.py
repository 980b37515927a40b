"""The student learns from everything that the teacher predicts, and its loss knows the counts of both sets."""

import numpy as np
import pytest

from ltcore.config import RunConfig
from ltcore.data import Examples
from ltcore.steps import SupervisedMethod, build_stages
from ltcore.steps.semisup.weighted import WeightedMethod
from ltcore.training import Choice, Predictions
from tests.steps.test_stages import COUNTS, LABELS, data_of


def stages(**settings):
    method = {"name": "self_training", "settings": settings}
    train = {"epochs": 4, "batch_size": 16}
    return build_stages(RunConfig.model_validate({"method": method, "train": train}), data_of())


def student_of(choice, **settings):
    student = stages(**settings)[1]
    assert student.preparation is not None
    return student.preparation.prepared(student, choice)


CHOICE = Choice(np.arange(30), np.repeat([0, 1, 2], [5, 5, 20]))


def test_everything_is_taken_as_it_is_predicted():
    preparation = stages()[1].preparation
    assert preparation is not None
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(3), 50).astype(np.float32)
    choice = preparation.choose(Predictions(probabilities))
    assert choice.positions.tolist() == list(range(50))
    assert choice.labels.tolist() == probabilities.argmax(1).tolist()


def test_teacher_and_student_are_the_methods_asked_for():
    teacher, student = stages(teacher="ldam", student="logit_adjustment")
    assert isinstance(teacher.method, SupervisedMethod)
    assert type(teacher.method.composition.loss).__name__ == "LdamLoss"
    assert isinstance(student.method, SupervisedMethod)
    assert type(student.method.composition.loss).__name__ == "LogitAdjustedLoss"
    assert (teacher.name, student.name) == ("teacher", "student")
    assert teacher.steps == student.steps
    assert student.initial_weights == "fresh"


def test_the_counts_of_the_students_loss_are_those_of_both_sets():
    student = student_of(CHOICE, student="logit_adjustment")
    assert isinstance(student.method, WeightedMethod)
    assert student.method.class_counts.tolist() == [65, 25, 25]
    assert student.method.n_labelled == COUNTS.sum()


def test_examples_are_the_labelled_ones_then_the_chosen_ones():
    data = data_of()
    student = student_of(CHOICE)
    assert student.examples is not None
    examples = student.examples(data, lambda: np.empty(0, np.float32))
    assert isinstance(examples, Examples)
    assert examples.labels[: len(LABELS)].tolist() == LABELS.tolist()
    assert examples.labels[len(LABELS) :].tolist() == CHOICE.labels.tolist()
    assert data.unlabelled is not None
    assert examples.rows[len(LABELS) :].tolist() == data.unlabelled.rows[:30].tolist()


def test_the_stream_reaches_all_of_them_in_the_same_number_of_steps():
    student = student_of(CHOICE)
    seen = np.concatenate([student.stream(step) for step in range(student.steps)])
    assert set(seen) == set(range(len(LABELS) + 30))
    assert student.steps == stages()[0].steps


def test_nothing_chosen_leaves_the_labelled_examples():
    nothing = Choice(np.array([], dtype=np.int64), np.array([], dtype=np.int64))
    student = student_of(nothing, weighting="per_set")
    assert isinstance(student.method, WeightedMethod)
    assert student.method.class_counts.tolist() == COUNTS.tolist()


@pytest.mark.parametrize("settings", [{"omega": 2}, {"weighting": "per_set"}])
def test_a_student_that_blends_examples_cannot_weigh_them(settings):
    with pytest.raises(ValueError, match="give omega 1 and weighting per_example"):
        stages(student="mixup", **settings)
    assert len(stages(student="mixup")) == 2
