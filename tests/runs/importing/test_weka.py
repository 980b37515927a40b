"""Predictions as Weka writes them."""

import numpy as np
import pytest
from scipy.special import log_softmax

from ltcore.runs import ImportRefusedError
from ltcore.runs.importing import ImportSettings, read_foreign
from tests.conftest import there

PLAIN = """inst#,actual,predicted,error,prediction
1,1:cat,1:cat,,0.9
2,2:big: owl,1:cat,+,0.6
3,1:cat,1:cat,,1
"""
DISTRIBUTION = """inst#,actual,predicted,error,distribution,,
1,1:cat,1:cat,,*0.7,0.2,0.1
2,3:owl,3:owl,,0.1,0.2,*0.7
3,3:owl,1:cat,+,*0.5,0.125,0.375
"""


def test_predictions_alone(csv):
    foreign = read_foreign(csv(PLAIN))
    assert foreign.class_names == ("big: owl", "cat")
    assert foreign.labels.tolist() == [1, 0, 1]
    assert foreign.predicted.tolist() == [1, 1, 1]
    assert foreign.index.tolist() == [1, 2, 3]
    assert foreign.logits is None
    assert foreign.columns.unused == ("error", "prediction")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_distribution_has_a_column_of_each_declared_class(csv, end):
    foreign = read_foreign(csv(DISTRIBUTION.replace("\n", end)))
    assert foreign.class_names == ("cat", "class 2", "owl")
    assert foreign.labels.tolist() == [0, 2, 2]
    assert foreign.predicted.tolist() == [0, 2, 0]
    expected = np.log([[0.7, 0.2, 0.1], [0.1, 0.2, 0.7], [0.5, 0.125, 0.375]])
    assert foreign.logits == pytest.approx(log_softmax(expected, axis=1), rel=1e-6)
    assert foreign.columns.scores == ("prob_cat", "prob_class 2", "prob_owl")


def test_the_number_before_a_class_says_its_column(csv):
    """The classes are declared as owl, cat: the columns come in that order, not in the names'."""
    foreign = read_foreign(
        csv(
            "inst#,actual,predicted,error,distribution,\n1,1:owl,2:cat,+,0.25,*0.75\n2,2:cat,2:cat,,0,*1\n"
        )
    )
    assert foreign.class_names == ("cat", "owl")
    assert np.exp(there(foreign.logits))[0] == pytest.approx([0.75, 0.25])


def test_a_class_that_weka_does_not_know_is_missing(csv):
    with pytest.raises(ImportRefusedError, match=r"row 2: the label \('actual'\) is empty"):
        read_foreign(csv(PLAIN.replace("2:big: owl", "1:?")))


def test_names_of_numbers_are_numbers(csv):
    text = "inst#,actual,predicted,error\n1,1:10,2:9,+\n2,2:9,2:9,\n"
    foreign = read_foreign(csv(text))
    assert foreign.class_names == tuple(map(str, range(11)))
    given = read_foreign(csv(text), ImportSettings(class_names=["9", "10"]))
    assert (given.class_names, given.labels.tolist()) == (("9", "10"), [1, 0])


def test_a_row_that_is_damaged_is_named(csv):
    with pytest.raises(
        ImportRefusedError, match="row 2, column 'prob_owl' is 'x': expected a number"
    ):
        read_foreign(csv(DISTRIBUTION.replace("*0.7\n3", "x\n3")))
