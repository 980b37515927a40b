import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.base.features import read_features
from ltcore.config import RunConfig
from ltcore.embeddings import MapJob, MapRequest, MapStatus, TsneSpec, UmapSpec, kept, pca
from ltcore.runs import RunStore, run_lock

COUNTS = (30, 20, 4)
TSNE = ("--perplexity", "5", "--early", "10", "--iterations", "50")


@pytest.fixture
def folder(runs):
    """A run folder that keeps features (54, 6) and predictions of its test split."""
    folder = RunStore(runs).create(RunConfig())
    generator = np.random.default_rng(0)
    labels = generator.permutation(np.repeat(np.arange(3), COUNTS))
    frame = pd.DataFrame({"index": 100 + np.arange(54), "label": labels, "predicted": 0})
    folder.write_predictions("test", frame)
    folder.write_features("test", generator.normal(size=(54, 6)).astype(np.float16))
    return folder


@pytest.fixture
def ended(monkeypatch):
    """Let every job be in one state from the start: ended(MapStatus(...))."""

    def end(status):
        monkeypatch.setattr(MapJob, "start", classmethod(lambda cls, *_: cls(None, "k" * 32)))
        monkeypatch.setattr(MapJob, "status", lambda _: status)
        monkeypatch.setattr(MapJob, "coordinates", lambda _: None)

    return end


def test_principal_components_are_written_beside_the_run(ltlab, folder):
    result = ltlab("embed", folder.id, "--method", "pca")
    assert result.exit_code == 0, result.output
    path = folder.path / "embeddings" / "test-pca.parquet"
    assert result.stdout.strip() == str(path)
    assert "of the variance of 54 examples" in result.stderr
    frame = pd.read_parquet(path)
    assert frame.columns.tolist() == ["index", "label", "x", "y"]
    predictions = folder.read_predictions("test")
    assert frame["index"].tolist() == predictions["index"].tolist()
    assert frame["label"].tolist() == predictions["label"].tolist()
    expected = pca(folder.read_features("test")).coordinates
    np.testing.assert_array_equal(frame[["x", "y"]].to_numpy(), expected)


def test_a_map_is_computed_once_and_shown_while_it_is(ltlab, folder):
    first = ltlab("embed", folder.id, *TSNE)
    assert first.exit_code == 0, first.output
    assert "%" in first.stderr
    again = ltlab("embed", folder.id, *TSNE)
    assert again.stderr == ""
    assert again.stdout == first.stdout
    frame = pd.read_parquet(first.stdout.strip())
    assert len(frame) == 54
    assert np.isfinite(frame[["x", "y"]].to_numpy()).all()


def test_a_page_finds_the_map_that_the_command_has_computed(ltlab, folder):
    result = ltlab("embed", folder.id, *TSNE)
    record = RunStore(folder.path.parent).load(folder.id)
    spec = TsneSpec(perplexity=5, early=10, iterations=50)
    key = MapRequest(read_features(record, "test").values, spec).key
    assert key[:8] in result.stdout


def test_a_map_can_be_kept_for_pages_whatever_versions_they_have(ltlab, folder, tmp_path):
    result = ltlab("embed", folder.id, *TSNE, "--keep-in", str(tmp_path / "maps"))
    assert result.exit_code == 0, result.output
    record = RunStore(folder.path.parent).load(folder.id)
    spec = TsneSpec(perplexity=5, early=10, iterations=50)
    request = MapRequest(read_features(record, "test").values, spec)
    assert result.stdout.strip() == str(tmp_path / "maps" / f"{request.content}.npy")
    assert kept(tmp_path / "maps", request) is not None
    assert not (folder.path / "embeddings").exists()


def test_principal_components_are_not_kept(ltlab, folder, tmp_path):
    result = ltlab("embed", folder.id, "--method", "pca", "--keep-in", str(tmp_path))
    assert result.exit_code == 2
    assert "--keep-in has no effect with --method pca" in result.stderr


def test_rare_classes_keep_their_examples(ltlab, folder):
    result = ltlab("embed", folder.id, "--method", "pca", "--most", "20")
    frame = pd.read_parquet(result.stdout.strip())
    assert np.bincount(frame["label"]).tolist() == [8, 8, 4]


def test_the_flags_are_the_settings(ltlab, folder, ended, monkeypatch):
    specs = []
    ended(MapStatus("failed", message="stopped by the test"))
    start = MapJob.start

    def note(features, spec):
        specs.append(spec)
        return start(features, spec)

    monkeypatch.setattr(MapJob, "start", note)
    ltlab("embed", folder.id, *TSNE, "--seed", "9")
    flags = ("--n-neighbors", "5", "--min-dist", "0.5", "--seed", "2")
    ltlab("embed", folder.id, "--method", "umap", *flags)
    assert specs == [
        TsneSpec(perplexity=5, early=10, iterations=50, seed=9),
        UmapSpec(n_neighbors=5, min_dist=0.5, seed=2),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--method", "pca", "--seed", "1"), "--seed has no effect with --method pca"),
        (("--method", "umap", "--perplexity", "5"), "choose --method tsne"),
        (("--method", "tsne", "--min-dist", "0.5"), "choose --method umap"),
        (("--perplexity", "101"), "2<=x<=100"),
        (("--split", "everything"), "train"),
        (("--perplexity", "30"), "perplexity is 30, but with 54 examples it may be at most 17.66"),
    ],
)
def test_wrong_settings_are_refused_with_the_way_out(ltlab, folder, arguments, said):
    result = ltlab("embed", folder.id, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_split_without_features_is_named(ltlab, folder):
    result = ltlab("embed", folder.id, "--split", "val", "--method", "pca")
    assert result.exit_code == 1
    assert "no validation features (queued). Choose another --split or another run" in result.stderr


def test_an_unknown_run_is_named(ltlab, folder):
    result = ltlab("embed", "nothing-like-it")
    assert result.exit_code == 1
    assert "there is no run" in result.stderr


def test_a_run_at_work_is_left_alone(ltlab, folder):
    with run_lock(folder.path):
        assert ltlab("embed", folder.id, "--method", "pca").exit_code == 3


@pytest.mark.parametrize(("state", "code"), [("failed", 1), ("lost", 1), ("cancelled", 130)])
def test_a_map_that_did_not_come_is_explained(ltlab, folder, ended, state, code):
    ended(MapStatus(state, message="because of this"))
    result = ltlab("embed", folder.id, *TSNE)
    assert result.exit_code == code
    assert f"the map is {state}: because of this" in result.stderr


def test_ctrl_c_stops_the_worker_too(ltlab, folder, ended, monkeypatch):
    cancelled: list[MapJob] = []
    ended(MapStatus("running", 0.5, 3.0, "layout iteration 5 of 10"))

    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("ltcore.cli.embed.time.sleep", interrupt)
    monkeypatch.setattr(MapJob, "cancel", lambda job: cancelled.append(job))  # noqa: PLW0108 (bound to the job)
    result = ltlab("embed", folder.id, *TSNE)
    assert result.exit_code == 130
    assert " 50%  layout iteration 5 of 10, about 3 s left" in result.stderr
    assert len(cancelled) == 1


def test_the_hidden_worker_says_where_the_details_of_a_failure_are(ltlab, tmp_path):
    (tmp_path / "empty").mkdir()
    result = ltlab("embed-work", tmp_path / "empty")
    assert result.exit_code == 1
    assert "log.txt" in result.stderr
