import numpy as np
import pandas as pd
import pytest

from dashboard.shell.controls import Choice
from dashboard.shell.page import listed
from dashboard.shell.short_table import LONGEST
from dashboard.views.published.choice import KINDS, NUMBERS, RECIPES, SETTINGS, command
from dashboard.views.published.page import PAGE
from dashboard.views.published.tables import corrections_table, families_table, numbers_table
from ltcore.analysis.published.results import REFERENCE, published_frame
from ltcore.cli.settings import run_config
from ltcore.plots.published.headings import LONGEST_EXAMPLES, LONGEST_HEADING
from ltcore.published import corrections, families
from ltcore.runs import RunStore

CHOICE = NUMBERS.controls["methods"]
assert isinstance(CHOICE, Choice)
METHODS = list(CHOICE.options)
PRESETS = listed(PAGE.presets)
ABSURD = {"pub_setting": "<script>", "pub_methods": "some", "pub_recipes": "perhaps"}


@pytest.fixture
def marks(pictures_of):
    def counted(at):
        data = pictures_of(at)["published_results"]["figure"]["data"]
        return sum(len(trace["hovertext"]) for trace in data if trace.get("hovertext"))

    return counted


@pytest.fixture
def finished(runs):
    """Write a finished run on CIFAR-10, as training writes it, without the images."""

    def written(add_run, **settings):
        settings.setdefault("data", {"name": "cifar10"})
        return add_run(RunStore(runs.root), **settings)

    return written


def test_the_page_opens_on_the_setting_that_most_have_run(runs, page, marks, text_of):
    at = page("published")
    assert not at.exception
    said = text_of(at).replace("\\", "")
    assert "27.16 %" in said
    assert "29.64 %" in said
    assert "2.48 points apart" in said
    assert marks(at) == 20


@pytest.mark.parametrize("key", SETTINGS)
def test_every_setting_has_its_picture(runs, page, marks, key):
    at = page("published", pub_setting=key)
    assert not at.exception
    assert marks(at) > 0


@pytest.mark.parametrize("methods", METHODS)
@pytest.mark.parametrize("recipes", RECIPES)
def test_what_is_not_drawn_is_counted(runs, page, marks, text_of, methods, recipes):
    at = page("published", pub_methods=methods, pub_recipes=recipes)
    assert not at.exception
    rest = len(published_frame(REFERENCE)) - marks(at)
    said = text_of(at)
    assert rest > 0
    assert f"the controls hide {rest}" in said
    assert "8 are stored but never drawn" in said


def test_an_absurd_address_falls_back_and_says_so(runs, page, text_of):
    at = page("published", **ABSURD)
    assert not at.exception
    said = text_of(at)
    assert said.count("The default is shown instead") == len(ABSURD)
    assert "<script>" not in said


@pytest.mark.parametrize("preset", PRESETS[1:], ids=[preset.sentence for preset in PRESETS[1:]])
def test_a_preset_changes_the_picture(runs, page, pictures_of, preset):
    at = page("published")
    before = pictures_of(at)["published_results"]
    at.button_group(key="preset_published").set_value(preset.sentence).run()
    assert not at.exception
    assert pictures_of(at)["published_results"] != before
    assert len(preset.sentence) <= 45


def test_presets_teach_what_the_numbers_say():
    def errors(key, family):
        frame = published_frame(SETTINGS[key])
        return frame[frame["family"] == family].set_index("label")["error"]

    strong, plain = (errors("cifar10-exponential-100", name) for name in ("ddc_strong", "ddc"))
    assert strong["CE"] < plain["LDAM-DRW"]
    step = errors("cifar100-step-100", "ldam")
    assert step["CB RW"] > step["ERM"] + 10
    gains = [
        errors(f"{data}-exponential-100", "ddc").pipe(
            lambda found: 1 - found.iloc[-1] / found["CE"]
        )
        for data in ("cifar10", "cifar100")
    ]
    assert gains[0] > 3 * gains[1]


def test_crest_gains_and_crest_plus_loses_on_a_reversed_tail():
    frame = published_frame(SETTINGS["cifar10-exponential-100"])
    for family in ("daso", "usb"):
        rows = frame[frame["family"] == family].set_index(["examples", "method_settings", "method"])
        for examples in ("N₁ = 500, M₁ = 4000", "N₁ = 1500, M₁ = 3000"):
            found = rows.loc[f"{examples}, ρ_U = 1/100"]["error"].droplevel(0)
            assert found["crest"] < found["fixmatch"]
            assert found["crest_plus"] > found["crest"] + 7


@pytest.mark.parametrize("key", SETTINGS)
def test_numbers_with_unlabelled_images_never_stand_among_the_others(runs, page, pictures_of, key):
    for recipes in RECIPES:
        at = page("published", pub_setting=key, pub_methods="all", pub_recipes=recipes)
        assert not at.exception
        figure = pictures_of(at)["published_results"]["figure"]
        drawn = {note["text"].removeprefix("<b>") for note in figure["layout"]["annotations"]}
        kinds = {
            family.kind
            for family in families().values()
            if any(text.startswith(f"{family.title} ·") for text in drawn)
        }
        assert kinds
        assert any(kinds <= set(legal) for legal in KINDS.values())


def test_the_band_of_cross_entropy_stays_with_what_has_all_labels(runs, page, pictures_of, text_of):
    def drawn(recipes):
        at = page("published", pub_methods="all", pub_recipes=recipes)
        shapes = pictures_of(at)["published_results"]["figure"]["layout"]["shapes"]
        bands = [shape for shape in shapes if shape["type"] == "rect"]
        return bands, text_of(at).replace("\\", "")

    assert [len(drawn(recipes)[0]) for recipes in RECIPES] == [1, 1, 0]
    said = drawn("unlabelled")[1]
    assert "10.33 points apart" in said
    assert "Numbers under different lines come from different data" in said


def test_recipes_that_nobody_has_run_are_replaced_and_it_is_said(runs, page, text_of):
    alone = page("published", pub_setting="cifar10-exponential-150")
    assert "under *Crops and flips*; the picture shows *Unlabelled too*" in text_of(alone)
    without = page("published", pub_setting="imdb-step-10", pub_recipes="unlabelled")
    assert "under *Unlabelled too*; the picture shows *All labelled*" in text_of(without)
    assert "the picture shows" not in text_of(page("published"))


def test_own_runs_with_unlabelled_images_stand_beside_such_numbers_only(
    runs, finished, add_run, page, pictures_of, text_of
):
    data = {"name": "cifar10", "unlabelled": 2, "unlabelled_order": "reversed"}
    finished(add_run, method="crest", epochs=200, data=data)
    finished(add_run, epochs=200)

    def shown(recipes):
        at = page("published", pub_recipes=recipes)
        assert not at.exception
        figure = pictures_of(at)["published_results"]["figure"]
        return [note["text"] for note in figure["layout"]["annotations"]], text_of(at)

    headings, said = shown("plain")
    assert sum("Your runs" in text for text in headings) == 1
    assert "Not shown: 1 run of yours with unlabelled images" in said
    headings, said = shown("unlabelled")
    mine = [text for text in headings if "Your runs" in text]
    assert len(mine) == 2
    assert any("in no published family" in text for text in mine)
    assert headings[headings.index(mine[0]) + 1 :]
    assert sum("ρ_U = 1/100" in text and "N₁" in text for text in headings) > 1
    assert "Not shown" not in said


def test_without_runs_the_page_says_how_to_make_one(runs, page, text_of):
    said = text_of(page("published")).replace("\\", "")
    assert "You have no finished run to show here yet" in said
    assert "**ltlab train --recipe ldam_drw_cifar10**" in said
    at = page("published", pub_setting="imagenet_lt")
    assert "ltlab train" not in text_of(at)
    assert "does not come with this lab" in text_of(at)


def test_own_runs_stand_beside_with_recipe_and_seeds(
    runs, finished, add_run, page, pictures_of, text_of
):
    for seed in (0, 1):
        finished(add_run, seed=seed, epochs=200)
    finished(add_run, method="ldam_drw", recipe="ldam_drw_cifar10", epochs=200)
    finished(add_run, seed=7, epochs=200, data={"name": "cifar10", "ratio": 10})
    finished(add_run, seed=8, state="running")
    at = page("published")
    assert not at.exception
    figure = pictures_of(at)["published_results"]["figure"]
    headings = [note["text"] for note in figure["layout"]["annotations"]]
    mine = [text for text in headings if "Your runs" in text]
    assert len(mine) == 2
    assert "recipe cifar, as LDAM" in mine[0]
    assert "recipe ldam_drw_cifar10, as LDAM" in mine[1]
    said = text_of(at)
    assert "2 seeds" in said.replace("\\", "")
    assert "no finished run" not in said


def test_a_shortened_run_is_of_no_published_family(runs, finished, add_run, page, pictures_of):
    finished(add_run, epochs=5)
    figure = pictures_of(page("published"))["published_results"]["figure"]
    [mine] = [
        note["text"] for note in figure["layout"]["annotations"] if "Your runs" in note["text"]
    ]
    assert "with train.epochs 5, in no published family" in mine


@pytest.mark.parametrize("recipes", ["plain", "unlabelled"])
@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.key)
def test_the_command_makes_a_run_of_the_setting(setting, recipes):
    line = command(setting, recipes)
    if not line:
        assert setting.data not in ("cifar10", "cifar100", "svhn")
        return
    words = line.split()[2:]
    config = run_config({words[place][2:]: words[place + 1] for place in range(0, len(words), 2)})
    assert (config.data.name, config.data.profile, config.data.ratio) == (
        setting.data,
        setting.profile,
        setting.ratio,
    )
    assert config.method.name == ("crest" if recipes == "unlabelled" else "ldam_drw")
    assert (config.data.unlabelled > 0) == (recipes == "unlabelled")


@pytest.mark.parametrize(
    ("told", "recipes", "elsewhere"),
    [
        ("ρ_U: imbalance ratio of the unlabelled examples", "unlabelled", "imagenet_lt"),
        ("N₁: labelled examples of the largest class", "unlabelled", "imagenet_lt"),
        ("M₁: unlabelled examples of their largest class", "unlabelled", "stl10-exponential-10"),
        ("τ*: the best of several values on the test images", "labelled", "imdb-step-10"),
    ],
)
def test_a_symbol_is_explained_where_it_occurs(runs, page, text_of, told, recipes, elsewhere):
    def said(key):
        asked = {"pub_methods": "all", "pub_recipes": recipes, "pub_setting": key}
        return text_of(page("published", **asked)).replace("\\", "")

    assert told in said("cifar10-exponential-100")
    assert told not in said(elsewhere)


def test_no_cell_of_the_tables_is_cut():
    for key in ("cifar10-exponential-100", "imdb-step-10", "inaturalist2018"):
        frame = published_frame(SETTINGS[key])
        for table in (numbers_table(frame), families_table(frame), corrections_table(frame)):
            assert table.map(len).to_numpy().max() <= LONGEST


def test_headings_of_families_are_not_cut():
    for family in families().values():
        assert len(f"{family.title} · {family.reporting}") <= LONGEST_HEADING
    for setting in SETTINGS.values():
        assert published_frame(setting)["examples"].map(len).max() <= LONGEST_EXAMPLES


def test_a_method_is_named_with_the_settings_that_the_rows_have():
    numbers = numbers_table(published_frame(REFERENCE)).set_index(["Recipe family", "As printed"])
    here = numbers["In this lab"]
    ldam, cb = families()["ldam"].title, families()["cb"].title
    assert here[ldam, "CB RW"] == "Class-balanced softmax, normalise_by weights"
    assert here[cb, "Focal, γ = 1"] == "Focal loss, form sigmoid"
    assert here[ldam, "LDAM-DRW"] == "LDAM-DRW"
    # Copied from the class-balanced paper, so not made with the code of the family.
    assert here[ldam, "CB Focal"] == "Class-balanced focal loss"
    assert "form = sigmoid" in numbers.loc[(ldam, "CB Focal"), "Remark"]
    step = numbers_table(published_frame(SETTINGS["cifar10-step-100"]))
    step = step.set_index(["Recipe family", "As printed"])["In this lab"]
    assert step[ldam, "CB Focal"] == "Class-balanced focal loss, form softmax"


def test_tables_have_every_number_family_and_correction():
    frame = published_frame(REFERENCE)
    numbers = numbers_table(frame)
    assert len(numbers) == len(frame)
    assert "22.03 ± 0.17" in numbers["Error in %"].tolist()
    assert numbers.loc[numbers["As printed"] == "BBN", "In this lab"].tolist() == [""]
    assert families_table(frame)["Protocol"].str.endswith(".").all()
    assert len(families_table(frame)) == frame["family"].nunique() <= len(families())
    fixed = corrections_table(frame)
    assert len(fixed) == len(corrections())
    assert "class-balanced" in fixed["Where"].iloc[0]
    assert not numbers.map(pd.isna).to_numpy().any()
    assert "accuracy 80.8 ± 0.14" in numbers["Printed in %"].tolist()
    assert "Examples" in numbers
    assert "Examples" not in numbers_table(frame[frame["kind"] == "plain"])
    assert np.unique(fixed["Where"]).size > 10
