"""What a stage chooses, and how a checkpoint keeps it."""

import numpy as np
import pytest
import torch

from ltcore.training import Choice, Needs, Predictions

PROBABILITIES = np.array([[0.2, 0.8], [0.5, 0.5], [0.9, 0.1]], dtype=np.float32)


def test_predictions_are_the_likeliest_class_and_its_probability():
    predictions = Predictions(PROBABILITIES)
    assert predictions.labels.tolist() == [1, 0, 0]  # of equals the lower label
    assert predictions.confidence.tolist() == pytest.approx([0.8, 0.5, 0.9])
    assert predictions.labels.dtype == np.int64


def test_a_choice_comes_back_from_a_checkpoint():
    choice = Choice(np.array([1, 4, 5]), np.array([2, 0, 2]))
    back = Choice.from_tensors(choice.tensors())
    assert back.positions.tolist() == [1, 4, 5]
    assert back.labels.tolist() == [2, 0, 2]
    assert back.counts(4).tolist() == [1, 0, 2, 0]


def test_an_empty_choice_is_one():
    nothing = Choice(np.array([], dtype=np.int64), np.array([], dtype=np.int64))
    assert Choice.from_tensors(nothing.tensors()).counts(3).tolist() == [0, 0, 0]


def test_a_checkpoint_without_a_choice_has_none():
    with pytest.raises(KeyError):
        Choice.from_tensors({"labels": torch.zeros(1)})


def test_plain_needs_are_one_view_and_no_unlabelled_example():
    assert Needs().labelled == ("weak",)
    assert not Needs().uses_unlabelled
    assert Needs(unlabelled=("weak",)).uses_unlabelled
