"""``ltlab bench``: measures this machine."""

import click

from ltcore.cli.bench_embed import embed_command
from ltcore.cli.bench_first_picture import first_picture_command
from ltcore.cli.bench_hall import hall_command as hall_bench_command
from ltcore.cli.bench_import import import_bench_command
from ltcore.cli.bench_lesson import lesson_bench_command, playground_command
from ltcore.cli.bench_losses import losses_command
from ltcore.cli.bench_pages import hand_command, pages_command
from ltcore.cli.bench_queues import start_bench_command, sweep_bench_command
from ltcore.cli.bench_seeds import seeds_bench_command
from ltcore.cli.bench_semi import semi_command
from ltcore.cli.bench_sessions import sessions_command
from ltcore.cli.bench_theory import theory_command
from ltcore.cli.bench_train import train_command
from ltcore.cli.groups import CommandGroup


@click.group("bench", cls=CommandGroup)
def bench_group() -> None:
    """Measure this machine."""


bench_group.add_command(pages_command)
bench_group.add_command(first_picture_command)
bench_group.add_command(hand_command)
bench_group.add_command(embed_command)
bench_group.add_command(import_bench_command)
bench_group.add_command(losses_command)
bench_group.add_command(seeds_bench_command)
bench_group.add_command(semi_command)
bench_group.add_command(sessions_command)
bench_group.add_command(hall_bench_command)
bench_group.add_command(lesson_bench_command)
bench_group.add_command(playground_command)
bench_group.add_command(theory_command)
bench_group.add_command(train_command)
bench_group.add_command(sweep_bench_command)
bench_group.add_command(start_bench_command)
