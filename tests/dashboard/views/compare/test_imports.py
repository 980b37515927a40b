"""Imports beside other runs: what is unknown is said as unknown, and only the same examples are compared."""

import json

import numpy as np
import pandas as pd
import pytest

from ltcore.runs.importing.settings import ImportSettings
from ltcore.runs.importing.writing import import_into
from tests.dashboard.epochs import COUNTS, NAMES

PICTURES = ("classes", "groups", "confusions", "gap", "calibration", "seeds", "way", "settings")
KNOWN_ONLY = (
    "most frequent",
    "rarest",
    "same counts",
    "0 to 0",
    "left of the diagonal",
    "no class<br>",
)
"""What nobody may say of runs whose training counts are unknown."""


@pytest.fixture
def bring(runs, tmp_path):
    """Import labels and predictions, every fifth of them wrong; return the run id."""

    def brought(name, labels, *, counts=None, names=NAMES, logits=False):
        runs.root.mkdir(exist_ok=True)
        labels = np.asarray(labels)
        n_classes = len(names)
        wrong = np.arange(len(labels)) % 5 == len(name) % 5
        predicted = np.where(wrong, (labels + 1) % n_classes, labels)
        table = pd.DataFrame({"label": labels, "predicted": predicted})
        if logits:
            scores = 2.5 * np.eye(n_classes)[predicted] + 0.25
            table = table.join(
                pd.DataFrame(scores, columns=[f"logit_{place}" for place in range(n_classes)])
            )
        path = tmp_path / "made.csv"
        table.to_csv(path, index=False)
        settings = ImportSettings(class_counts=counts, class_names=names)
        return import_into(runs.root, path, name=name, settings=settings)[0]

    return brought


@pytest.fixture
def own_labels(runs, add_run):
    """Labels of the test examples of two runs that are trained here."""
    run = add_run(runs, "erm")
    add_run(runs, "ldam_drw")
    return runs.load(run).folder.read_predictions("test")["label"].to_numpy()


def drawn(pictures_of, at):
    return json.dumps(list(pictures_of(at).values()))


def chosen(page, ids, picture="classes"):
    at = page("compare", arms=",".join(ids), picture=picture)
    assert not at.exception
    return at


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("n_classes", [3, 70])
def test_nothing_is_said_that_only_counts_could_tell(
    bring, page, text_of, pictures_of, picture, n_classes
):
    names = [f"kind {place}" for place in range(n_classes)]
    labels = np.repeat(np.arange(n_classes), 6)
    ids = [bring(name, labels, names=names, logits=True) for name in ("net", "other one")]
    at = chosen(page, ids, picture)
    said = text_of(at).replace("\\", "") + drawn(pictures_of, at)
    for words in KNOWN_ONLY:
        assert words not in said
    assert "class rank" not in said.lower()
    assert "neighbouring ranks" not in said
    if picture not in ("groups", "gap", "way"):
        assert "All know the same classes; the training counts are unknown and may differ." in said


@pytest.mark.parametrize("picture", PICTURES)
def test_runs_on_other_examples_are_named_and_left_out(
    own_labels, bring, page, text_of, pictures_of, picture
):
    stranger = bring("stranger", own_labels[:-1], counts=COUNTS.tolist())
    at = page("compare", picture=picture)
    ids = [value for value in at.multiselect(key="arms").value if value != stranger]
    at = chosen(page, [*ids, stranger], picture)
    n = len(own_labels)
    said = text_of(at).replace("\\", "")
    assert (
        f"2 of 3 chosen runs compared. Left out: **stranger**, measured on other examples: {n - 1} test "
        f"examples, not {n}." in said
    )
    assert "stranger" not in drawn(pictures_of, at)
    listed = [one.value for one in at.dataframe if "reason" in one.value]
    assert any(stranger in set(table["run"]) for table in listed)


def test_an_import_of_the_same_examples_is_compared(own_labels, bring, page, text_of, pictures_of):
    mine = bring("mine", own_labels, counts=COUNTS.tolist())
    at = page("compare")
    ids = [value for value in at.multiselect(key="arms").value if value != mine]
    at = chosen(page, [*ids, mine])
    assert "Left out" not in text_of(at)
    assert "mine" in drawn(pictures_of, at)
    said = text_of(at).replace("\\", "")
    assert "after the last epoch or as imported" in said
    assert "with the same counts; those of imports are as given." in said


def test_a_stranger_alone_can_be_looked_at(own_labels, bring, page, text_of, pictures_of):
    stranger = bring("stranger", own_labels[:-1], counts=COUNTS.tolist())
    at = chosen(page, [stranger])
    assert "stranger" in drawn(pictures_of, at)
    assert "Left out" not in text_of(at)
    assert "All were trained" not in text_of(at)


def test_data_with_imports_say_how_many(own_labels, bring, page):
    bring("stranger", own_labels[:-1], counts=COUNTS.tolist())
    bring("net", own_labels)
    bring("other", own_labels)
    options = page("compare").selectbox(key="task").options
    counted = next(one for one in options if one.startswith("Digits"))
    assert counted.startswith("Digits and 1 import, ")
    assert {"net and 1 more import, training examples unknown",
            "other and 1 more import, training examples unknown"} & set(options)  # fmt: skip


def test_settings_of_imports_are_unknown(bring, own_labels, page, text_of):
    ids = [bring(name, own_labels) for name in ("net", "other one")]
    said = text_of(chosen(page, ids, "settings")).replace("\\", "")
    assert "how it was trained is unknown: " in said
    assert "share every setting" not in said


def test_imports_have_no_training_curve(bring, own_labels, page, text_of):
    ids = [bring(name, own_labels) for name in ("net", "other one")]
    assert "Imports have no training curves" in text_of(chosen(page, ids, "way"))


def test_groups_need_counts(bring, own_labels, page, text_of, pictures_of):
    at = chosen(page, [bring("net", own_labels)], "groups")
    assert "Head, medium and tail are known only with training counts" in text_of(at)
    assert pictures_of(at) == {}


def test_a_choice_that_the_page_made_offers_the_rest(runs, demo, add_run, page, text_of):
    for method in ("erm", "drw", "focal", "ldam", "drs", "cb_softmax", "inverse", "smote"):
        add_run(runs, method)
    at = page("compare")
    assert "6 of 8 drawn." in text_of(at)
    at.button(key="compare_show_all").click().run()
    assert len(at.multiselect(key="arms").value) == 8
    assert "drawn." not in text_of(at)


def test_a_choice_of_the_reader_is_not_commented(runs, add_run, page, text_of):
    for method in ("erm", "drw", "focal"):
        add_run(runs, method)
    at = page("compare")
    at.multiselect(key="arms").set_value(at.multiselect(key="arms").value[:1]).run()
    assert "drawn." not in text_of(at)
