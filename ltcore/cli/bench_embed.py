"""``ltlab bench embed``: how quickly maps of features come, on this machine."""

import os
from dataclasses import asdict

import click

from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option
from ltcore.cli.table import text_table
from ltcore.embeddings.spec import TsneSpec

FEWEST = 100


@click.command("embed")
@click.option(
    "--n",
    type=click.IntRange(min=FEWEST),
    default=10_000,
    show_default=True,
    help="Examples, of 64 features each.",
)
@click.option(
    "--iterations",
    type=click.IntRange(50, 5000),
    default=TsneSpec().iterations,
    show_default=True,
    help="Iterations of our t-SNE after those of early exaggeration.",
)
@json_option
def embed_command(n: int, iterations: int, *, as_json: bool) -> None:
    """Compare t-SNE by openTSNE with scikit-learn's; time a second opening and a cancellation."""
    # As in the worker, for both libraries alike; read when they are loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from ltcore.bench.embeddings import measure_maps

    speed = measure_maps(
        n, TsneSpec(iterations=iterations), lambda words: click.echo(words, err=True)
    )
    if as_json:
        say_json(asdict(speed))
        return
    rows = [
        ["openTSNE, as in the pages", f"{speed.ours:.2f} s"],
        ["scikit-learn", f"{speed.scikit_learn:.2f} s"],
        ["openTSNE / scikit-learn", f"{speed.ratio:.3f}"],
        ["divergence of openTSNE's map", f"{speed.divergence:.4f}"],
        ["divergence of scikit-learn's map", f"{speed.reference_divergence:.4f}"],
        ["second opening of a map", f"{speed.second_opening:.3f} s"],
        ["cancellation in the layout", f"{speed.cancel:.2f} s"],
    ]
    of_both = f"{speed.iterations} and {speed.reference_iterations} iterations"
    click.echo(text_table([f"{n:,} x 64, {of_both}", "measured"], rows))
