import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.special import log_softmax, softmax
from sklearn.metrics import accuracy_score, balanced_accuracy_score, recall_score

from ltcore.runs import ImportRefusedError
from ltcore.runs.importing import Foreign, ImportSettings, read_foreign, reading
from tests.conftest import there

LABELS = [0, 0, 0, 1, 1, 2]
PREDICTED = [0, 0, 1, 1, 0, 0]


def good_table() -> pd.DataFrame:
    return pd.DataFrame({"label": LABELS, "predicted": PREDICTED, "other": list("abcdef")})


def test_the_three_forms_are_one_run_in_all_but_name(store, tmp_path, npz):
    logits = np.eye(3)[PREDICTED]
    table = good_table().assign(
        index=range(10, 16), **{f"logit_{c}": logits[:, c] for c in range(3)}
    )
    table.to_csv(tmp_path / "a.csv", index=False)
    table.to_parquet(tmp_path / "a.parquet")
    archive = npz(y_true=LABELS, y_pred=PREDICTED, index=range(10, 16), logits=logits)
    for path in (tmp_path / "a.csv", tmp_path / "a.parquet", archive):
        record = store.import_predictions(path, name="theirs", class_counts=[100, 20, 3])
        assert (record.method, record.data, record.name) == ("imported", "", "theirs")
        assert (record.shown_state, record.config, record.seed) == ("finished", None, None)
        assert record.class_counts is not None
        assert record.class_counts.tolist() == [100, 20, 3]
        assert record.class_names == ("0", "1", "2")
        predictions = record.folder.read_predictions("test")
        assert predictions is not None
        assert predictions["index"].tolist() == list(range(10, 16))
        assert predictions["label"].tolist() == LABELS
        assert predictions["predicted"].tolist() == PREDICTED
        stored = record.folder.read_logits("test")
        assert stored is not None
        assert np.array_equal(stored, logits)
    assert len(store.records()) == 3


def test_scores_by_hand(store, npz):
    record = store.import_predictions(npz(y_true=LABELS, y_pred=PREDICTED), name="x")
    assert record.last_metrics.get("test_error") == pytest.approx(3 / 6)
    assert record.last_metrics.get("test_balanced_error") == pytest.approx(
        1 - (2 / 3 + 1 / 2 + 0) / 3
    )
    table = record.folder.read_per_class()
    assert table is not None
    assert table["recall"].tolist() == pytest.approx([2 / 3, 1 / 2, 0])
    assert table["precision"].tolist() == pytest.approx([2 / 4, 1 / 2, np.nan], nan_ok=True)
    assert record.class_counts is None
    assert record.folder.read_logits("test") is None


def test_a_class_without_test_examples_does_not_count(store, npz):
    record = store.import_predictions(
        npz(y_true=[0, 0], y_pred=[0, 2]), name="x", class_counts=[9, 9, 9]
    )
    assert record.last_metrics.get("test_balanced_error") == pytest.approx(0.5)


def test_importing_twice_is_one_run(store, npz):
    path = npz(y_true=LABELS, y_pred=PREDICTED)
    first = store.import_predictions(path, name="x")
    assert store.import_predictions(path, name="x").id == first.id
    assert store.import_predictions(path, name="y").id != first.id
    content = json.loads((first.folder.path / "config.json").read_text())
    assert content["id"] == first.id
    assert content["imported"]["file"] == "file.npz"
    assert len(content["imported"]["sha256"]) == 64


@pytest.mark.parametrize("name", ["../x", "<script>", "\u202e", "a\nb\0c", "x" * 200])
def test_a_name_is_text_and_nothing_else(store, npz, name):
    record = store.import_predictions(npz(y_true=[0], y_pred=[0]), name=name)
    assert record.name == name
    assert [path.name for path in store.root.iterdir()] == [record.id]


def test_a_refused_file_leaves_nothing_behind(store, csv):
    with pytest.raises(ImportRefusedError):
        store.import_predictions(csv("label,predicted\n0,x\n"), name="x")
    with pytest.raises(ImportRefusedError, match="the name has 201 characters"):
        store.import_predictions(csv("label,predicted\n0,0\n"), name="x" * 201)
    assert list(store.root.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("label,predicted\n0,0\n1,x\n", "row 2, column predicted: 'x' is not a number, like '0'"),
        ("label,predicted\n0,0\n0.5,0\n", "row 2, column label: '0.5' is not a class"),
        ("label,predicted\n0,0\n,0\n", "row 2: the label ('label') is empty"),
        ("label,predicted\n0,1e999\n", "row 1, column predicted: '1e999' is not a number"),
        ("label,predicted,index\n0,0,-3\n", "row 1, column index: '-3' is not a whole number"),
        ("label\n0\n", "column 'predicted' is missing (found 'label')"),
        ("", "looks like an empty file"),
        ("label,predicted\n", "has no row below its header"),
        ('label,predicted\n"0,0\n', "line 2: unexpected end of data. A quote that opens a field"),
        (
            "label,predicted,logit_0,logit_1\n0,0,1,nan\n",
            "row 1, column logit_1: nan is not a finite",
        ),
        (
            "label,predicted,logit_0,logit_1\n0,0,1,inf\n",
            "row 1, column logit_1: inf is not a finite",
        ),
        (
            "label,predicted,logit_0,logit_2\n0,0,1,1\n",
            "the score column of class 1 is missing between 0 and 2",
        ),
        (
            "label,predicted,logit_0,logit_1\n2,0,1,1\n",
            "row 1, column label: '2' is not a class from 0 to 1",
        ),
        (
            "label,predicted,cat,owl\ncat,owl,.25,.75\nowl,Cat,.5,.5\n",
            "row 2, column predicted: 'Cat' is not among the scores' 2 classes",
        ),
    ],
)
def test_what_is_wrong_in_a_table_is_named_by_row_and_column(csv, text, message):
    with pytest.raises(ImportRefusedError) as caught:
        read_foreign(csv(text))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"y_true": [0, 1]}, "column 'predicted' is missing (found 'y_true')"),
        ({"y_true": [0, 1], "y_pred": [0]}, "is int64 of shape (1,): expected one value"),
        (
            {"y_true": [0], "y_pred": [0], "logits": [[1.0], [2.0]]},
            "is float64 of shape (2, 1): expected one value",
        ),
        ({"y_true": [0], "y_pred": ["a"]}, "row 1, column y_pred: 'a' is not a number, like '0'"),
        (
            {"y_true": [0], "y_pred": np.array([{}], dtype=object)},
            "only unpickling could read, and nothing is unpickled",
        ),
        ({"y_true": [0, np.nan], "y_pred": [0, 0]}, "row 2: the label ('y_true') is empty"),
        ({"y_true": [0], "y_pred": [0], "logits": [[1.0, np.nan]]}, "row 1, column logits[1]: nan"),
    ],
)
def test_what_is_wrong_in_an_archive_is_named(npz, arrays, message):
    with pytest.raises(ImportRefusedError) as caught:
        read_foreign(npz(**arrays))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([5, 5], "2 classes are given, but the scores have 3 columns"),
        ([5, 5, -1], "whole numbers of at least 0"),
        ([0, 0, 0], "not all 0"),
        ([5, 5, 0.5], "whole numbers"),
        ([], "not all 0"),
        ([[5, 5, 5]], "one per class"),
    ],
)
def test_wrong_class_counts_are_refused(npz, counts, message):
    path = npz(y_true=LABELS, y_pred=PREDICTED, logits=np.zeros((6, 3)))
    with pytest.raises(ImportRefusedError, match=message):
        read_foreign(path, ImportSettings(class_counts=counts))


def test_labels_beyond_the_class_counts_are_refused(npz):
    with pytest.raises(
        ImportRefusedError, match="row 6, column y_true: '2' is not a class from 0 to 1"
    ):
        read_foreign(npz(y_true=LABELS, y_pred=PREDICTED), ImportSettings(class_counts=[10, 1]))


def test_an_absurd_header_is_refused_before_allocation(tmp_path):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<i8", "fortran_order": False, "shape": (10**15,)}
    )
    path = tmp_path / "file.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("y_true", "y_pred"):
            archive.writestr(f"{name}.npy", header.getvalue())
    with pytest.raises(ImportRefusedError, match="claims 8,000,000,000,000,128 bytes"):
        read_foreign(path)


@pytest.mark.parametrize("name", ["file.csv", "file.parquet", "file.npz"])
@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n\xff\xfe", b"PK\x03\x04", b"PAR1PAR1", b"\x93NUMPY\x01"]
)
def test_a_foreign_file_is_refused_whatever_its_ending(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportRefusedError):
        read_foreign(path)


def test_what_is_no_file_of_a_known_form_is_refused(tmp_path):
    (tmp_path / "file.pkl").write_bytes(b"\x80\x04\x95" + bytes(20))
    with pytest.raises(
        ImportRefusedError, match="looks like a Python pickle, which is never opened"
    ):
        read_foreign(tmp_path / "file.pkl")
    with pytest.raises(ImportRefusedError, match="is not a file"):
        read_foreign(tmp_path / "missing.csv")
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(ImportRefusedError, match="is not a file"):
        read_foreign(tmp_path / "folder.npz")


def test_nested_columns_are_refused(tmp_path):
    path = tmp_path / "file.parquet"
    pd.DataFrame({"label": [[0], [1]], "predicted": [0, 1]}).to_parquet(path)
    with pytest.raises(ImportRefusedError):
        read_foreign(path)


# ---- one truth in every format


def drawn(seed: int, n_rows: int, n_classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return labels (N,) and logits (N, C) of a classifier that is often right."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, n_classes, n_rows)
    logits = rng.normal(size=(n_rows, n_classes))
    logits[np.arange(n_rows), labels] += 1.5
    return labels, logits


def assert_same(one: Foreign, other: Foreign) -> None:
    """Two files mean the same, to the bit."""
    assert one.class_names == other.class_names
    assert np.array_equal(one.labels, other.labels)
    assert np.array_equal(one.predicted, other.predicted)
    assert np.array_equal(one.index, other.index)
    assert one.logits is not None
    assert other.logits is not None
    assert one.logits.tobytes() == other.logits.tobytes()


@pytest.mark.parametrize("names", [None, ("pig", "owl", "cat", "dog", "ant", "bee", "cow", "elk")])
@pytest.mark.parametrize("kind", ["logit", "prob"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("seed", range(3))
def test_csv_parquet_and_npz_are_one_to_the_bit(names, kind, dtype, seed, tmp_path):
    labels, logits = drawn(seed, 200, 8)
    scores = (softmax(logits, axis=1) if kind == "prob" else logits).astype(dtype)
    called = np.array(names or [str(number) for number in range(8)])
    frame = pd.DataFrame({"y_true": called[labels], "y_pred": called[logits.argmax(1)]})
    frame["index"] = np.random.default_rng(seed).permutation(1000)[:200]
    for number, name in enumerate(called):
        frame[f"{kind}_{name}"] = scores[:, number]
    paths = [tmp_path / f"a.{suffix}" for suffix in ("csv", "parquet", "npz")]
    frame.to_csv(paths[0], index=False)
    frame.to_parquet(paths[1])
    arrays = {column: frame[column].to_numpy() for column in frame.columns[:3]}
    arrays = {
        name: array.astype("U") if array.dtype == object else array
        for name, array in arrays.items()
    }
    columns = {column: frame[column].to_numpy() for column in frame.columns[3:]}
    np.savez(
        paths[2],
        **{**arrays, **columns}
        if names
        else {**arrays, "logits" if kind == "logit" else "y_prob": scores},
    )
    one, two, three = (read_foreign(path) for path in paths)
    assert one.class_names == tuple(sorted(called))
    assert_same(one, two)
    assert_same(one, three)
    order = np.argsort(called)
    place = np.argsort(order)
    assert one.labels.tolist() == place[labels].tolist()
    expected = np.log(scores.astype(np.float32)) if kind == "prob" else scores.astype(np.float32)
    assert one.logits == pytest.approx(expected[:, order], rel=1e-6, abs=1e-6)
    assert one.predicted.tolist() == one.logits.argmax(1).tolist()


@given(
    order=st.permutations(range(6)),
    prefix=st.sampled_from(["logit_", "proba_", "prob: ", ""]),
    numbered=st.booleans(),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_permuting_the_columns_of_scores_changes_nothing(order, prefix, numbered, tmp_path):
    labels, logits = drawn(0, 60, 6)
    probabilities = softmax(logits, axis=1)
    names = [str(number) for number in range(6)] if numbered else list("uvwxyz")
    frame = pd.DataFrame(
        {"label": np.array(names)[labels], "pred": np.array(names)[logits.argmax(1)]}
    )
    for number in order:
        frame[f"{prefix}{names[number]}"] = (logits if prefix == "logit_" else probabilities)[
            :, number
        ]
    frame.to_csv(tmp_path / "a.csv", index=False)
    foreign = read_foreign(tmp_path / "a.csv")
    assert foreign.class_names == tuple(names)
    expected = logits if prefix == "logit_" else log_softmax(logits, axis=1)
    assert foreign.logits == pytest.approx(expected, rel=1e-5, abs=1e-5)
    assert (
        foreign.predicted.tolist() == foreign.logits.argmax(1).tolist() == logits.argmax(1).tolist()
    )


@pytest.mark.parametrize("form", ["csv", "parquet", "npz"])
def test_blocks_of_any_size_change_nothing(form, tmp_path, monkeypatch):
    labels, logits = drawn(1, 300, 5)
    probabilities = softmax(logits, axis=1)
    path = tmp_path / f"a.{form}"
    if form == "npz":
        np.savez(path, y=labels, y_prob=probabilities)
    else:
        frame = pd.DataFrame({"y": [f"é{label}\n" for label in labels]})
        frame[[f"prob_é{number}" for number in range(5)]] = probabilities
        frame.to_csv(path, index=False) if form == "csv" else frame.to_parquet(path)
    whole = read_foreign(path)
    assert whole.logits == pytest.approx(log_softmax(logits, axis=1), rel=1e-5, abs=1e-5)
    for values in (1, 50, 1799):
        monkeypatch.setattr(reading, "BLOCK_VALUES", values)
        monkeypatch.setattr("ltcore.runs.importing.parts.PART_VALUES", values)
        monkeypatch.setattr("ltcore.data.tables.csv_blocks.BLOCK_BYTES", 200 + values)
        assert_same(whole, read_foreign(path))
        assert read_foreign(path).notes == whole.notes


@pytest.mark.parametrize("seed", range(5))
def test_errors_are_those_of_scikit_learn(seed, store, tmp_path):
    labels, logits = drawn(seed, 150, 7)
    predicted = logits.argmax(1)
    pd.DataFrame({"label": labels, "predicted": predicted}).to_csv(tmp_path / "a.csv", index=False)
    record = store.import_predictions(tmp_path / "a.csv", name="x")
    assert record.last_metrics.get("test_error") == pytest.approx(
        1 - accuracy_score(labels, predicted)
    )
    assert record.last_metrics.get("test_balanced_error") == pytest.approx(
        1 - balanced_accuracy_score(labels, predicted)
    )
    table = record.folder.read_per_class()
    assert table["recall"].tolist() == pytest.approx(recall_score(labels, predicted, average=None))


# ---- columns that contradict each other


def contradicting(tmp_path, n_rows, n_different):
    """Return a file in which so many predictions are not the class of the largest score."""
    labels, logits = drawn(0, n_rows, 5)
    predicted = logits.argmax(1)
    predicted[:n_different] = (predicted[:n_different] + 1) % 5
    frame = pd.DataFrame({"label": labels, "predicted": predicted})
    frame[[f"logit_{number}" for number in range(5)]] = logits
    frame.to_csv(tmp_path / "a.csv", index=False)
    return tmp_path / "a.csv"


@pytest.mark.parametrize("n_different", [1, 50])
def test_predictions_that_are_not_of_the_largest_score_are_counted(n_different, tmp_path):
    foreign = read_foreign(contradicting(tmp_path, 100, n_different))
    assert any(
        note.startswith(
            f"in {n_different} of 100 rows the prediction is not the class with the largest score"
        )
        for note in foreign.notes
    )
    assert (foreign.predicted != there(foreign.logits).argmax(1)).sum() == n_different


def test_where_most_differ_the_columns_do_not_belong_together(tmp_path):
    with pytest.raises(
        ImportRefusedError, match="in 51 of 100 rows the prediction is not the class"
    ):
        read_foreign(contradicting(tmp_path, 100, 51))
    assert read_foreign(contradicting(tmp_path, 100, 0)).notes == ()


def test_ties_agree_with_each_of_their_classes(csv):
    foreign = read_foreign(csv("label,predicted,logit_0,logit_1\n0,0,2,2\n1,1,2,2\n1,1,0,5\n"))
    assert foreign.notes == ()


@pytest.mark.parametrize("form", ["csv", "npz"])
def test_ids_name_one_example_each(form, csv, npz):
    ids = [7, 5, 9, 5]
    if form == "csv":
        path = csv("index,label,predicted\n" + "".join(f"{number},0,1\n" for number in ids))
    else:
        path = npz(index=ids, y_true=[0] * 4, y_pred=[1] * 4)
    with pytest.raises(ImportRefusedError, match="column index: rows 2 and 4 have the same id 5"):
        read_foreign(path)


def test_ids_of_a_pandas_index_are_kept(tmp_path):
    frame = pd.DataFrame({"label": [0, 1, 1], "predicted": [0, 1, 0]})
    for index in (
        pd.Index([1005, 1000, 1003], name="index"),
        pd.RangeIndex(1000, 1003, name="index"),
    ):
        frame.set_index(index).to_parquet(tmp_path / "a.parquet")
        assert read_foreign(tmp_path / "a.parquet").index.tolist() == list(index)
    frame.to_parquet(tmp_path / "a.parquet")
    assert read_foreign(tmp_path / "a.parquet").index.tolist() == [0, 1, 2]


def test_columns_that_nothing_uses_are_known(csv):
    foreign = read_foreign(csv("id,label,predicted,when\na,0,0,x\nb,1,1,y\n"))
    assert foreign.columns.unused == ("id", "when")


# ---- labels


@pytest.mark.parametrize("form", ["csv", "parquet", "npz"])
@pytest.mark.parametrize(
    ("label", "predicted", "names", "numbers"),
    [
        (["owl", "cat ", "owl"], ["cat", "cat", "cat"], ("cat", "owl"), [1, 0, 1]),
        ([0.0, 11.0, 2.0], [0, 11, 2], tuple(map(str, range(12))), [0, 11, 2]),
        ([True, False, True], ["True", "True", "False"], ("False", "True"), [1, 0, 1]),
        ([1, 2, 3], [1, 3, 3], ("1", "2", "3"), [0, 1, 2]),
    ],
)
def test_labels_are_one_rule_in_every_format(form, label, predicted, names, numbers, tmp_path):
    path = tmp_path / f"a.{form}"
    frame = pd.DataFrame({"label": label, "predicted": predicted})
    if form == "csv":
        frame.to_csv(path, index=False)
    elif form == "parquet":
        frame.to_parquet(path)
    else:  # as MedMNIST and CatBoost write them, (N, 1)
        np.savez(path, label=np.array(label)[:, None], predicted=np.array(predicted)[:, None])
    foreign = read_foreign(path)
    assert (foreign.class_names, foreign.labels.tolist()) == (names, numbers)
    blanks = "blanks around 1 label were removed"
    assert (blanks in foreign.notes) == ("cat " in label)


def test_a_category_without_rows_is_no_class(tmp_path):
    kinds = ["gone", "cat", "owl"]
    label = pd.Categorical(["owl", "cat", "owl"], categories=kinds)
    predicted = pd.Categorical(["cat", "cat", "owl"], categories=kinds)
    pd.DataFrame({"label": label, "predicted": predicted}).to_parquet(tmp_path / "a.parquet")
    foreign = read_foreign(tmp_path / "a.parquet")
    assert (foreign.class_names, foreign.labels.tolist()) == (("cat", "owl"), [1, 0, 1])


def test_counts_by_name_do_not_say_which_class_a_number_is(csv):
    path = csv("label,predicted\n0,0\n1,1\n2,1\n")
    counts = {"dog": 500, "cat": 20, "bee": 3}
    with pytest.raises(ImportRefusedError, match="labels are numbers and class_counts are by name"):
        read_foreign(path, ImportSettings(class_counts=counts))
    named = ImportSettings(class_counts=counts, class_names=list(counts))
    assert read_foreign(path, named).class_names == ("dog", "cat", "bee")
    numbers = ImportSettings(class_counts={"0": 500, "1": 20, "2": 3})
    assert read_foreign(path, numbers).class_names == ("0", "1", "2")


def test_rows_one_field_longer_are_refused(csv):
    with pytest.raises(ImportRefusedError, match="line 2 has 3 fields, the header has 2"):
        read_foreign(csv("label,predicted\n0,1,7\n"))


def test_labels_from_1_whose_last_class_has_no_example_are_not_shifted_in_silence(npz):
    rng = np.random.default_rng(0)
    true = rng.integers(0, 4, 200)  # class 4 of five has no example
    logits = rng.normal(size=(200, 5))
    logits[np.arange(200), true] += 2
    with pytest.raises(
        ImportRefusedError, match="the labels fit the scores better if counted from 1"
    ):
        read_foreign(npz(y_true=true + 1, logits=logits))
    assert read_foreign(npz(y_true=true, logits=logits)).n_classes == 5
    with_predictions = read_foreign(
        npz(y_true=true + 1, y_pred=true + 1, logits=np.roll(logits, 1, 1))
    )
    assert with_predictions.class_names == ("0", "1", "2", "3", "4")


def test_ids_that_are_text_are_counted_and_said(csv):
    found = read_foreign(csv("index,label,predicted\na.png,0,0\nb.png,1,1\n"))
    assert found.index.tolist() == [0, 1]
    assert found.notes == ("ids in 'index' are text and are not kept: row numbers replace them",)


def test_classes_that_differ_in_capitals_are_told(csv):
    found = read_foreign(csv("label,predicted\nill,Ill\nwell,well\n"))
    assert found.notes == (
        "classes 'Ill' and 'ill' differ only in capitals: they remain two classes",
    )


def test_a_column_is_not_its_own_prediction(csv):
    found = read_foreign(csv("truth,label\ncat,dog\ndog,dog\n"), ImportSettings(predicted="label"))
    assert (found.columns.label, found.columns.predicted) == ("truth", "label")
    with pytest.raises(ImportRefusedError, match="--label and --predicted both name 'label'"):
        read_foreign(
            csv("truth,label\ncat,dog\ndog,dog\n"), ImportSettings(label="label", predicted="label")
        )


@pytest.mark.parametrize(
    "rows",
    ["0,0,.9\n1,1,.8\n2,2,.7\n", "0,0,.9\n1,1,.8\n", "0,0,-3\n1,1,4\n"],
    ids=["three classes", "never below one half", "a decision value"],
)
def test_one_column_that_is_no_probability_of_a_class_is_not_used(rows, csv):
    found = read_foreign(csv(f"y_true,y_pred,y_prob\n{rows}"))
    assert found.logits is None
    assert found.columns.unused == ("y_prob",)


def test_one_column_of_the_second_class_is_used(csv):
    found = read_foreign(csv("y_true,y_pred,y_prob\n0,0,.1\n1,1,.8\n"))
    assert found.logits == pytest.approx(np.log([[0.9, 0.1], [0.2, 0.8]]), rel=1e-6)


def test_scores_called_like_numbers_keep_the_class_that_no_row_has(csv):
    found = read_foreign(csv("label,0,1,2\n0,1.5,.2,4.0\n1,.2,1.7,.3\n0,3,1,2\n"))
    assert found.predicted.tolist() == [2, 1, 0]
