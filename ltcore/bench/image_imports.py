"""How long a tree of small images takes to be prepared, in this build and in another.

Each measurement is a process of its own with an empty store: the time is that of `ltcore.data.prepare`
alone, without the start of Python. The bytes of both builds are compared by their hash.
"""

import json
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
from PIL import Image

SIDE = 32
N_CLASSES = 10
COARSE = 5
"""Images are enlarged from so many random pixels a side: smooth, as photographs are."""
PROGRAM = """
import hashlib, json, sys, time
from pathlib import Path
from ltcore.config.data import DataConfig
from ltcore.data import prepare
root, store = sys.argv[1:]
options = {"root": root, "image_size": 32}
config = DataConfig.model_validate({"name": "image_folder", "options": options})
start = time.perf_counter()
source = prepare(config, store=Path(store))
seconds = time.perf_counter() - start
digest = hashlib.sha256()
for array in sorted(source.arrays):
    digest.update(memoryview(source.arrays[array]).cast("B"))
print(json.dumps({"seconds": seconds, "sha256": digest.hexdigest()}))
"""
"""Runs in any build: uses only what all of them have."""


@dataclass(frozen=True, kw_only=True)
class TreeSpeed:
    """Times to prepare one tree, in seconds.

    Attributes:
        n_files: images in the tree.
        ours: median over the rounds.
        theirs: the same for the other build, nan where there is none.
        ratio: median over the rounds of ours over theirs in the same round, nan where there is none.
        sha256: hash of the prepared arrays.
        same_bytes: whether every measurement gave that hash.
    """

    n_files: int
    ours: float
    theirs: float
    ratio: float
    sha256: str
    same_bytes: bool


def draw_tree(root: Path, n_files: int, rng: Generator) -> None:
    """Write small PNG files into one folder per class.

    Args:
        root: where; is made.
        n_files: at least `N_CLASSES` times 2.
        rng: draws the pixels.
    """
    for label in range(N_CLASSES):
        (root / f"class_{label}").mkdir(parents=True)
    for at in range(n_files):
        coarse = Image.fromarray(rng.integers(0, 256, (COARSE, COARSE, 3), dtype=np.uint8))
        image = coarse.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
        image.save(root / f"class_{at % N_CLASSES}" / f"{at:07}.png")


def measure_trees(
    n_files: int, *, rounds: int, rng: Generator, other: Sequence[str] = ()
) -> TreeSpeed:
    """Prepare one tree several times, in turns with another build.

    Args:
        n_files: images in the tree.
        rounds: measurements of each build, at least 1.
        rng: draws the images.
        other: the words that start the Python of the other build, such as its interpreter; () for none.

    Raises:
        subprocess.CalledProcessError: a build could not prepare the tree.
    """
    ours: list[float] = []
    theirs: list[float] = []
    hashes: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "tree"
        draw_tree(tree, n_files, rng)
        for at in range(rounds):
            arms = [([sys.executable], ours), *([(other, theirs)] if other else [])]
            for command, times in arms if at % 2 == 0 else reversed(arms):
                seconds, sha256 = _measured(command, tree, own=times is ours)
                times.append(seconds)
                hashes.append(sha256)
    ratios = [one / two for one, two in zip(ours, theirs, strict=False)]
    return TreeSpeed(
        n_files=n_files,
        ours=statistics.median(ours),
        theirs=statistics.median(theirs) if theirs else float("nan"),
        ratio=statistics.median(ratios) if ratios else float("nan"),
        sha256=hashes[0],
        same_bytes=len(set(hashes)) == 1,
    )


def _measured(command: Sequence[str], tree: Path, *, own: bool) -> tuple[float, str]:
    # The other build's Python must not be led to this one's modules.
    environment = {key: value for key, value in os.environ.items() if own or key != "PYTHONPATH"}
    with tempfile.TemporaryDirectory() as store:
        done = subprocess.run(  # noqa: S603 (our own program, no shell)
            [*command, "-c", PROGRAM, str(tree), store],
            env=environment,
            cwd=None if own else store,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found = json.loads(done.stdout)
    return found["seconds"], found["sha256"]
