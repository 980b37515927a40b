"""``ltlab workers``: workers for the queue of a root, on this machine or on others that share its disk."""

import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from ltcore.cli.exits import CommandError, ExitCode, explained, wrong_settings
from ltcore.cli.jobs import Jobs, jobs_of
from ltcore.cli.options import open_store, runs_option
from ltcore.cli.variables import check_variables
from ltcore.config.commands import for_runs

PLACES = ("local", "ssh", "slurm")


@click.command("workers")
@click.option(
    "--on", "place", type=click.Choice(PLACES), default="local", show_default=True, help="Where."
)
@click.option(
    "--count",
    type=click.IntRange(1, 10_000),
    default=1,
    show_default=True,
    help="Runs at the same time on this machine, or tasks of Slurm's array. With ssh each --host is one.",
)
@click.option(
    "--per-machine",
    callback=jobs_of,
    metavar="N|auto",
    default="auto",
    show_default=True,
    help="Runs at the same time on each machine of ssh or in each task of Slurm; auto shares the cores out.",
)
@click.option(
    "--host", "hosts", multiple=True, help="Machine for ssh, such as anna@lab-2; once for each."
)
@click.option(
    "--python", default=sys.executable, help="Python there. [default: the path of this one]"
)
@click.option(
    "--sbatch",
    "lines",
    multiple=True,
    help="Option for sbatch, such as '--gres=gpu:1'.",
)
@click.option(
    "--print", "only_print", is_flag=True, help="Print what would be started; start nothing."
)
@runs_option
def workers_command(  # noqa: PLR0913 - one for each flag
    place: str,
    count: int,
    per_machine: Jobs,
    hosts: tuple[str, ...],
    python: str,
    lines: tuple[str, ...],
    runs: Path | None,
    *,
    only_print: bool,
) -> None:
    """Start workers that train queued runs until no machine has any left.

    They need nothing but a folder of runs that every machine mounts under the same path.
    """
    from ltcore.sweeps.starters import queue_command, sbatch_script, ssh_command

    check_variables()
    with explained(), wrong_settings():
        root = open_store(runs).root.absolute()
        if place == "local":
            _start(queue_command(python, root, count), root, only_print=only_print)
            return
        _require_shared(root, place)
        if place == "ssh":
            if not hosts:
                raise ValueError(
                    "ssh needs machines: name each with --host, such as --host anna@lab-2"
                )
            commands = [ssh_command(host, python, root, per_machine) for host in hosts]
            _run(commands, only_print=only_print)
            return
        _submit(sbatch_script(count, python, root, per_machine, lines), only_print=only_print)


def _require_shared(root: Path, place: str) -> None:
    """Refuse other machines for a folder that they cannot see; say to all of them that it is shared.

    Raises:
        CommandError: the root lies on a disk of this machine.
    """
    from ltcore.runs.sharing import is_shared, mark_shared

    if not is_shared(root):
        raise CommandError(
            f"{root} is on a disk of this machine, which workers on {place} do not see. Give --runs a folder "
            "on a disk that every machine mounts (NFS, SMB, Lustre, ...; object storage will not do). If "
            "this machine exports the folder to them, set LTLAB_LOCKS=shared. Or use --on local",
            ExitCode.WRONG_SETTINGS,
        )
    if root.is_dir():
        mark_shared(root)


def _start(command: Sequence[str], root: Path, *, only_print: bool) -> None:
    from ltcore.sweeps import start_queue_detached

    if only_print:
        click.echo(shlex.join(command))
        return
    pid = start_queue_detached(root, command=command[:-2])  # it names the root itself
    watch = for_runs("ltlab runs", root)
    click.echo(f"started as process {pid}; its log: {root / 'queue.log'}; watch: {watch}", err=True)


def _run(commands: Sequence[Sequence[str]], *, only_print: bool) -> None:
    for command in commands:
        if only_print:
            click.echo(shlex.join(command))
            continue
        try:
            subprocess.run(command, check=True, timeout=60)  # noqa: S603 (no shell here; the host was checked)
        except (OSError, subprocess.SubprocessError) as error:
            raise CommandError(
                f"no worker was started on {command[1]}: {error}. Try `{shlex.join(command[:2])} true`, or "
                "start it there yourself: --print shows how"
            ) from error
        click.echo(f"started on {command[1]}", err=True)


def _submit(script: str, *, only_print: bool) -> None:
    if only_print:
        click.echo(script, nl=False)
        return
    try:
        done = subprocess.run(
            ["sbatch"],  # noqa: S607 (wherever the cluster has it)
            input=script,
            text=True,
            check=True,
            capture_output=True,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        raise CommandError(
            f"sbatch did not take the job: {said.strip()}. --print shows the script"
        ) from error
    click.echo(done.stdout.strip(), err=True)
