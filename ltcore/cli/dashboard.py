"""``ltlab dashboard``: serves the pages, after checking that it can."""

import contextlib
import importlib.util
import ipaddress
import os
import socket
import sys
from pathlib import Path

import click

from ltcore.cli.exits import CommandError
from ltcore.cli.options import open_store
from ltcore.cli.waiting import say_left_waiting

NEEDED = ("streamlit", "plotly", "orjson")
"""What the dashboard extra brings."""


@click.command("dashboard")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; anything but this machine's own lets others in.",
)
@click.option(
    "--runs",
    type=click.Path(path_type=Path),
    help="Folder of the runs. [default: $LTLAB_RUNS, else ./runs]",
)
def dashboard_command(port: int, host: str, runs: Path | None) -> None:
    """Serve the dashboard in the browser."""
    app = app_file()
    check_port(host, port)
    if not is_loopback(host):
        click.echo(
            f"Warning: on {host} everybody who reaches this machine can start, cancel and delete runs; "
            "there is no login.",
            err=True,
        )
    click.echo(f"Long-Tail Lab: {address(host, port)}")
    _offer_the_queue(runs)
    sys.stdout.flush()
    environment = dict(os.environ)
    if runs is not None:
        environment["LTLAB_RUNS"] = str(runs.expanduser().absolute())
    command = streamlit_command(app, host, port)
    os.execve(command[0], command, environment)  # noqa: S606 (our own interpreter, no shell)


def _offer_the_queue(runs: Path | None) -> None:
    """Say which runs a killed queue has left waiting; a folder that cannot be listed is the pages' matter."""
    from ltcore.runs import RunError
    from ltcore.sweeps import queued_records

    store = open_store(runs)
    with contextlib.suppress(RunError):
        say_left_waiting(store, queued_records(store), page="Train")


def app_file() -> Path:
    """Return the entry script of the dashboard.

    Raises:
        CommandError: the dashboard extra is not installed.
    """
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    package = importlib.util.find_spec("dashboard")
    if missing or package is None or package.origin is None:
        raise CommandError(
            f"the dashboard needs {', '.join(missing) or 'its own package'}, which is not installed here. "
            "Install it with: pip install 'long-tail-lab[dashboard]', or from a clone: "
            "pip install '.[dashboard]'"
        )
    return Path(package.origin).with_name("server.py")


def check_port(host: str, port: int) -> None:
    """Raise where nothing can listen on this host and port, with the way out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server itself does it: a connection that has just been closed must not block the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"port {port} on {host} cannot be used: {error.strerror}. Perhaps a dashboard is already "
                f"served at {address(host, port)}; otherwise take another port: "
                f"ltlab dashboard --port {port + 1 if port < 65535 else 8501}"
            ) from error


def is_loopback(host: str) -> bool:
    """Return whether ``host`` is reached from this machine only.

    Example:
        >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
        (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(host: str, port: int) -> str:
    """Return what to type into the browser on this machine.

    Example:
        >>> address("127.0.0.1", 8501), address("::1", 80), address("0.0.0.0", 8501)
        ('http://127.0.0.1:8501', 'http://[::1]:80', 'http://127.0.0.1:8501')
    """
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 (shown, not bound)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def streamlit_command(app: Path, host: str, port: int) -> list[str]:
    """Return the command line of the server; other hosts are let through only where asked for."""
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    command += ["--server.address", host, "--server.port", str(port)]
    if is_loopback(host):
        return command
    named = "*" if host in ("0.0.0.0", "::") else host  # noqa: S104 (compared, not bound)
    for allowed in ("localhost", "127.0.0.1", named):
        command += ["--server.allowedHosts", allowed]
    return command
