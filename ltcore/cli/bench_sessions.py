"""``ltlab bench sessions``: how long a hall waits that follows one link, on this machine."""

import shlex
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import click

from ltcore.bench.page_latency import percentile
from ltcore.bench.served import served
from ltcore.bench.session_waits import Burst, Peaks, measure_bursts, ratio
from ltcore.cli.dashboard import app_file
from ltcore.cli.exits import measuring
from ltcore.cli.json_output import say_json
from ltcore.cli.options import against_option, json_option
from ltcore.cli.table import text_table

PAGES = ("/effective_number", "/compare", "/pseudo_labels")
"""What a lecture opens most; three kinds of page: closed form, runs, theorem."""


@click.command("sessions")
@click.option(
    "--sessions",
    type=click.IntRange(min=1),
    default=30,
    show_default=True,
    help="Number of readers who open the same page at once.",
)
@click.option(
    "--page",
    "pages",
    multiple=True,
    default=PAGES,
    show_default=True,
    help="Only this page, such as /margins; repeatable.",
)
@click.option("--repeats", type=click.IntRange(min=1), default=3, show_default=True, help="Rounds.")
@click.option(
    "--runs",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the runs to serve. [default: only the demo runs]",
)
@against_option
@json_option
def sessions_command(
    sessions: int,
    pages: tuple[str, ...],
    repeats: int,
    runs: Path | None,
    against: str,
    *,
    as_json: bool,
) -> None:
    """Measure how long sessions wait when all open the same page at once, with plain WebSocket clients."""
    app_file()
    builds = {"this": (), **({"other": tuple(shlex.split(against))} if against else {})}
    measured: list[Burst] = []
    with measuring(), ExitStack() as stack:
        started = {
            build: stack.enter_context(served(python, runs)) for build, python in builds.items()
        }
        servers = {build: (server, Peaks(server.process)) for build, server in started.items()}
        for page in pages:
            click.echo(f"measuring {page}", err=True)
            measured += measure_bursts(servers, page, sessions, repeats)
    if as_json:
        say_json([asdict(burst) for burst in measured])
        return
    header = ["page", "build", "alone s", "p50 s", "p95 s", "times the other", "sent"]
    others = {burst.page: burst for burst in measured if burst.build == "other"}
    rows = [_row(burst, others.get(burst.page)) for burst in measured]
    click.echo(text_table([*header, "peak memory", "file handles"], rows))
    click.echo(f"{sessions} sessions at once; seconds from connection to the end of the script.")


def _row(burst: Burst, other: Burst | None) -> list[str]:
    times = (burst.alone_s, *(percentile(burst.waits_s, share) for share in (0.5, 0.95)))
    over = "" if other is None or burst is other else f"{ratio(burst, other):.2f}"
    return [
        burst.page,
        burst.build,
        *(f"{seconds:.2f}" for seconds in times),
        over,
        f"{burst.size / 1000:,.0f} kB",
        f"{burst.peak_memory / 1e6:,.0f} MB",
        f"{burst.peak_handles}",
    ]
