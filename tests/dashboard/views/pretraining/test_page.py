import numpy as np
import pandas as pd
import pytest

from dashboard.shell import labels_runs
from dashboard.shell.settings import Settings
from dashboard.shell.text import literal
from dashboard.views.pretraining import loaders
from dashboard.views.pretraining.choice import PREFIX, OfArm
from dashboard.views.pretraining.page import PAGE
from ltcore.plots.base.axes import EM
from ltcore.runs import RunStore
from ltcore.runs.pretext import write_pretext
from ltcore.runs.probes import write_probes

KEYS = {
    "maps": "pretraining_maps",
    "progress": "pretraining_progress",
    "probes": "pretraining_probes",
    "rotation": "pretraining_rotation",
    "pruning": "pretraining_pruning",
}
PER_CLASS = 5
LABELS = np.repeat(np.arange(3), PER_CLASS)
ABSURD = {
    "pt_picture": "<script>",
    "pt_arm": "![x](http://evil.example)",
    "pt_beside": "nan",
    "pt_examples": "x" * 5000,
    "pt_rule": "-1",
}


def write_pretraining(folder, *, finished=True):
    for epoch in (1, 2, 3):
        line = {"stage": "pretrain", "epoch": epoch, "step": 5 * epoch, "progress": epoch / 3}
        line |= {"train_loss": 2 / epoch, "rotation_accuracy": 0.3 * epoch}
        line |= {"knn_balanced_accuracy": 0.6 + 0.1 * epoch, "effective_rank": 3.0}
        if epoch == 1:
            line |= {"random_knn_balanced_accuracy": 0.6, "random_effective_rank": 2.5}
        folder.append_metrics(line)
    rng = np.random.default_rng(0)
    for number, (stage, epoch) in enumerate([("pretrain", 0), ("pretrain", 3), ("train", 3)]):
        if stage == "train" and not finished:
            continue
        features = rng.normal(size=(15, 4)) + number * LABELS[:, None]
        folder.write_snapshot(stage, epoch, features.astype(np.float16), np.arange(15), LABELS)
    write_pretext(
        folder, pd.DataFrame({"class": np.arange(3), "support": 5, "accuracy": [0.9, 0.5, 0.7]})
    )


def write_probed(folder):
    rows = [
        {
            "backbone": backbone,
            "reader": reader,
            "examples": examples,
            "class": label,
            "learned_from": 9,
            "support": 10,
            "correct": 9 - label,
            "strength": 1.0,
        }
        for backbone in ("random", "pretrained", "final")
        for reader in ("linear", "neighbours")
        for examples in ("balanced", "long_tailed")
        for label in range(3)
    ]
    moved = [
        {"backbone": backbone, "class": label, "support": 10, "moved": label, "pruned_share": 0.7}
        for backbone in ("random", "pretrained", "final")
        for label in range(3)
    ]
    write_probes(folder, pd.DataFrame(rows), pd.DataFrame(moved))


@pytest.fixture
def kept(runs):
    """The root of the runs that come with the door, empty."""
    return RunStore(labels_runs.LABELS_ROOT)


@pytest.fixture
def add(add_run):
    """Write a run with a pre-training and all that it leaves."""

    def written(store, pretrain="rotation", *, seed=0, state="finished", **more):
        loaders._records.clear()
        run_id = add_run(
            store,
            seed=seed,
            state=state,
            pretrain={"name": pretrain},
            data={"n_max": 40, "ratio": 10},
            **more,
        )
        folder = store.load(run_id).folder
        if state != "queued":
            write_pretraining(folder, finished=state == "finished")
        if state == "finished":
            write_probed(folder)
        return run_id

    return written


@pytest.mark.parametrize("picture", KEYS)
def test_every_picture_opens_with_its_words(kept, add, page, pictures_of, text_of, picture):
    for seed in (0, 1, 2):
        add(kept, seed=seed)
    at = page("pretraining", pt_picture=picture)
    assert not at.exception
    assert not at.warning
    drawn = pictures_of(at)
    assert list(drawn) == [KEYS[picture]]
    assert drawn[KEYS[picture]]["alt"]
    assert PAGE.question in text_of(at)


def test_the_three_moments_are_told(kept, add, page, text_of):
    add(kept)
    said = text_of(page("pretraining"))
    for title in ("Random weights: ", "After pre-training: ", "After training: "):
        assert literal(title) in said
    assert "Neighbours drawn at random would give" in said


@pytest.mark.parametrize(
    "address",
    [
        {"pt_picture": "progress", "pt_beside": "own"},
        {"pt_picture": "probes", "pt_examples": "long_tailed"},
        {"pt_picture": "probes", "pt_rule": "thresholds"},
        {"pt_picture": "pruning", "pt_rule": "thresholds"},
    ],
)
def test_the_other_settings(kept, add, page, pictures_of, address):
    add(kept)
    at = page("pretraining", **address)
    assert not at.exception
    assert not at.warning
    assert list(pictures_of(at)) == [KEYS[address["pt_picture"]]]


@pytest.mark.parametrize("picture", KEYS)
def test_without_runs_it_says_what_will_be_here(runs, page, text_of, pictures_of, picture):
    loaders._records.clear()
    at = page("pretraining", pt_picture=picture)
    assert not at.exception
    assert pictures_of(at) == {}
    assert "What a network learns without labels will appear here" in text_of(at)


def test_runs_without_a_pretraining_are_not_offered(kept, add_run, page, text_of):
    loaders._records.clear()
    add_run(kept)
    assert "will appear here" in text_of(page("pretraining"))


@pytest.mark.parametrize(
    ("picture", "file", "said"),
    [
        ("probes", "probes.parquet", "ltlab probe"),
        ("pruning", "pruning.parquet", "ltlab probe"),
        ("rotation", "pretext_accuracy.parquet", "rotation has one"),
    ],
)
def test_what_a_run_has_not_kept_is_said(
    kept, add, page, text_of, pictures_of, picture, file, said
):
    folder = kept.load(add(kept)).folder
    (folder.path / file).unlink()
    at = page("pretraining", pt_picture=picture)
    assert not at.exception
    assert pictures_of(at) == {}
    assert said in text_of(at)


def test_a_run_without_features_says_how_to_keep_them(kept, add, page, text_of, pictures_of):
    folder = kept.load(add(kept)).folder
    for path in (folder.path / "snapshots").iterdir():
        path.unlink()
    at = page("pretraining")
    assert pictures_of(at) == {}
    assert "full record" in text_of(at)


@pytest.mark.parametrize(
    ("picture", "file"),
    [
        ("maps", "snapshots/pretrain-000003.npz"),
        ("probes", "probes.parquet"),
        ("pruning", "pruning.parquet"),
        ("rotation", "pretext_accuracy.parquet"),
        ("progress", "metrics.jsonl"),
    ],
)
def test_a_damaged_file_is_named(kept, add, page, text_of, picture, file):
    folder = kept.load(add(kept)).folder
    (folder.path / file).write_bytes(b"nonsense\nmore\n")
    at = page("pretraining", pt_picture=picture)
    assert not at.exception
    assert file.rpartition("/")[2].partition(".")[0] in text_of(at).replace("\\", "")


def test_a_run_that_still_trains_is_followed(runs, add, page, text_of, pictures_of):
    add(runs, state="running")
    at = page("pretraining", pt_picture="progress")
    assert not at.exception
    assert list(pictures_of(at)) == ["pretraining_progress"]
    assert "still training" in text_of(at)
    maps = page("pretraining")
    assert not maps.exception
    assert "After training" not in str(pictures_of(maps)["pretraining_maps"]["figure"])


def test_the_readers_own_runs_are_there_too(runs, kept, add, page):
    add(kept)
    add(runs, "simclr")
    at = page("pretraining")
    options = at.selectbox(key="pt_arm").options
    assert [option.partition(",")[0] for option in options] == ["Rotation", "SimCLR"]


@pytest.mark.parametrize("picture", KEYS)
def test_absurd_links_are_refused_in_words(kept, add, page, text_of, picture):
    add(kept)
    at = page("pretraining", **{**ABSURD, "pt_picture": picture})
    assert not at.exception
    assert "http://evil.example" not in text_of(at).replace(literal("http://evil.example"), "")
    assert at.warning


def test_presets_open_the_shipped_arms(kept, add, page, pictures_of):
    add(kept)
    add(kept, "simclr")
    at = page("pretraining", pt_picture="progress")
    pills = at.button_group(key="preset_pretraining_progress")
    assert len(pills.options) == 2
    drawn = set()
    for option in pills.options:
        assert len(option) <= 45
        at.button_group(key="preset_pretraining_progress").set_value(option).run()
        assert not at.exception
        drawn.add(str(pictures_of(at)))
    assert len(drawn) == 2


def test_names_of_runs_fit_their_select_in_a_lecture():
    control = Settings(OfArm, PREFIX).controls["arm"]
    letters = len("Rotation, then CReST, Digits, ρ 100, largest class 40 (5 seeds)")
    assert (
        control.lecture_width or 0
    ) > letters * EM * 22 * 0.85  # letters of labels are narrower than the mean
