from dataclasses import replace

import pytest

from ltcore.methods import METHODS
from ltcore.methods.base import PLACES
from ltcore.methods.families import FAMILIES
from ltcore.plots.base.theme import Look
from ltcore.plots.methods.pipeline import MEANING, by_place, pipeline_figure, words_pipeline

RECORDS = list(METHODS.values())


def many():
    """Forty-five methods, spread over all places."""
    return [
        replace(RECORDS[number % len(RECORDS)], name=f"method_{number}", place=PLACES[number % 8])
        for number in range(45)
    ]


def texts(figure):
    return [annotation.text for annotation in figure.layout.annotations]


def left_out(figure):
    """How many methods a lecture counts instead of naming them."""
    return sum(int(text.split()[1]) for text in texts(figure) if text.startswith("and "))


@pytest.mark.parametrize("look", [Look(), Look("dark", lecture=True)])
def test_every_place_and_every_method_is_there_once(look):
    figure = pipeline_figure(RECORDS, look=look)
    for place in PLACES:
        assert texts(figure).count(f"<b>{place}</b>") == 1
    assert len(figure.data[0].x) + left_out(figure) == len(RECORDS)
    assert len(figure.layout.shapes) == len(PLACES)


def test_places_without_a_method_say_so():
    figure = pipeline_figure(RECORDS)
    free = [place for place in PLACES if not by_place(RECORDS)[place]]
    assert texts(figure).count("none yet") == len(free)


@pytest.mark.parametrize("look", [Look(), Look("light", lecture=True)])
def test_places_without_a_method_name_what_other_pages_do_there(look):
    figure = pipeline_figure(RECORDS, list(FAMILIES.values()), look=look)
    shown = [text.replace("<br>", " ") for text in texts(figure)]
    assert "none yet" not in shown
    assert {"Rotation prediction", "SDCLR", "Post-hoc adjustment"} <= set(shown)
    assert "Metric learning" not in shown  # nothing in this lab does it
    said = words_pipeline(RECORDS, list(FAMILIES.values()))
    assert "features (what the network turns it into): Rotation prediction, " in said
    assert "yet" not in said


def test_a_method_stands_under_its_place():
    figure = pipeline_figure([METHODS["ldam"]])
    column = PLACES.index("logits")
    assert column < figure.data[0].x[0] < column + 0.2
    assert "LDAM" in figure.data[0].hovertext[0]


def test_forty_five_methods_have_room():
    few, figure = pipeline_figure(RECORDS[:1]), pipeline_figure(many())
    assert figure.layout.height > few.layout.height
    lowest = figure.layout.yaxis.range[0]
    marks = list(zip(figure.data[0].x.tolist(), figure.data[0].y.tolist(), strict=True))
    assert len(set(marks)) == 45
    assert max(y for _, y in marks) < lowest
    assert len(figure.to_json()) < 100_000


def test_a_lecture_shows_all_places_on_one_screen_and_counts_what_it_leaves_out():
    figure = pipeline_figure(many(), look=Look("light", lecture=True))
    assert figure.layout.height < 650
    assert len(figure.data[0].x) + left_out(figure) == 45
    assert left_out(figure) > 0


def test_each_place_has_its_meaning_in_words():
    assert tuple(MEANING) == PLACES
    said = words_pipeline(many())
    assert all(MEANING[place] in said for place in PLACES)
    assert "None acts" not in said


def test_the_words_name_the_free_places():
    assert words_pipeline([METHODS["ldam"]]).endswith(
        "None acts at data, sampler, views, features, classifier, loss, prediction yet."
    )
