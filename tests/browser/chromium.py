"""Find a Chromium for the browser tests, or install one; prints the path of its executable.

The order: one that is installed, Playwright's own, Playwright's download, Debian's package.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

INSTALLED_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WAYS_OUT = """No Chromium was found and none could be installed. Ways out:
  install Chromium or Chrome so that one of {names} is on the PATH;
  or run `python -m playwright install chromium` where there is network;
  or, on Debian or Ubuntu, run `apt-get install chromium` as root."""


def find() -> str | None:
    """Return the path of an executable that is there, or None."""
    installed = next(filter(None, map(shutil.which, INSTALLED_NAMES)), None)
    if installed:
        return installed
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.is_file() else None


def install() -> None:
    """Try Playwright's download, then Debian's package; what fails says so on standard error."""
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        ways.append([apt, "install", "-y", "chromium"])
    for command in ways:
        subprocess.run(command, check=False, stdout=sys.stderr)
        if find():
            return


def main() -> None:
    """Print the path of a usable Chromium, or leave with the ways out."""
    if not find():
        install()
    path = find()
    if path is None:
        sys.exit(WAYS_OUT.format(names=", ".join(INSTALLED_NAMES)))
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
