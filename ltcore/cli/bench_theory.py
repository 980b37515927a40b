"""``ltlab bench theory``: how long the simulations of the theorem lab take, on this machine."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option
from ltcore.cli.table import text_table

if TYPE_CHECKING:
    from ltcore.bench.theory import TheoremSpeed

AGREE_WITHIN = 4.0
"""Standard errors."""


@click.command("theory")
@click.option(
    "--trials",
    type=click.IntRange(min=2),
    default=100_000,
    show_default=True,
    help="Trials per turn.",
)
@click.option(
    "--drawn-trials",
    type=click.IntRange(min=2),
    default=20_000,
    show_default=True,
    help="Trials per turn for simulations that draw the points; their time is scaled up.",
)
@click.option("--repeats", type=click.IntRange(min=1), default=9, show_default=True, help="Rounds.")
@json_option
def theory_command(trials: int, drawn_trials: int, repeats: int, *, as_json: bool) -> None:
    """Compare the simulations of two theorems with numpy that draws every point."""
    from ltcore.bench.theory import compare_theorems

    speeds = compare_theorems(trials=trials, drawn_trials=drawn_trials, repeats=repeats)
    if as_json:
        say_json([asdict(speed) for speed in speeds])
        return
    header = ["theorem", "setting", "ms", "drawn, ms", "times faster (range)", "agree"]
    click.echo(text_table(header, [_row(speed) for speed in speeds]))
    click.echo(
        f"{trials:,} trials; drawing the points is measured with {drawn_trials:,} and scaled. "
        "Agree: distance between means and between standard deviations, in standard errors, at "
        f"most {AGREE_WITHIN:g}."
    )


def _row(speed: "TheoremSpeed") -> list[str]:
    agree = max(speed.means_apart, speed.spreads_apart) <= AGREE_WITHIN
    return [
        speed.theorem,
        speed.setting,
        f"{speed.ours:.1f}",
        f"{speed.drawn:,.0f}",
        f"{speed.ratio:.0f} ({speed.ratio_low:.0f} to {speed.ratio_high:.0f})",
        f"{'yes' if agree else 'NO'} ({speed.means_apart:.1f}, {speed.spreads_apart:.1f})",
    ]
