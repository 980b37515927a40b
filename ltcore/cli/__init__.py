"""ltlab: the command line, and the only part of the library that prints."""

from typing import Any

import click

from ltcore.cli.bench import bench_group
from ltcore.cli.dashboard import dashboard_command
from ltcore.cli.datasets import datasets_group
from ltcore.cli.docs import docs_command
from ltcore.cli.embed import embed_command, embed_work_command
from ltcore.cli.exits import EXIT_CODES, ExitCode
from ltcore.cli.groups import CommandGroup
from ltcore.cli.importing import import_command
from ltcore.cli.lesson import lesson_group
from ltcore.cli.methods import methods_command
from ltcore.cli.probe import probe_command
from ltcore.cli.runs import runs_group
from ltcore.cli.sweep import queue_command, sweep_command
from ltcore.cli.train import resume_command, train_command, work_command
from ltcore.cli.warm import warm_command
from ltcore.cli.workers import workers_command

__all__ = ["main"]

COMMANDS: tuple[click.Command, ...] = (
    train_command,
    sweep_command,
    resume_command,
    runs_group,
    import_command,
    embed_command,
    probe_command,
    datasets_group,
    methods_command,
    dashboard_command,
    lesson_group,
    bench_group,
    work_command,
    queue_command,
    workers_command,
    warm_command,
    embed_work_command,
    docs_command,
)


class Lab(CommandGroup):
    """The root: lists the exit codes, and ends well on Ctrl-C."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the exit codes."""
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(int(code)), means) for code, means in EXIT_CODES.items()])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (click's signature)
        """Run the command; Ctrl-C where nothing had to be kept is exit code 130."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
            ctx.exit(ExitCode.CANCELLED)


@click.group(
    cls=Lab, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="long-tail-lab", prog_name="ltlab")
def main() -> None:
    """Long-Tail Lab: train and compare methods for long-tailed data."""


for command in COMMANDS:
    main.add_command(command)
