"""Every theorem's page keeps the same promises, whoever wrote it."""

import itertools
import re
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard.views import theorems
from dashboard.views.theorems.page import Draws, Parameter, TheoremPage
from ltcore.plots.base.figure_changes import packed_changes
from ltcore.plots.base.theme import Look
from ltcore.plots.scene.figure import scene_figure, scene_spec
from ltcore.plots.scene.marks import Line, scene_frame

PAGES = [page for page in theorems.PAGES if isinstance(page, TheoremPage)]
LARGEST_MESSAGE = 500_000
"""Bytes of the figures of one slider."""
MOST_TRACES = 14
MOST_POSITIONS = 81
FEW = Draws(50, 3)
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
    for key in (*picture.controls, *picture.more)
    if isinstance(page.control(key), Parameter)
]


def scene_of(page, name, draws=FEW, **values):
    asked = page.clipped({**page.defaults(), **values}) | {"found": ()}
    return page.pictures[name].curves(asked, draws)


@pytest.fixture
def open_page():
    def opened(page, **address):
        at = AppTest.from_string(
            "from dashboard.views.theorems import explorer\nfrom dashboard.views.theorems import PAGES\n"
            f"explorer.render(next(page for page in PAGES if page.slug == {page.slug!r}))",
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
    for start in page.starts:
        pills = at.button_group(key=f"preset_{page.slug}")
        is_pill = start.sentence in pills.options
        if is_pill:
            pills.set_value(start.sentence).run()
        else:
            at.menu_button(key=f"preset_{page.slug}_menu").click(start.sentence).run()
        assert not at.exception
        assert list(pictures_of(at)) == [f"{page.slug}_{start.picture}"], start.sentence
        chosen = at.button_group(key=f"preset_{page.slug}").value
        assert chosen == (start.sentence if is_pill else None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_absurd_addresses_fall_back_and_say_so(page, open_page):
    keys = [control.key for control in page.controls]
    at = open_page(page, picture="<script>", draws="-1", seed="1e9", **dict.fromkeys(keys, "../x"))
    assert not at.exception
    assert len(at.warning) == 3 + len(keys)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_presets_are_short_and_ask_for_what_there_is(page):
    assert {start.picture for start in page.starts} == set(page.pictures)
    assert len({start.sentence for start in page.starts}) == len(page.starts)
    for start in page.starts:
        assert len(start.sentence) <= 50, start.sentence
        for key, value in start.values.items():
            control = page.control(key)
            legal = control.values if isinstance(control, Parameter) else control.options
            assert value in legal, (start.sentence, key)
        wanted = {**page.defaults(), **start.values}
        assert page.clipped(wanted) == wanted, start.sentence


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_every_control_is_used_and_few_are_in_sight(page):
    used = set()
    for picture in page.pictures.values():
        assert len(picture.controls) <= 4
        used |= {*picture.controls, *picture.more}
    assert used == {control.key for control in page.controls}
    for control in page.controls:
        if isinstance(control, Parameter):
            assert list(control.values) == sorted(set(control.values))
            assert control.default in control.values
            assert len(control.values) <= MOST_POSITIONS
        else:
            assert control.default in control.options


@pytest.mark.parametrize(("page", "name"), PICTURES)
def test_the_statement_is_whole(page, name):
    statement = page.pictures[name].statement
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
    labels = [page.control(key).label for key in (*picture.controls, *picture.more)]
    axes = [axis.title for panel in scene.panels for axis in (panel.x, panel.y)]
    names = [
        mark.label if isinstance(mark, Line) else getattr(mark, "text", "") for mark in scene.marks
    ]
    said = " ".join([scene.title, scene.words, *scene.notes, *labels, *axes, *names])
    defined = " ".join(picture.statement.symbols)
    missing = {
        letter
        for letter, command in LETTERS.items()
        if letter in said and f"\\{command}" not in defined
    }
    assert not missing


@pytest.mark.parametrize(("page", "name"), PICTURES)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_any_setting_is_drawn_without_a_warning(page, name, data):
    values = {
        control.key: data.draw(
            st.sampled_from(
                list(control.values if isinstance(control, Parameter) else control.options)
            )
        )
        for control in page.controls
    }
    draws = Draws(data.draw(st.sampled_from([0, 1, 2, 120])), data.draw(st.integers(0, 9999)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scene = scene_of(page, name, draws, **values)
        scene_figure(scene)
    assert scene.title
    assert scene.words
    assert "nan" not in scene.title.lower().split()
    assert "nan" not in re.split(r"\W+", scene.words.lower())
    frame = scene_frame(scene)
    assert not np.isinf(frame[["x", "y", "low", "high"]].to_numpy(dtype=float)).any()


@pytest.mark.parametrize(("page", "name"), PICTURES)
def test_draws_are_repeatable_and_the_seed_matters(page, name):
    if not page.pictures[name].simulated:
        pytest.skip("nothing is drawn at random")
    first, again, other = (scene_of(page, name, Draws(60, seed)) for seed in (5, 5, 6))
    assert scene_frame(first).equals(scene_frame(again))
    assert not scene_frame(first).equals(scene_frame(other))


@pytest.mark.parametrize(("page", "name", "key"), SLIDERS)
def test_a_slider_moves_marks_and_none_comes_or_goes(page, name, key):
    if not page.pictures[name].under_hand:
        pytest.skip("this picture waits for the release")
    control = page.control(key)
    base = scene_of(page, name)
    positions = control.positions(page.defaults())
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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_the_heavy_waits_for_its_button(page):
    for picture in page.pictures.values():
        if picture.heavy is not None:
            assert not picture.under_hand
            assert set(picture.heavy.depends) <= {control.key for control in page.controls}
