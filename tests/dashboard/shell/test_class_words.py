"""Every page that shows data or runs says once, in words, which classes there are."""

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.shell import class_loaders
from dashboard.shell.text import literal
from ltcore.config.data import DataConfig
from ltcore.data import prepare
from ltcore.data.labels import describe_classes
from ltcore.data.writing import SourceWriter
from ltcore.runs import RunStore

OF_RUN = "3 classes: cat 200, dog 50, lynx 5"
OF_DIGITS = "10 classes: 0: 104, 1: 62"
NOTE = "column 'id' was *passed over*"
HOSTILE = ("<b>cat</b>", "![x](http://a.b)", "two\nlines\u202e")


@pytest.fixture
def table(tmp_path, monkeypatch):
    """The settings of a prepared table of three classes, in whose reading something was said."""
    finish = SourceWriter.finish

    def noted(writer, class_names):
        writer.note(NOTE)
        finish(writer, class_names)

    monkeypatch.setattr(SourceWriter, "finish", noted)
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path / "store"))
    names = np.repeat(["cat", "dog", "lynx"], [200, 50, 5])
    frame = pd.DataFrame({"weight": np.arange(255.0) ** 2, "label": names})
    frame.to_csv(tmp_path / "animals.csv", index=False)
    return {
        "name": "table",
        "test_per_class": 1,
        "options": {"root": str(tmp_path / "animals.csv")},
    }


def lines(at, beginning):
    return [one.value for one in at.get("caption") if one.value.startswith(literal(beginning))]


def said(at):
    return "\n".join(str(one.value) for one in at.get("caption"))


def test_train_says_the_classes_of_the_data_that_are_chosen(runs, page):
    at = page("train")
    assert not at.exception
    assert len(lines(at, "10 classes: ")) == 1


def test_train_says_the_classes_of_a_run_once_for_all_that_share_them(runs, add_run, page):
    ids = [add_run(runs, seed=seed) for seed in (0, 1)]
    at = page("train", runs=",".join(ids))
    assert not at.exception
    assert lines(at, "3 classes: ") == [literal(OF_RUN)]
    assert not lines(at, "10 classes: ")


def test_train_tells_runs_of_different_classes_apart(runs, add_run, page):
    ids = [add_run(runs), add_run(runs, seed=1, names=("a", "b", "c"))]
    text = said(page("train", runs=",".join(ids)))
    assert text.count(literal("200 to 5 per class: 3 classes: ")) == 2
    assert literal("a 200, b 50, c 5") in text


def test_a_run_that_has_not_begun_says_nothing(runs, add_run, page):
    folder = RunStore(runs.root).load(add_run(runs, state="queued")).folder
    (folder.path / "class_table.parquet").unlink()
    at = page("train", runs=folder.id)
    assert not at.exception
    assert not lines(at, "3 classes: ")


@pytest.mark.parametrize("picture", ["counts", "samples", "paradox", "risk", "clients"])
def test_the_long_tail_says_the_classes_under_each_picture_of_data(runs, page, picture):
    at = page("long_tail", tail_picture=picture)
    assert not at.exception
    assert len(lines(at, "10 classes: ")) == 1


@pytest.mark.parametrize("picture", ["classes", "confusions", "seeds", "settings"])
def test_compare_says_the_classes_of_the_runs_once(runs, add_run, page, picture):
    for method in ("erm", "ldam_drw"):
        add_run(runs, method)
    at = page("compare", picture=picture)
    assert not at.exception
    assert lines(at, "3 classes: ") == [literal(OF_RUN)]


def test_posthoc_says_the_classes_of_the_run(demo_runs, page):
    at = page("posthoc")
    assert not at.exception
    assert len(lines(at, "10 classes: ")) == 1


def test_names_are_text_and_long_lists_are_cut(runs, add_run, page):
    add_run(runs, names=HOSTILE)
    (line,) = lines(page("compare"), "3 classes: ")
    assert line == literal(describe_classes(HOSTILE, [200, 50, 5]), 1000)
    assert "<b>" not in line
    assert "\n" not in line
    add_run(runs, seed=1, names=[f"{letter}{'x' * 5000}" for letter in "abc"])
    assert not page("compare").exception


def test_notes_of_the_source_are_shown_with_its_runs(runs, add_run, page, table):
    source = prepare(DataConfig.model_validate(table))
    run_id = add_run(runs, data=table)
    folder = RunStore(runs.root).load(run_id).folder
    folder.write_environment({"data_checksum": source.checksum})
    assert literal(NOTE) in said(page("compare"))
    assert literal(NOTE) in said(page("train", runs=run_id))


def test_notes_of_files_that_have_changed_since_are_not_those_of_the_run(
    runs, add_run, page, table
):
    prepare(DataConfig.model_validate(table))
    run_id = add_run(runs, data=table)
    RunStore(runs.root).load(run_id).folder.write_environment({"data_checksum": "of another file"})
    at = page("compare")
    assert not at.exception
    assert lines(at, "3 classes: ")
    assert literal(NOTE) not in said(at)


def test_train_shows_the_notes_of_the_chosen_data(runs, page, table):
    prepare(DataConfig.model_validate(table))
    settings = {"root": table["options"]["root"], "test-per-class": "1"}
    at = page("train", data="table", ratio="as it is", **settings)
    assert not at.exception
    assert lines(at, "3 classes: ") == [literal("3 classes: cat 199, dog 49, lynx 4")]
    assert literal(NOTE) in said(at)


def test_without_files_there_are_no_notes(table):
    st.cache_data.clear()
    gone = {**table, "options": {"root": "/nowhere/at/all.csv"}}
    assert not class_loaders.notes_of(DataConfig.model_validate(gone))
    assert not class_loaders.notes_of(DataConfig.model_validate(table))  # not prepared
    prepare(DataConfig.model_validate(table))
    assert class_loaders.notes_of(DataConfig.model_validate(table)) == (NOTE,)
    assert not class_loaders.notes_of(DataConfig())


def test_unknown_counts_are_said_to_be_unknown():
    def drawn(names):
        from dashboard.shell import class_words

        class_words.draw(names, None)

    at = AppTest.from_function(drawn, kwargs={"names": ("a", "b")}).run()
    assert at.caption[0].value == literal("2 classes, training counts unknown: a, b")
    many = AppTest.from_function(drawn, kwargs={"names": tuple(map(str, range(100)))}).run()
    assert many.caption[0].value.endswith(literal("11, ..."))
