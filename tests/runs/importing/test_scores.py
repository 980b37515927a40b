"""Scores become logits: against scipy, by hand, and the same in blocks of any size."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from scipy.special import log_softmax, softmax

from ltcore.data.errors import DataError
from ltcore.data.tables import ArrayRows
from ltcore.runs import ImportRefusedError
from ltcore.runs.importing import parts
from ltcore.runs.importing.columns import Columns
from ltcore.runs.importing.scores import LEAST_PROBABILITY, Scores

RNG = np.random.default_rng(0)
LOGITS = RNG.normal(size=(50, 4)) * 3
PROBABILITIES = softmax(LOGITS, axis=1)
CALLED = ("scores", "probabilities", "logits")


def finished(numbers, kind="scores", score_of=None, block=1000):
    """Return the logits and notes of a matrix (N, C) whose columns are called ``kind``."""
    numbers = np.asarray(numbers)
    names = tuple(f"s{at}" for at in range(numbers.shape[1]))
    columns = Columns(
        label="label", predicted="", index="", scores=names, of=names, kind=kind, unused=()
    )
    scores = Scores(columns, len(numbers) + 3, 10**6, "file")
    for start in range(0, len(numbers), block):
        part = numbers[start : start + block]
        arrays = dict(zip(names, part.T, strict=True))
        scores.add(ArrayRows(Path("file"), start + 1, arrays))
    order = np.arange(max(2, len(names))) if score_of is None else np.array(score_of)
    return scores.finish(order)


@pytest.mark.parametrize("kind", CALLED)
def test_probabilities_become_their_logarithms(kind):
    logits, notes = finished(PROBABILITIES, kind)
    assert logits.dtype == np.float32
    assert logits == pytest.approx(log_softmax(LOGITS, axis=1), rel=1e-6, abs=1e-6)
    assert len(notes) == 1
    assert ("called logits, but every row lies in [0, 1] and sums to 1" in notes[0]) == (
        kind == "logits"
    )
    assert "logarithms are kept" in notes[0]


@pytest.mark.parametrize("kind", ["scores", "logits"])
def test_logits_stay_as_they_are(kind):
    logits, notes = finished(LOGITS, kind)
    assert np.array_equal(logits, LOGITS.astype(np.float32))
    said = "scores are read as logits: their rows are not probabilities"
    assert notes == (() if kind == "logits" else (said,))


def test_by_hand():
    logits, _ = finished([[0.25, 0.75], [0.5, 0.5]])
    assert logits == pytest.approx(np.log([[0.25, 0.75], [0.5, 0.5]]), rel=1e-7)


def test_the_probability_of_the_second_class_alone():
    logits, _ = finished([[0.25], [1.0], [0.0]], "probabilities")
    least = np.log(np.finfo(np.float32).tiny)
    expected = [[np.log(0.75), np.log(0.25)], [least, 0], [0, least]]
    assert logits == pytest.approx(np.array(expected), rel=1e-6)
    with pytest.raises(
        ImportRefusedError, match=r"row 2: the columns s0 \.\.\. sum to 1\.5 or leave"
    ):
        finished([[0.25], [1.5]], "probabilities")


def test_probabilities_of_0_stay_finite_and_are_counted():
    logits, notes = finished([[0.0, 1.0], [0.5, 0.5], [1e-50, 1.0]])
    assert np.isfinite(logits).all()
    assert logits[0, 0] == logits[2, 0] == pytest.approx(np.log(LEAST_PROBABILITY))
    assert notes[1] == "2 probabilities of 0 become 1.2e-38"


@pytest.mark.parametrize("kind", ["scores", "logits"])
def test_votes_are_no_probabilities_unless_they_are_called_so(kind):
    votes = np.eye(3)[[0, 2, 1]]
    logits, notes = finished(votes, kind)
    assert np.array_equal(logits, votes)
    assert notes == ("scores are only 0 and 1: they add nothing to the predictions",)
    called, _ = finished(votes, "probabilities")
    assert called[0].tolist() == pytest.approx([0, *[np.log(LEAST_PROBABILITY)] * 2])


@pytest.mark.parametrize("kind", CALLED)
@pytest.mark.parametrize("block", [1, 7, 49, 50])
@pytest.mark.parametrize("chunk", [1, 9, 10**6])
@pytest.mark.parametrize("numbers", [LOGITS, PROBABILITIES, PROBABILITIES[:, :1]])
def test_blocks_of_any_size_change_nothing(kind, block, chunk, numbers, monkeypatch):
    if kind == "probabilities" and numbers is LOGITS:
        return
    score_of = [2, 0, 3, 1] if numbers.shape[1] > 1 else [0, 1]
    whole, notes = finished(numbers, kind, score_of)
    monkeypatch.setattr(parts, "PART_VALUES", chunk)
    cut, cut_notes = finished(numbers, kind, score_of, block)
    assert np.array_equal(whole, cut)
    assert notes == cut_notes


@given(st.permutations(range(4)), st.sampled_from([LOGITS, PROBABILITIES]))
def test_permuting_columns_changes_nothing(order, numbers):
    plain, _ = finished(numbers)
    permuted, _ = finished(numbers[:, order], score_of=order)
    assert np.array_equal(plain, permuted)


@given(arrays_of.arrays(np.float64, (5, 3), elements=st.floats(-3e38, 3e38, allow_subnormal=False)))
@settings(max_examples=50)
def test_what_float32_holds_is_held(numbers):
    first_row_is_no_share = np.vstack([[-5.0, 2.0, 7.0], numbers])
    logits, notes = finished(first_row_is_no_share)
    assert np.array_equal(logits, first_row_is_no_share.astype(np.float32))
    assert len(notes) == 1
    assert "read as logits" in notes[0]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "-inf"), (1e39, "1e+39"), (-3.5e38, "-3.5e+38")],
)
@pytest.mark.parametrize("block", [1, 4, 100])
def test_what_float32_does_not_hold_is_named(value, shown, block):
    numbers = LOGITS.copy()
    numbers[17, 2] = numbers[30, 0] = value
    with pytest.raises(ImportRefusedError) as caught:
        finished(numbers, block=block)
    assert str(caught.value) == (f"row 18, column s2: {shown} is not a finite float32 number.")


@pytest.mark.parametrize("block", [1, 3, 100])
@pytest.mark.parametrize(
    ("row", "total"),
    [([0.5, 0.4, 0.3, 0.2], "1.4"), ([0.5, -0.5, 0.5, 0.5], "1"), ([2.0, 0, 0, 0], "2")],
)
def test_columns_called_probabilities_that_are_none_are_refused(row, total, block):
    numbers = PROBABILITIES.copy()
    numbers[20] = row
    with pytest.raises(
        ImportRefusedError, match=rf"^row 21: the columns s0 \.\.\. sum to {total} or leave"
    ):
        finished(numbers, "probabilities", block=block)
    for kind in ("scores", "logits"):
        logits, _ = finished(numbers, kind, block=block)
        assert np.array_equal(logits, numbers.astype(np.float32))


@pytest.mark.parametrize("digits", [2, 3, 4])
def test_rounded_probabilities_are_probabilities_where_they_are_called_so(digits):
    numbers = PROBABILITIES.round(digits)
    logits, _ = finished(numbers, "probabilities")
    assert logits == pytest.approx(
        np.log(np.maximum(numbers, LEAST_PROBABILITY)), rel=1e-6, abs=1e-6
    )


@pytest.mark.parametrize("kind", CALLED)
@pytest.mark.parametrize("decimals", [2, 3, 4])
def test_rounded_probabilities_are_probabilities(kind, decimals):
    rounded = PROBABILITIES.round(decimals)
    logits, notes = finished(rounded, kind)
    assert logits == pytest.approx(np.log(np.maximum(rounded, LEAST_PROBABILITY)), rel=1e-5)
    assert "probabilities" in notes[0]


@pytest.mark.parametrize("kind", CALLED)
def test_percentages_are_probabilities_times_100(kind):
    logits, notes = finished(100 * PROBABILITIES, kind)
    assert logits == pytest.approx(np.log(PROBABILITIES), rel=1e-5, abs=1e-6)
    assert "scores are percentages" in notes[0]


def test_a_few_rows_that_nearly_sum_to_1_are_no_probabilities_without_a_name():
    few = PROBABILITIES[:5] * 1.002
    assert np.array_equal(finished(few)[0], few.astype(np.float32))
    many = np.tile(PROBABILITIES, (5, 1)) * 1.2  # too far for any number of rows
    assert np.array_equal(finished(many)[0], many.astype(np.float32))
    assert finished(PROBABILITIES[:5] * 1.0005)[0].max() <= 1e-3


def test_more_than_a_file_justifies_is_refused_before_it_is_held():
    columns = Columns(
        label="label",
        predicted="",
        index="",
        scores=("a", "b"),
        of=("a", "b"),
        kind="scores",
        unused=(),
    )
    with pytest.raises(DataError, match="file takes 3,052 MiB of memory at once"):
        Scores(columns, 10**8, 58 * 1024, "file")
