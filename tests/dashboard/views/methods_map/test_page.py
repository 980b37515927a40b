import pytest

from dashboard.methods.details import settings_frame
from dashboard.routes import ROUTES
from dashboard.shell.page import listed
from dashboard.views import theorems
from dashboard.views.methods_map.page import PAGE
from ltcore.analysis.methods.families import family_frame
from ltcore.methods import METHODS
from ltcore.methods.families import FAMILIES

PRESETS = listed(PAGE.presets)
HERE = [family.name for family in FAMILIES.values() if family.is_here]
THEOREMS = {page.slug for page in theorems.PAGES}
WITH_PAGE = [family.name for family in FAMILIES.values() if family.page]
ABSURD = {"map_family": "<script>", "map_place": "data,moon", "map_here": "perhaps"}


@pytest.fixture
def chart(pictures_of):
    return lambda at: pictures_of(at)["methods_map"]["figure"]


@pytest.fixture
def marks(chart):
    return lambda at: sum(len(trace.get("hovertext", [])) for trace in chart(at)["data"])


def test_all_families_are_on_the_map(runs, page, marks, text_of):
    at = page("methods_map")
    assert not at.exception
    assert marks(at) == len(FAMILIES)
    assert f"{len(FAMILIES)} families" in text_of(at)
    assert at.subheader[0].value == "LDAM (2019)"


@pytest.mark.parametrize("family", [*HERE, "gh", "crest"])
def test_every_family_has_its_card(runs, page, text_of, family):
    at = page("methods_map", map_family=family)
    assert not at.exception
    said = text_of(at)
    assert FAMILIES[family].title in at.subheader[0].value
    assert ("Not implemented in this lab yet" in said) == (family not in HERE)
    for method in FAMILIES[family].methods:
        assert METHODS[method].title.split(" (")[0] in said.replace("\\", "")


@pytest.mark.parametrize("family", WITH_PAGE)
def test_a_family_on_a_page_opens_it_with_what_is_asked_for(demo_runs, page, pictures_of, family):
    asked = FAMILIES[family].page
    assert asked is not None
    routes = {route.slug: route for route in ROUTES}
    assert asked.slug in routes, "dashboard/routes.py has no such page"
    assert routes[asked.slug].title in asked.what
    folder = "theorems." if asked.slug in THEOREMS else ""
    at = page(folder + asked.slug, **asked.shows)
    assert not at.exception
    assert not at.warning, "the page does not know what it is asked for"
    assert pictures_of(at)
    for name, value in asked.shows.items():
        # A default is left out of the address.
        assert at.session_state[name] == value


@pytest.mark.parametrize("family", ["post_hoc", "federated", "ldam"])
def test_the_card_links_to_the_page(runs, page, text_of, monkeypatch, family):
    linked = []
    monkeypatch.setattr(
        "dashboard.shell.widgets.link_to_page",
        lambda slug, label, query: linked.append((slug, dict(query))),
    )
    at = page("methods_map", map_family=family)
    assert not at.exception
    asked = FAMILIES[family].page
    opened = [(slug, query) for slug, query in linked if slug != "train"]
    assert opened == ([(asked.slug, asked.shows)] if asked else [])
    assert asked is None or asked.what in text_of(at).replace("\\", "")


def test_filters_leave_families_out(runs, page, marks):
    at = page("methods_map", map_place="data,prediction")
    frame = family_frame()
    assert marks(at) == frame["place"].isin(["data", "prediction"]).sum()
    at.toggle(key="map_here").set_value(True).run()
    assert not at.exception
    here = frame[frame["implemented"] & frame["place"].isin(["data", "prediction"])]
    assert at.query_params["map_here"] == "True"
    assert marks(at) == len(here)


def test_a_click_chooses_the_family_once(runs, page):
    at = page("methods_map")
    row = int(family_frame().query("name == 'crest'").index[0])
    click = {"picked": {"customdata": row, "curve_number": 0, "point_number": 0}}
    at.session_state["figure_methods_map"] = click
    at.run()
    assert not at.exception
    assert at.selectbox(key="map_family").value == "crest"
    at.session_state["figure_methods_map"] = click
    at.selectbox(key="map_family").set_value("gh").run()
    assert at.subheader[0].value == "GH (2023)"


def test_a_click_on_what_a_filter_took_away_is_no_error(runs, page):
    at = page("methods_map", map_here="True")
    at.session_state["figure_methods_map"] = {"picked": {"customdata": 40}}
    at.run()
    assert not at.exception
    assert at.selectbox(key="map_family").value == "ldam"


def test_an_absurd_address_falls_back_and_says_so(runs, page, text_of):
    at = page("methods_map", **ABSURD)
    assert not at.exception
    said = text_of(at)
    assert said.count("The default is shown instead") == len(ABSURD)
    assert "<script>" not in said


@pytest.mark.parametrize("preset", PRESETS[1:], ids=[preset.sentence for preset in PRESETS[1:]])
def test_a_preset_changes_the_picture(runs, page, marks, preset):
    at = page("methods_map")
    before = marks(at)
    at.button_group(key="preset_map").set_value(preset.sentence).run()
    assert not at.exception
    assert marks(at) < before


def test_presets_are_short():
    assert all(len(preset.sentence) <= 45 for preset in PRESETS)


def test_settings_say_default_and_what_is_legal():
    frame = settings_frame(METHODS["ldam"])
    assert frame["setting"].tolist() == ["max_margin", "scale"]
    assert frame["meaning"].str.len().min() > 10
