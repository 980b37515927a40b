"""Run folders made by hand, and pages that see nothing else."""

import functools
import inspect
import json
import shutil
import socket
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit import config as streamlit_config
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from dashboard.shell import answers, footer, jobs, labels_runs, loaders, setting_runs
from dashboard.views.train import form
from ltcore.config import RunConfig
from ltcore.runs import RunFolder, RunStore
from ltcore.types import Task
from tests.dashboard.epochs import COUNTS, NAMES, status, write_epochs

PATCHING = {"monkeypatch", "begun", "click", "images", "map_store", "own_data_store", "table"}
"""Fixtures with which a test changes what makes an answer."""


def pages_text(at):
    """Return everything that a page says."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error", "text")
    said = "\n".join(str(element.value) for kind in kinds for element in at.get(kind))
    return said.replace("\u00a0", " ")


@pytest.fixture(scope="session", autouse=True)
def nobody_counts_what_pages_call():
    """Streamlit notes each call of a page for its makers, unless told not to, as the server tells it."""
    before = streamlit_config.get_option("browser.gatherUsageStats")
    streamlit_config.set_option("browser.gatherUsageStats", False)
    yield
    streamlit_config.set_option("browser.gatherUsageStats", before)


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
def answers_are_made_once(request):
    """Keep answers from test to test, as for all sessions, but for those of tests that patch what makes them.

    All that an answer depends on is in its question, the folder of the test's runs too.
    """
    patches = not PATCHING.isdisjoint(inspect.signature(request.function).parameters)
    if patches:
        answers.ANSWERS.forget()
    yield
    if patches:
        answers.ANSWERS.forget()


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
    monkeypatch.setattr(setting_runs, "ASSETS", tmp_path / "assets")
    st.cache_data.clear()
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


@pytest.fixture(scope="session")
def epochs_of(tmp_path_factory):
    """Return a folder with what a method's epochs leave; written once, to be copied into runs."""

    @functools.cache
    def written(method, epochs, finished):
        folder = RunFolder(tmp_path_factory.mktemp("epochs"))
        write_epochs(folder, method, epochs, finished=finished)
        return folder.path

    return written


@pytest.fixture
def add_run(epochs_of):
    """Write a run as training writes it, in any state."""

    def written(store, method="erm", *, seed=0, state="finished", names=NAMES, **settings):
        config = RunConfig.model_validate(
            {
                "name": settings.pop("name", ""),
                "seed": seed,
                "method": settings.pop("method_config", {"name": method}),
                "train": {"epochs": settings.pop("epochs", 3)},
                **settings,
            }
        )
        folder = store.create(config)
        folder.write_class_table(Task("digits", tuple(names), COUNTS, (8, 8, 1)))
        folder.write_status(status(state, config.train.epochs))
        if state != "queued":
            left = epochs_of(method, config.train.epochs, state == "finished")
            # As if written now: what a file was when a run was read is told by its time.
            shutil.copytree(left, folder.path, copy_function=shutil.copyfile, dirs_exist_ok=True)
        return config.run_id

    return written


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
