"""A CSV, a Parquet table and an npz archive of the same data give a run the same numbers, to the bit."""

import numpy as np
import pandas as pd
import pytest

from ltcore.config import RunConfig
from ltcore.data import prepare
from ltcore.runs import RunFolder

FORMS = ("csv", "parquet", "npz")


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Write the same float32 features, with decimals that no format may round, and labels 0 to 11."""
    folder = tmp_path_factory.mktemp("same")
    rng = np.random.default_rng(11)
    counts = [60, 48, 40, 32, 26, 22, 18, 15, 12, 10, 9, 8]
    labels = rng.permutation(np.repeat(np.arange(12), counts))
    features = (rng.normal(size=(len(labels), 5)) / 3 + labels[:, None]).astype(np.float32)
    features[:4, 0] = [0.1, 1 / 3, 1e-30, 16777217.0]
    columns = [f"f{at}" for at in range(5)]
    frame = pd.DataFrame(features, columns=columns).assign(label=labels)
    frame.to_csv(folder / "same.csv", index=False)
    frame.assign(label=labels.astype(float)).to_parquet(folder / "same.parquet")
    np.savez(folder / "same.npz", x=features, y=labels.astype(np.float64)[:, None])
    return folder, features, labels


def settings(folder, form):
    return RunConfig.model_validate(
        {
            "data": {
                "name": "table",
                "options": {"root": str(folder / f"same.{form}")},
                "profile": "as_is",
                "val_per_class": 2,
                "test_per_class": 3,
            },
            "model": {"name": "mlp", "width": 8},
            "train": {"epochs": 2, "batch_size": 16, "threads": 1, "device": "cpu"},
        }
    )


def test_three_formats_prepare_the_same_bytes(tables, tmp_path):
    folder, features, labels = tables
    sources = [prepare(settings(folder, form).data, store=tmp_path) for form in FORMS]
    assert {source.class_names for source in sources} == {tuple(map(str, range(12)))}
    for source in sources:
        assert source.inputs("pool").tobytes() == features.tobytes()
        assert source.labels("pool").tolist() == labels.tolist()
        stored = {
            name: (source.folder / f"{name}.npy").read_bytes()
            for name in ("pool_inputs", "pool_labels")
        }
        first = sources[0].folder
        assert stored == {name: (first / f"{name}.npy").read_bytes() for name in stored}


def test_three_formats_train_to_the_same_logits(tables, tmp_path):
    from ltcore.engine.worker import work

    folder, _, _ = tables
    logits = []
    for form in FORMS:
        run = RunFolder(tmp_path / form)
        run.path.mkdir()
        run.write_config(settings(folder, form))
        assert work(run, store=tmp_path / "store") == "finished"
        scores = run.read_logits("test")
        assert scores is not None
        assert scores.shape == (36, 12)
        logits.append(scores.tobytes())
    assert logits[0] == logits[1] == logits[2]
