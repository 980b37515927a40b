"""Runs with damage of every kind beside sound ones: frames, commands and pages show the sound ones."""

import json
import random
import shutil

import pytest
from click.testing import CliRunner

from ltcore import analysis
from ltcore.analysis.compare import confusion
from ltcore.analysis.feature_space import maps
from ltcore.analysis.margins import observed
from ltcore.analysis.posthoc import tables
from ltcore.analysis.runs.listing import runs_listing
from ltcore.analysis.runs.outcomes import run_outcome
from ltcore.analysis.theorems import vs_terms
from ltcore.cli import main
from ltcore.plots.runs.strip import runs_figure
from ltcore.plots.runs.words import words_runs
from ltcore.runs import RunError, RunFolder, RunStore
from tests.abuse.damaging import Damage, damages
from tests.abuse.healthy import write_run
from tests.abuse.test_damaged_files import READERS

OF_EACH_FILE = 2
"""Ways drawn from those that a reader may bear, beside one that it must tell of, and a missing file."""
FRAMES = {
    "runs": analysis.runs_frame,
    "per_class": analysis.per_class_frame,
    "curves": analysis.curves_frame,
    "history": lambda records: analysis.per_class_history(records, "val"),
    "confusion": confusion.confusion_frame,
    "gap": analysis.gap_frame,
    "scores": analysis.scores_frame,
    "reliability": analysis.reliability_frame,
}
OF_ONE = {
    "features": lambda record: maps.feature_sample(record, "test", 100),
    "margins": lambda record: observed.margins_frame(record, "test"),
    "outputs": lambda record: tables.read_linear_scores(
        record, tables.read_outputs(record, "test")
    ),
    "vs_terms": vs_terms.vs_terms_frame,
}


UNREAD = (
    "checksums.json",
    "environment.json",
    "log.txt",
    "thumbnails.npy",
    "predictions_train.parquet",
    "unlabelled.parquet",
    "hidden_truth.parquet",
    "pretext_accuracy.parquet",
    "probes.parquet",
    "pruning.parquet",
    "snapshots/train-000001.npz",
)
"""Files that neither the list nor the frames need."""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Sound runs, and dozens that were sound before one file of each was damaged; the ways of these."""
    store = RunStore(tmp_path_factory.mktemp("abuse") / "runs")
    return store, write_damaged(store)


def write_damaged(store):
    """Fill a store: sound runs of two methods, and runs of the first with damage of every kind."""
    sound, other = write_run(store, "erm"), write_run(store, "drw", 1, ("cat", "dog"))
    write_run(store, "ldam_drw", 0)
    draw = random.Random(12)
    told: dict[str, Damage] = {}
    for file in READERS:
        ways = damages(sound.path, other.path, file, draw)
        named = [way for way in ways if way.field]
        chosen = [
            ways[0],
            *draw.sample(ways, OF_EACH_FILE),
            *draw.sample(named, min(1, len(named))),
        ]
        for way in chosen:
            config = sound.read_config().model_copy(update={"seed": len(told) + 10})
            copy = RunFolder(store.root / config.run_id)
            shutil.copytree(sound.path, copy.path)
            copy.write_config(config)
            way.act(copy.path / file)
            told[copy.id] = way
    return told


def test_frames_keep_the_sound_runs_and_name_file_and_field_of_the_others(written):
    store, ways = written
    records = store.records()
    sound = {record.id for record in records} - ways.keys()
    assert len(sound) == 3
    said = {record.id: [record.damaged] for record in records}
    for name, frame_of in FRAMES.items():
        frame, left_out = frame_of(records)
        assert sound <= set(frame.get("run", sound)), name
        for run, reason in left_out:
            said[run].append(reason)
    for record in records:
        if not record.damaged:
            said[record.id] += said_of_one(record)
    for run, way in ways.items():
        if way.field and way.file not in UNREAD:
            told = [reason for reason in said[run] if way.file in reason and way.field in reason]
            assert told, (way, said[run])


def test_the_list_of_runs_has_a_row_for_each_and_says_which_file_cannot_be_read(written):
    store, ways = written
    records = store.records()
    frame = runs_listing(records, [run_outcome(record) for record in records])
    assert list(frame["run"]) == [record.id for record in records]
    sound = frame[~frame["run"].isin(ways.keys())]
    assert sound["balanced_error"].notna().all()
    for row in frame.itertuples():
        assert 0 <= row.balanced_error <= 1 or ways[row.run].file in row.note or not row.note
    json.loads(runs_figure(frame).to_json())
    assert words_runs(frame, list(frame["state"].unique()), len(frame))


def said_of_one(record):
    """Return what is said of a run where its pictures cannot be drawn; another error fails the test."""
    said = []
    for show in OF_ONE.values():
        try:
            show(record)
        except (RunError, ValueError) as error:
            said.append(str(error))
    return said


def test_commands_end_with_a_sentence(written, tmp_path):
    store, ways = written
    listed = run("runs", "--json", "--runs", store.root)
    assert listed.exit_code == 0
    assert len(json.loads(listed.stdout)) == len(store.records())
    assert run("runs", "--runs", store.root).exit_code == 0
    chosen = [run for run, way in ways.items() if "terabyte" not in way.what]
    for number, run_id in enumerate(chosen[::6]):
        for words in (("show",), ("verify",), ("export", tmp_path / f"{number}.zip")):
            told = run("runs", words[0], run_id, *words[1:], "--runs", store.root)
            assert told.exit_code in (0, 1), told.output
            assert run_id in told.output or not told.exit_code, told.output


def run(*words):
    """Call a command; an error that is not told in a sentence fails the test."""
    return CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)
