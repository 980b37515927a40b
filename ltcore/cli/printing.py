"""A page of HTML as a PDF, printed by a Chromium of this machine; no other part of the lab needs one."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from ltcore.cli.exits import CommandError
from ltcore.runs.atomic import atomic_write_bytes

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DRAWING_MS = 60_000
"""Of the page's own clock, which runs as fast as the machine can: all pictures are drawn by then."""
PATIENCE_S = 300


def print_pdf(page: Path, out: Path) -> None:
    """Print a page into a file, whole or not at all.

    Args:
        page: an HTML file; it is opened at ``#print``.
        out: the PDF.

    Raises:
        CommandError: no Chromium is here, or it printed nothing.
        RunWriteError: the file cannot be written.
    """
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    if browser is None:
        raise CommandError(
            f"a PDF is printed by Chromium or Chrome, and none of {', '.join(NAMES)} is on the PATH. "
            "Export to a file that ends in .html, open it in any browser, and print it"
        )
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder, "printed.pdf")
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [
            "--window-size=1300,1000",
            f"--user-data-dir={folder}/profile",
            f"--virtual-time-budget={DRAWING_MS}",
        ]
        command += [f"--print-to-pdf={printed}", f"{page.absolute().as_uri()}#print"]
        try:
            done = subprocess.run(  # noqa: S603 (no shell)
                command, capture_output=True, text=True, timeout=PATIENCE_S, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise CommandError(f"{browser} printed nothing within {PATIENCE_S} s") from error
        if not printed.is_file():
            raise CommandError(f"{browser} printed nothing: {done.stderr[-500:]}")
        atomic_write_bytes(out, printed.read_bytes())
