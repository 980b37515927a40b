"""``ltlab dashboard``: serves the pages, after checking that it can."""

import contextlib
import importlib.util
import ipaddress
import os
import re
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from ltcore.cli.exits import CommandError
from ltcore.cli.options import open_store
from ltcore.cli.variables import check_variables
from ltcore.cli.waiting import say_left_waiting

NEEDED = ("streamlit", "plotly", "orjson")
"""What the dashboard extra brings."""
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 (compared, not bound)
LET_IN = ("localhost", "127.0.0.1")
"""Hosts that the dashboard's own settings let in."""
BASE_PATH_VARIABLE = "STREAMLIT_SERVER_BASE_URL_PATH"
"""Where Streamlit's own setting stands; the printed address must know it."""
WARM_MINUTES = "10"
"""How long a warm process waits for a start on the page Train, after the page was last looked at."""
CERTIFICATE_VARIABLE = "STREAMLIT_SERVER_SSL_CERT_FILE"
_BASE_PATH = re.compile(r"[A-Za-z0-9._~@-]+(/[A-Za-z0-9._~@-]+)*")
_PUBLIC_ADDRESS = re.compile(
    r"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?(/[A-Za-z0-9._~@/-]*)?"
)


def base_path_of(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """Return a base path without the slashes around it.

    Raises:
        click.BadParameter: it is none; says what is legal.
    """
    path = value.strip("/")
    if path and (not _BASE_PATH.fullmatch(path) or {".", ".."} & set(path.split("/"))):
        raise click.BadParameter(
            f"{value!r} is not a base path. Use names of letters, digits and . _ ~ @ -, separated "
            "by single slashes, such as /lab/tail."
        )
    return path


def public_addresses_of(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the addresses of proxies without a slash at their end.

    Raises:
        click.BadParameter: one is none; says what is legal.
    """
    for value in values:
        if not _PUBLIC_ADDRESS.fullmatch(value):
            raise click.BadParameter(
                f"{value!r} is not the address of a proxy. Use http:// or https://, a name and, "
                "if needed, a port and a path, such as https://hub.example.org/user/me/lab."
            )
    return tuple(value.rstrip("/") for value in values)


@click.command("dashboard")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; any address other than this machine's own lets others in.",
)
@click.option(
    "--base-path",
    callback=base_path_of,
    metavar="PATH",
    default="",
    envvar=BASE_PATH_VARIABLE,
    help="Serve everything below this path, such as /lab/tail, for a proxy that passes on the "
    "whole path. A proxy that strips its prefix (JupyterHub, code-server) does not need this.",
)
@click.option(
    "--public-address",
    "public_addresses",
    callback=public_addresses_of,
    metavar="URL",
    multiple=True,
    help="Address that readers type if it is not localhost: a hub, a proxy, a container or a "
    "lecture hall, such as https://hub.example.org; repeatable. The dashboard refuses "
    "any other foreign address.",
)
@click.option(
    "--runs",
    type=click.Path(path_type=Path),
    help="Folder of the runs. [default: $LTLAB_RUNS, else ./runs]",
)
def dashboard_command(
    port: int, host: str, base_path: str, public_addresses: tuple[str, ...], runs: Path | None
) -> None:
    """Serve the dashboard in the browser."""
    app = app_file()
    check_variables()
    check_port(host, port)
    if not is_loopback(host):
        click.echo(
            f"Warning: on {host}, anyone who can reach this machine can start, cancel and delete "
            "runs, and change your lessons; there is no login.",
            err=True,
        )
    click.echo(f"Long-Tail Lab: {address(host, port, base_path)}")
    for public in public_addresses:
        click.echo(f"Behind its proxy: {public}")
    click.echo("Ctrl-C stops the dashboard; runs that it has started go on.")
    _offer_queue(runs)
    sys.stdout.flush()
    from ltcore.config.variables import WARM_VARIABLE, warm_minutes

    environment = dict(os.environ)
    if runs is not None:
        environment["LTLAB_RUNS"] = str(runs.expanduser().absolute())
    environment[BASE_PATH_VARIABLE] = base_path
    if warm_minutes() is None:
        environment[WARM_VARIABLE] = WARM_MINUTES
    environment["STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE"] = "true"  # the address stands above
    command = streamlit_command(app, host, port) + letting_in(host, public_addresses)
    os.execve(command[0], command, environment)  # noqa: S606 (our own interpreter, no shell)


def _offer_queue(runs: Path | None) -> None:
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
                f"port {port} on {host} cannot be used: {error.strerror}. Perhaps a dashboard "
                f"already runs at {address(host, port)}; otherwise choose another port: ltlab "
                f"dashboard --port {port + 1 if port < 65535 else 8501}"
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


def address(host: str, port: int, base_path: str = "") -> str:
    """Return what to type into the browser on this machine.

    Example:
        >>> address("127.0.0.1", 8501), address("::1", 80), address("0.0.0.0", 8501, "lab/tail")
        ('http://127.0.0.1:8501', 'http://[::1]:80', 'http://127.0.0.1:8501/lab/tail')
    """
    scheme = "https" if os.environ.get(CERTIFICATE_VARIABLE) else "http"
    shown = "127.0.0.1" if host in EVERY_ADDRESS else host
    named = f"[{shown}]" if ":" in shown else shown
    return f"{scheme}://{named}:{port}" + (f"/{base_path}" if base_path else "")


def streamlit_command(app: Path, host: str, port: int) -> list[str]:
    """Return the command line of the server: Streamlit's own, below words of ours at its end."""
    command = [sys.executable, "-m", "dashboard.serving", "run", str(app)]
    return [*command, "--server.address", host, "--server.port", str(port)]


def letting_in(host: str, public_addresses: tuple[str, ...]) -> list[str]:
    """Return the options that let readers in who ask at other addresses than a loopback one.

    Streamlit compares names only; which addresses are ours is decided before, by ``dashboard.serving``.

    Example:
        >>> letting_in("127.0.0.1", ())
        []
        >>> letting_in("10.0.0.5", ())[-2:]
        ['--server.allowedHosts', '10.0.0.5']
    """
    if host in LET_IN and not public_addresses:
        return []
    proxies = [urlsplit(public) for public in public_addresses]
    named = "*" if host in EVERY_ADDRESS else host
    hosts = dict.fromkeys([*LET_IN, named, *(str(proxy.hostname) for proxy in proxies)])
    options = [option for name in hosts for option in ("--server.allowedHosts", name)]
    for proxy in proxies:
        options += ["--server.corsAllowedOrigins", f"{proxy.scheme}://{proxy.netloc}"]
    return options
