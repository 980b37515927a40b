"""``ltlab bench import``: how quickly files of people come in, on this machine."""

import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ltcore.cli.json_output import say_json
from ltcore.cli.options import against_option, json_option
from ltcore.cli.table import text_table

if TYPE_CHECKING:
    from ltcore.bench.image_imports import TreeSpeed
    from ltcore.bench.imports import ImportSpeed

PLAIN = {"csv": "pandas.read_csv", "parquet": "pyarrow's read_table"}


@click.command("import")
@click.option(
    "--rows",
    type=click.IntRange(min=100),
    default=1_000_000,
    show_default=True,
    help="Rows of predictions with ten probabilities each; 0.2 kB of CSV per row.",
)
@click.option(
    "--images",
    type=click.IntRange(min=0),
    default=60_000,
    show_default=True,
    help="Number of images to prepare; 0 skips this part.",
)
@click.option("--repeats", type=click.IntRange(min=1), default=3, show_default=True, help="Rounds.")
@against_option
@json_option
def import_bench_command(
    rows: int, images: int, repeats: int, against: str, *, as_json: bool
) -> None:
    """Compare import and image preparation with plain readers, and with another build."""
    import numpy as np

    from ltcore.bench.image_imports import measure_trees
    from ltcore.bench.imports import measure_imports

    other = shlex.split(against)
    rng = np.random.default_rng(0)
    speeds = measure_imports(rows, rounds=repeats, rng=rng, other=other)
    trees = [measure_trees(images, rounds=repeats, rng=rng, other=other)] if images >= 20 else []
    if as_json:
        measured = [asdict(speed) for speed in speeds] + [asdict(tree) for tree in trees]
        say_json(measured)
        return
    header = [
        "import of",
        "s",
        "plain reader",
        "times plain (range)",
        "times the other build",
        "peak memory",
    ]
    click.echo(text_table(header, [_row(speed) for speed in speeds]))
    click.echo(
        "Peak memory in tables of float64. Times cover the whole import, including hashing and writing."
    )
    for tree in trees:
        click.echo(_of_tree(tree))


def _row(speed: "ImportSpeed") -> list[str]:
    return [
        f"{speed.n_rows:,} rows, {speed.form}",
        f"{speed.ours:.2f}",
        f"{PLAIN[speed.form]} {speed.plain:.2f} s",
        f"{speed.over_plain:.2f} ({speed.over_plain_low:.2f} to {speed.over_plain_high:.2f})",
        "-" if speed.over_other != speed.over_other else f"{speed.over_other:.2f}",
        f"{speed.over_table:.2f}",
    ]


def _of_tree(tree: "TreeSpeed") -> str:
    ratio = "" if tree.ratio != tree.ratio else f", {tree.ratio:.2f} times the other build"
    same = "same bytes" if tree.same_bytes else "OTHER BYTES"
    return f"tree of {tree.n_files:,} images: {tree.ours:.1f} s{ratio}, {same} in all rounds"
