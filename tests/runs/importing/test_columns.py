"""Which column of a file is what, in the spellings of other libraries."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from ltcore.data import DataError
from ltcore.data.tables import open_table
from ltcore.runs import ImportRefusedError
from ltcore.runs.importing import ImportSettings
from ltcore.runs.importing.columns import INDEX, LABEL, PREDICTED, find_columns


@pytest.fixture
def found(csv):
    """Return a function: header and one row -> what the columns are."""

    def find(header, row="", names=None):
        fields = row or ",".join("0" for _ in header.split(","))
        return find_columns(
            open_table(csv(f"{header}\n{fields}\n")), ImportSettings(class_names=names)
        )

    return find


@pytest.mark.parametrize("label", [*LABEL, "Label", "Y_TRUE", "Class"])
@pytest.mark.parametrize("predicted", [*PREDICTED, "Predicted", "Y_Pred"])
def test_spellings_of_label_and_prediction(label, predicted, found):
    columns = found(f"id,{predicted},{label}")
    assert (columns.label, columns.predicted, columns.index) == (label, predicted, "")
    assert (columns.scores, columns.unused) == ((), ("id",))


def test_the_first_spelling_wins_and_the_other_is_unused():
    table = open_table_of({"target": [0], "y": [0], "label": [0], "pred": [0], "y_pred": [0]})
    columns = find_columns(table, ImportSettings())
    assert (columns.label, columns.predicted) == ("label", "y_pred")
    assert columns.unused == ("target", "y", "pred")


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def open_table_of(columns):
    """Return a Parquet table of columns."""
    parquet.write_table(pa.table(columns), "table")
    return open_table(Path("table"))


@pytest.mark.parametrize("index", [*INDEX, "Index"])
def test_ids(index, found):
    assert found(f"{index},label,predicted").index == index


@pytest.mark.parametrize(
    ("one", "two", "of", "kind"),
    [
        ("logit_0", "logit_1", ("0", "1"), "logits"),
        ("logits_cat", "logits_owl", ("cat", "owl"), "logits"),
        ("logits[0]", "logits[1]", ("0", "1"), "logits"),
        ("log_prob_0", "log_prob_1", ("0", "1"), "logits"),
        ("logprob_0", "logprob_1", ("0", "1"), "logits"),
        ("prob_cat", "prob_owl", ("cat", "owl"), "probabilities"),
        ("proba_0", "proba_1", ("0", "1"), "probabilities"),
        ("probs_0", "probs_1", ("0", "1"), "probabilities"),
        ("y_prob_0", "y_prob_1", ("0", "1"), "probabilities"),
        ("y_proba[0]", "y_proba[1]", ("0", "1"), "probabilities"),
        ("Probability.cat", "Probability.owl", ("cat", "owl"), "probabilities"),
        ("probability: cat", "probability: owl", ("cat", "owl"), "probabilities"),
        ("Prob A", "Prob B", ("A", "B"), "probabilities"),
        ("prob_1.0", "prob_2.0", ("1", "2"), "probabilities"),
        ("score_a_b", "score_c", ("a_b", "c"), "scores"),
        ("scores-a", "scores-b", ("a", "b"), "scores"),
    ],
)
def test_spellings_of_scores(one, two, of, kind, found):
    columns = found(f"label,{one},x,{two}")
    assert (columns.scores, columns.of, columns.kind) == ((one, two), of, kind)
    assert (columns.predicted, columns.unused) == ("", ("x",))


@pytest.mark.parametrize("name", ["probe_a", "problem", "logit", "scored_a", "my_prob_a", "prob"])
def test_names_that_only_begin_alike_are_no_scores(name, found):
    columns = found(f"label,predicted,{name},{name}2")
    assert columns.scores in ((), ("prob",))


def test_of_several_kinds_logits_are_taken_and_the_rest_is_unused(found):
    columns = found("label,prob_0,prob_1,logit_0,logit_1")
    assert (columns.kind, columns.scores) == ("logits", ("logit_0", "logit_1"))
    assert columns.unused == ("prob_0", "prob_1")


def test_one_column_of_a_kind_is_no_score_of_each_class(found):
    assert found("label,predicted,score_1").scores == ()
    columns = found("label,y_prob")
    assert (columns.scores, columns.of, columns.kind) == (("y_prob",), (), "probabilities")


@pytest.mark.parametrize(
    ("columns", "scores"),
    [
        ({"cat": [0.25, 0.5], "owl": [0.75, 0.5]}, ["cat", "owl"]),
        ({"owl": [0.25, -3.0], "cat": [9.0, 0.5]}, ["owl", "cat"]),
        ({"cat": [0.25, 0.5], "dog": [0.25, 0.0], "owl": [0.5, 0.5]}, ["cat", "dog", "owl"]),
        ({"cat": [0.25, 0.5], "age": [25.0, 30.0], "owl": [0.75, 0.5]}, ["cat", "owl"]),
        ({"cat": [5.0, 6.0], "file": ["a", "b"], "owl": [0.75, 0.5]}, ["cat", "owl"]),
        ({"cat": [5.0, 6.0], "tags": [[1], [2]], "owl": [0.75, 0.5]}, ["cat", "owl"]),
        ({"cat": [5.0, 6.0], "age": [1, 2]}, []),
        ({"0": [0.1, 0.2], "1": [0.9, 0.8]}, []),
    ],
)
def test_columns_called_like_the_classes(columns, scores):
    table = open_table_of({"label": ["cat", "owl"], "predicted": ["owl", "cat"], **columns})
    found = find_columns(table, ImportSettings())
    assert (list(found.scores), list(found.of), found.kind) == (scores, scores, "scores")
    assert found.unused == tuple(name for name in columns if name not in scores)


def test_a_prediction_of_a_class_without_scores_does_not_hide_the_scores():
    columns = {"label": ["cat", "owl"], "predicted": ["owl", "Cat"]}
    shares = {"cat": [0.25, 0.5], "owl": [0.75, 0.5]}
    assert find_columns(open_table_of(columns | shares), ImportSettings()).scores == ("cat", "owl")
    lengths = {"cat": [25.0, 0.5], "owl": [0.75, 0.5]}
    assert find_columns(open_table_of(columns | lengths), ImportSettings()).scores == ()


def test_whole_numbers_as_names_of_columns():
    table = open_table_of(
        {"label": [2.0, 0.0], "0": [0.5, 0.2], "1": [0.25, 0.2], "2": [0.25, 0.6]}
    )
    assert find_columns(table, ImportSettings()).scores == ("0", "1", "2")  # class 1 has no row


def test_given_names_decide_which_columns_are_scores():
    columns = {"label": [0, 1], "cat": [0.1, 0.2], "owl": [0.2, 0.3], "age": [0.7, 0.5]}
    assert find_columns(
        open_table_of(columns), ImportSettings(class_names=("cat", "owl"))
    ).scores == ("cat", "owl")
    with pytest.raises(ImportRefusedError, match="column 'predicted' is missing"):
        find_columns(open_table_of(columns), ImportSettings(class_names=("cat", "dog")))


def test_row_names_are_never_scores(tmp_path):
    frame = pd.DataFrame({"label": ["a", "b"], "a": [0.5, 0.1], "b": [0.5, 0.9]})
    frame.to_csv(tmp_path / "table.csv")
    columns = find_columns(open_table(tmp_path / "table.csv"), ImportSettings())
    assert (columns.scores, columns.unused) == (("a", "b"), ("column without a name (1)",))


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("x,predicted", "column 'label' is missing (found 'x', 'predicted'). Supported are CSV"),
        ("label,x", "column 'predicted' is missing (found 'label', 'x'). Supported are CSV"),
        ("labelled,predicted", "column 'label' is missing"),
    ],
)
def test_what_is_missing_is_said_with_what_was_found(header, message, found):
    with pytest.raises(ImportRefusedError) as caught:
        found(header)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["y_true", "y_pred", "index", "logits", "y_prob"])
def test_an_array_called_like_a_column_that_cannot_be_one_is_refused(name, npz):
    arrays = {"y_true": np.zeros(4, int), "y_pred": np.zeros(4, int), "index": np.arange(4)}
    arrays[name] = np.zeros((2, 3, 2))
    with pytest.raises(ImportRefusedError, match=rf"array '{name}' .* of shape \(2, 3, 2\)"):
        find_columns(open_table(npz(**arrays)), ImportSettings())
    arrays["images"] = arrays.pop(name)
    if name not in ("y_true", "y_pred"):
        assert find_columns(open_table(npz(**arrays)), ImportSettings()).label == "y_true"


@pytest.mark.parametrize(
    ("header", "label", "predicted", "of"),
    [
        ("pred,obs,cat,owl,rowIndex,Resample", "obs", "pred", ("cat", "owl")),
        ("predict,p0,p1,actual", "actual", "predict", ("0", "1")),
        (".pred_class,.pred_cat,.pred_owl,truth", "truth", ".pred_class", ("cat", "owl")),
        ("Actual Class,Predicted Class", "Actual Class", "Predicted Class", ()),
        ("labels,preds", "labels", "preds", ()),
    ],
)
def test_spellings_of_caret_h2o_and_tidymodels(header, label, predicted, of, tmp_path):
    columns = header.split(",")
    rows = [["0.5" for _ in columns] for _ in range(2)]
    for row, name in zip(rows, ("cat", "owl") if "p0" not in columns else ("0", "1"), strict=True):
        row[columns.index(label)] = row[columns.index(predicted)] = name
    path = tmp_path / "table.csv"
    path.write_text("\n".join([header, *map(",".join, rows)]) + "\n", encoding="utf-8")
    found = find_columns(open_table(path), ImportSettings())
    assert (found.label, found.predicted, found.of) == (label, predicted, of)


def test_named_columns_win_and_have_to_be_there(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("label,mine,theirs\n0,1,1\n1,0,0\n", encoding="utf-8")
    found = find_columns(open_table(path), ImportSettings(label="mine", predicted="theirs"))
    assert (found.label, found.predicted) == ("mine", "theirs")
    with pytest.raises(DataError, match=r"--label: .* has no column 'mein'. Did you mean 'mine'"):
        find_columns(open_table(path), ImportSettings(label="mein"))
