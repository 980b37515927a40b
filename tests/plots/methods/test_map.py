from itertools import pairwise

import pytest

from ltcore.analysis.methods.families import family_frame
from ltcore.plots.base.axes import EM
from ltcore.plots.base.theme import Look
from ltcore.plots.methods.map import (
    MARK,
    WIDTH,
    lay_out,
    map_height,
    methods_map_figure,
    words_methods_map,
    year_place,
)

looks = pytest.mark.parametrize("look", [Look(), Look("dark"), Look(lecture=True)])


def spans(frame, look):
    """Return row, begin and end in pixels of every mark with its name."""
    spots, _ = lay_out(frame, look)
    size = look.text_size
    for title, spot in zip(frame["title"], spots, strict=True):
        length, half = EM * size * len(title) + 4, MARK * size / 2
        centre = WIDTH * spot.x
        yield (
            (spot.row, centre - half - length, centre + half)
            if spot.left
            else (spot.row, centre - half, centre + half + length)
        )


@looks
@pytest.mark.parametrize("times", [1, 3])
def test_no_name_covers_another_or_leaves_the_figure(look, times):
    frame = family_frame()
    frame = frame.loc[frame.index.repeat(times)].reset_index(drop=True)
    rows: dict[float, list[tuple[float, float]]] = {}
    for row, begin, end in spans(frame, look):
        assert begin >= 0
        assert end <= WIDTH
        rows.setdefault(row, []).append((begin, end))
    for names in rows.values():
        names.sort()
        assert all(one[1] < other[0] for one, other in pairwise(names))


@looks
def test_every_family_stands_in_the_lane_of_its_place(look):
    frame = family_frame()
    spots, lanes = lay_out(frame, look)
    for place, spot in zip(frame["place"], spots, strict=True):
        top, bottom = lanes[place]
        assert top <= spot.row < bottom
    assert list(lanes) == list(dict.fromkeys(frame["place"]))
    assert 400 < map_height(frame, look) < (1300 if look.lecture else 850)


def test_marks_are_filled_where_implemented_and_know_their_row():
    frame = family_frame()
    figure = methods_map_figure(frame, "ldam")
    hollow, filled = figure.data
    assert set(filled.customdata) == set(frame.index[frame["implemented"]])
    assert set(hollow.customdata) | set(filled.customdata) == set(frame.index)
    assert hollow.marker.color != filled.marker.color
    for trace in figure.data:
        assert [year_place(frame["year"][row]) for row in trace.customdata] == pytest.approx(
            trace.x.tolist(), abs=1e-6
        )
    bold = [note.text for note in figure.layout.annotations if note.font.weight == 700]
    assert bold == ["LDAM"]


def test_later_years_lie_further_right():
    places = [year_place(year) for year in range(1990, 2025)]
    assert places == sorted(places)
    assert year_place(2020) - year_place(2019) > 3 * (year_place(2010) - year_place(2009))


def test_the_words_count():
    frame = family_frame()
    said = words_methods_map(frame)
    here = frame["implemented"].sum()
    assert f"{len(frame)} families, {here} of them with a method or a page in this lab" in said
    methods = sum(len(names.split(", ")) for names in frame["methods"] if names)
    assert f"({methods} methods)" in said
    assert f"filled: {here} with" in methods_map_figure(frame).layout.title.subtitle.text
    assert "1990s: 3" in said


@looks
def test_few_one_and_none(look):
    frame = family_frame()
    assert methods_map_figure(frame.iloc[:1], look=look).layout.title.text == "1 family of methods"
    nothing = methods_map_figure(frame.iloc[:0], look=look)
    assert nothing.layout.annotations[0].text == "No family acts there"
    assert words_methods_map(frame.iloc[:0]) == "No family acts there."


def test_titles_are_text():
    frame = family_frame().iloc[:2].assign(title="<script>$x$</script>")
    assert "<script>" not in methods_map_figure(frame).to_json()
