"""``ltlab warm``: the process that has everything imported and forks one child for every run."""

import atexit
import os
import socket
import sys
import threading
from typing import NoReturn

import click


@click.command("warm", hidden=True)
@click.option("--idle", type=float, default=600.0, help="Seconds to wait for work.")
@click.pass_context
def warm_command(context: click.Context, idle: float) -> None:
    """Fork a child for each run that is asked for through standard input, a socket."""
    from ltcore.engine.warming import import_all
    from ltcore.sweeps.template import serve

    owner = socket.socket(fileno=os.dup(0))
    import_all()
    job = serve(owner, idle=idle)
    if job is None:
        os._exit(0)
    shared = () if job.template is None else ("--template", str(job.template))
    _carry_out(context.find_root().command, [*job.command, *shared])


def _carry_out(root: click.Command, words: list[str]) -> NoReturn:
    """Carry out a command, and end as a process does, but without taking apart all that was imported.

    That alone would take half a second of each run.
    """
    code: object = 1
    try:
        root.main(words, prog_name="ltlab")
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 (said as the interpreter says it)
        sys.excepthook(*sys.exc_info())
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as at the end of a process
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)
