"""The table of ideas names scenes that there are, by number and title, and pages and pictures that there are."""

import re

import pytest

from dashboard.lessons.views import PAGES
from ltcore.lessons import read_lesson
from ltcore.lessons.shelf import shipped_folder

ROWS = [
    line.strip("| \n").split(" | ")
    for line in (shipped_folder() / "README.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| Idea", "| ---"))
]
SCENE = re.compile(r"`(\w+)` (\d+), ([^;]+)")
PAGE = re.compile(r"page \*([^*]+)\*(?:, picture “([^”]+)”)?")

UNNAMED = {
    ("long_tail_60", 3),  # how each class is recognised, and
    ("long_tail_60", 20),  # who gains: the lab's own runs
    ("one_map_20", 7),  # a question of users of public code
    ("one_map_20", 8),  # the lab's own runs
}
"""Scenes of the lab's own."""


@pytest.mark.parametrize(("idea", "where"), ROWS)
def test_an_idea_is_where_the_table_says(idea, where):
    scenes, pages = SCENE.findall(where), PAGE.findall(where)
    assert scenes or pages
    for name, number, title in scenes:
        lesson = read_lesson(shipped_folder() / f"{name}.toml")
        assert lesson.scenes[int(number) - 1].title == title.strip()
    titles = {page.title: page for page in PAGES.values()}
    for title, label in pages:
        assert title in titles
        labels = [picture.label for picture in titles[title].pictures.values()]
        assert not label or label in labels


def test_every_scene_stands_for_an_idea():
    named = {(name, int(number)) for _, where in ROWS for name, number, _ in SCENE.findall(where)}
    there = {
        (path.stem, number)
        for path in shipped_folder().glob("*.toml")
        for number, _ in enumerate(read_lesson(path).scenes, 1)
    }
    assert there - named == UNNAMED
