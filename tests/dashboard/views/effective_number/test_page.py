import json

import pytest

from dashboard.shell.page import listed
from dashboard.views.effective_number.choice import (
    BETAS,
    DATA_SETS,
    SETTINGS,
    classes_of,
    read_beta,
)
from dashboard.views.effective_number.page import PAGE
from ltcore.data import CATALOG

ABSURD = {
    "en_data": "<script>",
    "en_ratio": "-1",
    "en_beta": "1e999",
    "en_scale": "![x](http://evil.example)",
    "en_picture": "x" * 30_000,
}
PRESETS = listed(PAGE.presets)
PICTURES = ("image", "weights", "ratio", "published")


@pytest.fixture
def chart(pictures_of):
    return lambda at: pictures_of(at)["effective_number"]


@pytest.fixture
def title(chart):
    return lambda at: chart(at)["figure"]["layout"]["title"]["text"]


def test_the_page_says_what_one_more_image_is_worth(runs, page, text_of, chart, title):
    at = page("effective_number")
    assert not at.exception
    said = text_of(at)
    assert (
        "adds 0\\.7 % of what its first image did; the 50th of the rarest still adds 95 %" in said
    )
    assert title(at) == "β = 0.999: 5,000 images count as 993 and 50 as 48.8"
    assert "The default is shown" not in said
    assert chart(at)["alt"].startswith("With β = 0.999")


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize(
    "settings",
    [
        {"en_beta": "0", "en_ratio": "1"},
        {"en_beta": "0.999999", "en_ratio": "1000", "en_scale": "linear", "en_data": "cifar100"},
        {"en_data": "digits", "en_ratio": "1000"},
    ],
)
def test_every_picture_at_the_ends_of_its_controls(runs, page, text_of, chart, picture, settings):
    at = page("effective_number", en_picture=picture, **settings)
    assert not at.exception
    assert "The default is shown" not in text_of(at)
    assert len(json.dumps(chart(at))) < 300_000


def test_an_absurd_address_falls_back_and_says_so(runs, page, text_of, title):
    at = page("effective_number", **ABSURD)
    assert not at.exception
    said = text_of(at)
    assert said.count("The default is shown instead") == len(ABSURD)
    assert "<script>" not in said
    assert "![x](" not in said
    assert "0.999" in title(at)


def test_the_slider_moves_the_picture_and_the_address(runs, page, title):
    at = page("effective_number")
    at.select_slider(key="en_beta").set_value(0.9999).run()
    assert not at.exception
    assert at.query_params["en_beta"] == "0.9999"
    assert title(at).startswith("β = 0.9999: 5,000 images count as 3,935")


@pytest.mark.parametrize("preset", PRESETS, ids=[preset.sentence for preset in PRESETS])
def test_a_preset_changes_the_picture(runs, page, title, preset):
    at = page("effective_number", en_beta="0.5", en_ratio="2")
    before = title(at)
    at.button_group(key="preset_effective_number").set_value(preset.sentence).run()
    assert not at.exception
    assert title(at) != before
    assert at.session_state["en_picture"] == preset.picture
    wanted = {SETTINGS.linked[name].key: value for name, value in preset.values.items()}
    assert all(at.session_state[key] == value for key, value in wanted.items())


def test_presets_are_short():
    assert all(len(preset.sentence) <= 45 for preset in PRESETS)


def test_data_that_are_not_here_say_what_to_do(
    runs, page, text_of, pictures_of, tmp_path, monkeypatch
):
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path / "nothing"))
    at = page("effective_number", en_data="svhn")
    assert not at.exception
    assert not pictures_of(at)
    assert "SVHN" in text_of(at)
    assert at.selectbox(key="en_data").value == "svhn"


def test_the_formula_card_has_todays_numbers(runs, page):
    at = page("effective_number")
    assert r"E_{5000} = \frac{1-0.999^{5000}}{1-0.999} = 993" in at.latex[-1].value
    assert "20.4" in at.latex[-1].value


def test_published_values_name_their_protocol(runs, page, text_of):
    said = text_of(page("effective_number", en_picture="published"))
    assert "the best of 20 settings" in said.replace("\\", "")
    assert "chosen by cross-validation" in said.replace("\\", "")
    assert "made on the test images" not in said


def test_long_tailed_cifar_needs_no_images(runs):
    assert classes_of("cifar10", 100)["train_count"].tolist() == [
        5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50,
    ]  # fmt: skip
    assert len(classes_of("cifar100", 100)) == 100
    assert set(DATA_SETS) <= set(CATALOG)


def test_beta_is_read_however_it_is_written():
    assert [read_beta(text) for text in ("0", "0.0", "0.990", "9.99e-1")] == [0.0, 0.0, 0.99, 0.999]
    assert all(read_beta(str(beta)) == beta for beta in BETAS)
    for illegal in ("1", "nan", "0.9991", "-0.9", "", "0.9; drop"):
        with pytest.raises(ValueError, match="it must be"):
            read_beta(illegal)
