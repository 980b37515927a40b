"""Small files that unfold to more than 1 GB are refused, or are read in little memory."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

READ = """
import json, os, sys
from pathlib import Path
import pandas, pyarrow.parquet, pyarrow.compute
from ltcore.config.data import DataConfig
from ltcore.data import DataError, prepare
from ltcore.runs import ImportRefusedError
from ltcore.runs.importing import read_foreign

def peak():
    return int(next(l for l in open("/proc/self/status") if l.startswith("VmHWM")).split()[1]) // 1024

def read(kind, path):
    before = peak()
    try:
        if kind == "import":
            read_foreign(Path(path))
        else:
            options = {"root": path}
            prepare(DataConfig(name=kind, options=options, profile="as_is"), store=Path(path + ".store"))
        said = "read"
    except (DataError, ImportRefusedError) as error:
        said = str(error)
    print(json.dumps([peak() - before, said]), flush=True)

for kind, path in json.loads(sys.argv[1]):
    child = os.fork()  # each file in a process of its own, whose peak begins anew; the libraries are there
    if child == 0:
        try:
            read(kind, path)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
"""
MOST = 400
"""MiB beyond what the interpreter and the libraries take; each file unfolds to more than 1,000."""


def npz(path: Path, **arrays: np.ndarray) -> None:
    kept: dict[str, object] = dict(arrays)
    np.savez_compressed(path, **kept)  # type: ignore[arg-type]


def zeros(path: Path, names: list[str], n_rows: int) -> None:
    """Write columns of zeros, a million rows at a time in one row group."""
    schema = pa.schema([(name, pa.float64()) for name in names])
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        part = pa.table({name: np.zeros(n_rows // 4) for name in names}, schema)
        writer.write_table(pa.concat_tables([part] * 4), row_group_size=n_rows)


def long_text(path: Path, columns: list[str], *, stored: bool) -> None:
    """Write text of 1 MB that stands in 20,000 rows: the dictionary holds it once."""
    rows = np.arange(20_000) % 2
    texts = pa.DictionaryArray.from_arrays(rows, ["q" * 1_000_000, "r" * 1_000_000])
    table = pa.table({**dict.fromkeys(columns, texts), "x": rows})
    parquet.write_table(table, path, compression="zstd", store_schema=stored)


MADE = {
    "import predictions npz": lambda path: npz(
        path, y=np.zeros(60_000_000, "u1"), pred=np.zeros(60_000_000, "u1")
    ),
    "import logits npz": lambda path: npz(
        path, y=np.zeros(2_000_000, "u1"), logits=np.zeros((2_000_000, 100), "u1")
    ),
    "import columns npz": lambda path: npz(
        path, y=np.zeros(10, "i1"), logits=np.zeros((10, 20_000_000), "u1", order="F")
    ),
    "table features npz": lambda path: npz(
        path, y=np.zeros(10_000, "i1"), x=np.zeros((10_000, 12_000), "u1")
    ),
    "table fortran npz": lambda path: npz(
        path, y=np.zeros(10_000, "i1"), x=np.zeros((10_000, 12_000), "u1", order="F")
    ),
    "import predictions parquet": lambda path: zeros(path, ["label", "predicted"], 48_000_000),
    "import logits parquet": lambda path: zeros(
        path, ["label", *(f"logit_{k}" for k in range(10))], 12_000_000
    ),
    "table features parquet": lambda path: zeros(
        path, ["label", *(f"x{k}" for k in range(10))], 12_000_000
    ),
    "text parquet": lambda path: long_text(path, ["text", "label"], stored=True),
    "text plain parquet": lambda path: long_text(path, ["text", "label"], stored=False),
    "table label parquet": lambda path: long_text(path, ["label"], stored=False),
    "table words parquet": lambda path: long_text(path, ["label", "words"], stored=False),
    "import labels parquet": lambda path: long_text(path, ["label", "predicted"], stored=False),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_small_files_take_little_memory(tmp_path):
    asked = []
    for number, (case, make) in enumerate(MADE.items()):
        path = tmp_path / f"a{number}.{case.split()[-1]}"
        make(path)
        assert path.stat().st_size < 2**20, case
        asked.append([case.split()[0], str(path)])
    run = subprocess.run(
        [sys.executable, "-c", READ, json.dumps(asked)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(MADE), run.stderr
    for case, (grown, said) in zip(MADE, answers, strict=True):
        assert grown < MOST, (case, said)
        assert "\n" not in said.strip(), case
