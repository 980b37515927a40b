"""Every theorem's page keeps the same promises, whoever wrote it."""

import itertools
import re
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard.shell.asked import Asked, figures
from dashboard.shell.controls import Slider
from dashboard.shell.run_choice import RunChoice
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Whole
from dashboard.views.theorems import PAGES
from ltcore.plots.base.figure_changes import packed_changes
from ltcore.plots.base.theme import Look
from ltcore.plots.scene.figure import scene_figure, scene_spec
from ltcore.plots.scene.marks import Line, scene_frame
from tests.pairwise import pairwise

LARGEST_MESSAGE = 500_000
"""Bytes of the figures of one slider."""
MOST_TRACES = 14
MOST_POSITIONS = 81
FEW = {"draws": 50, "seed": 3}
LETTERS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "Δ": "Delta", "ε": "varepsilon", "θ": "theta",
    "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "varphi", "Φ": "Phi",
    "χ": "chi", "η": "eta", "ν": "nu", "κ": "kappa", "ω": "omega",
}  # fmt: skip
PICTURES = [
    pytest.param(page, name, id=f"{page.slug}-{name}") for page in PAGES for name in page.pictures
]
SLIDERS = [
    pytest.param(page, name, key, id=f"{page.slug}-{name}-{key}")
    for page in PAGES
    for name, picture in page.pictures.items()
    if isinstance(picture.settings, Settings)
    for key in picture.settings.sliders(picture.row)
]


def settings_of(page):
    """Return the settings that all pictures of a page share."""
    [shared] = page.asks
    return shared


def controls_of(page):
    """Return the controls of a page, those of the simulation apart."""
    controls = settings_of(page).controls
    return {name: one for name, one in controls.items() if not isinstance(one, Whole)}


def values_of(control):
    return control.values if isinstance(control, Slider) else list(options_of(control))


def options_of(control):
    return control.offered() if isinstance(control, RunChoice) else control.options


def ends_of(control):
    """Return the first and the last value of a control; all, where they have no order."""
    values = list(values_of(control))
    ordered = isinstance(control, (Slider, RunChoice)) or not isinstance(values[0], str)
    return [values[0], values[-1]] if ordered else values


def scene_of(page, name, **values):
    asked = settings_of(page)
    legal = asked.clipped(replace(asked.defaults(), **{**FEW, **values}))
    return page.pictures[name].show.scene(legal, ())


@pytest.fixture
def open_page():
    def opened(page, **address):
        at = AppTest.from_string(
            "from dashboard.shell.render import render\nfrom dashboard.views.theorems import PAGES\n"
            f"render(next(page for page in PAGES if page.slug == {page.slug!r}))",
            default_timeout=60,
        )
        for key, value in address.items():
            at.query_params[f"{page.slug}_{key}"] = str(value)
        return at.run()

    return opened


def test_slugs_are_unique():
    slugs = [page.slug for page in PAGES]
    assert len(set(slugs)) == len(slugs)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_the_page_opens_and_each_preset_is_taken(page, open_page, pictures_of):
    at = open_page(page)
    assert not at.exception
    assert list(pictures_of(at)) == [f"{page.slug}_{next(iter(page.pictures))}"]
    for preset in page.presets:
        pills = at.button_group(key=f"preset_{page.slug}")
        is_pill = preset.sentence in pills.options
        if is_pill:
            pills.set_value(preset.sentence).run()
        else:
            at.menu_button(key=f"preset_{page.slug}_menu").click(preset.sentence).run()
        assert not at.exception
        assert list(pictures_of(at)) == [f"{page.slug}_{preset.picture}"], preset.sentence
        chosen = at.button_group(key=f"preset_{page.slug}").value
        assert chosen == (preset.sentence if is_pill else None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_absurd_addresses_fall_back_and_say_so(page, open_page):
    keys = list(controls_of(page))
    at = open_page(page, picture="<script>", draws="-1", seed="1e9", **dict.fromkeys(keys, "../x"))
    assert not at.exception
    assert len(at.warning) == 3 + len(keys)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_presets_are_short_and_ask_for_what_there_is(page):
    assert page.afresh
    assert {preset.picture for preset in page.presets} == set(page.pictures)
    assert len({preset.sentence for preset in page.presets}) == len(page.presets)
    asked = settings_of(page)
    for preset in page.presets:
        assert len(preset.sentence) <= 50, preset.sentence
        for key, value in preset.values.items():
            assert value in values_of(controls_of(page)[key]), (preset.sentence, key)
        wanted = replace(asked.clipped(asked.defaults()), **preset.values)
        assert asked.clipped(wanted) == wanted, preset.sentence


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_every_control_is_used_and_few_are_in_sight(page):
    used = set()
    for picture in page.pictures.values():
        assert len(picture.controls) <= 4
        used |= {*picture.controls, *picture.more}
    assert used == set(controls_of(page))
    for control in controls_of(page).values():
        if isinstance(control, Slider):
            assert list(control.values) == sorted(set(control.values))
            assert control.default in control.values
            assert len(control.values) <= MOST_POSITIONS
        elif isinstance(control, RunChoice):
            assert control.shown_first in control.offered()
        else:
            assert control.default in control.options


@pytest.mark.parametrize(("page", "name"), PICTURES)
def test_the_statement_is_whole(page, name):
    statement = page.pictures[name].show.statement
    assert statement.claim
    assert statement.derivation
    assert statement.symbols
    assert statement.source.title
    for text in (statement.claim, statement.derivation, *statement.assumptions):
        assert text.count("$") % 2 == 0, text
        assert not re.search(r"\$\$[^\n]", text), "display maths begins a line of its own"


@pytest.mark.parametrize(("page", "name"), PICTURES)
def test_every_greek_letter_is_defined(page, name):
    picture = page.pictures[name]
    scene = scene_of(page, name)
    labels = [controls_of(page)[key].label for key in (*picture.controls, *picture.more)]
    axes = [axis.title for panel in scene.panels for axis in (panel.x, panel.y)]
    names = [
        mark.label if isinstance(mark, Line) else getattr(mark, "text", "") for mark in scene.marks
    ]
    said = " ".join([scene.title, scene.words, *scene.notes, *labels, *axes, *names])
    defined = " ".join(picture.show.statement.symbols)
    missing = {
        letter
        for letter, command in LETTERS.items()
        if letter in said and f"\\{command}" not in defined
    }
    assert not missing


@pytest.mark.parametrize(("page", "name"), PICTURES)
@settings(max_examples=3, deadline=None)  # between the ends, which the next test goes through
@given(data=st.data())
def test_any_setting_is_drawn_without_a_warning(page, name, data):
    values = {
        key: data.draw(st.sampled_from(list(values_of(control))))
        for key, control in controls_of(page).items()
    }
    values["draws"] = data.draw(st.sampled_from([0, 1, 2, 120]))
    values["seed"] = data.draw(st.integers(0, 9999))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scene = scene_of(page, name, **values)
        scene_figure(scene)
    assert scene.title
    assert scene.words
    assert "nan" not in scene.title.lower().split()
    assert "nan" not in re.split(r"\W+", scene.words.lower())
    frame = scene_frame(scene)
    assert not np.isinf(frame[["x", "y", "low", "high"]].to_numpy(dtype=float)).any()


@pytest.mark.parametrize(("page", "name"), PICTURES)
def test_any_two_ends_have_the_same_marks(page, name):
    picture, controls = page.pictures[name], controls_of(page)
    asked = {key: ends_of(controls[key]) for key in (*picture.controls, *picture.more)}
    asked["draws"] = [0, 1, 120] if picture.simulated else [FEW["draws"]]
    usual = [type(mark) for mark in scene_of(page, name).marks]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for case in pairwise(*asked.values()):
            scene = scene_of(page, name, **dict(zip(asked, case, strict=True)))
            assert [type(mark) for mark in scene.marks] == usual, case
            assert "nan" not in re.split(r"\W+", (scene.title + scene.words).lower()), case


@pytest.mark.parametrize(("page", "name"), PICTURES)
def test_draws_are_repeatable_and_the_seed_matters(page, name):
    picture = page.pictures[name]
    assert picture.simulated == picture.show.simulated
    if not picture.simulated:
        pytest.skip("nothing is drawn at random")
    first, again, other = (scene_of(page, name, draws=60, seed=seed) for seed in (5, 5, 6))
    assert scene_frame(first).equals(scene_frame(again))
    assert not scene_frame(first).equals(scene_frame(other))


@pytest.mark.parametrize(("page", "name", "key"), SLIDERS)
def test_a_slider_moves_marks_and_none_comes_or_goes(page, name, key):
    if page.pictures[name].drag is None:
        pytest.skip("this picture waits for the release")
    control = controls_of(page)[key]
    base = scene_of(page, name)
    positions = control.positions(settings_of(page).defaults())
    scenes = [scene_of(page, name, **{key: value}) for value in positions]
    kinds = {tuple(type(mark) for mark in scene.marks) for scene in (base, *scenes) if scene.panels}
    assert len(kinds) <= 1
    specs = [scene_spec(scene, Look()) for scene in (base, *scenes)]
    assert len(specs[0]["data"]) <= MOST_TRACES
    assert len(packed_changes(specs[0], specs[1:], {})) < LARGEST_MESSAGE
    assert any(
        one != two for one, two in itertools.pairwise(scene.title + scene.words for scene in scenes)
    ) or any(
        not scene_frame(one).equals(scene_frame(two)) for one, two in itertools.pairwise(scenes)
    ), "a slider that changes nothing"


@pytest.mark.parametrize(("page", "name"), PICTURES)
def test_many_draws_wait_for_the_release(page, name):
    picture = page.pictures[name]
    if picture.drag is None or not picture.simulated:
        pytest.skip("nothing is drawn at random under the hand")
    held = replace(settings_of(page).defaults(), draws=2000)
    key = picture.settings.sliders(picture.row)[0]
    now, positions = figures(Asked(picture=picture, settings=held, look=Look()), key)
    assert str(now["data"]) == str(scene_spec(picture.show.scene(held, ()), Look())["data"])
    moved = settings_of(page).at_each_position(held, key)
    assert {there.draws for there in moved} == {0}
    assert len(positions) == len(moved)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_a_study_waits_for_its_button(page):
    for picture in page.pictures.values():
        if picture.study is not None:
            assert picture.drag is None
            assert set(picture.study.depends) <= set(controls_of(page))
