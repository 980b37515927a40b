import base64
import json
import os
import shutil

import numpy as np
import pandas as pd
import psutil
import pytest

from dashboard.shell.loaders import DEMO_ROOT
from dashboard.views.feature_space import job, maps
from dashboard.views.feature_space.choice import default_runs
from ltcore.embeddings import MapJob, MapStatus, TsneSpec
from ltcore.embeddings import jobs as map_jobs
from ltcore.embeddings.folder import MapFolder
from ltcore.runs import RunFolder, RunStore, Status

ABSURD = {
    "space_runs": "../../etc,<script>",
    "space_map": "lda",
    "space_split": "secret",
    "space_class": "99",
    "space_perplexity": "1e12",
    "space_neighbours": "-1",
    "space_min_dist": "nan",
    "space_most": "10000000",
    "space_seed": "![x](http://evil.example)",
    "space_example": "-5",
}
NO_SAMPLES = {"space_most": "200"}


@pytest.fixture
def map_store(tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path / "store"))
    return tmp_path / "store" / "maps"


@pytest.fixture
def begun(map_store, monkeypatch):
    """Folders of maps that a page wanted a worker for; none is started, and each seems to run."""
    folders = []

    def spawn(folder):
        assert folder.parent == map_store
        folders.append(folder)
        return running(progress=0.0)

    monkeypatch.setattr(map_jobs, "spawn", spawn)
    return folders


def running(progress):
    me = psutil.Process()
    return Status(
        state="running",
        pid=os.getpid(),
        pid_started=me.create_time(),
        progress=progress,
        eta_s=7.0,
        message="iteration 300 of 750",
    )


@pytest.fixture
def featured(add_run):
    """Write a run whose features lie one unit apart for each class."""

    def written(store, method="erm", *, shift=0, **settings):
        run_id = add_run(store, method, **settings)
        folder = RunFolder(store.root / run_id)
        predictions = folder.read_predictions("test")
        assert predictions is not None
        rng = np.random.default_rng(0)
        values = predictions["label"].to_numpy()[:, None] + rng.normal(
            0, 0.1, (len(predictions), 4)
        )
        folder.write_features("test", values.astype(np.float16))
        if shift:
            folder.write_predictions("test", predictions.assign(index=predictions["index"] + shift))
        return run_id

    return written


def drawn(pictures_of, at):
    return pictures_of(at)["feature_space"]["figure"]


def subtitle(pictures_of, at):
    return drawn(pictures_of, at)["layout"]["title"]["subtitle"]["text"]


def finish(folder):
    """Write what a worker that has ended leaves in its folder."""
    MapFolder(folder).write_result(np.random.default_rng(1).normal(size=(60, 2)).astype("float32"))


def test_without_runs_the_page_says_what_will_be_here(runs, page, text_of):
    at = page("feature_space")
    assert not at.exception
    assert "No run has any yet" in text_of(at)


def test_runs_without_features_are_counted_and_told_how_to_get_them(runs, add_run, page, text_of):
    add_run(runs)
    at = page("feature_space")
    assert not at.exception
    assert "No run has any yet" in text_of(at)
    assert at.expander[0].label == "Not offered: 1 run"
    assert "An import has none" in text_of(at)


def test_two_methods_are_mapped_at_once_by_their_principal_components(
    runs, featured, page, pictures_of, text_of
):
    featured(runs, "erm")
    featured(runs, "ldam_drw")
    at = page("feature_space")
    assert not at.exception
    figure = drawn(pictures_of, at)
    assert len(figure["data"]) == 6
    assert subtitle(pictures_of, at).startswith("PCA of 4 features")
    said = text_of(at)
    assert "In the features of ERM, seed 0, 100 % of the ten" in said.replace("\\", "")
    assert "Procrustes" in said
    assert "Do not read" in said
    assert "Head: more than 100 training examples, tail: fewer than 20." in said


def test_the_default_runs_are_those_of_the_demo():
    records = RunStore(DEMO_ROOT).records()
    ids = default_runs(records)
    assert [name.split("-")[2:4] for name in ids] == [["erm", "s0"], ["logit_adjustment", "s0"]]


def test_the_demo_opens_on_maps_that_come_with_it(demo_runs, begun, page, pictures_of):
    at = page("feature_space")
    assert not at.exception
    assert subtitle(pictures_of, at).startswith("t-SNE of 64 features, perplexity 30")
    titles = {subtitle(pictures_of, page("feature_space", space_map=name)) for name in maps.METHODS}
    assert len(titles) == 3
    assert not any("faint" in title for title in titles)
    assert begun == []  # nobody waits for a worker


def pointed(at):
    """Return what the browser is told of the images of marks, None where it is told nothing."""
    found = [
        one for one in at.get("bidi_component") if one.proto.id.endswith("-pointed_feature_space")
    ]
    return json.loads(found[0].proto.json) if found else None


def test_every_mark_has_its_image_under_the_pointer(demo_runs, page, pictures_of):
    at = page("feature_space")
    told = pointed(at)
    assert told["picture"] == "figure_feature_space"
    assert told["source"].startswith("_lab/images/")
    assert told["columns"] * told["rows"] >= len(told["examples"]) == 500
    marks = [
        trace["customdata"] for trace in drawn(pictures_of, at)["data"] if "customdata" in trace
    ]
    of_marks = [np.frombuffer(base64.b64decode(one["bdata"]), one["dtype"]) for one in marks]
    assert set(np.concatenate(of_marks).tolist()) == set(told["examples"])


def test_what_is_no_image_has_none_under_the_pointer(runs, featured, page):
    featured(runs, "erm", data={"name": "gaussians"})
    at = page("feature_space")
    assert not at.exception
    assert pointed(at) is None


def test_one_run_fills_the_picture(runs, featured, page, pictures_of, text_of):
    featured(runs, "erm")
    at = page("feature_space")
    assert not at.exception
    assert len(drawn(pictures_of, at)["data"]) == 3
    assert "Procrustes" not in text_of(at)


def test_no_run_chosen_is_no_error(runs, featured, page, text_of):
    featured(runs, "erm")
    at = page("feature_space")
    at.multiselect(key="space_runs").set_value([]).run()
    assert not at.exception
    assert "Choose one run or two" in text_of(at)


def test_runs_on_other_examples_are_not_drawn_beside_and_the_page_says_why(
    runs, featured, page, pictures_of, text_of
):
    featured(runs, "erm")
    featured(runs, "ldam_drw", shift=1000)
    at = page("feature_space")
    assert not at.exception
    assert len(drawn(pictures_of, at)["data"]) == 3
    assert "measured on different examples" in text_of(at)


def test_a_split_without_features_is_told(runs, featured, page, text_of):
    featured(runs, "erm")
    at = page("feature_space", space_split="val")
    assert not at.exception
    assert "it has saved no validation features" in text_of(at)


def test_choosing_tsne_begins_it_and_shows_the_way(
    runs, begun, featured, page, pictures_of, text_of
):
    featured(runs, "erm")
    at = page("feature_space", space_map="tsne", space_perplexity="15")
    assert not at.exception
    assert len(begun) == 1
    assert subtitle(pictures_of, at).startswith("PCA, faint, until t-SNE is ready")
    assert at.button(key="space_cancel").label == "Cancel"
    again = page("feature_space", space_map="tsne", space_perplexity="15")
    assert not again.exception
    assert len(begun) == 1


def test_a_map_that_is_there_is_drawn_at_once(runs, begun, featured, page, pictures_of):
    featured(runs, "erm")
    page("feature_space", space_map="tsne", space_perplexity="15")
    finish(begun[0])
    at = page("feature_space", space_map="tsne", space_perplexity="15")
    assert not at.exception
    assert subtitle(pictures_of, at).startswith("t-SNE of 4 features, perplexity 15")
    assert len(begun) == 1
    assert not [button for button in at.button if button.key == "space_cancel"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status(state="cancelled", message="cancelled"), "It was cancelled."),
        (Status(state="failed", message="out of *memory*"), r"It failed. Out of \*memory\*"),
        (
            Status(state="running", pid=2**22 + 1, pid_started=1.0),
            "The worker ended without an error message",
        ),
    ],
)
def test_a_map_that_stopped_says_why_and_can_be_begun_again(
    runs, begun, featured, page, text_of, status, said
):
    featured(runs, "erm")
    page("feature_space", space_map="tsne", space_perplexity="15")
    MapFolder(begun[0]).write_status(status)
    at = page("feature_space", space_map="tsne", space_perplexity="15")
    assert not at.exception
    assert said in text_of(at)
    assert len(begun) == 1
    at.button(key="space_again").click().run()
    assert not at.exception
    assert len(begun) == 2


def test_a_perplexity_too_large_says_what_is_legal(runs, begun, featured, page, text_of):
    featured(runs, "erm")
    at = page("feature_space", space_map="tsne", space_perplexity="100")
    assert not at.exception
    assert "perplexity is 100, but with 60 examples it may be" in text_of(at).replace("\\", "")
    assert begun == []


@pytest.mark.usefixtures("map_store")
def test_a_store_that_cannot_be_written_is_told(runs, featured, page, text_of, monkeypatch):
    featured(runs, "erm")

    def refuse(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(MapJob, "start", refuse)
    at = page("feature_space", space_map="umap")
    assert not at.exception
    assert "disk full" in text_of(at)


def test_umap_is_another_map(runs, begun, featured, page, pictures_of):
    featured(runs, "erm")
    at = page("feature_space", space_map="umap", space_neighbours="5")
    finish(begun[0])
    at.run()
    assert not at.exception
    assert subtitle(pictures_of, at).startswith(
        "UMAP of 4 features, 5 neighbours, minimum distance 0.1, seed 0"
    )


def test_absurd_addresses_are_told_and_the_defaults_drawn(runs, featured, page, text_of):
    featured(runs, "erm")
    at = page("feature_space", **ABSURD)
    assert not at.exception
    told = [warning.value for warning in at.warning]
    assert len(told) == len(ABSURD)
    assert all("The default is shown instead" in warning for warning in told)


def test_a_class_stands_out(runs, featured, page, pictures_of, text_of):
    featured(runs, "erm")
    at = page("feature_space", space_class="2")
    assert not at.exception
    assert drawn(pictures_of, at)["layout"]["title"]["text"] == "Class lynx, 5 training examples"
    assert "its classifier recognises 2 of 20 examples and mistakes 18 for cat" in text_of(at)
    assert at.selectbox(key="space_class").options == ["All classes", "cat", "dog", "lynx"]


def test_the_example_of_the_link_is_looked_into(runs, featured, page, pictures_of, text_of):
    featured(runs, "erm")
    at = page("feature_space", space_example="45")
    assert not at.exception
    said = text_of(at).replace("\\", "")
    assert "Class **lynx**, 5 training examples; example 45" in said
    assert "ERM, seed 0 predicts cat" in said
    # Features of a class lie together: all that is nearest is of it.
    assert "Nearest in ERM, seed 0: 6 of 6 of its class" in said
    rings = drawn(pictures_of, at)["data"][2]
    assert rings["marker"]["symbol"] == "circle-open"


def test_what_is_left_out_is_counted(runs, featured, page, pictures_of, monkeypatch):
    featured(runs, "erm")
    monkeypatch.setattr("dashboard.views.feature_space.controls.POINTS", (30, 2_000))
    at = page("feature_space")
    at.select_slider(key="space_most").set_value(30).run()
    assert not at.exception
    assert "30 of 60 test examples, at most 10 per class" in subtitle(pictures_of, at)


def test_presets_speak_of_the_demo_runs(begun, page, pictures_of):
    at = page("feature_space")
    pills = at.button_group(key="preset_feature_space")
    at = pills.set_value("The 8s form a group, yet are missed").run()
    assert not at.exception
    assert at.session_state["space_class"] == "8"
    title = drawn(pictures_of, at)["layout"]["title"]["text"]
    assert title == "Class 8, 1 training example"
    for name in pills.options:
        at = at.button_group(key="preset_feature_space").set_value(name).run()
        assert not at.exception
        assert "faint" not in subtitle(pictures_of, at)
    assert begun == []  # their maps come with the lab


def test_maps_are_as_far_as_the_one_that_stopped():
    finished, stopped = MapStatus("finished", 1.0), MapStatus("cancelled", 0.4)
    assert maps.together([finished, stopped]).state == "cancelled"
    waiting = MapStatus("waiting")
    both = maps.together([MapStatus("running", 0.5, 4.0), waiting])
    assert (both.state, both.progress, both.eta_s) == ("running", 0.25, None)
    assert maps.together([finished, finished]).state == "finished"


def test_maps_are_laid_over_each_other_without_bending():
    rng = np.random.default_rng(0)
    first = rng.normal(size=(30, 2)) * [1, 5]
    angle = 0.7
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    left, right = maps.laid_over([first, 3 * first @ turn + 10])
    np.testing.assert_allclose(left, right, atol=1e-5)
    assert left[:, 0].std() > left[:, 1].std()


def test_settings_of_the_other_method_do_not_count():
    one = maps.spec_of("tsne", 30, 15, 0.1, 0)
    assert one == maps.spec_of("tsne", 30, 50, 0.9, 0) == TsneSpec(perplexity=30)


def test_a_message_that_says_no_more_than_the_state_is_left_out():
    assert job._reason(MapStatus("cancelled", message="cancelled")) == ""
    assert job._reason(MapStatus("failed", message="no memory")) == "No memory"


def test_the_csv_holds_places_and_separation(runs, featured, page):
    featured(runs, "erm")
    at = page("feature_space")
    names = {button.key for button in at.get("download_button")}
    assert {"csv_map", "csv_separation"} <= names
    assert isinstance(at.session_state["space_runs"], list)
    assert not pd.isna(at.session_state["space_seed"])


def test_a_run_that_is_deleted_while_it_is_shown_is_told_and_another_is_drawn(
    runs, featured, page, pictures_of
):
    kept, gone = featured(runs, "erm"), featured(runs, "ldam_drw")
    at = page("feature_space", space_runs=gone)
    assert not at.toast
    shutil.rmtree(runs.root / gone)
    at.run()
    assert not at.exception
    assert gone in at.toast[0].value.replace("\\", "")
    assert at.multiselect(key="space_runs").value == [kept]
    assert pictures_of(at)
    assert not at.run().toast
