"""Run folders made by hand, and pages that see nothing else."""

import functools
import json
import os
import socket
import time
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from dashboard.shell import answers, footer, jobs, labels_runs, loaders
from dashboard.views.train import form
from ltcore.config import RunConfig
from ltcore.runs import RunFolder, RunStore, Status
from ltcore.types import Task

COUNTS = np.array([200, 50, 5])
NAMES = ("cat", "dog", "lynx")
PER_CLASS = 20
HIT_RATES = {"erm": (1.0, 0.8, 0.1), "ldam_drw": (0.9, 0.8, 0.5)}


def pages_text(at):
    """Return everything that a page says."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error", "text")
    said = "\n".join(str(element.value) for kind in kinds for element in at.get(kind))
    return said.replace("\u00a0", " ")


@pytest.fixture(scope="session", autouse=True)
def installed_packages_are_looked_through_once():
    """Streamlit looks for components in all packages at each first run of a page; none comes meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(autouse=True)
def nothing_leaves_this_machine(monkeypatch):
    """Fail a test whose page looks a name up or reaches for another machine."""
    reached = []
    connect = socket.socket.connect

    def at_home(self, address):
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1"):
            reached.append(address)
            raise OSError(f"a page reaches for {address}")
        return connect(self, address)

    def look_up(host, *_):
        reached.append(host)
        raise OSError(f"a page looks up {host}")

    monkeypatch.setattr(socket.socket, "connect", at_home)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield reached
    assert reached == []


@pytest.fixture(autouse=True)
def what_a_page_offers_is_a_table(monkeypatch):
    """Fail a test whose page offers a file that could not be written once it is asked for."""
    offered = []
    draw = footer.draw

    def seen(frames, origin, picture=""):
        offered.extend(frames.items())
        return draw(frames, origin, picture)

    monkeypatch.setattr(footer, "draw", seen)
    yield
    tables = [name for name, one in offered if callable(one) or isinstance(one, pd.DataFrame)]
    assert [name for name, _ in offered] == tables


@pytest.fixture
def text_of():
    return pages_text


def pages_pictures(at):
    """Return what a page draws, by the key of the place: figure, config, alt and clickable."""
    drawn = {}
    for element in at.get("bidi_component"):
        _, is_picture, key = element.proto.id.rpartition("-figure_")
        if is_picture:
            drawn[key] = json.loads(element.proto.bytes)
    return drawn


@pytest.fixture
def pictures_of():
    return pages_pictures


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """The reader's store, empty, beside an empty demo store."""
    monkeypatch.setenv("LTLAB_RUNS", str(tmp_path / "runs"))
    monkeypatch.setattr(loaders, "DEMO_ROOT", tmp_path / "demo")
    monkeypatch.setattr(labels_runs, "LABELS_ROOT", tmp_path / "labels")
    st.cache_data.clear()
    answers.ANSWERS.forget()
    return RunStore(tmp_path / "runs")


@pytest.fixture
def demo_runs(tmp_path, monkeypatch):
    """The runs that come with the lab, beside an empty store."""
    monkeypatch.setenv("LTLAB_RUNS", str(tmp_path / "runs"))
    st.cache_data.clear()
    return RunStore(loaders.DEMO_ROOT)


@pytest.fixture
def demo(runs, tmp_path):
    return RunStore(tmp_path / "demo")


@pytest.fixture
def started(monkeypatch):
    """Roots whose queue a page wanted at work; none is started."""
    roots: list[Path] = []
    monkeypatch.setattr(jobs, "start_queue_detached", lambda root, **_: roots.append(root))
    return roots


@pytest.fixture
def page():
    """Open a page by its module, with what its address asks for."""

    def opened(name, **address):
        at = AppTest.from_string(
            "from dashboard.shell.render import render\n"
            f"from dashboard.views.{name} import page as module\n"
            "render(module.PAGE)",
            default_timeout=60,
        )
        for key, value in address.items():
            at.query_params[key] = value
        return at.run()

    return opened


@pytest.fixture
def form_of():
    """Return a page whose settings form is in sight."""

    def opened(at):
        at.session_state[form.OPEN_KEY] = True
        return at.run()

    return opened


@pytest.fixture
def add_run():
    """Write a run as training writes it, in any state."""

    def written(store, method="erm", *, seed=0, state="finished", names=NAMES, **settings):
        config = RunConfig.model_validate(
            {
                "name": settings.pop("name", ""),
                "seed": seed,
                "method": {"name": method},
                "train": {"epochs": settings.pop("epochs", 3)},
                **settings,
            }
        )
        folder = store.create(config)
        folder.write_class_table(Task("digits", tuple(names), COUNTS, (8, 8, 1)))
        folder.write_status(status(state, config.train.epochs))
        if state != "queued":
            write_epochs(folder, method, config.train.epochs, finished=state == "finished")
        return config.run_id

    return written


def status(state, epochs):
    shown = {"lost": "running", "stalled": "running"}.get(state, state)
    me = psutil.Process()
    return Status(
        state=shown,
        heartbeat=time.time() - (3600 if state == "stalled" else 0),
        pid=2**22 + 1 if state == "lost" else os.getpid(),
        pid_started=me.create_time(),
        stage="train",
        epoch=epochs if state == "finished" else 1,
        epochs=epochs,
        progress=1.0 if state == "finished" else 1 / epochs,
        eta_s=8.0,
        message="the loss was not finite at step 7" if state == "failed" else "",
        attempt=1,
    )


def write_epochs(folder, method, epochs, *, finished):
    rates = np.array(HIT_RATES.get(method, (1.0, 0.5, 0.2)))
    for epoch in range(1, epochs + 1 if finished else 2):
        write_epoch(folder, epoch, hits_after(rates * epoch / epochs), epoch / epochs)
    if finished:
        hits = hits_after(rates)
        folder.compact()
        labels = np.repeat(np.arange(len(NAMES)), PER_CLASS)
        place = np.tile(np.arange(PER_CLASS), len(NAMES))
        predicted = np.where(place < hits[labels], labels, 0)
        for split in ("val", "test"):
            folder.write_predictions(
                split,
                pd.DataFrame(
                    {"index": np.arange(len(labels)), "label": labels, "predicted": predicted}
                ),
            )


def hits_after(rates):
    return np.round(rates * PER_CLASS).astype(int)


def write_epoch(folder, epoch, hits, progress):
    error = 1 - hits.mean() / PER_CLASS
    folder.append_metrics(
        {
            "stage": "train",
            "epoch": epoch,
            "progress": progress,
            "train_loss": 1 / epoch,
            "val_balanced_error": error,
            "test_balanced_error": error if progress == 1 else None,
        }
    )
    predicted = np.array([3 * PER_CLASS - hits[1:].sum(), *hits[1:]])
    table = {
        "split": "val",
        "class": np.arange(len(hits)),
        "support": PER_CLASS,
        "predicted": predicted,
        "correct": hits,
        "recall": hits / PER_CLASS,
        "precision": hits / predicted.clip(1),
    }
    folder.write_per_class("train", epoch, pd.DataFrame(table))


@pytest.fixture
def write_logits():
    """Keep logits with a run: it is 90 % sure of each of its decisions."""

    def written(folder, split="test"):
        predicted = folder.read_predictions(split)["predicted"].to_numpy()
        probabilities = np.full((len(predicted), len(NAMES)), 0.1 / (len(NAMES) - 1))
        probabilities[np.arange(len(predicted)), predicted] = 0.9
        folder.write_logits(split, np.log(probabilities).astype(np.float32))

    return written


@pytest.fixture
def damage():
    """Break the config of a run."""

    def broken(store, run_id):
        (RunFolder(store.root / run_id).path / "config.json").write_text(json.dumps({"schema": 1}))

    return broken
