"""Every file of the corpus is read as what it means, or refused with the words that help."""

import numpy as np
import pytest

from ltcore.data import DataError
from ltcore.runs import ImportRefusedError
from tests.corpus.outcome import ENTRIES, FILES, public_outcome

READ = [entry for entry in ENTRIES if "refused" not in entry]
REFUSED = [entry for entry in ENTRIES if "refused" in entry]


def name_of(entry):
    return entry["file"]


def test_manifest_and_files_are_the_same():
    listed = {entry["file"] for entry in ENTRIES}
    beside = {
        str(path.relative_to(FILES).parent / "train.csv")
        for path in FILES.rglob("test.csv")  # the second table of a folder
    }
    there = {str(path.relative_to(FILES)) for path in FILES.rglob("*") if path.name != "test.csv"}
    folders = {str(path.relative_to(FILES)) for path in FILES.rglob("*") if path.is_dir()}
    assert there - folders == listed
    assert beside <= listed
    assert len(READ) >= 200


@pytest.mark.parametrize("entry", READ, ids=name_of)
def test_a_file_is_read_as_what_it_means(entry, tmp_path):
    outcome, record = public_outcome(entry, FILES / entry["file"], tmp_path)
    assert list(outcome.names) == entry["classes"]
    assert outcome.counts(outcome.first) == entry["counts"]
    assert len(outcome.labels[outcome.first]) == entry["rows"]
    for split in ("val", "test"):
        if f"{split}_counts" in entry:
            assert outcome.counts(split) == entry[f"{split}_counts"]
    if entry["read"] == "table":
        assert outcome.inputs is not None
        assert outcome.inputs.dtype == np.float32
        assert outcome.inputs.shape[1] == entry["features"]
        assert outcome.inputs.astype(float).sum(axis=0) == pytest.approx(
            entry["sums"], rel=1e-5, abs=1e-3
        )
    elif entry["read"] == "text":
        assert sum(map(len, outcome.texts)) == entry["characters"]
    elif entry["read"] == "image_arrays":
        assert outcome.inputs is not None
        assert outcome.inputs.dtype == np.uint8
        assert list(outcome.inputs.shape[1:]) == entry["shape"]
        assert outcome.inputs.astype(int).sum() == entry["pixels"]
    else:
        assert outcome.predicted is not None
        predicted = np.bincount(outcome.predicted, minlength=len(outcome.names))
        assert predicted.tolist() == entry["predicted"]
        assert record.last_metrics.get("test_balanced_error") == pytest.approx(
            entry["balanced_error"], abs=1e-9
        )
        _compare_scores(outcome, entry)


def _compare_scores(outcome, entry):
    if "index" in entry:
        assert [outcome.index[0], outcome.index[-1]] == entry["index"]
    if entry["first_scores"] is None:
        assert outcome.scores is None
        return
    assert outcome.scores is not None
    assert outcome.scores[0] == pytest.approx(entry["first_scores"], rel=1e-4, abs=1e-4)
    assert (outcome.scores.argmax(axis=1) == outcome.predicted).all()


@pytest.mark.parametrize("entry", REFUSED, ids=name_of)
def test_a_file_that_nothing_can_be_right_about_is_refused(entry, tmp_path):
    with pytest.raises((DataError, ImportRefusedError)) as caught:
        public_outcome(entry, FILES / entry["file"], tmp_path)
    message = str(caught.value)
    assert "\n" not in message
    assert [word for word in entry["refused"] if word not in message] == []
    if not entry["options"].get("folder"):
        assert entry["file"].rsplit("/", 1)[-1] in message
    assert not any(path.name.endswith(".npy") for path in tmp_path.rglob("*"))
