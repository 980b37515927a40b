"""How long predictions take to be imported, against the plain readers of the same file and another build.

Each measurement is a process of its own, since peak memory is a process's. What is timed is the whole
import: reading, checking, hashing and writing the run folder; libraries are loaded before, by importing a
file of two rows.
"""

import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from ltcore.bench.answers import numbers_told

N_CLASSES = 10
FORMS = ("csv", "parquet")
PROGRAM = """
import json, sys, time
from pathlib import Path
what, file, warm, scratch = sys.argv[1:]
if what == "import":
    from ltcore.runs import RunStore
    store = RunStore(Path(scratch) / "runs")
    def run(path): store.import_predictions(Path(path), name="measured")
elif file.endswith(".csv"):
    import pandas
    run = pandas.read_csv
else:
    from pyarrow import parquet
    run = parquet.read_table
def memory(line):
    try:
        stated = Path("/proc/self/status").read_text()
    except OSError:
        return None
    return 1024 * int(stated.split(line + ":")[1].split()[0])

run(warm)
try:
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
except OSError:
    pass
before = memory("VmRSS")
start = time.perf_counter()
held = run(file)
seconds = time.perf_counter() - start
peak = memory("VmHWM")
print(json.dumps({"seconds": seconds, "peak": peak and before and peak - before}))
"""
"""Runs in any build: uses only what all of them have."""


@dataclass(frozen=True, kw_only=True)
class ImportSpeed:
    """One format, measured in turns.

    Attributes:
        form: "csv" or "parquet".
        n_rows: rows, with label, prediction and ten probabilities each.
        ours: seconds of the whole import, median over the rounds.
        plain: the same for the plain reader: pandas for CSV, pyarrow for Parquet.
        over_plain: median over the rounds of ours over plain in the same round.
        over_plain_low: smallest such ratio.
        over_plain_high: largest such ratio.
        over_other: median of ours over the other build in the same round, nan where there is none.
        over_table: memory that the import takes at its peak over the bytes of the table in float64; nan
            where the system does not tell it.
    """

    form: str
    n_rows: int
    ours: float
    plain: float
    over_plain: float
    over_plain_low: float
    over_plain_high: float
    over_other: float
    over_table: float


def draw_predictions(folder: Path, n_rows: int, rng: Generator) -> None:
    """Write the same predictions as ``predictions.csv`` and ``predictions.parquet``.

    Args:
        folder: where.
        n_rows: at least 2.
        rng: draws labels and probabilities.
    """
    import pyarrow as pa
    from pyarrow import csv, parquet

    labels = rng.integers(0, N_CLASSES, n_rows)
    logits = rng.normal(size=(n_rows, N_CLASSES))
    logits[np.arange(n_rows), labels] += 1.5
    shares = np.exp(logits)
    shares /= shares.sum(1, keepdims=True)
    columns = {"label": labels, "predicted": shares.argmax(1)}
    columns |= {f"prob_{at}": np.ascontiguousarray(shares[:, at]) for at in range(N_CLASSES)}
    table = pa.table(columns)
    csv.write_csv(table, folder / "predictions.csv")
    parquet.write_table(table, folder / "predictions.parquet")


def measure_imports(
    n_rows: int, *, rounds: int, rng: Generator, other: Sequence[str] = ()
) -> list[ImportSpeed]:
    """Import one table in each format several times, in turns with plain readers and another build.

    Args:
        n_rows: rows of the table, at least 2.
        rounds: measurements of each arm, at least 1.
        rng: draws the table.
        other: the words that start the Python of the other build; () for none.

    Raises:
        subprocess.CalledProcessError: an arm failed.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder, warm = Path(scratch), Path(scratch) / "warm"
        warm.mkdir()
        draw_predictions(folder, n_rows, rng)
        draw_predictions(warm, 2 * N_CLASSES, rng)
        return [_of_form(form, folder, n_rows, rounds, other) for form in FORMS]


def _of_form(
    form: str, folder: Path, n_rows: int, rounds: int, other: Sequence[str]
) -> ImportSpeed:
    own = [sys.executable]
    arms = {"ours": (own, "import"), "plain": (own, "plain")}
    if other:
        arms["other"] = (list(other), "import")
    seconds: dict[str, list[float]] = {arm: [] for arm in arms}
    peaks: list[float] = []
    for turn in range(rounds):
        order = list(arms) if turn % 2 == 0 else list(reversed(arms))
        for arm in order:
            found = _measured(*arms[arm], f"predictions.{form}", folder, own=arm != "other")
            seconds[arm].append(found["seconds"])
            if arm == "ours":
                peaks.append(found["peak"])
    ratios = [ours / plain for ours, plain in zip(seconds["ours"], seconds["plain"], strict=True)]
    others = [
        one / two for one, two in zip(seconds["ours"], seconds.get("other", []), strict=False)
    ]
    return ImportSpeed(
        form=form,
        n_rows=n_rows,
        ours=statistics.median(seconds["ours"]),
        plain=statistics.median(seconds["plain"]),
        over_plain=statistics.median(ratios),
        over_plain_low=min(ratios),
        over_plain_high=max(ratios),
        over_other=statistics.median(others) if others else math.nan,
        over_table=statistics.median(peaks) / (8 * n_rows * (N_CLASSES + 2)),
    )


def _measured(
    command: Sequence[str], what: str, file: str, folder: Path, *, own: bool
) -> dict[str, float]:
    # The other build's Python must not be led to this one's modules.
    environment = {key: value for key, value in os.environ.items() if own or key != "PYTHONPATH"}
    with tempfile.TemporaryDirectory() as scratch:
        paths = [str(folder / file), str(folder / "warm" / file), scratch]
        done = subprocess.run(  # noqa: S603 (our own program, no shell)
            [*command, "-c", PROGRAM, what, *paths],
            env=environment,
            cwd=None if own else scratch,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return numbers_told(done.stdout)
