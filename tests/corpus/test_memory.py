"""Damaged files never ask for much memory, whatever their headers claim: measured in a process of its own."""

import json
import resource
import subprocess
import sys
from pathlib import Path

from tests.corpus.damage import damages
from tests.corpus.outcome import ENTRIES, FILES, quick_outcome

ROOT = Path(__file__).parents[2]
MOST_MIB = 100
READ = (
    "npz/x_y.npz",
    "npz/compressed.npz",
    "npz/features_labels.npz",
    "import/numpy_y_prob.npz",
    "medmnist/grey.npz",
    "parquet/pandas_words.parquet",
    "parquet/polars_row_groups.parquet",
    "parquet/duckdb_enum.parquet",
    "libsvm/tools_signs.txt",
    "arff/weka_sparse.arff",
)
WIDE = {
    "libsvm/tools_signs.txt": b"1 1:2 2:3\n-1 1:2 2000000000:3\n" * 3,
    "arff/weka_sparse.arff": b"@relation r\n@attribute a numeric\n@attribute class {x,y}\n@data\n"
    b"{0 1}\n{2000000000 1, 1 y}\n",
}
"""Files of a few bytes whose rows would be billions of numbers wide."""


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def read_all(folder: Path) -> float:
    """Read the damaged files and return the growth of the process in MiB."""
    entries = [entry for entry in ENTRIES if entry["file"] in READ]
    for entry in entries:  # what the libraries themselves take
        quick_outcome(entry, FILES / entry["file"])
    before = peak_mib()
    for entry in entries:
        path = folder / entry["file"].rsplit("/", 1)[-1]
        content = (FILES / entry["file"]).read_bytes()
        contents = [damaged for _, damaged in damages(content, entry["file"])]
        for damaged in [*contents, *filter(None, [WIDE.get(entry["file"])])]:
            path.write_bytes(damaged)
            try:
                quick_outcome(entry, path)
            except Exception:  # noqa: BLE001 (what is raised is the concern of test_mutations)
                continue
    return peak_mib() - before


def test_damaged_files_take_little_memory(tmp_path):
    code = (
        "import json, sys\nfrom pathlib import Path\nfrom tests.corpus.test_memory import read_all\n"
        "print(json.dumps(read_all(Path(sys.argv[1]))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) < MOST_MIB
