"""`ltlab import`: what is understood goes to stderr, the run id to stdout."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax
from sklearn.metrics import balanced_accuracy_score

from ltcore.runs import RunStore
from tests.conftest import there

LABELS = ["owl", "cat", "cat", "owl", "cat"]
PREDICTED = ["owl", "cat", "owl", "cat", "cat"]


@pytest.fixture
def file(tmp_path):
    """Return a function: text -> path of a file that holds it."""

    def write(text, name="mine.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture
def animals(file):
    rows = [f"{label},{guess},x" for label, guess in zip(LABELS, PREDICTED, strict=True)]
    return file("label,predicted,extra\n" + "\n".join(rows) + "\n")


def test_the_run_id_is_all_of_stdout(ltlab, animals, runs):
    result = ltlab("import", animals, "--name", "mine")
    assert result.exit_code == 0, result.output
    (run_id,) = result.stdout.splitlines()
    record = RunStore(runs).load(run_id)
    assert (record.class_names, record.name) == (("cat", "owl"), "mine")
    assert record.last_metrics.get("test_balanced_error") == pytest.approx(
        1 - balanced_accuracy_score(LABELS, PREDICTED)
    )
    assert result.stderr.splitlines() == [
        "mine.csv: 5 rows; label 'label', predicted 'predicted'",
        "test examples of 2 classes: cat 3, owl 2",
        "not used: 'extra'",
        "error 40.0 %, balanced error 41.7 %",
    ]


def test_a_dry_run_says_the_same_and_imports_nothing(ltlab, animals, runs):
    said = ltlab("import", animals, "--name", "mine").stderr
    before = sorted(runs.iterdir())
    dry = ltlab("import", animals, "--dry-run")
    assert (dry.exit_code, dry.stdout, dry.stderr) == (0, "", said)
    assert ltlab("import", animals, "--dry-run", "--name", "other").stderr == said
    assert sorted(runs.iterdir()) == before


def test_without_a_name_nothing_is_imported(ltlab, animals, runs):
    result = ltlab("import", animals)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--name is missing: give the run a label" in result.stderr
    assert not runs.exists()


def test_scores_ids_and_absent_classes_are_said(ltlab, file):
    path = file("index,target,prob_cat,prob_dog,prob_owl\n4,owl,0.2,0.3,0.5\n7,cat,0.9,0.1,0\n")
    said = ltlab("import", path, "--dry-run").stderr.splitlines()
    assert said == [
        "mine.csv: 2 rows; label 'target', ids 'index', scores 'prob_cat' ... 'prob_owl' (3)",
        "test examples of 3 classes: cat 1, owl 1, dog 0",
        "no example of dog: the balanced error counts only the other classes",
        "scores are probabilities: their logarithms are kept as logits",
        "1 probability of 0 becomes 1.2e-38",
        "predictions are the classes with the largest scores",
        "error 0.0 %, balanced error 0.0 %",
    ]


def test_split_and_epoch_are_kept(ltlab, animals, runs):
    result = ltlab("import", animals, "--name", "x", "--split", "val", "--epoch", "90")
    assert "val examples of 2 classes" in result.stderr
    folder = RunStore(runs).load(result.stdout.strip()).folder
    assert folder.read_predictions("val") is not None
    assert folder.read_predictions("test") is None
    assert folder.read_status().epoch == 90
    for wrong in (("--split", "dev"), ("--epoch", "0"), ("--epoch", "x")):
        assert ltlab("import", animals, "--name", "x", *wrong).exit_code == 2


NAMES = (("list", "owl, cat"), ("lines", "owl\ncat\n"), ("json", '["owl", "cat"]'))


@pytest.mark.parametrize(("form", "content"), NAMES)
def test_class_names_give_the_order(form, content, ltlab, animals, file, runs):
    given = content if form == "list" else file(content, "names")
    result = ltlab(
        "import", animals, "--name", "x", "--class-names", given, "--class-counts", "3,500"
    )
    assert result.exit_code == 0, result.output
    assert "training examples of 2 classes: cat 500, owl 3" in result.stderr
    record = RunStore(runs).load(result.stdout.strip())
    assert record.class_names == ("owl", "cat")
    assert there(record.class_counts).tolist() == [3, 500]


COUNTS = (
    ("500\n3\n", "in label order"),
    ("name,count\nowl,3\ncat,500\n", "by name"),
    ("owl\t3\ncat\t500", "tabs"),
    ('{"cat": 500, "owl": 3}', "an object"),
)


@pytest.mark.parametrize(("content", "form"), COUNTS, ids=[form for _, form in COUNTS])
def test_class_counts_in_a_file(content, form, ltlab, animals, file):
    said = ltlab("import", animals, "--dry-run", "--class-counts", file(content, "counts")).stderr
    assert "training examples of 2 classes: cat 500, owl 3" in said


def test_class_counts_of_an_earlier_run(ltlab, animals, runs):
    first = ltlab("import", animals, "--name", "x", "--class-counts", "500,3").stdout.strip()
    table = runs / first / "class_table.parquet"
    said = ltlab("import", animals, "--dry-run", "--class-counts", table).stderr
    assert "training examples of 2 classes: cat 500, owl 3" in said


@pytest.mark.parametrize("n_classes", [100, 1000])
def test_lists_longer_than_the_name_of_a_file_are_lists(n_classes, ltlab, file):
    labels = np.arange(2 * n_classes) % n_classes
    path = file("label,predicted\n" + "".join(f"{label},{label}\n" for label in labels))
    counts = ",".join(str(1500 - label) for label in range(n_classes))
    names = ",".join(f"class {label:04}" for label in range(n_classes))
    result = ltlab("import", path, "--dry-run", "--class-counts", counts, "--class-names", names)
    assert result.exit_code == 0, result.output
    assert (
        f"training examples of {n_classes:,} classes: class 0000: 1,500, class 0001: 1,499"
        in result.stderr
    )


@pytest.mark.parametrize(
    ("flags", "code", "message"),
    [
        (("--class-counts", "5,x"), 2, "--class-counts: 'x' is not legal; give whole numbers"),
        (("--class-counts", ""), 2, "--class-counts: '' is not legal"),
        (("--class-counts", "5,-1"), 2, "'-1' is not legal"),
        (("--class-counts", "5,٣"), 2, "is not legal"),
        (("--class-counts", "5,1,1"), 1, "3 classes are given, but the labels name 2"),
        (("--class-counts", "missing.csv"), 2, "'missing.csv' is not legal; give whole numbers"),
        (("--class-names", "cat"), 1, "give at least two names"),
        (
            ("--class-names", "cat,dog"),
            1,
            "row 1, column label: 'owl' is not among the 2 class names",
        ),
        (("--class-names", "cat,,owl"), 1, "class_names: name 2 is empty"),
    ],
)
def test_wrong_flags_end_with_one_line(flags, code, message, ltlab, animals, runs):
    result = ltlab("import", animals, "--name", "x", *flags)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) <= 3  # click's usage and the error
    assert "Traceback" not in result.stderr
    assert not runs.exists() or list(runs.iterdir()) == []


def test_nothing_in_a_file_moves_the_cursor(ltlab, file):
    path = file('label,predicted,"\x1b[31mred"\n"\x1b[2Jowl","a\nb",1\n"a\nb","a\nb",2\n')
    result = ltlab("import", path, "--name", "x")
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.output
    assert len(result.stderr.splitlines()) == 4


# ---- the cases of people


@pytest.fixture
def softmaxed():
    """Labels (300,), logits and probabilities (300, 5) of a classifier."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 5, 300)
    logits = rng.normal(size=(300, 5))
    logits[np.arange(300), labels] += 1.5
    return labels, logits, softmax(logits, axis=1)


def written(path, labels, predicted, scores, prefix="logit_"):
    frame = pd.DataFrame({"label": labels, "predicted": predicted})
    for number in range(5):
        frame[f"{prefix}{number}"] = scores[:, number]
    frame.to_csv(path, index=False)
    return path


def test_columns_of_another_class_order_are_refused(ltlab, softmaxed, tmp_path):
    labels, logits, _ = softmaxed
    path = written(tmp_path / "a.csv", labels, (logits.argmax(1) + 1) % 5, logits)
    result = ltlab("import", path, "--name", "x")
    assert result.exit_code == 1
    assert (
        "in 300 of 300 rows the prediction is not the class with the largest score" in result.stderr
    )


def test_probabilities_are_one_run_whatever_they_are_called(ltlab, softmaxed, tmp_path, runs):
    labels, logits, probabilities = softmaxed
    kept = []
    for number, prefix in enumerate(("logit_", "prob_", "proba_", "")):
        path = written(tmp_path / f"{number}.csv", labels, logits.argmax(1), probabilities, prefix)
        result = ltlab("import", path, "--name", "x")
        assert "their logarithms are kept" in result.stderr
        assert ("are called logits, but" in result.stderr) == (prefix == "logit_")
        folder = RunStore(runs).load(result.stdout.strip()).folder
        kept.append(there(folder.read_logits("test")))
    assert all(np.array_equal(kept[0], other) for other in kept)
    assert kept[0] == pytest.approx(np.log(probabilities), rel=1e-5, abs=1e-5)


def test_labels_from_1_are_said_and_counted(ltlab, file, runs):
    path = file("label,predicted\n1,1\n1,1\n2,2\n3,2\n")
    for flags in ((), ("--class-counts", "6,3,1")):
        result = ltlab("import", path, "--name", "x", *flags)
        assert "labels run from 1 to 3: label 1 is the first class" in result.stderr
        assert "test examples of 3 classes: 1: 2, 2: 1, 3: 1" in result.stderr
        assert RunStore(runs).load(result.stdout.strip()).class_names == ("1", "2", "3")


def test_two_probability_columns_of_scikit_learn(ltlab, file):
    path = file("label,predicted,proba_0,proba_1\n0,0,.9,.1\n1,1,.2,.8\n")
    said = ltlab("import", path, "--dry-run").stderr
    assert "scores 'proba_0' ... 'proba_1' (2)" in said
    assert "not used" not in said


def test_a_row_longer_than_the_header_is_refused(ltlab, file):
    result = ltlab("import", file("label,predicted\n0,1,7\n1,1,7\n"), "--name", "x")
    assert result.exit_code == 1
    assert "line 2 has 3 fields, the header has 2" in result.stderr
