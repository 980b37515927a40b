import json

import numpy as np
import pytest

from dashboard.shell import loaders, widgets
from dashboard.shell.arms import arm_id
from ltcore.data import DataError

CAT, DOG, LYNX = range(3)


@pytest.fixture
def two_methods(runs, add_run):
    return [add_run(runs, method, seed=seed) for method in ("erm", "ldam_drw") for seed in (0, 1)]


@pytest.fixture
def images(monkeypatch):
    """Images without a data set: an 8 x 8 grey square per id; what was asked for is kept."""
    asked = []

    def found(record, split, rows):
        asked.append((record.id, split, list(rows)))
        return None if record.config is None else np.zeros((len(rows), 8, 8, 1), dtype=np.uint8)

    monkeypatch.setattr(loaders, "split_images", found)
    return asked


@pytest.fixture
def click(monkeypatch):
    """Let the next run of the page see a click on a cell."""

    def on(cell):
        monkeypatch.setattr(widgets, "clickable_figure", lambda *_: cell)

    return on


def cell(true, predicted, matrix=0):
    # Each matrix is a heat map with its numbers on top.
    return {
        "curve_number": 2 * matrix,
        "point_number": [true, predicted],
        "x": predicted,
        "y": true,
    }


def captions(at, pictures_of):
    notes = pictures_of(at)["examples"]["figure"]["layout"]["annotations"]
    return [note["text"] for note in notes]


def test_the_baseline_stands_beside_the_last_method(runs, two_methods, images, page, pictures_of):
    at = page("compare", picture="confusions")
    assert not at.exception
    drawn = pictures_of(at)["confusion"]
    assert drawn["clickable"]
    names = [note["text"] for note in drawn["figure"]["layout"]["annotations"]]
    assert names[:2] == ["ERM", "LDAM-DRW"]
    assert "of 20 test examples of the rarest class (lynx), 2 are recognised" in drawn["alt"]


def test_one_method_alone(runs, two_methods, images, page, pictures_of):
    erm = arm_id(runs.load(two_methods[0]))
    at = page("compare", picture="confusions", matrices=erm)
    assert at.multiselect(key="matrices").value == [erm]
    title = pictures_of(at)["confusion"]["figure"]["layout"]["title"]["text"]
    assert title == "What ERM predicts for each class"


def test_the_rarest_class_is_shown_first_and_its_wrong_examples_before_the_right_ones(
    runs, two_methods, images, page, pictures_of
):
    at = page("compare", picture="confusions")
    assert at.selectbox(key="class").value == LYNX
    assert at.selectbox(key="class").options[0] == "cat (200 training examples)"
    assert captions(at, pictures_of) == ["× as cat"] * 18 + ["lynx"] * 2
    run, split, rows = images[-1]
    assert (run, split) == (two_methods[0], "test")
    assert rows == [*range(42, 60), 40, 41]


def test_a_class_can_be_chosen_by_keyboard_and_is_in_the_address(
    runs, two_methods, images, page, pictures_of
):
    at = page("compare", picture="confusions")
    at.selectbox(key="class").select(DOG).run()
    assert at.query_params["class"] == str(DOG)
    assert captions(at, pictures_of).count("dog") == 16
    again = page("compare", picture="confusions", **{"class": str(DOG)})
    assert again.selectbox(key="class").value == DOG


def test_what_it_was_taken_for_can_be_chosen(runs, two_methods, images, page, pictures_of):
    at = page("compare", picture="confusions", **{"class": str(DOG), "taken_for": str(CAT)})
    assert captions(at, pictures_of) == ["× as cat"] * 4
    assert at.selectbox(key="taken_for").options == ["any class (20)", "dog (16)", "cat (4)"]


def test_a_click_on_a_cell_chooses_class_run_and_what_it_was_taken_for(
    runs, two_methods, images, page, click
):
    at = page("compare", picture="confusions", class_run=two_methods[1])
    click(cell(DOG, CAT, matrix=1))
    at.run()
    assert not at.exception
    assert at.selectbox(key="class").value == DOG
    assert at.selectbox(key="taken_for").value == CAT
    assert at.selectbox(key="class_run").value == two_methods[3]
    assert at.query_params["taken_for"] == str(CAT)


def test_a_click_on_the_diagonal_chooses_the_whole_class(runs, two_methods, images, page, click):
    at = page("compare", picture="confusions", taken_for=str(CAT))
    click(cell(DOG, DOG))
    at.run()
    assert at.selectbox(key="class").value == DOG
    assert at.selectbox(key="taken_for").value == -1


def test_a_click_is_answered_once(runs, two_methods, images, page, click):
    at = page("compare", picture="confusions")
    click(cell(DOG, CAT))
    at.run()
    at.selectbox(key="class").select(LYNX).run()
    assert at.selectbox(key="class").value == LYNX


@pytest.mark.parametrize(
    "nonsense", [cell(7, 1), {**cell(0, 1), "curve_number": 1}, {**cell(0, 1), "curve_number": 99}]
)
def test_a_click_beside_the_cells_is_ignored(runs, two_methods, images, page, click, nonsense):
    click(nonsense)
    at = page("compare", picture="confusions")
    assert not at.exception
    assert at.selectbox(key="class").value == LYNX


def test_no_more_than_sixty_images_and_the_rest_is_counted(
    runs, two_methods, images, page, text_of, pictures_of
):
    for run_id in two_methods:
        folder = runs.load(run_id).folder
        table = folder.read_predictions("test")
        many = table.loc[table.index.repeat(4)].reset_index(drop=True)
        folder.write_predictions("test", many.assign(index=range(len(many))))
    at = page("compare", picture="confusions")
    assert len(captions(at, pictures_of)) == 60
    assert "20 more are not shown" in text_of(at)


def test_what_is_no_image_is_a_table(runs, two_methods, page, monkeypatch, text_of):
    monkeypatch.setattr(loaders, "split_images", lambda *_: None)
    at = page("compare", picture="confusions")
    assert "are not images" in text_of(at)
    table = next(table.value for table in at.dataframe if "Predicted as" in table.value)
    assert table.values.tolist() == [["cat", 18], ["lynx", 2]]


def test_images_that_cannot_be_read_are_said(runs, two_methods, page, monkeypatch, text_of):
    def missing(*_):
        raise DataError("digits has <b>gone</b>")

    monkeypatch.setattr(loaders, "split_images", missing)
    at = page("compare", picture="confusions")
    assert not at.exception
    assert "The images cannot be shown: digits has" in text_of(at).replace("\\", "")
    assert "<b>gone" not in text_of(at)


def test_an_import_has_no_images(runs, page, text_of, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("label,predicted\n0,0\n1,0\n1,1\n")
    runs.import_predictions(path, name="![x](http://evil.example)")
    at = page("compare", picture="confusions")
    assert not at.exception
    assert "imported as predictions" in text_of(at)
    assert "![x](" not in text_of(at)


def test_an_absurd_address_falls_back_and_says_so(runs, two_methods, images, page, text_of):
    absurd = {
        "picture": "confusions",
        "matrices": "../etc,<script>",
        "class": "-1",
        "taken_for": "1e9",
        "class_run": "<script>",
    }
    at = page("compare", **absurd)
    assert not at.exception
    assert text_of(at).count("The default is shown instead") >= 3
    assert "<script>" not in text_of(at)
    assert at.selectbox(key="class").value == LYNX


def test_a_class_of_other_data_is_not_shown(runs, two_methods, images, page):
    at = page("compare", picture="confusions", **{"class": "77", "taken_for": "88"})
    assert not at.exception
    assert at.selectbox(key="class").value == LYNX
    assert at.selectbox(key="taken_for").value == -1


def test_hostile_names_are_text(runs, add_run, images, page, pictures_of, text_of):
    hostile = ("<script>alert(1)</script>", "![x](http://evil.example/p.png)", "<b>x</b>")
    add_run(runs, names=hostile)
    at = page("compare", picture="confusions")
    assert not at.exception
    assert "<script>" not in json.dumps(pictures_of(at)["confusion"]["figure"])
    assert "<script>" not in json.dumps(pictures_of(at)["examples"]["figure"])
    assert "<script>" not in text_of(at)
