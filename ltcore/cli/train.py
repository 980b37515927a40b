"""``ltlab train``, ``resume`` and ``work``: carry out runs in this process."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ltcore.cli.config_checks import check
from ltcore.cli.exits import CommandError, ExitCode, explained
from ltcore.cli.forking import forked_config
from ltcore.cli.options import config_option, open_store, runs_option
from ltcore.cli.progress import TrainingProgress
from ltcore.cli.results import final_line
from ltcore.cli.settings import SettingsCommand, given, run_config, setting_flags
from ltcore.cli.table import one_line
from ltcore.cli.together import companies_of, company_sentence
from ltcore.config import RunConfig
from ltcore.config.commands import for_runs

if TYPE_CHECKING:
    from ltcore.runs import RunFolder, RunStore

RESUMABLE = ("queued", "failed", "cancelled", "lost")
DEFAULTS_NOTE = (
    "The defaults shown are the general ones. The recipe of a data set (--recipe auto) and the "
    "method's own defaults for it replace some of them; flags override both. With --fork RUN, the "
    "settings of that run replace all of them, and flags override those."
)


@click.command("train", cls=SettingsCommand, epilog=DEFAULTS_NOTE)
@config_option
@runs_option
@setting_flags()
def train_command(file: Path | None, runs: Path | None, **settings: str | None) -> None:
    """Train one run immediately; the last line printed is its id."""
    flags = given(settings)
    with explained():
        store = open_store(runs)
        forks = "fork" in flags
        config = forked_config(store, flags, file) if forks else run_config(flags, file)
        if config.train.together:
            raise CommandError(
                "train.together (--together) has no effect on one run: leave it out, or give several "
                "seeds to ltlab sweep",
                ExitCode.WRONG_SETTINGS,
            )
        folder = store.folder_of(config)
        if not _is_finished(store, folder, config):
            _begin(store, folder, config)
    click.echo(folder.id)


@click.command("resume")
@click.argument("run_ids", nargs=-1, metavar="[RUN_ID]...")
@click.option("--all", "everything", is_flag=True, help="Resume every run that can be resumed.")
@runs_option
def resume_command(run_ids: tuple[str, ...], runs: Path | None, *, everything: bool) -> None:
    """Continue cancelled, failed or lost runs from their last checkpoint."""
    with explained():
        store = open_store(runs)
        resumable = [record.id for record in store.records() if record.shown_state in RESUMABLE]
        if not run_ids and not everything:
            listed = "\n  ".join(resumable) or "(none)"
            raise CommandError(
                f"name a run, or give --all. These can be resumed:\n  {listed}",
                ExitCode.WRONG_SETTINGS,
            )
        chosen = dict.fromkeys((*run_ids, *(resumable if everything else ())))
        problems = [
            problem
            for company in companies_of([store.load(run_id) for run_id in chosen])
            for problem in _resume(store, company)
        ]
    if problems:
        raise CommandError("\n".join(problems))


def _resume(store: "RunStore", company: "Sequence[RunFolder]") -> list[str]:
    """Go on with a run, or with several as one; return why those failed that did."""
    for folder in company:
        click.echo(f"resuming {folder.id}", err=True)
        _forget_stop(folder)
    if len(company) > 1:
        from ltcore.engine.joint_worker import work_jointly

        work_jointly(company, on_warning=_warn)
    end = say_end if len(company) > 1 else carry_out
    told: dict[int, list[str]] = {ExitCode.FAILED: [], ExitCode.CANCELLED: []}
    for folder in company:
        try:
            end(store, folder)
        except CommandError as error:
            if error.exit_code not in told:
                raise
            told[error.exit_code].append(error.message)
        else:
            click.echo(folder.id)
    if told[ExitCode.CANCELLED]:  # only now: the others of its company have their ends, too
        said = [*told[ExitCode.FAILED], *told[ExitCode.CANCELLED]]
        raise CommandError("\n".join(said), ExitCode.CANCELLED)
    return told[ExitCode.FAILED]


@click.command("work", hidden=True)
@click.argument("run_ids", nargs=-1, required=True)
@runs_option
def work_command(run_ids: tuple[str, ...], runs: Path | None) -> None:
    """Carry out one run of a queue in this process, or several of one setting as one."""
    with explained():
        store = open_store(runs)
        if len(run_ids) == 1:
            carry_out(store, store.load(run_ids[0]).folder)
            return
        from ltcore.engine.joint_worker import work_jointly

        folders = _readable(store, run_ids)
        if not folders:
            raise CommandError("none of these runs can be read: there is nothing to train")
        work_jointly(folders, on_warning=_warn)


def _readable(store: "RunStore", run_ids: Sequence[str]) -> "list[RunFolder]":
    """Return the folders of runs, without those that are damaged or gone, which are named."""
    from ltcore.runs import RunError

    found = []
    for run_id in run_ids:
        try:
            found.append(store.load(run_id).folder)
        except RunError as error:
            _warn(f"{run_id} is left out: {error}")
    return found


def _is_finished(store: "RunStore", folder: "RunFolder", config: RunConfig) -> bool:
    """Return whether the run is done already, and say so; a new label is taken over."""
    from ltcore.runs import UnknownRunError
    from ltcore.runs.naming import name_run

    try:
        record = store.load(folder.id)
    except UnknownRunError:
        return False
    if record.shown_state != "finished":
        return False
    _refuse_other_data(folder, config)
    if config.name and config.name != record.name:
        name_run(folder, config.name)
        click.echo(f"its label is now {one_line(config.name)}", err=True)
    _say_finished(store, folder)
    if said := company_sentence(folder, config):
        click.echo(said, err=True)
    return True


def _refuse_other_data(folder: "RunFolder", config: RunConfig) -> None:
    """Never pass off a finished run as the answer for a person's own data that have changed since."""
    from ltcore.data import prepare

    recorded = (folder.read_environment() or {}).get("data_checksum")
    if not recorded or not getattr(config.data.options, "root", ""):
        return
    if prepare(config.data).checksum != recorded:
        raise CommandError(
            f"run {folder.id} has finished, but its data have changed since. To train on the new "
            f"data: {for_runs(f'ltlab runs delete {folder.id}', folder.path.parent)}, then repeat the command"
        )


def _begin(store: "RunStore", folder: "RunFolder", config: RunConfig) -> None:
    """Look for whatever would stop the run, make its folder, and train it."""
    if folder.id != config.run_id:
        click.echo(_other_id_reason(folder, config), err=True)
    check(config, store).say()
    from ltcore.engine.hardware import HardwareError, detect
    from ltcore.runs import Status

    try:
        click.echo(f"training on {detect(config.train)}", err=True)
    except HardwareError as error:
        raise CommandError(str(error), ExitCode.WRONG_SETTINGS) from error
    # Not queued: a queue runner would take it, and Ctrl-C before the first step would leave it to one.
    status = Status(state="cancelled", heartbeat=time.time(), message="stopped before it started")
    folder = store.create(config, status=status)
    _adopt(folder, config)
    _forget_stop(folder)
    carry_out(store, folder)


def _other_id_reason(folder: "RunFolder", config: RunConfig) -> str:
    if folder.path.exists():
        return f"this run is the one in the folder {folder.id}: it continues there"
    return (
        f"the settings of run {config.run_id} have changed since it was made: it is now a "
        f"different run, and this one is {folder.id}"
    )


def _adopt(folder: "RunFolder", config: RunConfig) -> None:
    """Take over a new label, device and the like for an unfinished run: its result does not change."""
    from ltcore.runs import run_lock

    before = folder.read_config()
    wanted = config if config.name else config.model_copy(update={"name": before.name})
    if wanted != before:
        with run_lock(folder.path):
            folder.write_config(wanted)


def _forget_stop(folder: "RunFolder") -> None:
    """Drop an older request to stop: whoever asks for the run now wants it."""
    from ltcore.runs import run_lock

    with run_lock(folder.path):
        folder.clear_cancel()


def _say_finished(store: "RunStore", folder: "RunFolder") -> None:
    click.echo(f"already finished; {final_line(store.load(folder.id))}", err=True)


def _warn(text: str) -> None:
    click.echo(f"warning: {text}", err=True)


def carry_out(store: "RunStore", folder: "RunFolder") -> None:
    """Train a run to its end and say how it ended.

    Raises:
        CommandError: the run failed (exit code 1) or was cancelled (130).
        AlreadyRunningError: another process works on it.
    """
    if folder.read_status().state == "finished":
        _say_finished(store, folder)
        return
    from ltcore.engine.worker import work

    with TrainingProgress() as progress:
        work(folder, on_progress=progress, on_warning=_warn)
    say_end(store, folder)


def say_end(store: "RunStore", folder: "RunFolder") -> None:
    """Say how a run that was carried out here has ended.

    Raises:
        CommandError: it failed (exit code 1) or was cancelled (130), or another process works on it (3).
    """
    from ltcore.runs import AlreadyRunningError

    status = folder.read_status()
    if status.state == "failed":
        raise CommandError(f"run {folder.id} failed: {status.message}\n  its folder: {folder.path}")
    if status.state == "running":
        raise AlreadyRunningError(f"another process is already working on run {folder.id}")
    if status.state == "cancelled":
        raise CommandError(
            f"run {folder.id} was cancelled after {100 * status.progress:.0f} %, with a "
            f"checkpoint. Continue with: {for_runs(f'ltlab resume {folder.id}', folder.path.parent)}",
            ExitCode.CANCELLED,
        )
    click.echo(final_line(store.load(folder.id)), err=True)
