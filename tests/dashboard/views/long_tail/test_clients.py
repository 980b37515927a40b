"""Clients on the page of the long tail, and on Train."""

import pytest

from dashboard.shell.text import literal
from dashboard.views.long_tail import client_choice
from ltcore.config.data import DataConfig

OWN_TAIL = "Each client has its own tail"


def title(at, pictures_of):
    return pictures_of(at)["tail"]["figure"]["layout"]["title"]["text"]


def subtitle(at, pictures_of):
    return pictures_of(at)["tail"]["figure"]["layout"]["title"]["subtitle"]["text"]


def test_the_preset_opens_the_clients(runs, page, text_of, pictures_of):
    at = page("long_tail")
    at.button_group(key="preset_long_tail").set_value(OWN_TAIL).run()
    assert not at.exception
    assert title(at, pictures_of) == "1,040 training examples divided over 10 clients"
    assert subtitle(at, pictures_of).startswith("Dirichlet shares of concentration 0.3")
    assert "differs most from the whole" in text_of(at)
    assert r"\mathrm{sd}" in "".join(str(latex.value) for latex in at.latex)


def test_the_controls_change_the_split_and_the_address(runs, page, text_of, pictures_of):
    at = page("long_tail", tail_picture="clients")
    at.select_slider(key="tail_concentration").set_value(100.0).run()
    at.select_slider(key="tail_clients").set_value(20).run()
    assert "divided over 20 clients" in title(at, pictures_of)
    assert at.query_params["tail_concentration"] == "100.0"
    at.selectbox(key="tail_split").set_value("few_class_clients").run()
    at.select_slider(key="tail_per_client").set_value(1).run()
    assert not at.exception
    assert subtitle(at, pictures_of).startswith("at most 1 class per client")
    assert "20 of 20 clients lack a class" in text_of(at)
    assert at.query_params["tail_split"] == "few_class_clients"


@pytest.mark.parametrize(
    "address",
    [
        {"tail_concentration": "0.01", "tail_clients": "100"},
        {"tail_concentration": "100.0", "tail_clients": "2", "lecture": "True"},
        {"tail_split": "few_class_clients", "tail_per_client": "10", "tail_clients": "100"},
        {"tail_data": "gaussians", "tail_classes": "1000", "tail_clients": "100"},
        {"tail_data": "shapes", "tail_classes": "2", "tail_largest": "30"},
    ],
)
def test_the_extremes_of_every_control(runs, page, pictures_of, address):
    at = page("long_tail", tail_picture="clients", **address)
    assert not at.exception
    assert not at.warning
    assert "divided over" in title(at, pictures_of)


def test_too_few_clients_say_what_is_enough(runs, page, text_of):
    at = page(
        "long_tail",
        tail_picture="clients",
        tail_split="few_class_clients",
        tail_clients="2",
        tail_per_client="1",
    )
    assert not at.exception
    assert literal("give clients at least 10, or give classes_per_client at least 5") in text_of(at)


def test_absurd_values_are_refused(runs, page, pictures_of):
    absurd = {
        "tail_split": "x",
        "tail_concentration": "-1",
        "tail_clients": "1e9",
        "tail_per_client": "NaN",
        "tail_client": "0",
    }
    at = page("long_tail", tail_picture="clients", **absurd)
    assert not at.exception
    assert len(at.warning) == len(absurd)
    assert title(at, pictures_of) == "1,040 training examples divided over 10 clients"


@pytest.mark.parametrize("picture", ["counts", "samples", "paradox", "risk"])
@pytest.mark.parametrize("profile", client_choice.SPLITS)
def test_one_client_in_the_other_pictures(runs, page, text_of, picture, profile):
    at = page("long_tail", tail_picture=picture, tail_profile=profile, tail_client="3")
    assert not at.exception
    assert not at.warning
    if picture == "counts":
        assert "client 3 of 10" in text_of(at)


def test_a_client_that_is_no_more_becomes_the_last(runs, page, text_of):
    at = page("long_tail", tail_profile="few_class_clients", tail_client="10", tail_per_client="5")
    at.select_slider(key="tail_clients").set_value(5).run()
    assert not at.exception
    assert "client 5 of 5" in text_of(at)


def test_split_and_profile_follow_each_other(runs, page, pictures_of):
    at = page("long_tail")
    at.selectbox(key="tail_profile").set_value("few_class_clients").run()
    at.button_group(key="tail_picture").set_value("clients").run()
    assert subtitle(at, pictures_of).startswith("at most 2 classes per client")
    at.selectbox(key="tail_split").set_value("dirichlet_clients").run()
    at.button_group(key="tail_picture").set_value("counts").run()
    assert at.session_state["tail_profile"] == "dirichlet_clients"


def test_other_profiles_are_kept_over_a_look_at_the_clients(runs, page):
    at = page("long_tail", tail_profile="step")
    at.button_group(key="tail_picture").set_value("clients").run()
    at.selectbox(key="tail_split").set_value("few_class_clients").run()
    at.button_group(key="tail_picture").set_value("counts").run()
    assert at.session_state["tail_profile"] == "step"


def test_the_link_to_train_asks_for_the_same_data(runs, page, started):
    config = DataConfig(profile="dirichlet_clients", clients=5, client=2, concentration=0.1)
    address = client_choice.in_address_of_train(config)
    assert address == {
        "data": "digits",
        "profile": "dirichlet_clients",
        "clients": "5",
        "client": "2",
        "concentration": "0.1",
    }
    at = page("train", **address)
    assert not at.exception
    assert not at.warning
    assert not at.error
    at.button(key="start").click().run()
    assert not at.exception
    configs = [record.config for record in runs.records()]
    assert len(configs) == 2
    assert all(one is not None and one.data.client == 2 for one in configs)
    assert all(one is not None and one.data.profile == "dirichlet_clients" for one in configs)


def test_a_client_without_some_classes_stands_at_an_infinite_ratio(
    runs, page, text_of, pictures_of
):
    at = page("long_tail", tail_picture="paradox", tail_profile="few_class_clients")
    assert not at.exception
    axis = pictures_of(at)["tail"]["figure"]["layout"]["xaxis3"]
    assert axis["ticktext"][-1] == "∞"
    assert "8 classes have no training example at all" in text_of(at)
