"""Pages whose answers are made once still answer what they were asked."""

import itertools
import random

import pytest

from dashboard.shell import answers, loaders, state
from dashboard.shell.text import literal
from ltcore.plots.base.theme import Look
from ltcore.runs import RunFolder, known

PLACES = {
    "effective_number": {"en_picture": ("image", "ratio"), "en_beta": ("0.9", "0.999"), "en_ratio": ("10", "100")},
    "margins": {"margin_picture": ("losses", "room"), "margin_delta": ("0.5", "0.3"), "margin_n2": ("10", "100")},
}  # fmt: skip
"""Page -> what its address may ask for."""


def sent(at):
    """Return what the browser is given: components with their data, and all text."""
    drawn = [(one.proto.id, one.proto.bytes) for one in at.get("bidi_component")]
    kinds = ("markdown", "caption", "latex", "info", "warning")
    return drawn, [str(element.value) for kind in kinds for element in at.get(kind)]


@pytest.mark.parametrize("name", PLACES)
def test_kept_answers_are_those_that_are_made_anew(runs, page, name):
    asked = [
        dict(zip(PLACES[name], values, strict=True))
        for values in itertools.product(*PLACES[name].values())
    ]
    random.Random(0).shuffle(asked)
    fresh = []
    for address in asked[:3]:
        answers.ANSWERS.forget()
        fresh.append(sent(page(name, **address)))
    assert len({str(one) for one in fresh}) > 1
    assert [sent(page(name, **address)) for address in asked[:3]] == fresh


@pytest.mark.parametrize("name", ["long_tail", "compare"])
def test_each_look_has_its_own_picture(runs, add_run, page, pictures_of, monkeypatch, name):
    add_run(runs)
    looks = [Look("light"), Look("dark"), Look("light", True), Look("dark", True)]
    drawn: dict[Look, str] = {}
    for look in [*looks, *looks]:
        monkeypatch.setattr(state, "look", lambda look=look: look)
        figures = str(pictures_of(page(name)))
        assert drawn.setdefault(look, figures) == figures
    assert len(set(drawn.values())) == len(looks)


def test_a_changed_run_folder_is_seen_at_once(runs, add_run, page, pictures_of, monkeypatch):
    monkeypatch.setattr(known, "SETTLED_S", -1.0)  # the files of this test have just been written
    run_id = add_run(runs)
    first = pictures_of(page("compare"))["per_class"]
    assert pictures_of(page("compare"))["per_class"] == first
    folder = RunFolder(runs.root / run_id)
    table = folder.read_predictions("test")
    assert table is not None
    folder.write_predictions("test", table.assign(predicted=table["label"]))
    second = pictures_of(page("compare"))["per_class"]
    assert second["figure"] != first["figure"]
    assert second["alt"] != first["alt"]
    add_run(runs, "ldam_drw")
    assert "LDAM" in str(pictures_of(page("compare", arms=""))["per_class"]["figure"])


def test_a_run_that_is_gone_or_damaged_is_no_longer_offered(
    runs, add_run, page, text_of, monkeypatch
):
    monkeypatch.setattr(known, "SETTLED_S", -1.0)
    one, other = add_run(runs), add_run(runs, seed=1)
    assert literal(other) in text_of(page("compare"))
    assert [record.id for record in loaders.comparable()[0]] == [one, other]
    (runs.root / one / "config.json").write_text("{}")
    assert [record.id for record in loaders.comparable()[0]] == [other]
    runs.delete(other)
    assert loaders.comparable()[0] == []
    assert literal(other) not in text_of(page("compare"))


def test_a_page_that_is_drawn_again_draws_no_figure_again(demo_runs, page, monkeypatch):
    # What a cache hands out is another object than what was put in: it is the same question still.
    drawn = []
    making = answers.Answers.once

    def once(self, question, make):
        def made():
            drawn.append(question[0])
            return make()

        return making(self, question, made)

    monkeypatch.setattr(answers.Answers, "once", once)
    answers.ANSWERS.forget()
    for name in ("posthoc", "feature_space", "compare"):
        at = page(name)
        assert drawn
        drawn.clear()
        at.run()
        assert drawn == [], name
